"""CSV and its relatives, as bytes, to rows of text with their row numbers. Knows nothing of what the rows mean."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from elearning.documents.not_a_table import MOST_COLUMNS, MOST_ROWS, NotATable, too_many_columns, too_many_rows
from elearning.domain.hr_file import SheetRow

_SEPARATORS = ",;\t|"
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SHOWN = 5
_AT_ONCE = 1024 * 1024  # letters
GUESSED = "Windows Western European"
_ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": GUESSED}
_SAVE_AGAIN = "Save it as CSV UTF-8 and try again."


class SeparatedText(NamedTuple):
    """A file that can be decoded: its bytes, the codec that does it, and the separator of its columns."""

    content: bytes
    codec: str
    separator: str

    @property
    def encoding(self) -> str:
        """The name of the encoding, for people."""
        return _ENCODINGS[self.codec]


def decode(content: bytes) -> SeparatedText:
    """Text by its byte order mark, or as strict UTF-8, or as Windows Western European, in this order.

    Raises NotATable if none of them fits.
    """
    marked = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)
    for codec in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            letters, nulls = _counted(content, codec)
        except UnicodeDecodeError:
            continue
        if nulls > letters // 100:
            raise NotATable("The file is not text, or it is UTF-16 without its mark.", _SAVE_AGAIN)
        return SeparatedText(content, codec, _separator(_lines(content, codec, newline="\n")))
    raise NotATable("The file is not text.", _SAVE_AGAIN)


def _counted(content: bytes, codec: str) -> tuple[int, int]:
    """How many letters there are, and how many of them are nulls. Raises UnicodeDecodeError."""
    letters = nulls = 0
    lines = _lines(content, codec, newline="\n")
    while text := lines.read(_AT_ONCE):
        letters += len(text)
        nulls += text.count("\0")
    return letters, nulls


def _lines(content: bytes, codec: str, *, newline: str) -> io.TextIOWrapper:
    """The text, decoded as it is read: of a large file it would be twice its bytes, or four times with one emoji."""
    return io.TextIOWrapper(io.BytesIO(content), codec, newline=newline)


def _separator(lines: Iterable[str]) -> str:
    """The separator that stands most often in the first line that is not blank; a comma if none does."""
    first = next((line for line in lines if line.strip()), "")
    return max(_SEPARATORS, key=first.count)


class _Lines:
    """The lines of a file, without those that no spreadsheet could have written."""

    def __init__(self, file: SeparatedText) -> None:
        self.lines = _lines(file.content, file.codec, newline="")
        self.separator = file.separator
        self.number = 0  # rows read so far

    def __iter__(self) -> Iterator[str]:
        for line in self.lines:
            if line.count(self.separator) >= MOST_COLUMNS:
                raise too_many_columns(self.number + 1)
            yield line


def rows_of(file: SeparatedText) -> Iterator[SheetRow]:
    """The rows, blank ones included, numbered from 1 as a spreadsheet numbers them.

    Raises NotATable on the first row that is out of order: a quotation mark that is not closed would swallow
    the rows after it, so the file is not read past it.
    """
    lines = _Lines(file)
    try:
        for cells in csv.reader(lines, delimiter=file.separator, strict=True):
            lines.number += 1
            if lines.number > MOST_ROWS:
                raise too_many_rows()
            if len(cells) > MOST_COLUMNS:
                raise too_many_columns(lines.number)
            yield SheetRow(lines.number, tuple(cells))
    except csv.Error as error:
        raise NotATable(
            f"The file cannot be read as CSV: there is something wrong in row {lines.number + 1:,}.",
            "Look there for a quotation mark that is not closed, or not doubled inside a cell; save the file again.",
        ) from error


def samples(file: SeparatedText) -> tuple[str, ...]:
    """Up to five different cells with letters outside A to Z, by which a person can see that they were read right."""
    found: dict[str, None] = {}
    for row in rows_of(file):
        for cell in row.cells:
            if not cell.isascii():
                found[" ".join(cell.split())[:60]] = None
                if len(found) == _SHOWN:
                    return tuple(found)
    return tuple(found)


def read_csv(content: bytes) -> Iterator[SheetRow]:
    """The rows of a CSV file, whatever its encoding and separator. Raises NotATable, on any row asked for."""
    yield from rows_of(decode(content))
