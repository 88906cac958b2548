"""Completions brought from elsewhere: a file of them read row by row, and what of it is new, there already, or wrong.

Writes nothing; no file is opened here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from elearning.domain.hr_cells import CellFault, read_date, read_text, refuse_damaged_number
from elearning.domain.hr_file import WHOLE_FILE, Problem, SheetRow, problem
from elearning.domain.hr_mapping import ColumnMapping
from elearning.domain.hr_rows import find_columns
from elearning.domain.name_search import folded
from elearning.domain.people import canonical_number

COLUMNS = ("employee_number", "module", "completed_on", "provider", "reference")
LONGEST_PROVIDER, LONGEST_REFERENCE = 200, 1000
_LONGEST = {"employee_number": 40, "provider": LONGEST_PROVIDER, "reference": LONGEST_REFERENCE}
_MAPPING = ColumnMapping(columns={column: column for column in COLUMNS})
_REMEDIES = {
    "employee_number": "Give the employee number.",
    "module": "Give the name of the module, or its short name.",
    "completed_on": "Give the day on which it was completed.",
    "provider": "Say who taught it, such as the NHS trust.",
    "reference": "Say what shows it, such as the number of a certificate.",
}


class PriorRow(NamedTuple):
    """One row that can be read: who completed which module, when, with whom, and what shows it."""

    row: int
    number: str
    module: str
    completed_on: date
    provider: str
    reference: str


class Brought(NamedTuple):
    """A completion to record: of whom, of which module, and the evidence."""

    person_id: int
    module_id: int
    completed_on: date
    provider: str
    reference: str


class Held(NamedTuple):
    """A completion on record, and where it was brought from; both are empty for one that was made here.

    One that never counted, because it was revoked from its first day, stands in the way of no other evidence.
    """

    provider: str
    reference: str
    never_counted: bool = False


class Known(NamedTuple):
    """What a file is compared with: people by number, modules by folded slug and title, completions by person, module
    and day; `modules` gives the names to choose from."""

    people: Mapping[str, int]
    module_ids: Mapping[str, int]
    modules: tuple[str, ...]
    held: Mapping[tuple[int, int, date], tuple[Held, ...]]


@dataclass(frozen=True)
class PriorFile:
    """What a file says: rows that can be read, and the problems of the others."""

    rows: tuple[PriorRow, ...]
    problems: tuple[Problem, ...]
    row_count: int


@dataclass(frozen=True)
class PriorPlan:
    """What a file would do: the completions to record with their rows, how many are on record already, problems."""

    new: tuple[tuple[PriorRow, Brought], ...]
    unchanged: int
    problems: tuple[Problem, ...]
    row_count: int

    @property
    def faulty(self) -> int:
        """How many rows have problems."""
        return len({one.row for one in self.problems if one.column != WHOLE_FILE})

    @property
    def is_readable(self) -> bool:
        """Whether the headings were found, so that rows could be looked at."""
        return self.row_count > 0


def parse_prior(rows: Iterator[SheetRow]) -> PriorFile:
    """A file's rows as values or problems; without its headings it has nothing but problems."""
    header = next((row for row in rows if any(cell.strip() for cell in row.cells)), None)
    if header is None:
        return PriorFile((), (problem(1, WHOLE_FILE, "", ("The file is empty.", "Fill in the template.")),), 0)
    places, problems = find_columns(header, _MAPPING)
    if problems:
        return PriorFile((), tuple(problems), 0)
    read: list[PriorRow] = []
    count = 0
    for row in rows:
        if not any(cell.strip() for cell in row.cells):
            continue
        count += 1
        found, wrong = _row(row, places)
        problems += wrong
        if found is not None:
            read.append(found)
    if not count:
        problems.append(problem(header.number, WHOLE_FILE, "", ("The file has no rows.", "Add a row for each.")))
    return PriorFile(tuple(read), tuple(problems), count)


def _row(row: SheetRow, places: Mapping[str, int]) -> tuple[PriorRow | None, list[Problem]]:
    values: dict[str, str] = {}
    problems: list[Problem] = []
    completed_on = date.min
    for column in COLUMNS:
        cell = row.cells[places[column]] if places[column] < len(row.cells) else ""
        try:
            values[column] = _text(column, cell)
            if column == "completed_on":
                completed_on = read_date(values[column])
        except CellFault as fault:
            problems.append(problem(row.number, column, cell.strip(), (fault.problem, fault.remedy)))
    if problems:
        return None, problems
    number = canonical_number(values["employee_number"])
    return (PriorRow(row.number, number, values["module"], completed_on, values["provider"], values["reference"]), [])


def _text(column: str, cell: str) -> str:
    text = read_text(cell, longest=_LONGEST.get(column, 200))
    if not text:
        raise CellFault("The cell is empty.", _REMEDIES[column])
    if column == "employee_number":
        refuse_damaged_number(text)
    return text


def plan_prior(file: PriorFile, known: Known, *, today: date) -> PriorPlan:
    """What of a file is new. The same file twice changes nothing; nothing on record is replaced."""
    new: list[tuple[PriorRow, Brought]] = []
    problems = list(file.problems)
    first_seen: dict[tuple[int, int, date], int] = {}
    unchanged = 0
    for row in file.rows:
        said = list(_unknown(row, known, today))
        if said:
            problems += said
            continue
        brought = Brought(
            known.people[row.number], known.module_ids[folded(row.module)], row.completed_on, row.provider,
            row.reference,
        )  # fmt: skip
        key = brought[:3]
        if key in first_seen:
            problems.append(_problem(row, "employee_number", row.number, _twice(first_seen[key])))
            continue
        first_seen[key] = row.row
        answer = is_on_record(brought, known.held.get(key, ()))
        if answer is True:
            unchanged += 1
        elif answer is None:
            problems.append(_problem(row, "completed_on", row.completed_on.isoformat(), _ALREADY))
        else:
            new.append((row, brought))
    problems.sort(key=lambda one: one.row)
    return PriorPlan(tuple(new), unchanged, tuple(problems), file.row_count)


def is_on_record(one: Brought, held: Iterable[Held]) -> bool | None:
    """Whether this very evidence is on record; None where other evidence of the same day is."""
    found = list(held)
    if any((each.provider, each.reference) == (one.provider, one.reference) for each in found):
        return True
    return None if any(not each.never_counted for each in found) else False


_ALREADY = (
    "A completion of this module on this day is on record already, with other evidence.",
    "Take the row out: nothing on record is replaced.",
)


def _twice(row: int) -> tuple[str, str]:
    return f"Row {row} says the same of this person, module and day.", "Take one of the two rows out."


def _problem(row: PriorRow, column: str, value: str, said: tuple[str, str]) -> Problem:
    return problem(row.row, column, value, said)


def _unknown(row: PriorRow, known: Known, today: date) -> Iterable[Problem]:
    if row.number not in known.people:
        said = ("Nobody has this employee number.", "Look at it again: leading zeros count.")
        yield _problem(row, "employee_number", row.number, said)
    if folded(row.module) not in known.module_ids:
        said = ("There is no such module.", f"Give one of: {', '.join(known.modules)}.")
        yield _problem(row, "module", row.module, said)
    if row.completed_on > today:
        said = ("This day is still to come.", "Give the day on which it was completed.")
        yield _problem(row, "completed_on", row.completed_on.isoformat(), said)
