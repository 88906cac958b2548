"""`compliance explain`: the facts of one person on one module, and the line of the rule that decided."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import click

from elearning.cli.asked import asked_from, asked_options
from elearning.cli.compliance.group import compliance
from elearning.cli.running import refusing
from elearning.domain.access import Scope
from elearning.domain.compliance import explain
from elearning.extensions import db
from elearning.queries.facts import NO_FACTS, Key, facts
from elearning.queries.modules import module_id
from elearning.queries.people import person_by_number


@compliance.command("explain")
@click.argument("employee")
@click.argument("module")
@asked_options
def explain_standing(employee: str, module: str, as_at: date | None, known_on: datetime | None) -> None:
    """Print the facts and the line of the rule that decided."""
    with refusing():
        asked = asked_from(as_at, known_on)
        person_id = person_by_number(db.session(), employee)
        key = Key(person_id, module_id(db.session(), module))
        scope = Scope(person_ids=frozenset({person_id}))
        known = facts(db.session(), scope, as_at=asked.as_at, known_on=asked.known_on, module_ids=[key.module_id])
    local = asked.known_on.astimezone(ZoneInfo("Europe/London"))
    future = " (if nothing changes)" if asked.is_forecast else ""  # RULE-3
    click.echo(f"{employee} on {module}, as at {asked.as_at.isoformat()}{future}, as known on {local.isoformat()}")
    for line in explain(known.get(key, NO_FACTS), asked.as_at):
        click.echo(line)
