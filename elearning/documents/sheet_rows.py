"""The rows of one sheet while it is read: cells by their column, padded to the headings, within the limits."""

from elearning.documents.not_a_table import MOST_COLUMNS, MOST_ROWS, NotATable, too_many_columns, too_many_rows
from elearning.domain.hr_file import SheetRow

_LAST_ROW = 1_048_576  # of a spreadsheet
_MOST_CELLS = 8_000_000


class SheetRows:
    """Collects rows; blank ones are left out and keep their number."""

    def __init__(self) -> None:
        self.ready: list[SheetRow] = []
        self.found = 0
        self.width = 0
        self.seen = 0
        self.number = 0

    def count_cell(self) -> None:
        """Count a cell, empty or not, so that millions of empty ones come to an end."""
        self.seen += 1
        if self.seen > _MOST_CELLS:
            raise NotATable("The sheet holds far more cells than a file of people needs.", "Save it as CSV UTF-8.")

    def check_column(self, column: int) -> None:
        """Refuse a filled cell that is too far to the right; the first column is 0."""
        if column >= MOST_COLUMNS:
            raise too_many_columns(self.number)

    def add(self, cells: dict[int, str], repeated: int = 1) -> None:
        """Take the filled cells of the present row, which comes so many times."""
        last_number = self.number + repeated - 1
        if cells:
            if last_number > _LAST_ROW or self.found + repeated > MOST_ROWS:
                raise too_many_rows()
            self.found += repeated
            last = max(cells) + 1
            self.width = self.width or last
            row = tuple(cells.get(column, "") for column in range(max(last, self.width)))
            self.ready.extend(SheetRow(number, row) for number in range(self.number, last_number + 1))
        self.number = last_number

    def take(self) -> list[SheetRow]:
        """The rows that are complete, once."""
        taken, self.ready = self.ready, []
        return taken
