"""`compliance export`: everybody's compliance on any day, as known on any instant, as CSV or XLSX."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

import click

from elearning.cli.asked import asked_from, asked_options, note_export
from elearning.cli.compliance.group import compliance
from elearning.cli.running import refusing
from elearning.cli.whole_files import whole_file
from elearning.documents.compliance_files import compliance_csv, compliance_xlsx
from elearning.domain.access import EVERYBODY
from elearning.domain.reports import Asked, ReportRow
from elearning.extensions import db
from elearning.queries.compliance import report_rows
from elearning.queries.people_in_report import people_in_report

_STDOUT = "-"


class _Counted:
    """Rows, and how many of them have gone by."""

    def __init__(self, rows: Iterable[ReportRow]) -> None:
        self.rows, self.count = rows, 0

    def __iter__(self) -> Iterator[ReportRow]:
        for row in self.rows:
            self.count += 1
            yield row


def _opened(out: str) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdout.buffer) if out == _STDOUT else whole_file(Path(out))


def _write(file: BinaryIO, kind: str, asked: Asked) -> int:
    """Write everybody's rows. That they are taken away is recorded before they are read. Returns how many there are."""
    people = people_in_report(db.session(), EVERYBODY, asked)
    note_export(f"Compliance as {kind.upper()}, by command, as at {asked.as_at.isoformat()}: everybody", people)
    rows = _Counted(report_rows(db.session(), EVERYBODY, asked))
    if kind == "csv":
        for chunk in compliance_csv(rows, asked):
            file.write(chunk)
    else:
        compliance_xlsx(file, rows, asked)
    return rows.count


@compliance.command("export")
@asked_options
@click.option("--format", "kind", type=click.Choice(["csv", "xlsx"]), required=True, help="What to write.")
@click.option("--out", required=True, metavar="FILE", help="The file to write; - is standard output, for CSV.")
def export(as_at: date | None, known_on: datetime | None, kind: str, out: str) -> None:
    """Write where everybody stands on every module that they must do."""
    if out == _STDOUT and kind != "csv":
        raise click.UsageError("Only CSV can be written to standard output: give --out the name of a file.")
    with refusing():
        asked = asked_from(as_at, known_on)
        with _opened(out) as file:
            count = _write(file, kind, asked)
    future = ", if nothing changes" if asked.is_forecast else ""  # RULE-3
    click.echo(
        f"{count:,} rows as at {asked.as_at.isoformat()}{future}, as known on {asked.known_on.isoformat()}", err=True
    )
