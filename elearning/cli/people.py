"""`people import`, `grant` and `sign-in-code`: HR's file applied, roles given, a first way in."""

import click
from flask.cli import AppGroup

from elearning.cli.people_import import import_file
from elearning.cli.people_merges import merge, unmerge
from elearning.cli.people_undo import list_imports, undo_newest_import
from elearning.cli.running import acting, actor_option, settings
from elearning.domain.access import Role
from elearning.domain.calendar import london_date
from elearning.extensions import db
from elearning.queries.people import person_by_number
from elearning.services.people import end_role, grant_role
from elearning.services.sign_in import make_code

people = AppGroup("people", help="People: HR's file, roles, and codes to sign in with.")


for command in (import_file, list_imports, undo_newest_import, merge, unmerge):
    people.add_command(command)


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
