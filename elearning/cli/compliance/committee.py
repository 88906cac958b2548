"""`compliance committee`: the report to the committee, about any period, as known on any instant, as a PDF."""

from datetime import date, datetime
from pathlib import Path

import click

from elearning.cli.asked import Day, KnownOn, asked_from, note_export
from elearning.cli.compliance.group import compliance
from elearning.cli.running import Failure, refusing, settings
from elearning.cli.whole_files import whole_file
from elearning.committee_reports import committee_values, pdf_of_committee
from elearning.documents.printing import CannotDraw
from elearning.domain.committee import Period


def _pdf(period: Period, known_on: datetime) -> bytes:
    """The bytes of the file; that it was taken away is recorded before they are drawn."""
    values = committee_values(period, known_on, settings())
    words = f"The committee's report for {period.first_on.isoformat()} to {period.last_on.isoformat()}, by command"
    note_export(words, (), count=values.figures.last.people)
    try:
        return pdf_of_committee(values)
    except CannotDraw as fault:
        raise Failure(str(fault)) from fault


@compliance.command("committee")
@click.option("--from", "first_on", type=Day(), required=True, help="The first day of the period.")
@click.option("--to", "last_on", type=Day(), required=True, help="The last day of the period.")
@click.option("--known-on", type=KnownOn(), help="As known on; now unless said.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The PDF to write.")
def committee(first_on: date, last_on: date, known_on: datetime | None, out: Path) -> None:
    """Write the report to the committee. It names nobody, and shows no group of fewer than five people on its own."""
    if first_on > last_on:
        raise click.UsageError("The first day comes after the last: give --from the earlier of the two.")
    with refusing():
        asked = asked_from(last_on, known_on)
        content = _pdf(Period(first_on, last_on), asked.known_on)
    with whole_file(out) as file:
        file.write(content)
    click.echo(
        f"The report for {first_on.isoformat()} to {last_on.isoformat()}, as known on {asked.known_on.isoformat()}, "
        f"is in {out}."
    )
