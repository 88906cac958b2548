"""What a workbook is made of, whichever program opens it: headings, and the sections of the sheet that explains."""

from collections.abc import Sequence
from typing import NamedTuple

from elearning.documents.cells import Cell

MOST_ROWS = 1_048_575
"""Rows below the headings of one sheet: more than that go on in another."""


class Heading(NamedTuple):
    """The heading of a column, and how wide the column is shown, in characters."""

    text: str
    width: int


class Section(NamedTuple):
    """A part of the sheet that explains: a title, and words or labels with what is said of each."""

    title: str
    lines: Sequence[tuple[str, Cell]]
