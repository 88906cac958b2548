"""ODS to rows of text: the first table that is not empty, as it is unpacked, with repeated cells only where filled."""

from collections.abc import Iterator

from elearning.documents.sheet_rows import SheetRows
from elearning.documents.spreadsheet_values import NOT_CALCULATED, iso_text, number_text
from elearning.documents.xml_events import Attributes, Reader, attribute, feed
from elearning.documents.zip_package import Package, damaged
from elearning.domain.hr_file import SheetRow

_CELLS = ("table-cell", "covered-table-cell")
_BREAKS = {"tab": "\t", "line-break": "\n"}
_OWN_VALUES = ("date", "boolean", "string", "time")
_NUMBERS = ("float", "currency", "percentage")


def _times(attributes: Attributes, name: str) -> int:
    text = attribute(attributes, name)
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else 1


class _Tables(Reader):
    """The cells of the first table that has any; of the later ones only the names."""

    def __init__(self) -> None:
        self.rows = SheetRows()
        self.sheet = ""
        self.others: list[str] = []
        self._depth = 0  # of tables in tables
        self._table = ""
        self._cells: dict[int, str] = {}
        self._column = 0
        self._repeated_row = self._repeated_cell = 1
        self._kind = self._stored = ""
        self._has_formula = False
        self._paragraphs: list[list[str]] | None = None
        self._notes = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            self._begin_table(attributes)
        elif not self._is_listening():
            return
        elif name == "table-row":
            self._begin_row(attributes)
        elif name in _CELLS:
            self._begin_cell(attributes)
        elif name == "annotation":
            self._notes += 1
        elif self._paragraphs is not None and not self._notes:
            self._begin_text(name, attributes)

    def _is_listening(self) -> bool:
        return self._depth == 1 and (not self.sheet or self.sheet == self._table)

    def _begin_table(self, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > 1:
            return
        self._table = attribute(attributes, "name") or "?"
        if self.sheet:
            self.others.append(self._table)
            self._table = ""
        else:
            self.rows = SheetRows()

    def _begin_row(self, attributes: Attributes) -> None:
        self.rows.number += 1
        self.rows.count_cell()
        self._repeated_row = _times(attributes, "number-rows-repeated")
        self._column, self._cells = 0, {}

    def _begin_cell(self, attributes: Attributes) -> None:
        self.rows.count_cell()
        self._repeated_cell = _times(attributes, "number-columns-repeated")
        kind = attribute(attributes, "value-type")
        self._kind = kind
        self._stored = attribute(attributes, f"{kind}-value" if kind in _OWN_VALUES else "value")
        self._has_formula = bool(attribute(attributes, "formula"))
        self._paragraphs = []

    def _begin_text(self, name: str, attributes: Attributes) -> None:
        assert self._paragraphs is not None
        if name == "p":
            self._paragraphs.append([])
        elif self._paragraphs and name == "s":
            self._paragraphs[-1].append(" " * min(_times(attributes, "c"), 100))
        elif self._paragraphs and name in _BREAKS:
            self._paragraphs[-1].append(_BREAKS[name])

    def text(self, text: str) -> None:
        if self._paragraphs and not self._notes:
            self._paragraphs[-1].append(text)

    def end(self, name: str) -> None:
        if name == "table":
            self._depth -= 1
        elif not self._is_listening():
            return
        elif name in _CELLS:
            self._end_cell()
        elif name == "table-row":
            self._end_row()
        elif name == "annotation":
            self._notes -= 1

    def _end_cell(self) -> None:
        shown = "\n".join("".join(parts) for parts in self._paragraphs or ())
        self._paragraphs = None
        value = self._value(shown)
        if value:
            self.rows.check_column(self._column + self._repeated_cell - 1)
            self._cells.update(dict.fromkeys(range(self._column, self._column + self._repeated_cell), value))
        self._column += self._repeated_cell

    def _end_row(self) -> None:
        if self._cells and not self.sheet:
            self.sheet = self._table
        self.rows.add(self._cells, self._repeated_row)

    def _value(self, shown: str) -> str:
        """What a cell says: leading zeros that are shown count, dates are dates, an error says so itself."""
        if self._kind in _NUMBERS:
            number = number_text(self._stored)
            return shown if _only_adds_zeros(shown, number) else number
        if self._kind == "date":
            return iso_text(self._stored)
        if self._kind == "boolean":
            return self._stored.upper()
        if self._kind in ("string", "time"):
            return shown or self._stored
        return shown or (NOT_CALCULATED if self._has_formula else "")


def _only_adds_zeros(shown: str, number: str) -> bool:
    return shown.isascii() and shown.isdigit() and shown.startswith("0") and shown.lstrip("0") == number


class Ods:
    """An ODS file: `sheet` is the one that is read, `others` those after it, known once all rows were."""

    def __init__(self, package: Package) -> None:
        if "content.xml" not in package.names:
            raise damaged()
        self._package, self._tables = package, _Tables()

    @property
    def sheet(self) -> str:
        """The name of the sheet that is read."""
        return self._tables.sheet

    @property
    def others(self) -> tuple[str, ...]:
        """The sheets after it, which are not."""
        return tuple(self._tables.others)

    def rows(self) -> Iterator[SheetRow]:
        """The rows that are not blank, numbered as the spreadsheet shows them. Raises NotATable at any row."""
        for _ in feed(self._package.chunks("content.xml"), self._tables):
            yield from self._tables.rows.take()
