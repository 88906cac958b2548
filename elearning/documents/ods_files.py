"""Rows of cells to an ODS file in flat memory: text as text, dates as dates, and a sheet that explains them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain, islice
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from elearning.documents.cells import Cell, Written
from elearning.documents.ods_package import CONTENT, Packing
from elearning.documents.sheet_parts import MOST_ROWS, Heading, Section
from elearning.domain.refusals import NotAllowed

MOST_BYTES = 2**31 - 1
"""Of the part with the cells: above that a zip needs an extension that not every spreadsheet reads."""

_ROWS_IN_CHUNK = 500
_LONGEST = 32_767
"""Characters of a cell: what every spreadsheet that opens ODS can hold."""

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOST = "\N{REPLACEMENT CHARACTER}"
_SPACES = re.compile("^ +| +$|  +|\t", re.MULTILINE)
_MOST_SPACES = 100
_WIDTH = 0.21
"""Centimetres that a character takes."""

_STYLES = (
    '<style:style style:name="{name}" style:family="table-cell"{more}>'
    '<style:table-cell-properties{cell}/><style:paragraph-properties fo:text-align="start"/>'
    '<style:text-properties style:font-name="Arial" fo:font-size="{size}pt"{text}/></style:style>'
)
_TOP = ' fo:wrap-option="wrap" style:vertical-align="top"'
_BOLD = ' fo:font-weight="bold"'


def write_ods(
    file: IO[bytes], name: str, headings: Sequence[Heading], rows: Iterable[Sequence[Cell]],
    about: Callable[[int], Sequence[Section]], *, created: datetime, most_rows: int = MOST_ROWS,
    most_bytes: int = MOST_BYTES,
) -> int:  # fmt: skip
    """Write the file and return how many rows it has: sheets and bytes as `write_xlsx` says, but for "About", which
    comes last.

    No cell has a formula or a link. What XML cannot hold (control characters, half a surrogate pair) becomes the
    replacement character; every other text comes back as it was. Raises NotAllowed when the rows are more than
    `most_bytes` can hold.
    """
    with Packing(file, created) as packing:
        packing.begin_package()
        with packing.begin("content.xml") as part:
            sheets = _content(_Cells(part, most_bytes), name, headings, iter(rows), about, most_rows)
        packing.end_package(name, tuple(sheets))
    return sum(sheets.values())


def _content(
    cells: "_Cells", name: str, headings: Sequence[Heading], rows: Iterator[Sequence[Cell]],
    about: Callable[[int], Sequence[Section]], most_rows: int,
) -> dict[str, int]:  # fmt: skip
    """Write every sheet and return how many rows each of those with rows has."""
    cells.write(CONTENT + _automatic_styles(headings) + "<office:body><office:spreadsheet>")
    sheets = {name: _data_sheet(cells, name, headings, rows, most_rows)}
    while (following := next(rows, None)) is not None:
        more = f"{name} {len(sheets) + 1}"
        sheets[more] = _data_sheet(cells, more, headings, chain([following], rows), most_rows)
    cells.write(_explaining_sheet(about(sum(sheets.values()))))
    cells.write(f"<table:database-ranges>{''.join(_filters(sheets, len(headings)))}</table:database-ranges>")
    cells.write("</office:spreadsheet></office:body></office:document-content>")
    return sheets


class _Cells:
    """The part with the cells, which may not grow beyond what a file can hold."""

    def __init__(self, part: IO[bytes], most_bytes: int) -> None:
        self._part, self._left = part, most_bytes
        self.written = Written(_cell).__getitem__

    def write(self, xml: str) -> None:
        """Write the next piece. Raises NotAllowed when there is no more room."""
        content = xml.encode()
        self._left -= len(content)
        if self._left < 0:
            raise NotAllowed("An ODS file cannot hold so many rows. Choose XLSX or CSV, or fewer people or modules.")
        self._part.write(content)


def _automatic_styles(headings: Sequence[Heading]) -> str:
    """How cells, columns and sheets look; columns by their place."""
    widths = {f"w{at}": heading.width for at, heading in enumerate(headings)} | {"about-term": 26, "about-words": 100}
    columns = "".join(
        f'<style:style style:name="{name}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * _WIDTH:.2f}cm"/></style:style>'
        for name, width in widths.items()
    )
    sheets = "".join(
        f'<style:style style:name="{name}" style:family="table" style:master-page-name="{name}">'
        '<style:table-properties table:display="true"/></style:style>'
        for name in ("Rows", "About")
    )
    day = '<number:day number:style="long"/>{0}<number:month number:style="long"/>{0}<number:year number:style="long"/>'
    dates = f'<number:date-style style:name="date">{day.format("<number:text>/</number:text>")}</number:date-style>'
    line = ' fo:background-color="#f3f2f1" fo:border-bottom="0.75pt solid #000000"'
    looks = "".join(
        _STYLES.format(name=name, more=more, cell=cell, size=size, text=text)
        for name, more, cell, size, text in (
            ("heading", "", line, 11, _BOLD), ("d", ' style:data-style-name="date"', "", 11, ""), ("n", "", "", 11, ""),
            ("title", "", "", 14, _BOLD), ("term", "", _TOP, 11, _BOLD), ("words", "", _TOP, 11, ""),
            ("words-d", ' style:data-style-name="date"', _TOP, 11, ""),
        )
    )  # fmt: skip
    return f"<office:automatic-styles>{dates}{columns}{sheets}{looks}</office:automatic-styles>"


def _data_sheet(
    cells: _Cells, name: str, headings: Sequence[Heading], rows: Iterator[Sequence[Cell]], most_rows: int
) -> int:  # fmt: skip
    """A sheet with its headings, which stand on every printed page. Returns how many rows it got."""
    top = "".join(_cell(heading.text, ' table:style-name="heading"') for heading in headings)
    columns = "".join(f'<table:table-column table:style-name="w{at}"/>' for at in range(len(headings)))
    cells.write(
        f'<table:table table:name={quoteattr(name)} table:style-name="Rows">{columns}'
        f"<table:table-header-rows><table:table-row>{top}</table:table-row></table:table-header-rows>"
    )
    at, waiting, written = 0, islice(rows, most_rows), cells.written
    while lines := [
        f"<table:table-row>{''.join(map(written, row))}</table:table-row>" for row in islice(waiting, _ROWS_IN_CHUNK)
    ]:
        cells.write("".join(lines))
        at += len(lines)
    cells.write("</table:table>")
    return at


def _cell(cell: Cell, style: str = "") -> str:
    """The XML of a cell. A date or a number that is given no style has that of its kind."""
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, date):
        shown, value = f"{cell:%d/%m/%Y}", f'office:value-type="date" office:date-value="{cell.isoformat()}"'
        return f"<table:table-cell{style or _DATE} {value}><text:p>{shown}</text:p></table:table-cell>"
    if isinstance(cell, int):
        value = f'office:value-type="float" office:value="{cell}"'
        return f"<table:table-cell{style or _NUMBER} {value}><text:p>{cell}</text:p></table:table-cell>"
    return f'<table:table-cell{style} office:value-type="string"{_text(cell[:_LONGEST])}</table:table-cell>'


_DATE, _NUMBER = ' table:style-name="d"', ' table:style-name="n"'


def _text(text: str) -> str:
    """A cell's text: a paragraph a line, with marks for the spaces and tabs that XML would run together.

    Not every reader keeps tabs and carriage returns: the cell then says its text in an attribute too, which is kept
    to the letter.
    """
    if text.isprintable() and "  " not in text and text[0] != " " and text[-1] != " ":
        return f"><text:p>{escape(text)}</text:p>"
    text = _NO_XML.sub(_LOST, text)
    exact = quoteattr(text, _KEPT) if "\r" in text or "\t" in text else ""
    shown = "".join(f"<text:p>{_line(line)}</text:p>" for line in text.split("\n"))
    return f"{' office:string-value=' if exact else ''}{exact}>{shown}"


_KEPT = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}


def _line(text: str) -> str:
    return _SPACES.sub(_marked, escape(text, {"\r": "&#13;"}))


def _marked(found: re.Match[str]) -> str:
    if found[0] == "\t":
        return "<text:tab/>"
    whole, rest = divmod(len(found[0]), _MOST_SPACES)
    return "".join(f'<text:s text:c="{many}"/>' for many in (*[_MOST_SPACES] * whole, rest) if many)


def _explaining_sheet(sections: Sequence[Section]) -> str:
    lines = []
    for section in sections:
        title = _cell(section.title, ' table:style-name="title"')
        lines.append(f"<table:table-row>{title}<table:table-cell/></table:table-row>")
        for term, words in section.lines:
            style = ' table:style-name="words-d"' if isinstance(words, date) else ' table:style-name="words"'
            said = _cell(term, ' table:style-name="term"') + _cell(words, style)
            lines.append(f"<table:table-row>{said}</table:table-row>")
        lines.append("<table:table-row><table:table-cell/></table:table-row>")
    return (
        '<table:table table:name="About" table:style-name="About"><table:table-column table:style-name="about-term"/>'
        f'<table:table-column table:style-name="about-words"/>{"".join(lines)}</table:table>'
    )


def _filters(sheets: dict[str, int], width: int) -> Iterator[str]:
    """A range for each sheet with rows, whose first row has the buttons that filter it."""
    for at, (name, rows) in enumerate(sheets.items(), 1):
        quoted = "'" + name.replace("'", "''") + "'"
        area = f"{quoted}.A1:{quoted}.{_letters(width)}{rows + 1}"
        yield (
            f'<table:database-range table:name="__Anonymous_Sheet_DB__{at - 1}" '
            f'table:target-range-address={quoteattr(area)} table:display-filter-buttons="true"/>'
        )


def _letters(column: int) -> str:
    """The letters of a column, from 1: A to Z, then AA."""
    whole, rest = divmod(column - 1, 26)
    return (_letters(whole) if whole else "") + chr(ord("A") + rest)
