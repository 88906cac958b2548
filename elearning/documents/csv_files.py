"""Rows of cells to a CSV file: UTF-8 with its mark, CRLF, streamed in chunks, no cell that a spreadsheet would run."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from elearning.documents.formula_safety import tamed

Cell = str | int | date | None
"""What a cell holds. A date is without a time; None is an empty cell."""

ROWS_IN_CHUNK = 500
_MOST_KEPT = 20_000
_NEEDS_QUOTES = re.compile('[",;\t\r\n]|^ | $')
"""The semicolon and the tab too: a spreadsheet that is told to split there as well must not find a formula behind."""


class _Texts(dict[Any, str]):
    """The text of each cell as the file has it, worked out once: names, units and dates come again and again."""

    def __missing__(self, cell: Any) -> str:
        if len(self) >= _MOST_KEPT:
            self.clear()
        text = self[cell] = _text(cell)
        return text


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    text = tamed(str(cell))
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def csv_chunks(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file in pieces. The first has the headings and the first rows, so that a fault in asking comes with it."""
    text_of = _Texts().__getitem__
    waiting = iter(rows)
    lines = ["\ufeff" + ",".join(map(text_of, headings))]
    while True:
        lines += [",".join(map(text_of, row)) for row in islice(waiting, ROWS_IN_CHUNK)]
        if not lines:
            return
        yield ("\r\n".join(lines) + "\r\n").encode()
        lines = []
