"""The tables of facts that applying HR's file writes: what an undo takes away and brings back."""

from elearning.models import people as tables
from elearning.models.assignments import Assignment
from elearning.models.recorded import Dated

IDENTITY: tuple[type[Dated], ...] = (tables.PersonName, tables.EmployeeNumber)
"""Who somebody is: kept for whoever has done something of their own since."""

IMPORTED: tuple[type[Dated], ...] = (
    *IDENTITY, tables.PersonEmail, tables.UnitName, tables.UnitPlace, tables.PostDetail, tables.Holding, Assignment,
)  # fmt: skip
