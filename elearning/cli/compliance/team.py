"""`compliance team`: one manager's team as a PDF, CSV or XLSX, on any day, as known on any instant."""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import click

from elearning.cli.asked import asked_from, asked_options, note_export
from elearning.cli.compliance.group import compliance
from elearning.cli.running import Failure, refusing, settings
from elearning.cli.whole_files import whole_file
from elearning.documents.compliance_files import compliance_csv, compliance_xlsx
from elearning.documents.printing import CannotDraw
from elearning.domain.access import Scope
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.queries.boards import board
from elearning.queries.compliance import report_rows
from elearning.queries.people import person_by_number
from elearning.queries.structure import reports
from elearning.queries.team_trend import team_trend
from elearning.team_pdfs import pdf_of_team, team_values


def _pdf(manager_id: int, scope: Scope, asked: Asked, *, whole_tree: bool) -> bytes:
    shown = board(db.session(), scope, asked)
    trend = team_trend(db.session(), manager_id, asked, today=asked, whole_tree=whole_tree)
    people = len(scope.person_ids)
    values = team_values(manager_id, shown, asked, settings(), people=people, whole_tree=whole_tree, trend=trend)
    return pdf_of_team(values)


def _csv(scope: Scope, asked: Asked) -> bytes:
    """The rows that the export of the whole council has of these people, in its order and with its columns."""
    return b"".join(compliance_csv(report_rows(db.session(), scope, asked), asked))


def _xlsx(scope: Scope, asked: Asked, *, whole_tree: bool) -> bytes:
    """The same rows as a spreadsheet, with a sheet that explains them."""
    file, who = BytesIO(), "Everybody below the line manager" if whole_tree else "Who reports to the line manager"
    compliance_xlsx(file, report_rows(db.session(), scope, asked), asked, who=who)
    return file.getvalue()


def _team(employee: str, asked: Asked, kind: str, *, whole_tree: bool) -> bytes:
    """The bytes of the file; that it was taken away is recorded before anything else of it is read."""
    with refusing():
        manager_id = person_by_number(db.session(), employee)
        people = reports(db.session(), manager_id, asked, whole_tree=whole_tree)
        note_export(f"Compliance of the team of {employee}, as {kind.upper()}, by command", people)
        scope = Scope(person_ids=people)
        try:
            if kind == "csv":
                return _csv(scope, asked)
            if kind == "xlsx":
                return _xlsx(scope, asked, whole_tree=whole_tree)
            return _pdf(manager_id, scope, asked, whole_tree=whole_tree)
        except CannotDraw as fault:
            raise Failure(str(fault)) from fault


@compliance.command("team")
@click.argument("employee")
@asked_options
@click.option("--whole-tree", is_flag=True, help="The whole tree below, not only who reports directly.")
@click.option("--format", "kind", type=click.Choice(["pdf", "csv", "xlsx"]), required=True, help="What to write.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
def team(
    employee: str, as_at: date | None, known_on: datetime | None, whole_tree: bool, kind: str, out: Path
) -> None:  # fmt: skip
    """Write the team of a line manager, given by employee number."""
    with refusing():
        asked = asked_from(as_at, known_on)
    content = _team(employee, asked, kind, whole_tree=whole_tree)
    with whole_file(out) as file:
        file.write(content)
    click.echo(f"The team of {employee} as at {asked.as_at.isoformat()} is in {out}.")
