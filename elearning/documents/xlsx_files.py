"""Rows of cells to an XLSX file in flat memory: text as text, dates as dates, and a sheet that explains them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import partial
from itertools import chain, islice
from tempfile import TemporaryDirectory
from typing import IO, NamedTuple
from xml.sax.saxutils import escape

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from elearning.documents.cells import Cell, Written
from elearning.documents.sheet_parts import MOST_ROWS, Heading, Section

_DAY_ZERO = date(1899, 12, 30).toordinal()
_LONGEST = 32_767 // 2
"""Characters of a cell, even if each of them counts as two."""

_FONT = {"font_name": "Arial", "font_size": 11}
_LETTERS = tuple(xl_col_to_name(column) for column in range(100))
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|^<(?=r>)")


class _Sheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose text comes back exactly as it was given, whatever is in it, and which takes rows quickly."""

    @staticmethod
    def _escape_control_characters(text: str) -> str:
        """Escape as XLSX says (_xHHHH_) what XML cannot hold and what looks like such an escape.

        XlsxWriter's own misses two: escapes that overlap (_x0041_x0042_), and text that begins with <r> and ends with
        </r>, which it takes for its own XML.
        """
        if text.isprintable() and "_x" not in text and text[:3] != "<r>":
            return text
        return _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)

    def write_rest_of_cells(self, row: int, rests: Iterable[str]) -> None:
        """Write a whole row below the last one, each cell given by its XML after the reference; empty for no cell.

        The same bytes as write_string and write_number give, in a small part of their time.
        """
        if row > self.previous_row:
            self._write_single_row(row)  # what was written cell by cell before, and is still waiting
        number = row + 1
        cells = [f'<c r="{letters}{number}"{rest}' for letters, rest in zip(_LETTERS, rests, strict=False) if rest]
        self.row_data_fh.write(f'<row r="{number}">{"".join(cells)}</row>')
        self.dim_rowmax = row


class _Looks(NamedTuple):
    heading: Format
    date: Format
    number: Format
    title: Format
    term: Format
    words: Format
    wrapped_date: Format


def write_xlsx(
    file: IO[bytes], name: str, headings: Sequence[Heading], rows: Iterable[Sequence[Cell]],
    about: Callable[[int], Sequence[Section]], *, created: datetime, most_rows: int = MOST_ROWS,
) -> int:  # fmt: skip
    """Write the file and return how many rows it has.

    The first sheet, called `name`, has the rows; the second what `about` says, which is told how many rows there are;
    rows that a sheet cannot hold go on in others. `created` is written as the file's time, so that the same rows give
    the same bytes.
    """
    with TemporaryDirectory() as folder:
        workbook = Workbook(file, {"constant_memory": True, "tmpdir": folder})
        workbook.set_properties({"title": name, "created": created.astimezone(UTC).replace(tzinfo=None)})
        looks = _looks(workbook)
        waiting = iter(rows)
        first = _data_sheet(workbook, name, headings, looks)
        explaining = workbook.add_worksheet("About", _Sheet)
        count = _fill(first, waiting, len(headings), looks, most_rows)
        in_sheet, number = count, 1
        while in_sheet == most_rows and (following := next(waiting, None)) is not None:
            number += 1
            sheet = _data_sheet(workbook, f"{name} {number}", headings, looks)
            in_sheet = _fill(sheet, chain([following], waiting), len(headings), looks, most_rows)
            count += in_sheet
        _explain(explaining, about(count), looks)
        workbook.close()
    return count


def _looks(workbook: Workbook) -> _Looks:
    def look(**more: object) -> Format:
        return workbook.add_format({**_FONT, **more})

    wrapped = {"text_wrap": True, "valign": "top", "align": "left"}
    return _Looks(
        heading=look(bold=True, bottom=1, bg_color="#F3F2F1"),
        date=workbook.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
        number=workbook.add_format({"align": "left"}),
        title=look(bold=True, font_size=14),
        term=look(bold=True, valign="top"),
        words=look(**wrapped),
        wrapped_date=look(**wrapped, num_format="d mmmm yyyy"),
    )


def _data_sheet(workbook: Workbook, name: str, headings: Sequence[Heading], looks: _Looks) -> Worksheet:
    """A sheet with its headings, which stay in sight and stand on every printed page."""
    sheet = workbook.add_worksheet(name, _Sheet)
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, heading.width)
        sheet.write_string(0, column, heading.text, looks.heading)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet


def _fill(
    sheet: Worksheet, rows: Iterator[Sequence[Cell]], width: int, looks: _Looks, most_rows: int
) -> int:  # fmt: skip
    """Write rows below the headings, as many as the sheet may hold. Returns how many."""
    rest_of = Written(partial(_rest_of_cell, looks=looks)).__getitem__
    at = 0
    for at, cells in enumerate(islice(rows, most_rows), 1):
        sheet.write_rest_of_cells(at, map(rest_of, cells))
    sheet.autofilter(0, 0, at, width - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A2:XFD{at + 2}"})
    return at


def _rest_of_cell(cell: Cell, *, looks: _Looks) -> str:
    """The XML of a cell after its reference, as XlsxWriter writes it."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, date):
        return f' s="{looks.date._get_xf_index()}"><v>{cell.toordinal() - _DAY_ZERO}</v></c>'
    if isinstance(cell, int):
        return f' s="{looks.number._get_xf_index()}"><v>{cell}</v></c>'
    text = escape(_Sheet._escape_control_characters(cell[:_LONGEST]))
    space = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
    return f' t="inlineStr"><is><t{space}>{text}</t></is></c>'


def _explain(sheet: Worksheet, sections: Sequence[Section], looks: _Looks) -> None:
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    at = 0
    for section in sections:
        sheet.write_string(at, 0, section.title, looks.title)
        for term, words in section.lines:
            at += 1
            sheet.write_string(at, 0, term, looks.term)
            _say(sheet, at, words, looks)
        at += 2


def _say(sheet: Worksheet, at: int, words: Cell, looks: _Looks) -> None:
    if isinstance(words, date):
        sheet.write_number(at, 1, words.toordinal() - _DAY_ZERO, looks.wrapped_date)
    elif isinstance(words, int):
        sheet.write_number(at, 1, words, looks.words)
    else:
        sheet.write_string(at, 1, words or "", looks.words)
