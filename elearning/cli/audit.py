"""`audit self`: the record checked against itself."""

import json

import click
from flask.cli import AppGroup

from elearning.cli.asked import asked_from
from elearning.cli.running import Failure, actor_option, refusing, system_actor
from elearning.domain.access import Actor
from elearning.extensions import db
from elearning.jobs.self_audit import audit_self
from elearning.queries.people import person_by_number

audit = AppGroup("audit", help="Whether the record is in order.")


@audit.command("self")
@click.option("--json", "as_json", is_flag=True, help="The findings, as JSON.")
@actor_option
def check_self(as_json: bool, actor: str | None) -> None:
    """Check the record against itself: assignments and standings worked out again, and what must always hold.

    Ends with 1 if anything is found.
    """
    session = db.session()
    with refusing():
        who = Actor(person_id=person_by_number(session, actor)) if actor is not None else system_actor()
        found = [one.plain() for one in audit_self(session, asked_from(None, None), actor=who)]
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    for one in [] if as_json else found:
        click.echo(f"{one['what']} ({one['total']}): {one['which']}.\n  {one['do']}")
    if found:
        raise Failure(f"{len(found)} {'check has' if len(found) == 1 else 'checks have'} findings.")
    if not as_json:
        click.echo("Every check holds.")
