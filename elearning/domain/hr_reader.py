"""Reading the cells of one row of HR's file by a mapping, and keeping what is wrong with them."""

from collections.abc import Callable, Mapping
from datetime import date

from elearning.domain.hr_cells import CellFault, read_date, read_email, read_text, refuse_damaged_number, refuse_formula
from elearning.domain.hr_file import Problem, SheetRow, problem
from elearning.domain.hr_mapping import ColumnMapping
from elearning.domain.people import UnitPath, canonical_number

_REPEATED = (
    "directorate", "service", "team", "post_title", "staff_group", "line_manager_number", "start_date", "end_date",
)  # fmt: skip
"""Columns whose cells say the same in many rows."""

_LONGEST = {"employee_number": 40, "line_manager_number": 60, "post_reference": 60, "email": 254, "staff_group": 80}


class Shared:
    """What the rows of a file have in common, kept once: cells that were read, their days, and units."""

    def __init__(self) -> None:
        self.texts: Mapping[str, dict[str, str]] = {column: {} for column in _REPEATED}
        self.days: dict[str, date] = {}
        self.units: dict[UnitPath, UnitPath] = {}

    def unit(self, path: UnitPath) -> UnitPath:
        """The path that the first row with an equal one has."""
        return self.units.setdefault(path, path)


class RowReader:
    """Reads the cells of one row and keeps what is wrong with them. `shared` is that of the whole file."""

    def __init__(self, row: SheetRow, places: Mapping[str, int], mapping: ColumnMapping, shared: Shared) -> None:
        self.row = row
        self.places = places
        self.mapping = mapping
        self.shared = shared
        self.problems: list[Problem] = []
        self.spelt: dict[str, str] = {}

    def refuse(self, column: str, value: str, said: str, remedy: str) -> None:
        self.problems.append(problem(self.row.number, column, value, (said, remedy)))

    def cell(self, column: str) -> str:
        place = self.places.get(column)
        if place is None:
            return self.mapping.constants.get(column, "")
        return self.row.cells[place] if place < len(self.row.cells) else ""

    def text(self, column: str, *, needed: str = "") -> str:
        cell = self.cell(column)
        repeated = self.shared.texts.get(column)
        text = "" if not cell else None if repeated is None else repeated.get(cell)
        if text is None:
            try:
                text = read_text(cell, longest=_LONGEST.get(column, 200))
            except CellFault as fault:
                self.refuse(column, cell.strip(), fault.problem, fault.remedy)
                return ""
            if repeated is not None:
                repeated[cell] = text
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
        number = canonical_number(text)
        if number == text:
            return text
        self.spelt[column] = text
        return number

    def email(self) -> str:
        text = self.text("email")
        try:
            return read_email(text) if text else ""
        except CellFault as fault:
            self.refuse("email", text, fault.problem, fault.remedy)
            return ""

    def date(self, column: str) -> date | None:
        text = self.text(column)
        if not text:
            return None
        day = self.shared.days.get(text)
        if day is None:
            try:
                day = self.shared.days[text] = read_date(text)
            except CellFault as fault:
                self.refuse(column, text, fault.problem, fault.remedy)
        return day
