"""`leave record`: say that somebody is away from work, from a day to a day or with no last day yet."""

from datetime import date

import click
from flask.cli import AppGroup

from elearning.cli.asked import Day
from elearning.cli.running import acting, actor_option
from elearning.domain.calendar import british_date
from elearning.extensions import db
from elearning.queries.people import person_by_number
from elearning.services.people import record_leave

leave = AppGroup("leave", help="Leave: who is away from work, from which day to which.")

_LONGEST = 1000  # characters of a reason that the record has room for


@leave.command("record")
@click.argument("employee")
@click.option("--from", "first_on", type=Day(), required=True, help="The first day of leave.")
@click.option("--to", "last_on", type=Day(), help="The last day; leave it out while it is not known.")
@click.option("--reason", default="", help="Why, in a sentence, without medical details. HR alone sees it.")
@actor_option
def record(employee: str, first_on: date, last_on: date | None, reason: str, actor: str | None) -> None:
    """Record leave of EMPLOYEE, both days included."""
    if len(reason) > _LONGEST:
        raise click.BadParameter(f"must be {_LONGEST:,} characters or fewer.", param_hint="--reason")
    session = db.session()
    with acting(actor) as (who, now):
        person_id = person_by_number(session, employee)
        record_leave(
            session, person_id, first_on=first_on, last_on=last_on, actor=who, now=now, reason=reason.strip()
        )  # fmt: skip
    until = f"until {british_date(last_on)}" if last_on else "with no last day yet"
    click.echo(f"{employee}: on leave from {british_date(first_on)} {until}.")
