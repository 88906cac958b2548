"""Files of rows, as bytes, to rows of text with their row numbers: CSV, XLSX and ODS, known by content, not by name.

Knows nothing of what the rows mean.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from elearning.documents.not_a_table import MOST_BYTES, NotATable
from elearning.documents.ods import Ods
from elearning.documents.separated_text import GUESSED, decode, read_csv, rows_of, samples
from elearning.documents.xlsx import Xlsx
from elearning.documents.zip_package import Package, locked
from elearning.domain.hr_file import SheetRow

_AS_CSV = "Save it as .xlsx, .ods or CSV UTF-8 and try again."
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", "an Excel file of before 2007, or one that is protected by a password"),
    (b"%PDF", "a PDF"), (b"\xff\xd8\xff", "a picture"), (b"\x89PNG", "a picture"), (b"GIF8", "a picture"),
    (b"{\\rtf", "a text document"), (b"\x1f\x8b", "a compressed file"), (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"), (b"SQLite format", "a database"),
)  # fmt: skip
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<table", b"<?xml", b"<!--", b"<meta")
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


class ReadAs(NamedTuple):
    """How a file was understood: what a person may want to check, above all where it could not be certain.

    `samples` are cells with letters outside A to Z, of a file that is not UTF-8; `others` are sheets not read.
    """

    kind: str
    encoding: str = ""
    samples: tuple[str, ...] = ()
    sheet: str = ""
    others: tuple[str, ...] = ()

    @property
    def is_guess(self) -> bool:
        """Whether nothing in the file says that this is its encoding, and it shows."""
        return bool(self.samples) and self.encoding == GUESSED


@dataclass(frozen=True)
class Table:
    """The rows of a file, to be gone through once. `read_as` is right when they have been."""

    rows: Iterator[SheetRow]
    describe: Callable[[], ReadAs]

    @property
    def read_as(self) -> ReadAs:
        """How the file was understood."""
        return self.describe()


def read_table(content: bytes) -> Table:
    """The rows of a file of people. Raises NotATable, at once or at any row, and nothing else."""
    if len(content) > MOST_BYTES:
        raise NotATable(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB.", "Split it into smaller files.")
    _refuse_others(content)
    return _read_spreadsheet(content) if content.startswith(b"PK") else _read_text(content)


def _refuse_others(content: bytes) -> None:
    for start, words in _OTHERS:
        if content.startswith(start):
            raise NotATable(f"This is {words}, not a table.", _AS_CSV)
    begin = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if begin.startswith(_MARKUP):
        raise NotATable("This is a web page or an XML file, not a table.", "Open it as a spreadsheet. " + _AS_CSV)


def _read_text(content: bytes) -> Table:
    file = decode(content)
    shown = () if file.encoding == "UTF-8" else samples(file)
    return Table(rows_of(file), lambda: ReadAs("CSV", encoding=file.encoding, samples=shown))


def _read_spreadsheet(content: bytes) -> Table:
    package = Package(content)
    if "[Content_Types].xml" in package.names and "xl/workbook.bin" not in package.names:
        if any(name.startswith("xl/") for name in package.names):
            xlsx = Xlsx(package)
            return Table(xlsx.rows(), lambda: ReadAs("XLSX", sheet=xlsx.sheet, others=xlsx.others))
    elif package.start("mimetype").strip().startswith(_ODS):
        if b"encryption-data" in package.start("META-INF/manifest.xml", 64 * 1024):
            raise locked()
        ods = Ods(package)
        return Table(ods.rows(), lambda: ReadAs("ODS", sheet=ods.sheet, others=ods.others))
    what = (
        "a Numbers file" if any(name.startswith("Index/") for name in package.names) else "a zip file of another kind"
    )
    raise NotATable(f"This is {what}, not a spreadsheet that can be read.", _AS_CSV)


__all__ = ["MOST_BYTES", "NotATable", "ReadAs", "SheetRow", "Table", "read_csv", "read_table"]
