"""CSV to rows of text: encodings, separators, row numbers, and files that are no table."""

import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearning.documents.tables import NotATable, ReadAs, read_csv, read_table

TEXT = "name,team\nNúñez,Café\n"


@pytest.mark.parametrize(
    "content",
    [TEXT.encode(), TEXT.encode("utf-8-sig"), TEXT.encode("cp1252"), TEXT.encode("utf-16"),
     b"\xfe\xff" + TEXT.encode("utf-16-be"), TEXT.replace(",", ";").encode(), TEXT.replace(",", "\t").encode(),
     TEXT.replace(",", "|").encode(), TEXT.replace("\n", "\r\n").encode(), TEXT.replace("\n", "\r").encode()],
    ids=["UTF-8", "UTF-8 with its mark", "Windows", "UTF-16", "UTF-16 big end first", "semicolons", "tabs", "bars",
         "Windows lines", "old Macintosh lines"],
)  # fmt: skip
def test_a_table_is_read_whatever_wrote_it(content: bytes) -> None:
    assert [row.cells for row in read_table(content).rows] == [("name", "team"), ("Núñez", "Café")]


def read_as(content: bytes) -> ReadAs:
    table = read_table(content)
    assert list(table.rows)
    return table.read_as


def test_an_encoding_that_is_not_certain_is_told_with_names_to_check() -> None:
    names = "".join(f"Zoë {letter},\n" for letter in "ABCDEFG")
    assert read_as(TEXT.encode()) == ReadAs("CSV", "UTF-8")
    assert read_as(TEXT.encode("cp1252")).samples == ("Núñez", "Café")
    assert read_as(TEXT.encode("cp1252")).encoding == "Windows Western European"
    assert len(read_as(names.encode("utf-16")).samples) == 5


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    rows = list(read_csv(b'a,b\n\n"one\ntwo",2\n3,4\n'))
    assert [(row.number, row.cells) for row in rows] == [
        (1, ("a", "b")), (2, ()), (3, ("one\ntwo", "2")), (4, ("3", "4")),
    ]  # fmt: skip


def test_a_quotation_mark_that_is_not_closed_is_named_by_its_row_and_swallows_nobody() -> None:
    with pytest.raises(NotATable, match="row 3"):
        list(read_csv(b'number,name\n1,Ann\n2,"Bo\n3,Cy\n4,Di\n'))
    with pytest.raises(NotATable, match="row 2"):
        list(read_csv(b'number,name\n2,"Bo" Smith"\n3,Cy\n'))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04rest of a spreadsheet", "damaged"), (b"\x00\x01\x02\x03", "not text"),
        (b"a,\x81\x8d\x8f", "not text"), (b"x" * 200_000, "row 1"), (b"," * 2_000, "columns"),
        (b"a,b\n" + b"," * 2_000_000, "Row 2"), (TEXT.encode("utf-16-le"), "UTF-16"),
        (b"%PDF-1.7 ...", "PDF"), (b"\xff\xd8\xff\xe0JFIF", "picture"), (b"\xd0\xcf\x11\xe0\xa1\xb1", "password"),
        (b"  <!DOCTYPE html><table><tr><td>1", "web page"), (b"\xef\xbb\xbf<?xml version='1.0'?>", "XML"),
        (b"x," * 11_000_000, "20 MB"), (b"a\n" * 250_002, "250,000 rows"),
    ],
    ids=["cut spreadsheet", "noise", "no encoding", "endless cell", "endless row", "a million columns",
         "UTF-16 without its mark", "PDF", "JPEG", "old or locked Excel", "HTML", "XML", "too large", "too long"],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_words_and_at_once(content: bytes, said: str) -> None:
    began = time.process_time()
    with pytest.raises(NotATable) as refused:
        list(read_table(content).rows)
    assert time.process_time() - began < 10
    assert said in refused.value.reasons[0]
    assert len(refused.value.reasons) == 2


def test_a_utf_16_file_cut_in_the_middle_is_refused() -> None:
    with pytest.raises(NotATable):
        list(read_csv(TEXT.encode("utf-16")[:-1]))


@given(st.binary(max_size=400))
def test_noise_never_raises_anything_else(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\xff\xfe"):
        try:
            list(read_table(start + content).rows)
        except NotATable:
            continue


def test_a_large_block_of_noise_is_refused() -> None:
    with pytest.raises(NotATable):
        list(read_table(b"\x00" + os.urandom(100_000)).rows)
