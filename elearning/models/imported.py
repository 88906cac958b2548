"""The tables of facts that applying HR's file writes: what an undo takes away and brings back."""

from elearning.models import people as tables
from elearning.models.assignments import Assignment

IDENTITY = (tables.PersonName, tables.EmployeeNumber)
"""Who somebody is: kept for whoever has done something of their own since."""

IMPORTED = (
    *IDENTITY, tables.PersonEmail, tables.UnitName, tables.UnitPlace, tables.PostDetail, tables.Holding, tables.Leave,
    tables.PostTagging, Assignment,
)  # fmt: skip
