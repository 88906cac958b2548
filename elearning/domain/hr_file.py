"""HR's file: its columns, and its rows of text as values or problems, each row on its own.

No file is opened here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from elearning.domain.hr_cells import CellFault, read_date, read_email, read_text, refuse_damaged_number, refuse_formula
from elearning.domain.people import UnitPath, canonical_number

COLUMNS = (
    "employee_number", "name", "known_as", "email", "post_reference", "post_title", "directorate", "service",
    "team",
    "line_manager_number", "start_date", "end_date", "staff_group",
)  # fmt: skip

_LONGEST = {"employee_number": 40, "line_manager_number": 60, "post_reference": 60, "email": 254, "staff_group": 80}
_WIDEST = 200  # columns: more is not HR's file
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
    """One row that can be read: a person in a post, or, with no number and no name, a vacant post."""

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

    @property
    def is_vacant(self) -> bool:
        """Whether the row tells of a post that nobody holds."""
        return not self.number


@dataclass(frozen=True)
class HrFile:
    """What a file says: the rows that can be read, the problems of the others, and all that any row names.

    `numbers` and `references` hold those of unreadable rows too, so that one bad row does not make its
    neighbours bad.
    """

    rows: tuple[HrRow, ...]
    problems: tuple[Problem, ...]
    row_count: int
    numbers: frozenset[str]
    references: frozenset[str]
    spoiled: frozenset[str]


def problem(row: int, column: str, value: str, said: tuple[str, str]) -> Problem:
    """A problem with a long value cut short."""
    return Problem(row, column, value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…", *said)


def heading_key(text: str) -> str:
    """A heading as it is compared: without regard to case, spaces and underscores."""
    return "".join(text.replace("_", " ").split()).casefold()


def find_columns(header: SheetRow) -> tuple[Mapping[str, int], list[Problem]]:
    """Where each known column stands in the row of headings, and which are missing or there twice."""
    wanted = {heading_key(name): name for name in COLUMNS}
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for place, heading in enumerate(header.cells):
        name = wanted.get(heading_key(heading))
        if name is not None and name in places:
            said = ("The file has this column twice.", "Remove one of the two columns.")
            problems.append(problem(header.number, name, heading, said))
        elif name is not None:
            places[name] = place
    for name in COLUMNS:
        if name not in places:
            said = (
                "The file does not have this column.",
                "Add the heading; leave its cells empty where there is nothing to say.",
            )
            problems.append(problem(header.number, name, "", said))
    return places, problems


class _Reader:
    """Reads the cells of one row and keeps what is wrong with them."""

    def __init__(self, row: SheetRow, places: Mapping[str, int]) -> None:
        self.row = row
        self.places = places
        self.problems: list[Problem] = []

    def refuse(self, column: str, value: str, said: str, remedy: str) -> None:
        self.problems.append(problem(self.row.number, column, value, (said, remedy)))

    def text(self, column: str, *, needed: str = "") -> str:
        place = self.places[column]
        cell = self.row.cells[place] if place < len(self.row.cells) else ""
        try:
            text = read_text(cell, longest=_LONGEST.get(column, 200))
        except CellFault as fault:
            self.refuse(column, cell.strip(), fault.problem, fault.remedy)
            return ""
        if needed and not text:
            self.refuse(column, "", "The cell is empty.", needed)
        return text

    def number(self, column: str) -> str:
        return self._canonical(column, self.text(column), refuse_damaged_number)

    def reference(self, column: str, *, needed: str) -> str:
        return self._canonical(column, self.text(column, needed=needed), refuse_formula)

    def _canonical(self, column: str, text: str, check: Callable[[str], None]) -> str:
        try:
            check(text)
        except CellFault as fault:
            self.refuse(column, text, fault.problem, fault.remedy)
        return canonical_number(text)

    def email(self) -> str:
        text = self.text("email")
        try:
            return read_email(text) if text else ""
        except CellFault as fault:
            self.refuse("email", text, fault.problem, fault.remedy)
            return ""

    def date(self, column: str) -> date | None:
        text = self.text(column)
        try:
            return read_date(text) if text else None
        except CellFault as fault:
            self.refuse(column, text, fault.problem, fault.remedy)
            return None


def _check_person(reader: _Reader, *, number: str, name: str) -> None:
    """A row has both number and name, or neither."""
    remedy = "Give both the employee number and the name, or leave both empty for a vacant post."
    if name and not number:
        reader.refuse("employee_number", "", "The row has a name but no employee number.", remedy)
    if number and not name:
        reader.refuse("name", "", "The row has an employee number but no name.", remedy)


def _read_days(reader: _Reader, *, is_vacant: bool) -> tuple[date | None, date | None]:
    """First and last day, in order; only a vacant post may do without a first, and it has no last."""
    first_on, last_on = reader.date("start_date"), reader.date("end_date")
    has_fault = any(fault.column in ("start_date", "end_date") for fault in reader.problems)
    if has_fault:
        return first_on, last_on
    if is_vacant and last_on is not None:
        reader.refuse("end_date", last_on.isoformat(), "A vacant post has nobody to leave.", "Leave the cell empty.")
    elif not is_vacant and first_on is None:
        reader.refuse("start_date", "", "The cell is empty.", "Give the person's first day in this post.")
    elif first_on is not None and last_on is not None and last_on < first_on:
        reader.refuse(
            "end_date", last_on.isoformat(), f"The last day is before the first, {first_on.isoformat()}.",
            "Correct whichever of the two dates is wrong.",
        )  # fmt: skip
    return first_on, last_on


def _read_unit(reader: _Reader) -> UnitPath:
    directorate = reader.text("directorate", needed="Give the directorate that the post belongs to.")
    return directorate, reader.text("service"), reader.text("team")


def _read_row(reader: _Reader) -> HrRow:
    number, name = reader.number("employee_number"), reader.text("name")
    _check_person(reader, number=number, name=name)
    is_vacant = not number and not name
    first_on, last_on = _read_days(reader, is_vacant=is_vacant)
    return HrRow(
        row=reader.row.number,
        number=number,
        name=name,
        known_as="" if is_vacant else reader.text("known_as") or name,
        email="" if is_vacant else reader.email(),
        reference=reader.reference("post_reference", needed="Give the reference of the post."),
        title=reader.text("post_title", needed="Give the title of the post."),
        unit=_read_unit(reader),
        staff_group=reader.text("staff_group"),
        manager=reader.number("line_manager_number"),
        first_on=first_on,
        last_on=last_on,
    )


def _check_width(reader: _Reader, width: int) -> None:
    cells = reader.row.cells
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        reader.refuse(
            "(whole row)", "", f"The row has {len(cells)} cells where the headings have {width}.",
            "Look for a missing or extra comma, or a line break inside a cell.",
        )  # fmt: skip


def _unreadable(said: str, remedy: str) -> HrFile:
    fault = Problem(1, "(whole file)", "", said, remedy)
    return HrFile((), (fault,), 0, frozenset(), frozenset(), frozenset())


def parse_people(rows: Iterable[SheetRow]) -> HrFile:
    """Read the headings and every row of HR's file. Never raises on what the file says; problems tell."""
    remaining: Iterator[SheetRow] = (row for row in rows if any(cell.strip() for cell in row.cells))
    header = next(remaining, None)
    if header is None:
        return _unreadable("The file is empty.", "Export the file from the HR system again.")
    if len(header.cells) > _WIDEST:
        return _unreadable(
            f"The file has {len(header.cells)} columns.", f"Remove columns until there are {_WIDEST} or fewer."
        )
    places, problems = find_columns(header)
    if problems:
        return HrFile((), tuple(problems), 0, frozenset(), frozenset(), frozenset())
    return _read_rows(remaining, places, len(header.cells))


def _read_rows(rows: Iterable[SheetRow], places: Mapping[str, int], width: int) -> HrFile:
    good: list[HrRow] = []
    problems: list[Problem] = []
    numbers, references, spoiled = set[str](), set[str](), set[str]()
    count = 0
    for row in rows:
        count += 1
        reader = _Reader(row, places)
        _check_width(reader, width)
        read = _read_row(reader)
        numbers.add(read.number)
        references.add(read.reference)
        if reader.problems:
            problems.extend(reader.problems)
            spoiled.add(read.number)
        else:
            good.append(read)
    if not count:
        return _unreadable("The file has headings and no rows.", "Export the file from the HR system again.")
    blank = {""}
    return HrFile(
        tuple(good), tuple(problems), count, frozenset(numbers - blank), frozenset(references - blank),
        frozenset(spoiled - blank),
    )  # fmt: skip
