"""`people import`, `grant` and `sign-in-code`: HR's file applied, roles given, a first way in."""

import hashlib
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from elearning import clock
from elearning.cli.running import Failure, acting, actor_option, refusing, settings
from elearning.documents.tables import read_csv
from elearning.domain.access import Role
from elearning.domain.calendar import london_date
from elearning.domain.hr_file import HrFile, parse_people
from elearning.domain.hr_import import plan_import
from elearning.domain.hr_plan import Effect, ImportPlan
from elearning.extensions import db
from elearning.queries.people import current_organisation, person_by_number
from elearning.services.people import apply_import, begin_import, end_role, grant_role
from elearning.services.sign_in import make_code

people = AppGroup("people", help="People: HR's file, roles, and codes to sign in with.")

_LISTED = 20  # people who are not in the file, before "and N more"


def _read(path: Path) -> tuple[HrFile, str]:
    """The file as values and problems, and its digest."""
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise Failure(f"{path} cannot be read: {fault.strerror}.") from fault
    with refusing():
        return parse_people(read_csv(content)), hashlib.sha256(content).hexdigest()


def _refuse_problems(plan: ImportPlan) -> None:
    """List every problem and stop, if there is one."""
    problems = sorted((*plan.problems, *plan.waiting))
    if not problems:
        return
    for problem in problems:
        click.echo(str(problem), err=True)
    rows = len({problem.row for problem in problems})
    raise Failure(f"{rows:,} row{'' if rows == 1 else 's'} with a problem, so nothing was changed.")


def _print(plan: ImportPlan) -> None:
    counts = ", ".join(
        f"{plan.count(effect):,} {one if plan.count(effect) == 1 else many}"
        for effect, one, many in (
            (Effect.JOINER, "joiner", "joiners"),
            (Effect.CHANGE, "change", "changes"),
            (Effect.LEAVER, "leaver", "leavers"),
            (Effect.UNCHANGED, "unchanged", "unchanged"),
        )
    )
    click.echo(f"{plan.row_count:,} rows: {counts}.")
    if plan.missing:
        click.echo(f"{len(plan.missing):,} people in post are not in the file and stay as they were:")
        for number, name in plan.missing[:_LISTED]:
            click.echo(f"  {number} {name}")
        if len(plan.missing) > _LISTED:
            click.echo(f"  and {len(plan.missing) - _LISTED:,} more")


@people.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@actor_option
def import_file(file: Path, dry_run: bool, actor: str | None) -> None:
    """Apply HR's file (CSV), or list every problem by row and column and apply nothing."""
    wanted, sha256 = _read(file)
    session: Session = db.session()
    if dry_run:
        with refusing():
            plan = plan_import(current_organisation(session), wanted, today=clock.today())
        _print(plan)
        _refuse_problems(plan)
        click.echo("This was a dry run: nothing was changed.")
        return
    with acting(actor) as (who, now):
        begin_import(session)
        today = london_date(now)
        plan = plan_import(current_organisation(session), wanted, today=today)
        _refuse_problems(plan)
        run = apply_import(session, plan, actor=who, now=now, today=today, file_name=file.name, sha256=sha256)
    _print(plan)
    if run is None:
        click.echo("Nothing has changed since the last file.")


@people.command("grant")
@click.argument("employee")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@actor_option
def grant(employee: str, role: str, actor: str | None) -> None:
    """Make somebody an HR officer, content author or administrator."""
    with acting(actor) as (who, now):
        person_id = person_by_number(db.session(), employee)
        is_new = grant_role(db.session(), person_id, Role(role), actor=who, now=now, today=london_date(now))
    click.echo(f"{employee}: {role} granted." if is_new else f"{employee} already has the role {role}.")


@people.command("end-role")
@click.argument("employee")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--reason", default="", help="Why, in a sentence.")
@actor_option
def take_role(employee: str, role: str, reason: str, actor: str | None) -> None:
    """Take a role away from somebody, at once."""
    with acting(actor) as (who, now):
        person_id, today = person_by_number(db.session(), employee), london_date(now)
        had_it = end_role(db.session(), person_id, Role(role), actor=who, now=now, today=today, reason=reason)
    click.echo(f"{employee}: {role} ended." if had_it else f"{employee} does not have the role {role}.")


@people.command("sign-in-code")
@click.argument("employee")
@actor_option
def sign_in_code(employee: str, actor: str | None) -> None:
    """Make a one-time code with which somebody chooses a password; hand it over in person."""
    with acting(actor) as (who, now):
        person_id = person_by_number(db.session(), employee)
        code = make_code(db.session(), person_id=person_id, actor=who, now=now, secret=settings().secret_key)
    click.echo(code)
