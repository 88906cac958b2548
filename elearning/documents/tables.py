"""Files of rows, as bytes, to rows of text with their row numbers. Knows nothing of what the rows mean."""

import csv
import io
from collections.abc import Iterator

from elearning.domain.hr_file import SheetRow
from elearning.domain.refusals import Refusal

MOST_BYTES = 100 * 1024 * 1024
MOST_ROWS = 1_048_576  # as many as a spreadsheet holds
MOST_COLUMNS = 1_000

_SEPARATORS = ",;\t"
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class NotATable(Refusal):
    """The bytes are not a file of rows that can be read."""


def _decode(content: bytes) -> str:
    """Text by its byte order mark, or as strict UTF-8, or as Windows Western European, in this order."""
    marked = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)
    try:
        if marked:
            return content.decode(marked)
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise NotATable("The file is not text.", "Save it as CSV UTF-8 and try again.") from error


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise NotATable(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB.", "Split it into smaller files.")
    if content.startswith(b"PK"):
        raise NotATable("This is a spreadsheet, not a CSV file.", "Save it as CSV UTF-8 and try again.")
    text = _decode(content)
    if "\0" in text:
        raise NotATable("The file is not text.", "Save it as CSV UTF-8 and try again.")
    return text


def _separator(text: str) -> str:
    """The separator that stands most often in the first line that is not blank; a comma if none does."""
    first = next((line for line in io.StringIO(text) if line.strip()), "")
    return max(_SEPARATORS, key=first.count)


def read_csv(content: bytes) -> Iterator[SheetRow]:
    """The rows of a CSV file, blank ones included, numbered from 1 as a spreadsheet numbers them.

    Raises NotATable, on the first row asked for or on a later one, where the bytes are not such a file.
    """
    text = _text(content)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=False)
    number = 0
    try:
        for cells in rows:
            number += 1
            if number > MOST_ROWS:
                raise NotATable(f"The file has more than {MOST_ROWS:,} rows.", "Split it into smaller files.")
            if len(cells) > MOST_COLUMNS:
                raise NotATable(
                    f"Row {number} has {len(cells):,} columns.", "Look for a wrong separator, or remove columns."
                )
            yield SheetRow(number, tuple(cells))
    except csv.Error as error:
        raise NotATable(
            f"The file cannot be read as CSV after row {number}.",
            "Look there for a quotation mark that is not closed, then save the file as CSV UTF-8 again.",
        ) from error
