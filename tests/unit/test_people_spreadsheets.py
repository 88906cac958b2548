"""XLSX and ODS to rows of text: what a person sees in a cell, which sheet, and packages that are out to do harm."""

import io
import time
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.documents.spreadsheet_values import format_of, number_text
from elearning.documents.tables import NotATable, ReadAs, SheetRow, read_table
from tests.spreadsheets_written import ods, raw_ods, raw_xlsx, xlsx, zipped


def cells(content: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in read_table(content).rows]


def test_a_workbook_gives_text_dates_and_numbers_as_a_person_would_type_them() -> None:
    when = datetime(2026, 3, 1, 14, 30)
    row = ["0042", 42, 42.5, date(2026, 3, 1), when, True, "Zoë  Núñez", None, "_x0041_"]
    assert cells(xlsx([["a"] * 9, row]))[1] == (
        "0042", "42", "42.5", "2026-03-01", "2026-03-01 14:30:00", "TRUE", "Zoë  Núñez", "", "_x0041_",
    )  # fmt: skip


def test_formulas_give_their_value_and_errors_say_that_they_are_none() -> None:
    row = (
        '<row r="1"><c r="A1" t="str"><f>X</f><v>Ann</v></c><c r="B1"><f>1+1</f><v>2</v></c>'
        '<c r="C1" t="e"><f>X</f><v>#N/A</v></c><c r="D1"><f>TODAY()</f></c><c r="E1" t="str"><f>X</f><v></v></c></row>'
    )
    assert cells(raw_xlsx(row)) == [("Ann", "2", "#N/A", "#NOT CALCULATED")]


def test_blank_rows_and_cells_keep_their_place_and_short_rows_are_as_wide_as_the_headings() -> None:
    rows = list(read_table(xlsx([[], ["a", "b", "c"], [], [None, "2"]])).rows)
    assert rows == [SheetRow(2, ("a", "b", "c")), SheetRow(4, ("", "2", ""))]


def test_the_first_sheet_that_is_not_empty_is_read_and_the_others_are_named() -> None:
    table = read_table(xlsx([], [["a"]], [["b"]]))
    assert [row.cells for row in table.rows] == [("a",)]
    assert table.read_as == ReadAs("XLSX", sheet="Sheet2", others=("Sheet1", "Sheet3"))


@pytest.mark.parametrize(
    ("stored", "number", "code", "shown"),
    [("46082", 14, "", "2026-03-01"), ("46082.5", 22, "", "2026-03-01 12:00:00"), ("46082", 0, "", "46082"),
     ("46082", 200, "dd/mm/yyyy", "2026-03-01"), ("46082", 200, '[$-809]d" day "mmmm yyyy;@', "2026-03-01"),
     ("46082", 200, "[Red]0.00", "46082"), ("42", 200, "000000", "000042"), ("1", 14, "", "1900-01-01"),
     ("60", 14, "", "60"), ("61", 14, "", "1900-03-01"), ("-5", 14, "", "-5"), ("9e9", 14, "", "9000000000"),
     ("1e20", 0, "", "1e+20"), ("nonsense", 0, "", "nonsense"), ("nan", 14, "", "nan"), ("inf", 14, "", "inf")],
)  # fmt: skip
def test_a_number_is_shown_as_its_format_says(stored: str, number: int, code: str, shown: str) -> None:
    assert number_text(stored, format_of(number, code)) == shown


def test_days_may_be_counted_from_1904() -> None:
    assert number_text("44620", format_of(14), from_1904=True) == "2026-03-01"


def test_an_open_document_gives_what_is_shown_without_its_notes_and_repeats() -> None:
    body = (
        '<table:table table:name="Empty"><table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row></table:table>'
        '<table:table table:name="People"><table:table-row table:number-rows-repeated="2"><table:table-cell/>'
        "</table:table-row><table:table-row>"
        '<table:table-cell office:value-type="string"><office:annotation><text:p>a note</text:p></office:annotation>'
        "<text:p>Zoë<text:s/><text:span>Núñez</text:span></text:p></table:table-cell>"
        '<table:table-cell office:value-type="float" office:value="42"><text:p>000042</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="42.0"><text:p>42,00 €</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2026-03-01"><text:p>1/3/26</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="2" office:value-type="string"><text:p>x</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string" table:formula="of:=NA()" office:string-value=""><text:p>#N/A</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="16000"/>'
        '</table:table-row><table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
        '</table:table><table:table table:name="More"><table:table-row><table:table-cell office:value-type="string">'
        "<text:p>y</text:p></table:table-cell></table:table-row></table:table>"
    )
    table = read_table(raw_ods(body))
    assert list(table.rows) == [SheetRow(3, ("Zoë Núñez", "000042", "42", "2026-03-01", "x", "x", "#N/A"))]
    assert table.read_as == ReadAs("ODS", sheet="People", others=("More",))


def bomb(size: int) -> bytes:
    return raw_xlsx("", more={"xl/media/zeros.bin": b"\0" * size})


def lying() -> bytes:
    """A package whose directory says that its sheet is small."""
    content = bytearray(raw_xlsx("<row><c><v>1</v></c></row>" * 100_000))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sizes = {member.filename: member.file_size for member in package.infolist()}
    true = sizes["xl/worksheets/sheet1.xml"].to_bytes(4, "little")
    return bytes(content).replace(true, (900).to_bytes(4, "little"))


HOSTILE = {
    "a bomb": lambda: bomb(60_000_000),
    "many members": lambda: zipped({f"xl/{n}": "" for n in range(2_000)}),
    "nested": lambda: zipped({"inner.zip": bomb(50_000_000)}),
    "lies about its size": lying,
    "entities": lambda: raw_xlsx("<row><c t='inlineStr'><is><t>&a;</t></is></c></row>", head='<!DOCTYPE x [<!ENTITY a "boo">]>'),
    "entities in ODS": lambda: raw_ods("<table:table/>", head='<!DOCTYPE x SYSTEM "file:///etc/passwd">'),
    "a far cell": lambda: raw_xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "too many rows": lambda: raw_ods('<table:table><table:table-row table:number-rows-repeated="900000000"><table:table-cell '
                                     'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row></table:table>'),
    "too many columns": lambda: raw_ods('<table:table><table:table-row><table:table-cell table:number-columns-repeated="900000000" '
                                        'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row></table:table>'),
    "rows out of order": lambda: raw_xlsx('<row r="5"><c><v>1</v></c></row><row r="5"><c><v>2</v></c></row>'),
    "cells out of order": lambda: raw_xlsx('<row><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>'),
    "no sheet": lambda: zipped({"[Content_Types].xml": "", "xl/workbook.xml": "<workbook/>"}),
    "a sheet that is missing": lambda: zipped({"[Content_Types].xml": "", "xl/workbook.xml": '<workbook><sheets><sheet name="x" id="1"/></sheets></workbook>'}),
    "broken XML": lambda: raw_xlsx("<row><c><v>1</c></row>"),
    "a huge comment": lambda: raw_xlsx("<!--" + "x" * 30_000_000 + "-->"),
    "a Word document": lambda: zipped({"[Content_Types].xml": "", "word/document.xml": "<w/>"}),
    "a binary workbook": lambda: zipped({"[Content_Types].xml": "", "xl/workbook.bin": "x"}),
    "Numbers": lambda: zipped({"Index/Document.iwa": "x"}),
    "a locked ODS": lambda: raw_ods("", manifest="<manifest><encryption-data/></manifest>"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_package_that_is_out_of_order_or_out_of_proportion_is_refused_at_once(name: str) -> None:
    content = HOSTILE[name]()
    began = time.process_time()
    with pytest.raises(NotATable) as refused:
        list(read_table(content).rows)
    assert time.process_time() - began < 10
    assert all(refused.value.reasons)


def test_millions_of_empty_cells_come_to_an_end() -> None:
    content = raw_xlsx('<row r="1">' + "".join(f'<c s="{n * 7919 % 9973}"/>' for n in range(900_000)) + "</row>")
    began = time.process_time()
    assert cells(content) == []
    assert time.process_time() - began < 10


GOOD = {"xlsx": xlsx([["a", "b"], ["1", date(2026, 3, 1)]]), "ods": ods([["a", "b"], ["1", "2"]])}


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(GOOD)),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=8),
    st.integers(0, 10_000),
)
def test_a_spreadsheet_damaged_anywhere_is_read_or_refused_and_nothing_else(
    kind: str, changes: list[tuple[int, int]], cut: int
) -> None:
    content = bytearray(GOOD[kind])
    for at, value in changes:
        content[at % len(content)] = value
    try:
        list(read_table(bytes(content[: cut or None])).rows)
    except NotATable:
        return


XML = st.text(st.sampled_from("<>/= \"'rcvtsifAB12&;!-[]"), max_size=60)


@settings(max_examples=150, deadline=None)
@given(XML)
def test_whatever_a_sheet_holds_it_is_read_or_refused(rows: str) -> None:
    for content in (raw_xlsx(rows), raw_ods(f"<table:table>{rows}</table:table>")):
        try:
            list(read_table(content).rows)
        except NotATable:
            continue
