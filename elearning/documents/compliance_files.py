"""Compliance as files: CSV in chunks as it is asked for; XLSX or ODS with a sheet that explains it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO

from elearning.documents.compliance_table import COLUMNS, FIGURES, HEADINGS, STANDINGS, instant_text, table_rows
from elearning.documents.csv_files import csv_chunks
from elearning.documents.ods_files import write_ods
from elearning.documents.ods_package import MIMETYPE as ODS
from elearning.documents.sheet_parts import MOST_ROWS, Heading, Section
from elearning.documents.xlsx_files import write_xlsx
from elearning.domain.calendar import british_time
from elearning.domain.reports import Asked, ReportRow

MIMETYPES: Mapping[str, str] = {
    "csv": "text/csv", "ods": ODS, "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
"""The kinds of file that there are, by the ending of their names."""

NOT_NARROWED = "Everybody who is in post on the day and must do a module"

_ABOUT_ROWS = "One row for each person and each module that they must do. Why anybody is exempt or away is not in it."
_FORECAST = "The day comes after what was known: this is how it stands if nothing changes."


def compliance_csv(rows: Iterable[ReportRow], asked: Asked) -> Iterator[bytes]:
    """The chunks of a CSV file of these rows; nothing is asked of `rows` before it is needed."""
    return csv_chunks(HEADINGS, table_rows(rows, asked))


def compliance_xlsx(
    file: IO[bytes], rows: Iterable[ReportRow], asked: Asked, *, who: str = NOT_NARROWED, most_rows: int = MOST_ROWS
) -> int:  # fmt: skip
    """Write an XLSX file of these rows and return how many there were. `who` says whom it was narrowed to."""
    return write_xlsx(
        file, "Compliance", _HEADINGS, table_rows(rows, asked), lambda count: about(asked, who, count),
        created=asked.known_on, most_rows=most_rows,
    )  # fmt: skip


def compliance_ods(
    file: IO[bytes], rows: Iterable[ReportRow], asked: Asked, *, who: str = NOT_NARROWED, most_rows: int = MOST_ROWS
) -> int:  # fmt: skip
    """Write an ODS file of these rows and return how many there were, as `compliance_xlsx` does."""
    return write_ods(
        file, "Compliance", _HEADINGS, table_rows(rows, asked), lambda count: about(asked, who, count),
        created=asked.known_on, most_rows=most_rows,
    )  # fmt: skip


def write_compliance(kind: str, file: IO[bytes], rows: Iterable[ReportRow], asked: Asked, *, who: str) -> None:
    """Write a file of one of the kinds in MIMETYPES."""
    if kind == "csv":
        file.writelines(compliance_csv(rows, asked))
    elif kind == "ods":
        compliance_ods(file, rows, asked, who=who)
    else:
        compliance_xlsx(file, rows, asked, who=who)


_HEADINGS = tuple(Heading(column.name, column.width) for column in COLUMNS)


def about(asked: Asked, who: str, count: int) -> Sequence[Section]:
    """What the sheet beside the rows says: what was asked, and the meaning of every column, standing and figure."""
    forecast = [("If nothing changes", _FORECAST)] if asked.is_forecast else []
    return (
        Section(
            "Compliance",
            [
                ("As at", asked.as_at), *forecast,
                ("As known on", f"{british_time(asked.known_on)}, London time ({instant_text(asked)})"),
                ("Who is in it", who), ("Rows", count), ("What a row is", _ABOUT_ROWS),
            ],
        ),
        Section("Columns", [(column.name, column.meaning) for column in COLUMNS]),
        Section("Standings: the first that applies, from the top", [(one.value, text) for one, text in STANDINGS]),
        Section("Figures", FIGURES),
    )  # fmt: skip
