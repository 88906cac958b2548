"""Rows of cells to a CSV file: UTF-8 with its mark, CRLF, streamed in chunks, no cell that a spreadsheet would run."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from elearning.documents.cells import Cell, Written
from elearning.documents.formula_safety import tamed

ROWS_IN_CHUNK = 500
_NEEDS_QUOTES = re.compile('[",;\t\r\n]|^ | $')
"""The semicolon and the tab too: a spreadsheet that is told to split there as well must not find a formula behind."""


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    text = tamed(str(cell))
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def csv_chunks(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file in pieces. The first has the headings and the first rows, so that a fault in asking comes with it."""
    text_of = Written(_text).__getitem__
    waiting = iter(rows)
    lines = ["\ufeff" + ",".join(map(text_of, headings))]
    while True:
        lines += [",".join(map(text_of, row)) for row in islice(waiting, ROWS_IN_CHUNK)]
        if not lines:
            return
        yield ("\r\n".join(lines) + "\r\n").encode()
        lines = []
