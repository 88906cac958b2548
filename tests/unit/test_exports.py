"""Files of compliance: whatever a name is, no cell of it runs, and it comes back as it was typed; in flat memory."""

import csv
import io
import json
import os
import random
import re
import tempfile
import tracemalloc
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from elearning.documents.compliance_files import compliance_csv, compliance_ods, compliance_xlsx
from elearning.documents.compliance_metadata import compliance_metadata
from elearning.documents.compliance_table import COLUMNS, FIGURES, HEADINGS, STANDINGS, table_rows
from elearning.documents.csv_files import csv_chunks
from elearning.documents.ods_files import write_ods
from elearning.documents.sheet_parts import Heading
from elearning.documents.tables import read_table
from elearning.domain.facts import AssignedFact, CompletionFact, Row, Standing
from elearning.domain.refusals import NotAllowed
from elearning.domain.reports import Asked, ReportRow

ASKED = Asked(date(2026, 11, 22), datetime(2026, 11, 22, 15, 5, 9, 123456, tzinfo=UTC))
DAY = date(2026, 3, 1)
NO_TEXT = dict.fromkeys([0, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], "�")
HOSTILE = (
    "=1+1", "+44 1632", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\ufeff=1", "\u200b=1", "\u00a0=1", "\u2060\u00ad=1",
    "＝1", "＋1", "－1", "＠A1", "\u22121", "﹦1", "'", "''", "'=1", "' =1", " '=1", "=HYPERLINK(\"http://evil.example\",\"a\")",
    "=cmd|' /C calc'!A0", "a;=1", "a\t=1", "a,=1", "a\n=1", "a\r\n=1", '"', '"=1"', "\"\"=1", " a ", "", " ", "\0=1", "\x1a", "\x07",
    "_x0041_", "_x0041_x0042_", "_x005F_", "<r><t>a</t></r>", "<r>&</r>", "</t>", "&amp;", "http://evil.example", "mailto:a@b",
    "internal:A1", "0012", "1e5", "TRUE", "2026-01-01", "#REF!", "\ufffe", "\uffff", "\ud800", "\U0001f600", "O'Brien", "李小龍",
    "\u0301=1", "\u202e=1", "{=1}", "x" * 40_000,
)  # fmt: skip
"""Names that are meant to run, to break a file, or to come back as something else."""

_PIECES = st.sampled_from([
    "=", "+", "-", "@", "'", '"', ",", ";", "\t", "\r", "\n", " ", "\u200b", "\ufeff", "\u00a0", "＝", "＠", "\0", "\x1f", "_x", "_x0041_",
    "<r>", "</r>", "&", "1", "A", "\ud800", "\ufffe", "é",
])  # fmt: skip
NAMES = st.one_of(st.text(max_size=12), st.lists(_PIECES, max_size=8).map("".join))


def row(name: str = "Amina Yusuf", number: int = 1, **changes: object) -> ReportRow:
    """A row of somebody who completed the module."""
    done = CompletionFact(DAY, datetime(2026, 3, 1, 9, tzinfo=UTC), DAY + timedelta(700), 2, 60, ())
    assigned = (AssignedFact(DAY, None, DAY + timedelta(60), ""), AssignedFact(DAY - timedelta(9), None, DAY, ""))
    found = Row(Standing.COMPLETED, DAY, done, done.expires_on, None, None, None, 4, assigned)
    values = ReportRow(
        number, 1, f"{number:06d}", name, (name, "Libraries", ""), "000002", name, "awareness", "Awareness", 2, found,
        f"CERT-{number}",
    )  # fmt: skip
    return values._replace(**changes)


def read(content: bytes) -> list[list[str]]:
    """The rows of a CSV file, headings left out."""
    assert content.startswith(b"\xef\xbb\xbf") and content.endswith(b"\r\n")
    headings, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    assert tuple(headings) == HEADINGS
    return rows


def original(cell: str) -> str:
    """What a reader of the file does, as the page says: take exactly one leading apostrophe away."""
    return cell[1:] if cell.startswith("'") else cell


def runs(cell: str) -> bool:
    """Whether any spreadsheet might take a cell for a formula: more suspicious than the product's own rule."""
    seen = "".join(one for one in cell if unicodedata.category(one)[0] not in "ZCM")
    return unicodedata.normalize("NFKC", seen)[:1] in tuple("=+-@\u2212") or cell[:1] in tuple("\t\r\n")


def xlsx(rows: list[ReportRow], **more: object) -> bytes:
    """The bytes of an XLSX file."""
    file = io.BytesIO()
    assert compliance_xlsx(file, rows, ASKED, **more) == len(rows)  # type: ignore[arg-type]
    return file.getvalue()


def ods(rows: list[ReportRow], **more: object) -> bytes:
    """The bytes of an ODS file."""
    file = io.BytesIO()
    assert compliance_ods(file, rows, ASKED, **more) == len(rows)  # type: ignore[arg-type]
    return file.getvalue()


def part(content: bytes, name: str) -> str:
    """One part of a spreadsheet's package."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name).decode()


def kept_by_xml(name: str) -> str:
    """A name as XML can hold it: without control characters, and no longer than a cell."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", name[:32_767])


def sheet(content: bytes, name: str = "Compliance") -> list[list[object]]:
    """The rows of a sheet, read by a library that has nothing to do with the one that wrote it."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()


@given(st.lists(NAMES, min_size=1, max_size=20))
@settings(max_examples=200, deadline=None)
@example(list(HOSTILE))
def test_in_csv_no_name_runs_and_each_comes_back_as_it_was_typed(names: list[str]) -> None:
    rows = read(b"".join(compliance_csv([row(name, number) for number, name in enumerate(names)], ASKED)))
    assert [len(cells) for cells in rows] == [len(HEADINGS)] * len(names)
    assert [cells for cells in rows if any(map(runs, cells))] == []
    for cells, name in zip(rows, names, strict=True):
        expected = name.translate(NO_TEXT)
        assert [original(cells[at]) for at in (1, 2, 6)] == [expected] * 3


def hostile_names(count: int) -> list[str]:
    """Names made up of the worst pieces, the same every time."""
    chance = random.Random(22)
    pieces = [*HOSTILE[:-1], "Amina", "Yusuf", " ", "=", "'", "\u200b"]
    made = ["".join(chance.choice(pieces) for _ in range(chance.randint(1, 4))) for _ in range(count)]
    return [*HOSTILE, *made][:count]


def check_hostile_names(count: int) -> None:
    """Nobody of so many runs, in either kind of file, and each comes back."""
    names = hostile_names(count)
    rows = [row(name, number) for number, name in enumerate(names)]
    cells = read(b"".join(compliance_csv(rows, ASKED)))
    assert sum(runs(cell) for line in cells for cell in line) == 0
    assert [original(line[1]) for line in cells] == [name.translate(NO_TEXT) for name in names]
    content = xlsx(rows)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        xml = package.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in xml and b"<f " not in xml and b"<hyperlink" not in xml
        assert not [name for name in package.namelist() if "sheet1.xml.rels" in name]
    found = [line.cells[1] for line in read_table(content).rows if line.number > 1]
    assert len(found) == count
    content = ods(rows)
    xml = part(content, "content.xml")
    assert "formula" not in xml.replace(' style:name="formula', "") and "xlink" not in xml and "<text:a" not in xml
    found = [line.cells[1] for line in read_table(content).rows if line.number > 1]
    assert found == [kept_by_xml(name) for name in names]


def test_of_300_hostile_names_none_is_live_and_each_comes_back() -> None:
    check_hostile_names(300)


@pytest.mark.heavy
def test_of_10_000_hostile_names_none_is_live_and_each_comes_back() -> None:
    check_hostile_names(10_000)


@given(st.lists(NAMES, min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
@example([name[:1000] for name in HOSTILE])
def test_in_xlsx_each_name_is_text_and_comes_back_exactly(names: list[str]) -> None:
    content = xlsx([row(name, number) for number, name in enumerate(names)])
    lines = [line.cells for line in read_table(content).rows][1:]
    assert [[cells[at] for at in (1, 2, 6)] for cells in lines] == [[name] * 3 for name in names]


@given(st.lists(NAMES, min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
@example(list(HOSTILE))
def test_in_ods_each_name_is_text_and_comes_back_exactly_but_for_what_xml_cannot_hold(names: list[str]) -> None:
    content = ods([row(name, number) for number, name in enumerate(names)])
    lines = [line.cells for line in read_table(content).rows][1:]
    assert [[cells[at] for at in (1, 2, 6)] for cells in lines] == [[kept_by_xml(name)] * 3 for name in names]


def test_in_ods_numbers_and_dates_are_typed_and_leading_zeros_stay() -> None:
    content = ods([row(number=7)])
    headings, cells = sheet(content)
    assert tuple(headings) == HEADINGS
    assert cells[0] == "000007" and cells[5] == "000002" and cells[8] == 2.0
    assert [cells[at] for at in (11, 12, 13, 14, 16)] == [
        date(2026, 2, 20), DAY, DAY, date(2028, 1, 30), date(2026, 11, 22)
    ]  # fmt: skip
    assert 'office:value-type="string"><text:p>000007<' in part(content, "content.xml")


def test_in_ods_the_first_row_stays_in_sight_filters_and_is_printed_on_every_page() -> None:
    content = ods([row(), row(number=2)])
    xml, view = part(content, "content.xml"), part(content, "settings.xml")
    assert "table:target-range-address=\"'Compliance'.A1:'Compliance'.R3\" table:display-filter-buttons" in xml
    assert (
        xml.index("<table:table-header-rows>") < xml.index("employee_number") < xml.index("</table:table-header-rows>")
    )
    assert (
        '"VerticalSplitMode" config:type="short">2<' in view and '"VerticalSplitPosition" config:type="int">1<' in view
    )
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        first = package.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert {one.date_time for one in package.infolist()} == {(2026, 11, 22, 15, 5, 8)}


def test_the_last_sheet_of_ods_says_what_that_of_xlsx_says() -> None:
    rows, who = [row()], "Unit: Libraries; Standing: completed"
    assert sheet(ods(rows, who=who), "About")[0][0] == "Compliance"
    said = [
        {str(line[0]): line[1] for line in sheet(made, "About")} for made in (ods(rows, who=who), xlsx(rows, who=who))
    ]
    assert said[0] == said[1]


def test_rows_that_one_sheet_of_ods_cannot_hold_go_on_in_another() -> None:
    content = ods([row(number=number) for number in range(7)], most_rows=3)
    names = ["Compliance", "Compliance 2", "Compliance 3"]
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names == [*names, "About"]
    numbers = [line[0] for name in names for line in sheet(content, name)[1:]]
    assert numbers == [f"{number:06d}" for number in range(7)]
    exact = ods([row(number=number) for number in range(3)], most_rows=3)
    assert CalamineWorkbook.from_filelike(io.BytesIO(exact)).sheet_names == ["Compliance", "About"]


def test_an_ods_file_that_would_be_too_large_is_refused_in_words() -> None:
    with pytest.raises(NotAllowed, match="Choose XLSX or CSV"):
        write_ods(io.BytesIO(), "Rows", [Heading("a", 9)], [["x"]] * 9_000, lambda _: (), created=ASKED.known_on,
                  most_bytes=100_000)  # fmt: skip


FORMATS = {
    "string": str, "integer": int, "dateTimeStamp": datetime.fromisoformat, "date": date.fromisoformat,
    "boolean": ("yes", "no").index,
}  # fmt: skip


def test_the_metadata_names_describes_and_types_every_column_and_every_cell_is_of_its_type() -> None:
    said = json.loads(compliance_metadata("compliance-2026-11-22.csv", ASKED, who="Unit: Libraries"))
    assert said["@context"][0] == "http://www.w3.org/ns/csvw" and said["url"] == "compliance-2026-11-22.csv"
    assert said["dc:description"].startswith("Unit: Libraries. ") and "apostrophe" in said["dc:description"]
    columns = said["tableSchema"]["columns"]
    assert [column["titles"] for column in columns] == [column["name"] for column in columns] == list(HEADINGS)
    assert all(column["dc:description"].startswith(of.meaning) for column, of in zip(columns, COLUMNS, strict=True))
    bare = row(number=3)._replace(
        version=None, certificate_number="", row=row().row._replace(completion=None, due_on=None)
    )
    cells = read(b"".join(compliance_csv([row("Amina"), row("Ben", 2), bare], ASKED)))
    for line in cells:
        for column, cell in zip(columns, line, strict=True):
            kind = column["datatype"] if isinstance(column["datatype"], str) else column["datatype"]["base"]
            if cell:
                FORMATS[kind](cell)
            assert cell or not column["required"], column["name"]
            if column["name"] == "standing":
                assert set(column["datatype"]["format"].split("|")) == set(Standing) and re.fullmatch(
                    column["datatype"]["format"], cell
                )


def test_the_columns_are_those_that_other_systems_count_on() -> None:
    assert HEADINGS == (
        "employee_number", "name", "directorate", "service", "team", "line_manager_number", "line_manager", "module",
        "version", "standing", "counted", "assigned_on", "due_on", "completed_on", "expires_on", "certificate_number",
        "as_at", "known_on",
    )  # fmt: skip


def test_a_row_says_what_its_columns_mean() -> None:
    [cells] = read(b"".join(compliance_csv([row("Amina Yusuf", 7)], ASKED)))
    assert dict(zip(HEADINGS, cells, strict=True)) == {
        "employee_number": "000007", "name": "Amina Yusuf", "directorate": "Amina Yusuf", "service": "Libraries",
        "team": "", "line_manager_number": "000002", "line_manager": "Amina Yusuf", "module": "awareness",
        "version": "2", "standing": "completed", "counted": "yes", "assigned_on": "2026-02-20",
        "due_on": "2026-03-01", "completed_on": "2026-03-01", "expires_on": "2028-01-30",
        "certificate_number": "CERT-7", "as_at": "2026-11-22", "known_on": "2026-11-22T15:05:09.123456+00:00",
    }  # fmt: skip


@pytest.mark.parametrize("standing", list(Standing))
def test_every_standing_is_in_its_own_words_and_counted_only_if_it_is(standing: Standing) -> None:
    plain = row()
    found = plain.row._replace(standing=standing, due_on=None, completion=None, until=DAY)
    [cells] = read(b"".join(compliance_csv([plain._replace(row=found, version=None, certificate_number="")], ASKED)))
    counted = "no" if standing in ("exempt", "on leave") else "yes"
    assert cells[8:16] == ["", standing.value, counted, "2026-02-20", "", "", "", ""]


def test_in_xlsx_numbers_and_dates_are_typed_and_leading_zeros_stay() -> None:
    headings, cells = sheet(xlsx([row(number=7)]))
    assert tuple(headings) == HEADINGS
    assert cells[0] == "000007" and cells[5] == "000002" and cells[4] == ""
    assert cells[8] == 2.0 and cells[10] == "yes" and cells[17] == "2026-11-22T15:05:09.123456+00:00"
    assert [cells[at] for at in (11, 12, 13, 14, 16)] == [
        date(2026, 2, 20), DAY, DAY, date(2028, 1, 30), date(2026, 11, 22)
    ]  # fmt: skip


def test_the_first_row_stays_in_sight_and_filters_and_the_file_is_dated_by_its_instant() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx([row(), row(number=2)]))) as package:
        data = package.read("xl/worksheets/sheet1.xml").decode()
        core = package.read("docProps/core.xml").decode()
    assert '<pane ySplit="1" topLeftCell="A2"' in data and '<autoFilter ref="A1:R3"' in data
    assert '<col min="1" ' in data and f'max="{len(COLUMNS)}" ' in data
    assert core.count(">2026-11-22T15:05:09Z<") == 2


def test_the_second_sheet_defines_every_column_standing_and_figure_and_says_what_was_asked() -> None:
    content = xlsx([row()], who="Unit: Libraries; Standing: completed")
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names == ["Compliance", "About"]
    said = {str(line[0]): line[1] for line in sheet(content, "About") if line[0] != ""}
    expected = {column.name: column.meaning for column in COLUMNS} | {one.value: text for one, text in STANDINGS}
    assert said | expected | dict(FIGURES) == said
    assert {one for one, _ in STANDINGS} == set(Standing)
    assert said["As at"] == date(2026, 11, 22) and "2026-11-22T15:05:09.123456+00:00" in str(said["As known on"])
    assert said["Rows"] == 1.0 and said["Who is in it"] == "Unit: Libraries; Standing: completed"


def test_rows_that_one_sheet_cannot_hold_go_on_in_another_with_the_same_headings() -> None:
    content = xlsx([row(number=number) for number in range(7)], most_rows=3)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["Compliance", "About", "Compliance 2", "Compliance 3"]
    sheets = [sheet(content, name) for name in ("Compliance", "Compliance 2", "Compliance 3")]
    assert [tuple(lines[0]) for lines in sheets] == [HEADINGS] * 3
    numbers = [line[0] for lines in sheets for line in lines[1:]]
    assert numbers == [f"{number:06d}" for number in range(7)]
    exact = xlsx([row(number=number) for number in range(3)], most_rows=3)
    assert CalamineWorkbook.from_filelike(io.BytesIO(exact)).sheet_names == ["Compliance", "About"]


def test_nobody_gives_a_file_of_headings() -> None:
    assert read(b"".join(compliance_csv([], ASKED))) == []
    assert [tuple(line) for line in sheet(xlsx([]))] == [tuple(line) for line in sheet(ods([]))] == [HEADINGS]


def test_the_same_rows_give_the_same_bytes_whoever_writes_them_and_when() -> None:
    rows = [row(name, number) for number, name in enumerate(HOSTILE)]
    first = xlsx(rows), ods(rows), b"".join(compliance_csv(rows, ASKED))
    before = os.umask(0o077)
    try:
        with time_machine.travel(datetime(2031, 7, 1, tzinfo=UTC)):
            assert (xlsx(rows), ods(rows), b"".join(compliance_csv(rows, ASKED))) == first
    finally:
        os.umask(before)


class Many:
    """So many rows, each made when it is asked for; how many have been is known."""

    def __init__(self, count: int) -> None:
        self.count, self.asked_for = count, 0

    def __iter__(self) -> Iterator[ReportRow]:
        for number in range(self.count):
            self.asked_for += 1
            yield row(f"Person {number}", number)


def test_the_first_piece_of_a_csv_comes_long_before_the_last_row_is_asked_for() -> None:
    many = Many(5_000)
    pieces = compliance_csv(many, ASKED)
    assert many.asked_for == 0
    next(pieces)
    assert 0 < many.asked_for <= 1_000
    assert sum(1 for _ in pieces) >= 5 and many.asked_for == 5_000


def check_memory_is_flat(count: int) -> None:
    """Twenty times as many rows take no more memory than some, beyond what is kept of them on purpose."""
    peaks = {}
    for rows in (count // 20, count):
        for name, write in (("csv", _write_csv), ("xlsx", _write_xlsx), ("ods", _write_ods)):
            tracemalloc.start()
            write(rows)
            peaks[name, rows] = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
    assert max(peaks.values()) < 12_000_000, peaks


def _write_csv(rows: int) -> None:
    assert sum(chunk.count(b"\r\n") for chunk in compliance_csv(Many(rows), ASKED)) == rows + 1


def _write_xlsx(rows: int) -> None:
    with tempfile.TemporaryFile() as file:
        assert compliance_xlsx(file, Many(rows), ASKED) == rows


def _write_ods(rows: int) -> None:
    with tempfile.TemporaryFile() as file:
        assert compliance_ods(file, Many(rows), ASKED) == rows


def test_memory_does_not_grow_with_the_rows() -> None:
    check_memory_is_flat(2_000)


@pytest.mark.heavy
def test_memory_does_not_grow_with_50_000_rows() -> None:
    check_memory_is_flat(50_000)


def test_a_cell_with_a_separator_of_any_spreadsheet_is_kept_together() -> None:
    [piece] = csv_chunks(["a"], [["a;=1"], ["a\t=1"]])
    assert piece.decode("utf-8-sig") == 'a\r\n"a;=1"\r\n"a\t=1"\r\n'


def test_rows_are_written_as_the_library_itself_would_write_them() -> None:
    rows = [row("Amina & Yusuf <1>", 7), row(" O'Brien ", 8), row("李小龍", 9)._replace(version=None)]
    bare = io.BytesIO()
    book = Workbook(bare, {"constant_memory": True})
    sheet_of_library = book.add_worksheet()
    day, number = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"align": "left"})
    for at, cells in enumerate([HEADINGS, *table_rows(rows, ASKED)]):
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet_of_library.write_number(at, column, (cell - date(1899, 12, 30)).days, day)
            elif isinstance(cell, int):
                sheet_of_library.write_number(at, column, cell, number)
            elif cell:
                sheet_of_library.write_string(at, column, cell)
    book.close()
    assert _rows_of_xml(xlsx(rows)) == _rows_of_xml(bare.getvalue()) != []


def _rows_of_xml(content: bytes) -> list[str]:
    """The rows below the headings, as the file has them; which format a date has is left out."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        found = package.read("xl/worksheets/sheet1.xml").decode()
    return [re.sub(r' s="\d+"', " s", one) for one in re.findall(r"<row .*?</row>", found)[1:]]
