"""More time for a module: what a granted extension makes of a due date, and how far a line manager may go. Pure.

An extension moves the due date that is stored with an assignment (RULE-16), and never to an earlier day.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from elearning.domain.calendar import british_date
from elearning.domain.facts import Row, Standing

_MARK = ", with more time until "
ASKABLE = frozenset({Standing.NOT_STARTED, Standing.IN_PROGRESS, Standing.OVERDUE, Standing.EXPIRING, Standing.EXPIRED})
"""The standings in which there is a due date ahead or behind, so that more time means something."""
LONGEST_DAYS = 366
"""How far beyond today anybody may put a due date off."""


class Extension(NamedTuple):
    """More time on a module: granted on a day, so that it is due on no day before `until`."""

    granted_on: date
    until: date


class Earlier(NamedTuple):
    """An extension that was granted before: what the due date was, and what it became."""

    due_on: date
    until: date


def extended(
    due_on: date, reason: str, *, first_on: date, last_on: date | None, extensions: Iterable[Extension]
) -> tuple[date, str]:  # fmt: skip
    """The due date and the reason of an assignment, with the extensions of its person and module.

    An extension holds for every assignment that holds on a day from its granting to its end, whichever rule it comes
    from and whenever it is recorded.
    """
    base = reason.partition(_MARK)[0]
    until = max(
        (one.until for one in extensions if first_on <= one.until and one.granted_on <= (last_on or date.max)),
        default=date.min,
    )
    told = f"{base}{_MARK}{british_date(until)}" if until > date.min else base
    if until > due_on or (until == due_on and reason == told):
        return until, told
    return due_on, base


def first_due_on(due_on: date, earlier: Sequence[Earlier]) -> date:
    """The due date as it was before any extension of it: those that led to this date one after another."""
    by_until = {one.until: one.due_on for one in earlier if one.due_on < one.until}
    while due_on in by_until:
        due_on = by_until[due_on]
    return due_on


def latest_for_manager(due_on: date, earlier: Sequence[Earlier], *, days: int) -> date:
    """The last day until which a line manager may give more time: so many days beyond the first due date in all."""
    return first_due_on(due_on, earlier) + timedelta(days=days)


def may_ask(row: Row | None) -> bool:
    """Whether somebody with this standing can ask for more time."""
    return row is not None and row.standing in ASKABLE and row.due_on is not None


def fault_of_until(until: date, *, due_on: date, today: date) -> str:
    """Why more time cannot last until a day; nothing if it can."""
    if until <= due_on:
        return f"It is due by {british_date(due_on)} as it is. Give a later day."
    if until < today:
        return "This day has passed. Give today or a later day."
    if until > today + timedelta(days=LONGEST_DAYS):
        return f"Give a day no later than {british_date(today + timedelta(days=LONGEST_DAYS))}."
    return ""
