"""Reading HR's file: its headings, plain or by a mapping, and its rows of text as values or problems, each on its own.

No file is opened here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import chain

from elearning.domain.hr_cells import CellFault, read_text
from elearning.domain.hr_file import WHOLE_FILE, WHOLE_ROW, HrFile, HrRow, Problem, SheetRow, problem
from elearning.domain.hr_leave import read_leave
from elearning.domain.hr_mapping import COLUMNS, OPTIONAL_COLUMNS, UNIT_COLUMNS, ColumnMapping, LastDay, heading_key
from elearning.domain.hr_reader import RowReader, Shared
from elearning.domain.hr_spellings import Spellings
from elearning.domain.hr_tags import read_tags
from elearning.domain.packed import Packed
from elearning.domain.people import ONE_DAY, UnitPath, canonical_number

_WIDEST = 200  # columns: more is not HR's file
_PLAIN = ColumnMapping(columns={column: column for column in COLUMNS}, is_ours=True)
"""How a file with our own headings is read, whatever else it has."""


def _ours(header: SheetRow) -> ColumnMapping:
    """How this file with our own headings is read: with those of the optional columns that it has."""
    there = {heading_key(heading) for heading in header.cells}
    optional = {column: column for column in OPTIONAL_COLUMNS if heading_key(column) in there}
    return replace(_PLAIN, columns={**_PLAIN.columns, **optional}) if optional else _PLAIN


def find_columns(header: SheetRow, mapping: ColumnMapping = _PLAIN) -> tuple[Mapping[str, int], list[Problem]]:
    """Where each mapped column stands in the row of headings, and which are missing or there twice."""
    stands: dict[str, list[int]] = {}
    for place, heading in enumerate(header.cells):
        stands.setdefault(heading_key(heading), []).append(place)
    wanted = dict(mapping.columns)
    if mapping.path:
        wanted[_PATH] = mapping.path.heading
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for column, heading in wanted.items():
        found = stands.get(heading_key(heading), [])
        if len(found) == 1:
            places[column] = found[0]
            continue
        said = _TWICE if found else _ABSENT
        problems.append(problem(header.number, heading, heading if found else "", said))
    return places, problems


_PATH = "unit path"
_TWICE = ("The file has this column twice.", "Remove one of the two columns.")
_ABSENT = (
    "The file does not have this column.",
    "Add the heading, with empty cells where there is nothing to say; or say which column is which.",
)


def _check_person(reader: RowReader, *, number: str, name: str) -> None:
    """A row has both number and name, or neither."""
    remedy = "Give both the employee number and the name, or leave both empty for a vacant post."
    if name and not number:
        reader.refuse("employee_number", "", "The row has a name but no employee number.", remedy)
    if number and not name:
        reader.refuse("name", "", "The row has an employee number but no name.", remedy)


def _last_day(reader: RowReader) -> date | None:
    """The last day in post, both included, whichever of the two the file holds (RULE-1)."""
    day = reader.date("end_date")
    return day - ONE_DAY if day and reader.mapping.last_day is LastDay.FIRST_AWAY else day


def _read_days(reader: RowReader, *, is_vacant: bool) -> tuple[date | None, date | None]:
    """First and last day, in order; only a vacant post may do without a first, and it has no last."""
    first_on, last_on = reader.date("start_date"), _last_day(reader)
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


_DIRECTORATE = "Give the directorate that the post belongs to."


def _read_unit(reader: RowReader) -> tuple[UnitPath, UnitPath]:
    """A unit, and the same to the letter."""
    if reader.mapping.path:
        return _read_path(reader)
    unit = reader.text("directorate", needed=_DIRECTORATE), reader.text("service"), reader.text("team")
    directorate, service, team = (reader.cell(column).strip() for column in UNIT_COLUMNS)
    return unit, (directorate, service, team)


def _read_path(reader: RowReader) -> tuple[UnitPath, UnitPath]:
    """A unit from one column that holds its whole path, the highest level first; and the same to the letter."""
    path = reader.mapping.path
    assert path is not None, "only a mapping with a path is read so"
    cell = reader.cell(_PATH)
    levels: list[str] = []
    parts = [part.strip() for part in cell.split(path.separator.strip())[path.left_out :]]
    for part in parts:
        try:
            levels.append(read_text(part, longest=200))
        except CellFault as fault:
            reader.refuse("directorate", part, fault.problem, fault.remedy)
    named = [level for level in levels if level]
    if not named:
        reader.refuse("directorate", cell.strip(), "There is no directorate in this path.", _DIRECTORATE)
    elif len(named) > 3:
        said = f"The path has {len(named)} levels below those left out; a unit has at most three."
        reader.refuse("directorate", cell.strip(), said, "Shorten the path, or leave out more levels at its top.")
    return _levels(named), _levels([part for part in parts if part])


def _levels(named: list[str]) -> UnitPath:
    directorate, service, team, *_ = (*named, "", "", "")
    return directorate, service, team


def _read_row(reader: RowReader) -> HrRow:
    number, name = reader.number("employee_number"), reader.text("name")
    is_nobody = reader.mapping.is_nobody(name)
    if not is_nobody:
        _check_person(reader, number=number, name=name)
    is_vacant = is_nobody or (not number and not name)
    first_on, last_on = (reader.date("start_date"), None) if is_nobody else _read_days(reader, is_vacant=is_vacant)
    unit, written = (reader.shared.unit(path) for path in _read_unit(reader))
    away_from, away_to = (None, None) if is_nobody else read_leave(reader, is_vacant=is_vacant)
    return HrRow(
        row=reader.row.number,
        number="" if is_nobody else number,
        name="" if is_nobody else name,
        known_as="" if is_vacant else _known_as(reader, name),
        email="" if is_vacant else reader.email(),
        reference=reader.reference("post_reference", needed="Give the reference of the post."),
        title=reader.text("post_title", needed="Give the title of the post."),
        unit=unit,
        staff_group=reader.text("staff_group"),
        manager=reader.number("line_manager_number"),
        first_on=first_on,
        last_on=last_on,
        leave_from=away_from,
        leave_to=away_to,
        tags=read_tags(reader),
        written=written,
    )


def _known_as(reader: RowReader, name: str) -> str:
    """What the person asks to be called: simply their name, unless the cell, or a silent one, leaves that open."""
    return reader.text("known_as") or ("" if "known_as" in reader.mapping.silent else name)


def _check_width(reader: RowReader, width: int) -> None:
    cells = reader.row.cells
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        reader.refuse(
            WHOLE_ROW, "", f"The row has {len(cells)} cells where the headings have {width}.",
            "Look for a missing or extra comma, or a line break inside a cell.",
        )  # fmt: skip


def _unreadable(said: str, remedy: str) -> HrFile:
    fault = Problem(1, WHOLE_FILE, "", said, remedy)
    return HrFile(Packed(), (fault,), 0)


def parse_people(rows: Iterable[SheetRow], mapping: ColumnMapping | None = None) -> HrFile:
    """Read the headings and every row of HR's file. Never raises on what the file says; problems tell.

    Without a mapping the headings are ours. A mapping must be without faults (`hr_mapping.faults_of`).
    """
    remaining: Iterator[SheetRow] = (row for row in rows if any(cell.strip() for cell in row.cells))
    header = next(remaining, None)
    if header is None:
        return _unreadable("The file is empty.", "Export the file from the HR system again.")
    if len(header.cells) > _WIDEST:
        return _unreadable(
            f"The file has {len(header.cells)} columns.", f"Remove columns until there are {_WIDEST} or fewer."
        )
    mapping = mapping or _ours(header)
    places, problems = find_columns(header, mapping)
    if problems:
        return HrFile(Packed(), tuple(problems), 0)
    return _Rows(places, len(header.cells), mapping).read(remaining)


class _Rows:
    """All rows of a file, and what they have to do with one another."""

    def __init__(self, places: Mapping[str, int], width: int, mapping: ColumnMapping) -> None:
        self.places, self.width, self.mapping = places, width, mapping
        self.good, self.bad = Packed[HrRow](), Packed[HrRow]()
        self.problems: list[Problem] = []
        self.stands_for: dict[str, str] = {}
        self.count = 0
        self.shared = Shared()
        self.spellings = Spellings()

    def read(self, rows: Iterable[SheetRow]) -> HrFile:
        """Go through the rows once."""
        for row in rows:
            self.count += 1
            self._take(row)
        if not self.count:
            return _unreadable("The file has headings and no rows.", "Export the file from the HR system again.")
        return HrFile(
            self.good, tuple(self.problems), self.count, self.bad, self.spellings.remarks(chain(self.good, self.bad)),
            self.stands_for, self.mapping.silent, {} if self.mapping.is_ours else self.mapping.called,
            self.mapping.missing,
        )  # fmt: skip

    def _take(self, row: SheetRow) -> None:
        reader = RowReader(row, self.places, self.mapping, self.shared)
        _check_width(reader, self.width)
        read = _read_row(reader)
        self.spellings.add(read, reader.spelt)
        if reader.problems:
            self.problems.extend(reader.problems)
            self.bad.append(read)
            return
        self.good.append(read)
        hidden = "" if read.number else canonical_number(reader.cell("employee_number"))
        if hidden:
            self.stands_for[hidden] = min(read.reference, self.stands_for.get(hidden, read.reference))
