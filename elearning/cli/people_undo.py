"""`people imports` and `people undo-import`: what HR's files did, and the newest of them undone."""

from datetime import date, datetime

import click
from flask.cli import with_appcontext

from elearning.cli.people_file import print_effects
from elearning.cli.running import Failure, acting, actor_option, refusing, system_actor
from elearning.domain.calendar import london_date
from elearning.domain.hr_undo import Undo, reasons_not_to_undo
from elearning.extensions import db
from elearning.queries.imports import Run, import_run, import_runs
from elearning.queries.undo import newest_run, undo_of
from elearning.services.people import begin_import
from elearning.services.undo_import import undo_import
from elearning.trial import effects_of


@click.command("imports")
@with_appcontext
def list_imports() -> None:
    """List the files that were applied, the newest first: when, by whom, what each did, undone or not."""
    with refusing():
        for run in import_runs(db.session(), most=None):
            click.echo(_line(run))


def _line(run: Run) -> str:
    undone = f"; undone by {run.undone_by} on {run.undone_at:%Y-%m-%d}: {run.undone_why}" if run.undone_at else ""
    return (
        f"{run.run_id}  {run.applied_at:%Y-%m-%d %H:%M}Z  {run.file_name}  by {run.applied_by}: {run.rows:,} rows, "
        f"{run.joiners:,} joiners, {run.changes:,} changes, {run.leavers:,} leavers{undone}"
    )


@click.command("undo-import")
@with_appcontext
@click.option("--run", type=int, metavar="ID", help="Which run; the newest one unless said.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--reason", default="", help="Why, in a sentence. Needed, save with --dry-run.")
@actor_option
def undo_newest_import(run: int | None, dry_run: bool, reason: str, actor: str | None) -> None:
    """Undo the newest HR file: what it recorded goes, what it ended comes back, what people earned stays."""
    session = db.session()
    if dry_run:
        with refusing():
            undo = undo_of(session, run or newest_run(session))
            _tell(undo, import_run(session, undo.run_id))
        if reasons := reasons_not_to_undo(undo):
            raise Failure("\n".join(reasons))
        print_effects(effects_of(session, lambda now, day: _try(undo, now, day)).modules)
        click.echo("This was a dry run: nothing was changed.")
        return
    with acting(actor) as (who, now):
        begin_import(session)
        undo = undo_of(session, run or newest_run(session))
        undone = import_run(session, undo.run_id)
        undo_import(session, undo, reason=reason, actor=who, now=now, today=london_date(now))
    _tell(undo, undone)


def _try(undo: Undo, now: datetime, day: date) -> None:
    undo_import(db.session(), undo, reason="A dry run", actor=system_actor(), now=now, today=day)


def _tell(undo: Undo, run: Run) -> None:
    """Which file, and what of it goes and comes back."""
    click.echo(f"{run.file_name}, applied by {run.applied_by}: {len(undo.joined) - len(undo.kept):,} people go.")
    if undo.kept:
        click.echo(f"{len(undo.kept):,} people have done something since: they and what they did stay, their posts go.")
    for words, taken, brought in undo.counts():
        click.echo(f"  {words}: {taken:,} taken away, {brought:,} brought back")
