"""A column mapping: which column of an HR system's file is which of ours, and what the file leaves unsaid means.

Values and their rules; no file is opened here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from elearning.domain.problems import Place

COLUMNS = (
    "employee_number", "name", "known_as", "email", "post_reference", "post_title", "directorate", "service",
    "team",
    "line_manager_number", "start_date", "end_date", "staff_group",
)  # fmt: skip
OPTIONAL_COLUMNS = ("leave_from", "leave_to", "post_tags")
"""Columns that a file with our own headings may have or not."""
EVERY_COLUMN = (*COLUMNS, *OPTIONAL_COLUMNS)
UNIT_COLUMNS = ("directorate", "service", "team")
NEEDED = ("employee_number", "name", "post_reference", "post_title", "start_date")
MAY_BE_CONSTANT = ("post_title", "directorate", "service", "team", "start_date", "staff_group")
MAY_BE_SILENT = frozenset({"known_as", "email", "staff_group", "line_manager_number", "end_date", "post_tags"})
"""Columns whose blank cell, if the mapping says so, leaves what is recorded as it is."""
MOST_LEVELS_LEFT_OUT = 9


class LastDay(StrEnum):
    """What the file means by the day on which a time in post ends (RULE-1)."""

    INCLUDED = "last day in post"
    FIRST_AWAY = "first day away"


class LeaveTo(StrEnum):
    """What the file means by the day on which leave ends (RULE-1)."""

    INCLUDED = "last day of leave"
    FIRST_BACK = "first day back"


class Blank(StrEnum):
    """What a blank cell means."""

    LEAVES = "leave as it is"
    EMPTIES = "empty it"


class Missing(StrEnum):
    """What it means that somebody in post is not in the file."""

    STAY = "list and leave as they were"
    LEFT = "have left"


class PathColumn(NamedTuple):
    """One column that holds the whole path of a unit, the highest level first; `left_out` levels at its top are not
    ours, such as the council itself."""

    heading: str
    separator: str
    left_out: int = 0


@dataclass(frozen=True)
class ColumnMapping:
    """How to read one kind of file. `nobody` are names that stand for no person, whatever their capitals.

    `is_ours`: the headings are our own, and nobody chose what a blank cell means.
    """

    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    path: PathColumn | None = None
    last_day: LastDay = LastDay.INCLUDED
    blank: Blank = Blank.EMPTIES
    missing: Missing = Missing.STAY
    nobody: tuple[str, ...] = ()
    leave_to: LeaveTo = LeaveTo.INCLUDED
    is_ours: bool = False

    @property
    def called(self) -> Mapping[str, str]:
        """What the file calls each of our columns, for whoever mends the file."""
        units = dict.fromkeys(UNIT_COLUMNS, self.path.heading) if self.path else {}
        return {**self.columns, **units}

    @cached_property
    def silent(self) -> frozenset[str]:
        """Columns whose blank cells say nothing: those that the file does not have and, if so chosen, all that may."""
        given = self.columns.keys() | self.constants.keys()
        if self.blank is Blank.LEAVES:
            return MAY_BE_SILENT
        return MAY_BE_SILENT - given | ({"post_tags"} if self.is_ours else frozenset())

    def is_nobody(self, name: str) -> bool:
        """Whether a name stands for no person: the post is there, and nobody gets an account."""
        return bool(self.nobody) and name.casefold() in {word.casefold() for word in self.nobody}


class MappingFault(NamedTuple):
    """What is wrong with a mapping, and of which of its keys."""

    place: Place
    message: str


def faults_of(mapping: ColumnMapping) -> list[MappingFault]:
    """Everything that keeps a mapping from being used, with what to do."""
    return [*_missing_columns(mapping), *_constants(mapping), *_path(mapping)]


def _missing_columns(mapping: ColumnMapping) -> Iterator[MappingFault]:
    given = mapping.columns.keys() | mapping.constants.keys()
    for column in NEEDED:
        if column not in given:
            how = "or give it a constant" if column in MAY_BE_CONSTANT else "which cannot be a constant"
            yield MappingFault(("columns",), f"{column} has no column. Say which column of the file it is, {how}.")
    if mapping.path is None and "directorate" not in given:
        said = "directorate has no column. Say which column it is, give it a constant, or give unit_path."
        yield MappingFault(("columns",), said)
    if "leave_to" in given and "leave_from" not in given:
        said = "leave_to has a column and leave_from has none. Say which column is the first day of leave."
        yield MappingFault(("columns",), said)


def _constants(mapping: ColumnMapping) -> Iterator[MappingFault]:
    for column in mapping.constants:
        place = ("constants", column)
        if column not in MAY_BE_CONSTANT:
            known = ", ".join(MAY_BE_CONSTANT)
            yield MappingFault(place, f"{column} cannot be the same for everybody. A constant may be: {known}.")
        elif column in mapping.columns:
            yield MappingFault(place, f"{column} has a column and a constant. Take one of them out.")


def _path(mapping: ColumnMapping) -> Iterator[MappingFault]:
    if mapping.path is None:
        return
    for column in UNIT_COLUMNS:
        for part, given in (("columns", mapping.columns), ("constants", mapping.constants)):
            if column in given:
                yield MappingFault((part, column), f"{column} is in unit_path already. Take one of them out.")
    if not mapping.path.separator.strip():
        said = "separator is blank. Give what stands between the levels, such as > or /."
        yield MappingFault(("unit_path", "separator"), said)


def heading_key(text: str) -> str:
    """A heading as it is compared: without regard to case, spaces, underscores and hyphens ("E-mail" is "email")."""
    return "".join(text.replace("_", " ").replace("-", " ").split()).casefold()


def same_headings(headings: Iterable[str]) -> str:
    """What two files have in common that one mapping fits: their headings, whatever their order."""
    return "\n".join(sorted({heading_key(heading) for heading in headings} - {""}))


_LIKELY: Mapping[str, tuple[str, ...]] = {
    "employee_number": ("staff id", "staff number", "employee id", "payroll number", "person id", "assignment number"),
    "name": ("full name", "employee name", "staff name", "display name"),
    "known_as": ("preferred name",),
    "email": ("work email", "e-mail", "email address", "e-mail address"),
    "post_reference": ("post unique reference", "position id", "post id", "position number", "post number"),
    "post_title": ("job title", "position title", "role"),
    "directorate": ("department",),
    "line_manager_number": ("reports to", "manager id", "line manager id", "line manager", "manager number"),
    "start_date": ("date started", "start date in post", "hire date", "position start"),
    "end_date": ("leaving date", "date left", "termination date", "position end"),
    "staff_group": ("employee group", "category"),
    "leave_from": ("leave start", "leave start date", "absence start", "absence start date", "absent from"),
    "leave_to": ("leave end", "leave end date", "absence end", "absence end date", "absent to"),
    "post_tags": ("tags", "position tags"),
}
"""Other headings that HR systems use. Offered to be confirmed, never taken unseen."""


def likely_columns(headings: Iterable[str]) -> dict[str, str]:
    """Which of the file's headings are probably which of our columns."""
    there = {heading_key(heading): heading for heading in reversed(list(headings))}
    found: dict[str, str] = {}
    for column in EVERY_COLUMN:
        words = (column, *_LIKELY.get(column, ()))
        heading = next((there[heading_key(word)] for word in words if heading_key(word) in there), None)
        if heading is not None:
            found[column] = heading
    return found
