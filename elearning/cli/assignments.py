"""`assignments require`: say that everybody in post must do a module, and by when."""

from datetime import datetime

import click
from flask.cli import AppGroup

from elearning.cli.running import acting, actor_option
from elearning.domain.calendar import london_date
from elearning.extensions import db
from elearning.queries.modules import module_id
from elearning.services.audiences import add_audience

assignments = AppGroup("assignments", help="Who must do which module, and by when.")

_DAY = click.DateTime(["%Y-%m-%d"])


@assignments.command("require")
@click.argument("module")
@click.option("--from", "first", type=_DAY, required=True, help="The first day on which the module is required.")
@click.option("--due", type=_DAY, help="When those are due who are in post on the first day; else as for the rest.")
@click.option(
    "--days", type=click.IntRange(min=0), required=True, help="Days that everybody else has from their first."
)
@click.option("--notice", type=click.IntRange(min=0), required=True, help="Days that anybody has at the least.")
@click.option("--name", default="Everyone in post", show_default=True, help="What this rule is called.")
@actor_option
def require(
    module: str, first: datetime, due: datetime | None, days: int, notice: int, name: str, actor: str | None
) -> None:
    """Require a module of everybody in post from a day."""
    session = db.session()
    with acting(actor) as (who, now):
        count = add_audience(
            session, module_id=module_id(session, module), name=name, first_on=first.date(),
            fixed_due_on=due.date() if due else None, days_after_start=days, notice_days=notice, actor=who,
            now=now,
            today=london_date(now),
        )  # fmt: skip
    click.echo(f"{module}: {count:,} assignments recorded.")
