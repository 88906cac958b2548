"""`compliance export`: where everybody stands, as at any day, as known on any instant, as CSV, XLSX or ODS."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

import click

from elearning.cli.asked import asked_from, asked_options, note_export
from elearning.cli.compliance.group import compliance
from elearning.cli.running import Failure, refusing
from elearning.cli.whole_files import whole_file
from elearning.documents.compliance_files import MIMETYPES, NOT_NARROWED, write_compliance
from elearning.documents.compliance_metadata import ENDING, compliance_metadata
from elearning.domain.exports import Narrowing
from elearning.domain.reports import Asked, ReportRow
from elearning.domain.staff_groups import group_words
from elearning.extensions import db
from elearning.queries.exports import export_rows, in_export
from elearning.queries.staff_groups import staff_group_names

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


def _narrowing(staff_group: str | None, asked: Asked) -> Narrowing:
    """Everybody, or a staff group of the day. Fails for one that there is not."""
    if staff_group is None:
        return Narrowing(None, None, None, NOT_NARROWED)
    groups = staff_group_names(db.session(), asked)
    if staff_group not in groups:
        raise Failure(f"There is no staff group {staff_group!r} on this day. There are: {', '.join(groups)}.")
    return Narrowing(None, None, None, f"Staff group: {group_words(staff_group)}", staff_group)


def _write(file: BinaryIO, kind: str, asked: Asked, narrowing: Narrowing) -> int:
    """Write the rows. That they are taken away is recorded before they are read. Returns how many there are."""
    people = in_export(db.session(), asked, narrowing).people
    said = narrowing.who if narrowing.staff_group else "everybody"
    note_export(f"Compliance as {kind.upper()}, by command, as at {asked.as_at.isoformat()}: {said}", people)
    rows = _Counted(export_rows(db.session(), asked, narrowing))
    write_compliance(kind, file, rows, asked, who=narrowing.who)
    return rows.count


def _metadata_path(out: str, given: str | None, kind: str) -> Path | None:
    """Where the metadata of a CSV file goes: where it was said, or beside the file; nowhere beside standard output."""
    if given is not None and kind != "csv":
        raise click.UsageError("--metadata describes CSV: leave it out, or ask for --format csv.")
    if given is not None or kind != "csv" or out == _STDOUT:
        return None if given is None else Path(given)
    return Path(f"{out}{ENDING}")


def _write_metadata(path: Path, out: str, asked: Asked, narrowing: Narrowing) -> None:
    name = "compliance.csv" if out == _STDOUT else Path(out).name
    with whole_file(path) as file:
        file.write(compliance_metadata(name, asked, who=narrowing.who))


@compliance.command("export")
@asked_options
@click.option("--format", "kind", type=click.Choice(list(MIMETYPES)), required=True, help="What to write.")
@click.option("--out", required=True, metavar="FILE", help="The file to write; - is standard output, for CSV.")
@click.option("--metadata", metavar="FILE", help=f"Where a CSV's metadata (CSVW) goes; OUT{ENDING} unless said.")
@click.option("--staff-group", metavar="NAME", help="Only people with a post in this staff group on the day.")
def export(
    as_at: date | None, known_on: datetime | None, kind: str, out: str, metadata: str | None, staff_group: str | None
) -> None:
    """Write where everybody, or a staff group, stands on every module that they must do."""
    if out == _STDOUT and kind != "csv":
        raise click.UsageError("Only CSV can be written to standard output: give --out the name of a file.")
    beside = _metadata_path(out, metadata, kind)
    with refusing():
        asked = asked_from(as_at, known_on)
        narrowing = _narrowing(staff_group, asked)
        with _opened(out) as file:
            count = _write(file, kind, asked, narrowing)
        if beside is not None:
            _write_metadata(beside, out, asked, narrowing)
    future = ", if nothing changes" if asked.is_forecast else ""  # RULE-3
    click.echo(
        f"{count:,} rows as at {asked.as_at.isoformat()}{future}, as known on {asked.known_on.isoformat()}", err=True
    )
