"""`exemptions grant`: excuse somebody from one module until a day."""

from datetime import date

import click
from flask.cli import AppGroup

from elearning.cli.asked import Day
from elearning.cli.running import acting, actor_option
from elearning.domain.calendar import british_date, london_date
from elearning.domain.exemptions import ExemptionReason
from elearning.extensions import db
from elearning.queries.modules import module_id
from elearning.queries.people import person_by_number
from elearning.services.assignments import grant_exemption

exemptions = AppGroup("exemptions", help="Exemptions: who is excused from a module, why, and until when.")

_LONGEST = 1000  # characters of a note that the record has room for


@exemptions.command("grant")
@click.argument("employee")
@click.argument("module")
@click.option("--reason", type=click.Choice([one.value for one in ExemptionReason]), required=True, help="Why.")
@click.option("--until", type=Day(), required=True, help="The last day. Every exemption has one.")
@click.option("--approver", metavar="EMPLOYEE", required=True, help="Who approved it: not the person, not the actor.")
@click.option("--from", "first_on", type=Day(), help="The first day; today unless said.")
@click.option("--note", default="", help="What HR needs to know later. HR alone sees it.")
@actor_option
def grant(
    employee: str, module: str, reason: str, until: date, approver: str, first_on: date | None, note: str,
    actor: str | None,
) -> None:  # fmt: skip
    """Excuse EMPLOYEE from MODULE from a day until a day, both included."""
    if len(note) > _LONGEST:
        raise click.BadParameter(f"must be {_LONGEST:,} characters or fewer.", param_hint="--note")
    session = db.session()
    with acting(actor) as (who, now):
        first = first_on or london_date(now)
        grant_exemption(
            session, person_by_number(session, employee), module_id(session, module),
            reason_code=ExemptionReason(reason), note=note.strip(), first_on=first, last_on=until,
            approver_id=person_by_number(session, approver), actor=who, now=now,
        )  # fmt: skip
    click.echo(f"{employee}: exempt from {module} from {british_date(first)} until {british_date(until)}.")
