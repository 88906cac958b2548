"""The history of HR's files as CSV: who applied what and when, what it did, and whether it was undone."""

from collections.abc import Iterable, Iterator, Sequence

from elearning.documents.cells import Cell
from elearning.documents.csv_files import csv_chunks

COLUMNS = (
    "run", "applied_at", "applied_by", "file_name", "sha256", "rows", "joiners", "changes", "leavers", "unchanged",
    "left_out", "undone_at", "undone_by", "undone_why",
)  # fmt: skip


def runs_csv(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file in pieces; each row has a cell for each of the columns."""
    return csv_chunks(COLUMNS, rows)
