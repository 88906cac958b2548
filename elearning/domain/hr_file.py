"""What HR's file says, as values: rows that can be read, and problems of the others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain, islice
from typing import NamedTuple

from elearning.domain.audience_conditions import PostTag
from elearning.domain.hr_mapping import Missing
from elearning.domain.packed import Packed
from elearning.domain.people import UnitPath

_SHOWN = 60  # characters of a wrong value that a problem repeats


class SheetRow(NamedTuple):
    """One row as text, with its number as a spreadsheet shows it (the first is 1)."""

    number: int
    cells: tuple[str, ...]


class Problem(NamedTuple):
    """What is wrong with a row, where, and what to do."""

    row: int
    column: str
    value: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        value = f' "{self.value}"' if self.value else ""
        return f"Row {self.row}, column {self.column}{value}: {self.problem} {self.remedy}"


class HrRow(NamedTuple):
    """One row that can be read: a person in a post, or, with no number and no name, a vacant post.

    `written` is the unit to the letter, as the file has it. Tags that are None are not spoken of.
    """

    row: int
    number: str
    name: str
    known_as: str
    email: str
    reference: str
    title: str
    unit: UnitPath
    staff_group: str
    manager: str
    first_on: date | None
    last_on: date | None
    leave_from: date | None = None
    leave_to: date | None = None
    tags: tuple[PostTag, ...] | None = None
    written: UnitPath = ("", "", "")

    @property
    def is_vacant(self) -> bool:
        """Whether the row tells of a post that nobody holds."""
        return not self.number


@dataclass(frozen=True)
class HrFile:
    """What a file says: the rows that can be read, and the problems of the others.

    `unreadable` are those others as far as they could be read: what they name is there, so that one bad row does not
    make its neighbours bad. `remarks` are what was understood all the same; `stands_for` gives the post of a number
    whose holder is not disclosed; `silent` are columns whose blank says nothing.
    """

    rows: Packed[HrRow]
    problems: tuple[Problem, ...]
    row_count: int
    unreadable: Packed[HrRow] = field(default_factory=Packed)
    remarks: tuple[Problem, ...] = ()
    stands_for: Mapping[str, str] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()
    called: Mapping[str, str] = field(default_factory=dict)
    missing: Missing = Missing.STAY

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The employee numbers of all rows, unreadable ones too."""
        return frozenset(row.number for row in chain(self.rows, self.unreadable) if row.number)

    @property
    def references(self) -> Iterator[str]:
        """The references of the posts of all rows, unreadable ones too."""
        return (row.reference for row in chain(self.rows, self.unreadable) if row.reference)

    @property
    def unusual_names(self) -> tuple[str, ...]:
        """Up to five names with letters outside A to Z, by which a person can see that they were read right."""
        return tuple(islice(dict.fromkeys(row.name for row in self.rows if not row.name.isascii()), 5))

    @property
    def names_everybody(self) -> bool:
        """Whether every row says whose it is, so that whoever is not named really is not there."""
        return not any(one.column in ("employee_number", WHOLE_ROW, WHOLE_FILE) for one in self.problems)


WHOLE_ROW, WHOLE_FILE = "(whole row)", "(whole file)"


def problem(row: int, column: str, value: str, said: tuple[str, str]) -> Problem:
    """A problem with a long value cut short."""
    return Problem(row, column, value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…", *said)
