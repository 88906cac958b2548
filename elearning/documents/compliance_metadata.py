"""What a CSV file of compliance says of itself, for programs: metadata of CSV on the Web (CSVW), beside the file.

Made of the same dictionary of columns as every other file; it holds nobody's data.
"""

import json
from collections.abc import Mapping
from typing import Any

from elearning.documents.compliance_files import NOT_NARROWED
from elearning.documents.compliance_table import COLUMNS, STANDINGS, Column, Holds
from elearning.domain.reports import Asked

MIMETYPE = "application/csvm+json"

ENDING = "-metadata.json"
"""What the name of the metadata has after the whole name of the CSV file: where programs look for it."""

_APOSTROPHE = (
    "A cell that a spreadsheet might run as a formula, or that begins with an apostrophe, has one apostrophe before "
    "it: take exactly that one away to have the original."
)
_DATATYPES: Mapping[Holds, Any] = {
    Holds.TEXT: "string",
    Holds.NUMBER: "integer",
    Holds.DATE: {"base": "date", "format": "yyyy-MM-dd"},
    Holds.INSTANT: "dateTimeStamp",
    Holds.YES_OR_NO: {"base": "boolean", "format": "yes|no"},
    Holds.STANDING: {"base": "string", "format": "|".join(standing.value for standing, _ in STANDINGS)},
}


def compliance_metadata(file_name: str, asked: Asked, *, who: str = NOT_NARROWED) -> bytes:
    """The metadata of a CSV file of this name, which answers `asked`; `who` says whom it was narrowed to."""
    future = ", if nothing changes" if asked.is_forecast else ""
    said = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "@type": "Table",
        "url": file_name,
        "dc:title": f"Compliance as at {asked.as_at.isoformat()}{future}",
        "dc:description": f"{who}. One row for each person and each module that they must do. {_APOSTROPHE}",
        "dialect": {
            "encoding": "utf-8", "delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True,
            "lineTerminators": ["\r\n"], "skipInitialSpace": False, "trim": False,
        },
        "tableSchema": {"columns": [_column(column) for column in COLUMNS]},
    }  # fmt: skip
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "titles": column.name,
        "dc:description": _meaning(column),
        "datatype": _DATATYPES[column.holds],
        "required": column.is_always_filled,
    }


def _meaning(column: Column) -> str:
    if column.holds is not Holds.STANDING:
        return column.meaning
    return " ".join([column.meaning, *(f"{standing.value}: {text}" for standing, text in STANDINGS)])
