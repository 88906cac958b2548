"""The refusal of bytes that are no file of rows, and the limits of size that every reader of such files keeps to."""

from elearning.domain.refusals import Refusal

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 250_000
MOST_COLUMNS = 1_000


class NotATable(Refusal):
    """The bytes are not a file of rows that can be read: what is wrong, and what to do."""


def too_many_rows() -> NotATable:
    """The refusal of a file that is too long."""
    return NotATable(f"The file has more than {MOST_ROWS:,} rows.", "Split it into smaller files.")


def too_many_columns(row: int) -> NotATable:
    """The refusal of a file that is too wide."""
    return NotATable(
        f"Row {row:,} has more than {MOST_COLUMNS:,} columns.", "Look for a wrong separator, or remove columns."
    )
