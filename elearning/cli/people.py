"""`people import`, `grant` and `sign-in-code`: HR's file applied, roles given, a first way in."""

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from elearning import clock
from elearning.cli.people_file import print_json, print_plan, print_problems, print_unreadable
from elearning.cli.running import Failure, acting, actor_option, refusing, settings
from elearning.documents.tables import NotATable, ReadAs, read_table
from elearning.domain.access import Role
from elearning.domain.calendar import london_date
from elearning.domain.hr_brakes import Consent, brakes, faulty_rows, reasons_not_to_apply
from elearning.domain.hr_file import HrFile, parse_people
from elearning.domain.hr_import import plan_import
from elearning.domain.hr_plan import ImportPlan
from elearning.extensions import db
from elearning.queries.people import current_organisation, person_by_number
from elearning.services.people import apply_import, begin_import, end_role, grant_role
from elearning.services.sign_in import make_code

people = AppGroup("people", help="People: HR's file, roles, and codes to sign in with.")


def _read(path: Path) -> tuple[HrFile, ReadAs, str]:
    """The file as values and problems, how it was understood, and its digest. Raises NotATable."""
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise Failure(f"{path} cannot be read: {fault.strerror}.") from fault
    table = read_table(content)
    return parse_people(table.rows), table.read_as, hashlib.sha256(content).hexdigest()


def _say_how(read_as: ReadAs) -> None:
    """What could not be certain about the file, for somebody to check."""
    if read_as.samples:
        shown = ", ".join(read_as.samples)
        click.echo(f"Read as {read_as.encoding}. Check that these look right: {shown}", err=True)
    if read_as.others:
        click.echo(f"Read the sheet {read_as.sheet}. Not read: {', '.join(read_as.others)}.", err=True)


def _refuse(plan: ImportPlan, consent: Consent, today: date) -> None:
    """Stop, with every reason, if the plan may not be applied as it is."""
    print_problems(plan)
    reasons = reasons_not_to_apply(plan, consent, today=today)
    if reasons:
        raise Failure("\n".join((*reasons, *_options(plan, consent, today))))


def _options(plan: ImportPlan, consent: Consent, today: date) -> Iterator[str]:
    """The options that would confirm what was refused, for whoever is sure."""
    found = brakes(plan, today=today, percent=consent.percent)
    options = [
        *(["--leave-out"] if faulty_rows(plan) else []),
        *([f"--confirm-leavers {found.leavers}"] if found.asks_leavers else []),
        *([f"--confirm-managers {found.managers}"] if found.asks_managers else []),
    ]
    if options and plan.row_count:
        yield f"To apply the rest all the same, repeat the command with: {' '.join(options)}"


@people.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--leave-out", is_flag=True, help="Apply the other rows if some have problems.")
@click.option("--confirm-leavers", type=int, metavar="N", help="Yes, that N people leave.")
@click.option("--confirm-managers", type=int, metavar="N", help="Yes, that N people get another line manager.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
@actor_option
def import_file(
    file: Path, dry_run: bool, leave_out: bool, confirm_leavers: int | None, confirm_managers: int | None,
    as_json: bool, actor: str | None,
) -> None:  # fmt: skip
    """Apply HR's file (CSV, XLSX or ODS), or list every problem by row and column and apply nothing."""
    consent = Consent(leave_out, confirm_leavers, confirm_managers, settings().brake_percent)
    try:
        wanted, read_as, sha256 = _read(file)
    except NotATable as fault:
        if as_json:
            print_unreadable(fault.reasons)
        raise Failure("\n".join(fault.reasons)) from fault
    _say_how(read_as)
    told = _Telling(as_json)
    if dry_run:
        _try(wanted, consent, told)
    else:
        _apply(wanted, consent, told, actor=actor, file_name=file.name, sha256=sha256)


class _Telling:
    """Tells of a plan once, in words or as JSON."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json

    def plan(self, plan: ImportPlan, *, applied: bool) -> None:
        """All of it."""
        if self.as_json:
            print_json(plan, applied=applied)
        else:
            print_plan(plan)

    def line(self, words: str) -> None:
        """A sentence at the end, where nobody parses."""
        if not self.as_json:
            click.echo(words)


def _try(wanted: HrFile, consent: Consent, told: _Telling) -> None:
    today = clock.today()
    with refusing():
        plan = plan_import(current_organisation(db.session()), wanted, today=today)
    told.plan(plan, applied=False)
    if faulty_rows(plan) and not consent.leave_out:
        _refuse(plan, consent, today)
    print_problems(plan)
    for reason in reasons_not_to_apply(plan, consent, today=today):
        click.echo(reason, err=True)
    told.line("This was a dry run: nothing was changed.")


def _apply(
    wanted: HrFile, consent: Consent, told: _Telling, *, actor: str | None, file_name: str, sha256: str
) -> None:  # fmt: skip
    session: Session = db.session()
    with acting(actor) as (who, now):
        begin_import(session)
        today = london_date(now)
        plan = plan_import(current_organisation(session), wanted, today=today)
        if reasons_not_to_apply(plan, consent, today=today) and told.as_json:
            told.plan(plan, applied=False)
        _refuse(plan, consent, today)
        run = apply_import(
            session, plan, actor=who, now=now, today=today, file_name=file_name, sha256=sha256, consent=consent
        )
    told.plan(plan, applied=True)
    if run is None:
        told.line("Nothing has changed since the last file.")


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
