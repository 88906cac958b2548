"""XLSX to rows of text: the first sheet that is not empty, cell by cell as it is unpacked, never as a whole grid."""

import posixpath
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain

from elearning.documents.not_a_table import NotATable
from elearning.documents.sheet_rows import SheetRows
from elearning.documents.spreadsheet_values import (
    NOT_CALCULATED,
    PLAIN,
    Format,
    format_of,
    iso_text,
    number_text,
    unescaped,
)
from elearning.documents.xml_events import Attributes, Reader, attribute, feed
from elearning.documents.zip_package import Package, damaged
from elearning.domain.hr_file import SheetRow

_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


@cache
def _column(letters: str) -> int:
    """A is 0, Z is 25, AA is 26."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _whole(text: str, otherwise: int = 0) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


class _Relations(Reader):
    """Where the parts of a package are: by their id, and by the last word of their type."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.by_id: dict[str, str] = {}
        self.by_type: dict[str, str] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", self.folder, attributes.get("Target", "")))[1:]
            self.by_id[attributes.get("Id", "")] = target
            self.by_type.setdefault(attributes.get("Type", "").rpartition("/")[2], target)


class _Workbook(Reader):
    """The sheets in their order: names, ids, and whether they are hidden; and how days are counted."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.from_1904 = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), attribute(attributes, "id"), hidden))
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904", "0") in ("1", "true")


class _Texts(Reader):
    """The shared texts, without the readings that Japanese files give beside them."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._is_open = self._is_reading = False

    def start(self, name: str, attributes: Attributes) -> None:  # noqa: ARG002
        if name == "si":
            self._parts = []
        self._is_reading = self._is_reading or name == "rPh"
        self._is_open = name == "t" and not self._is_reading

    def end(self, name: str) -> None:
        self._is_open = False
        if name == "rPh":
            self._is_reading = False
        elif name == "si":
            self.texts.append(unescaped("".join(self._parts)))

    def text(self, text: str) -> None:
        if self._is_open:
            self._parts.append(text)


class _Styles(Reader):
    """The number format of each style of a cell."""

    def __init__(self) -> None:
        self.formats: list[Format] = []
        self._codes: dict[int, str] = {}
        self._is_inside = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self._codes[_whole(attributes.get("numFmtId", ""))] = attributes.get("formatCode", "")[:200]
        elif name == "cellXfs":
            self._is_inside = True
        elif name == "xf" and self._is_inside:
            number = _whole(attributes.get("numFmtId", ""))
            self.formats.append(format_of(number, self._codes.get(number, "")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_inside = False


class _Sheet(Reader):
    """The cells of one sheet."""

    def __init__(self, texts: list[str], formats: list[Format], *, from_1904: bool) -> None:
        self.rows = SheetRows()
        self._texts, self._formats, self._from_1904 = texts, formats, from_1904
        self._cells: dict[int, str] = {}
        self._column = -1
        self._kind = self._style = ""
        self._parts: list[str] = []
        self._is_open = self._is_reading = self._has_formula = self._is_done = False

    def is_done(self) -> bool:
        return self._is_done

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name == "v" or (name == "t" and not self._is_reading):
            self._is_open = True
        elif name == "row":
            self._begin_row(attributes)
        elif name == "f":
            self._has_formula = True
        elif name == "rPh":
            self._is_reading = True

    def _begin_row(self, attributes: Attributes) -> None:
        number = _whole(attributes.get("r", ""), self.rows.number + 1)
        if number <= self.rows.number:
            raise damaged()
        self.rows.number = number
        self._column, self._cells = -1, {}
        self.rows.count_cell()

    def _begin_cell(self, attributes: Attributes) -> None:
        self.rows.count_cell()
        place = _PLACE.fullmatch(attributes["r"]) if "r" in attributes else None
        column = _column(place[1]) if place else self._column + 1
        if column <= self._column:
            raise damaged()
        self._column = column
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._parts = []
        self._has_formula = False

    def text(self, text: str) -> None:
        if self._is_open:
            self._parts.append(text)

    def end(self, name: str) -> None:
        self._is_open = False
        if name == "c":
            value = self._value("".join(self._parts))
            if value:
                self.rows.check_column(self._column)
                self._cells[self._column] = value
        elif name == "row":
            self.rows.add(self._cells)
        elif name == "rPh":
            self._is_reading = False
        elif name == "sheetData":
            self._is_done = True

    def _value(self, stored: str) -> str:
        """What a cell says, by its type; an error says so itself, and a formula gives its value."""
        if self._kind == "s":
            at = _whole(stored, -1)
            return self._texts[at] if 0 <= at < len(self._texts) else "#REF!" if stored else ""
        if self._kind in ("inlineStr", "str"):
            return unescaped(stored)
        if not stored:
            return NOT_CALCULATED if self._has_formula else ""
        if self._kind == "b":
            return "TRUE" if stored == "1" else "FALSE"
        if self._kind == "d":
            return iso_text(stored)
        return stored if self._kind == "e" else number_text(stored, self._format(), from_1904=self._from_1904)

    def _format(self) -> Format:
        at = _whole(self._style, -1)
        return self._formats[at] if 0 <= at < len(self._formats) else PLAIN


def _hear(package: Package, name: str, reader: Reader) -> None:
    """Let a reader hear a small part of the package, if it is there."""
    if name in package.names:
        for _ in feed(package.chunks(name), reader):
            pass


def _rows(package: Package, name: str, reader: _Sheet) -> Iterator[SheetRow]:
    for _ in feed(package.chunks(name), reader):
        yield from reader.rows.take()


class Xlsx:
    """An XLSX file: `sheet` is the one that is read, `others` are visible sheets that are not."""

    def __init__(self, package: Package) -> None:
        top = _Relations("")
        _hear(package, "_rels/.rels", top)
        path = top.by_type.get("officeDocument", "xl/workbook.xml")
        folder = posixpath.dirname(path)
        self._parts = _Relations(folder)
        _hear(package, posixpath.join(folder, "_rels", posixpath.basename(path) + ".rels"), self._parts)
        self._book, texts, styles = _Workbook(), _Texts(), _Styles()
        _hear(package, path, self._book)
        _hear(package, self._parts.by_type.get("sharedStrings", ""), texts)
        _hear(package, self._parts.by_type.get("styles", ""), styles)
        self._texts, self._formats, self._package = texts.texts, styles.formats, package
        self.sheet = ""
        self.others: tuple[str, ...] = ()
        self._first: Iterator[SheetRow] = iter(())
        self._choose()

    def _choose(self) -> None:
        shown = [sheet for sheet in self._book.sheets if not sheet[2]] or self._book.sheets
        if not shown or len(shown) > 500:
            raise damaged()
        for name, id, _ in shown:
            rows = self._read(id)
            first = next(rows, None)
            if first is not None:
                self.sheet = name
                self.others = tuple(other[0] for other in shown if other[0] != name)
                self._first = chain((first,), rows)
                return

    def _read(self, id: str) -> Iterator[SheetRow]:
        part = self._parts.by_id.get(id, "")
        if part not in self._package.names:
            raise NotATable("A sheet of the spreadsheet is not in the file.", "Save it again and try the new file.")
        return _rows(self._package, part, _Sheet(self._texts, self._formats, from_1904=self._book.from_1904))

    def rows(self) -> Iterator[SheetRow]:
        """The rows that are not blank, numbered as the spreadsheet shows them. Raises NotATable at any row."""
        return self._first
