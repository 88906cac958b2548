"""`compliance explain`: the facts of one person on one module, and the line of the rule that decided."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import click
from flask.cli import AppGroup

from elearning import clock
from elearning.cli.running import refusing
from elearning.domain.access import Scope
from elearning.domain.calendar import london_date
from elearning.domain.compliance import Facts, explain
from elearning.extensions import db
from elearning.queries.facts import Key, end_of_day, facts
from elearning.queries.modules import module_id
from elearning.queries.people import person_by_number
from elearning.transaction import settled_now

compliance = AppGroup("compliance", help="Standings, and why they are what they are.")


_YEARS = range(1900, 2200)
"""Beyond these a day has no place in any calendar that is worked with here."""


class Day(click.DateTime):
    """A day within living memory or planning; anything else is wrong usage."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The day meant, at midnight."""
        day: datetime = super().convert(value, param, ctx)
        if day.year not in _YEARS:
            self.fail(_out_of_range(str(value)), param, ctx)
        return day


def _out_of_range(text: str) -> str:
    return f"{text!r} is too far away: give a year from {_YEARS[0]} to {_YEARS[-1]}."


class KnownOn(click.ParamType["datetime"]):
    """A bare date, which means the end of that London day, or a time that carries its offset (RULE-2)."""

    name = "datetime"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The instant meant; wrong usage if there is no telling."""
        text = str(value)
        try:
            day = date.fromisoformat(text) if len(text) == 10 else None
            instant = datetime.fromisoformat(text)
        except ValueError:
            self.fail(f"{text!r} is no date or time: write 2026-11-22 or 2026-11-22T17:00+00:00.", param, ctx)
        if instant.year not in _YEARS:
            self.fail(_out_of_range(text), param, ctx)
        if day is not None:
            return end_of_day(day)
        if instant.tzinfo is None:
            self.fail(f"{text!r} does not say its offset: write {text}+00:00 for UTC.", param, ctx)
        return instant.astimezone(UTC)


@compliance.command("explain")
@click.argument("employee")
@click.argument("module")
@click.option("--as-at", type=Day(), help="The day asked about; today unless said.")
@click.option("--known-on", type=KnownOn(), help="As known on; now unless said.")
def explain_standing(employee: str, module: str, as_at: datetime | None, known_on: datetime | None) -> None:
    """Print the facts and the line of the rule that decided."""
    with refusing():
        instant = known_on or settled_now(db.session)
        day = as_at.date() if as_at else clock.today()
        person_id = person_by_number(db.session(), employee)
        key = Key(person_id, module_id(db.session(), module))
        scope = Scope(person_ids=frozenset({person_id}))
        known = facts(db.session(), scope, as_at=day, known_on=instant, module_ids=[key.module_id])
    local = instant.astimezone(ZoneInfo("Europe/London"))
    future = " (if nothing changes)" if day > min(clock.today(), london_date(instant)) else ""  # RULE-3
    click.echo(f"{employee} on {module}, as at {day.isoformat()}{future}, as known on {local.isoformat()}")
    for line in explain(known.get(key, Facts(posts=(), assignments=())), day):
        click.echo(line)
