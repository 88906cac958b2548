"""The people between two answers as a table for a file. It never says why anybody is excused."""

from collections.abc import Iterable, Iterator

from elearning.documents.cells import Cell
from elearning.documents.compliance_table import instant_text
from elearning.domain.comparisons import ChangedPerson
from elearning.domain.reports import Asked

HEADINGS = (
    "employee_number", "name", "directorate", "service", "team", "module", "change", "standing_before",
    "standing_after", "before_as_at", "before_known_on", "after_as_at", "after_known_on",
)  # fmt: skip
"""In the order of the file. A standing is empty where the person is not in the figures."""


def comparison_rows(people: Iterable[ChangedPerson], before: Asked, after: Asked) -> Iterator[tuple[Cell, ...]]:
    """The cells of each row, in the order of HEADINGS, one at a time."""
    asked = (before.as_at, instant_text(before), after.as_at, instant_text(after))
    for (_, _, change, was, now), number, name, unit, module, _title in people:
        standings = (was.value if was else "", now.value if now else "")
        yield number, name, *unit, module, change.value, *standings, *asked
