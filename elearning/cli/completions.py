"""`completions import`: completions brought from elsewhere, tried or recorded from a file."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from elearning import clock
from elearning.cli.running import Failure, acting, actor_option, refusing
from elearning.documents.tables import NotATable, read_table
from elearning.domain.calendar import london_date
from elearning.domain.prior_learning import PriorFile, PriorPlan, parse_prior, plan_prior
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.queries.prior_learning import known_for
from elearning.services.prior_learning import bring_completions

completions = AppGroup("completions", help="Completions brought from elsewhere.")


@completions.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--leave-out", is_flag=True, help="Record the other rows if some have problems.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
@actor_option
def import_file(file: Path, dry_run: bool, leave_out: bool, as_json: bool, actor: str | None) -> None:
    """Record the completions of a file (CSV, XLSX or ODS), or list every problem by row and column and record nothing.

    The columns are employee_number, module, completed_on, provider and reference.
    """
    read = _read(file)
    if dry_run:
        with refusing():
            plan = _plan(read, Asked(clock.today(), clock.now()))
    else:
        with acting(actor) as (who, now):
            plan = _plan(read, Asked(london_date(now), now))
            if leave_out or not plan.problems:
                bring_completions(
                    db.session(), [one for _, one in plan.new], reason=file.name[:200], actor=who, now=now
                )  # fmt: skip
    _tell(plan, as_json=as_json, is_recorded=not dry_run and (leave_out or not plan.problems), is_trial=dry_run)
    if plan.problems and not leave_out:
        raise Failure("Mend the file, or repeat the command with --leave-out to record the other rows.")


def _read(file: Path) -> PriorFile:
    try:
        return parse_prior(read_table(file.read_bytes()).rows)
    except NotATable as fault:
        raise Failure("\n".join(fault.reasons)) from fault
    except OSError as fault:
        raise Failure(f"{file} cannot be read: {fault.strerror}.") from fault


def _plan(read: PriorFile, asked: Asked) -> PriorPlan:
    return plan_prior(read, known_for(db.session(), read, asked), today=asked.as_at)


def _tell(plan: PriorPlan, *, as_json: bool, is_recorded: bool, is_trial: bool) -> None:
    for one in plan.problems:
        click.echo(str(one), err=True)
    if as_json:
        told = {
            "rows": plan.row_count, "new": len(plan.new), "unchanged": plan.unchanged, "recorded": is_recorded,
            "problems": [one._asdict() for one in plan.problems],
        }  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(
        f"{plan.row_count:,} rows: {len(plan.new):,} new, {plan.unchanged:,} on record already, "
        f"{plan.faulty:,} with problems."
    )
    if is_trial:
        click.echo("This was a dry run: nothing was changed.")
    elif is_recorded:
        click.echo(f"{len(plan.new):,} completions are recorded.")
