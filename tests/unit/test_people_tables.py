"""Bytes to rows of text: encodings, separators, row numbers, and files that are no table."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearning.documents.tables import NotATable, read_csv

TEXT = "name,team\nNúñez,Café\n"


@pytest.mark.parametrize(
    "content",
    [TEXT.encode(), TEXT.encode("utf-8-sig"), TEXT.encode("cp1252"), TEXT.encode("utf-16"),
     TEXT.replace(",", ";").encode(), TEXT.replace(",", "\t").encode(), TEXT.replace("\n", "\r\n").encode()],
    ids=["UTF-8", "UTF-8 with its mark", "Windows", "UTF-16", "semicolons", "tabs", "Windows lines"],
)  # fmt: skip
def test_a_table_is_read_whatever_wrote_it(content: bytes) -> None:
    assert [row.cells for row in read_csv(content)] == [("name", "team"), ("Núñez", "Café")]


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    rows = list(read_csv(b'a,b\n\n"one\ntwo",2\n3,4\n'))
    assert [(row.number, row.cells) for row in rows] == [
        (1, ("a", "b")), (2, ()), (3, ("one\ntwo", "2")), (4, ("3", "4")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04rest of a spreadsheet", b"\x00\x01\x02\x03", b"a,\x81\x8d\x8f", b"x" * 200_000, b"," * 2_000],
    ids=["spreadsheet", "noise", "no encoding", "endless cell", "endless row"],
)
def test_what_is_no_table_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(NotATable) as refused:
        list(read_csv(content))
    assert len(refused.value.reasons) == 2


def test_a_utf_16_file_cut_in_the_middle_is_refused() -> None:
    with pytest.raises(NotATable):
        list(read_csv(TEXT.encode("utf-16")[:-1]))


@given(st.binary(max_size=400))
def test_noise_never_raises_anything_else(content: bytes) -> None:
    try:
        list(read_csv(content))
    except NotATable:
        return


def test_a_large_block_of_noise_is_refused() -> None:
    with pytest.raises(NotATable):
        list(read_csv(b"\x00" + os.urandom(100_000)))
