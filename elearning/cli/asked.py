"""What commands that report are asked: `--as-at` and `--known-on`; and the record that a file was taken away."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any, TypeVar

import click

from elearning import clock
from elearning.cli.running import acting
from elearning.domain.asking import read_known_on
from elearning.domain.hr_cells import CellFault
from elearning.domain.looks import Look
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.services.accesses import record_look
from elearning.transaction import settled_now

Command = TypeVar("Command", bound=Callable[..., Any])

_YEARS = range(1900, 2200)
"""Beyond these a day has no place in any calendar that is worked with here."""


class Day(click.ParamType["date"]):
    """A day within living memory or planning, as 2026-11-22; anything else is wrong usage."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day meant."""
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{str(value)!r} is no day: write it like 2026-11-22.", param, ctx)
        if day.year not in _YEARS:
            self.fail(f"{str(value)!r} is too far away: give a year from {_YEARS[0]} to {_YEARS[-1]}.", param, ctx)
        return day


class KnownOn(click.ParamType["datetime"]):
    """A bare date, which means the end of that London day, or a time that carries its offset (RULE-2)."""

    name = "datetime"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The instant meant; wrong usage if there is no telling."""
        if isinstance(value, datetime):
            return value
        try:
            return read_known_on(str(value))
        except CellFault as fault:
            self.fail(f"{str(value)!r}: {fault.problem} {fault.remedy}", param, ctx)


def asked_options(command: Command) -> Command:
    """Add `--as-at DATE` and `--known-on DATETIME` to a command that reports."""
    known_on = click.option("--known-on", type=KnownOn(), help="As known on; now unless said.")
    return click.option("--as-at", type=Day(), help="The day asked about; today unless said.")(known_on(command))


def asked_from(as_at: date | None, known_on: datetime | None) -> Asked:
    """What is asked: today and now where nothing is said, and no instant at which somebody may still be writing."""
    now = settled_now(db.session)
    return Asked(as_at or clock.today(), min(known_on or now, now))


def note_export(
    what: str, person_ids: Collection[int], *, actor: str | None = None, count: int | None = None
) -> None:  # fmt: skip
    """Record, before it is read, that a command takes people's data away as a file; `count`, of how many people where
    the file lists none of them."""
    with acting(actor) as (who, now):
        record_look(db.session(), actor=who, kind=Look.EXPORT, what=what, now=now, person_ids=person_ids, count=count)
