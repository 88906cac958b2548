"""Nudges: a manager's polite message to who is late; at most once a week to each person, whoever nudges. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from elearning.domain.facts import Row, Standing
from elearning.domain.reminders import WEEK, Kind, Occasion, Recipient, ReminderRules, Why

KIND = "nudge"
"""What a message of this kind is called in the outbox."""

STANDS_IN_FOR = "manager stood in for"
"""What an act is about that somebody did for a line manager for whom they stand in."""


class Asker(NamedTuple):
    """Who asks for a nudge, and for which line manager where they stand in for one."""

    person_id: int
    stands_in_for: int | None = None


class Answer(StrEnum):
    """Whether somebody is nudged, or why not."""

    NUDGE = "a message goes"
    NOT_LATE = "not late"
    NO_MAILBOX = "no mailbox"
    NUDGED_LATELY = "nudged in the last seven days"
    OVER_BUDGET = "enough messages this week"


RECORDED: Mapping[Answer, Why] = {Answer.NO_MAILBOX: Why.NO_MAILBOX, Answer.OVER_BUDGET: Why.OVER_BUDGET}
"""Why somebody who is late got no message: kept with what else was not sent, so that HR can be told."""


class Late(NamedTuple):
    """One module that is past its due date: *overdue* or *expired*."""

    module_id: int
    kind: Kind
    due_on: date

    def occasion(self, asked_on: date) -> Occasion:
        """What a message tells that was asked for on a day."""
        return Occasion(Kind.NUDGE, self.module_id, 0, asked_on)


_KINDS = {Standing.OVERDUE: Kind.OVERDUE, Standing.EXPIRED: Kind.EXPIRED}


def late_modules(rows: Mapping[int, Row]) -> tuple[Late, ...]:
    """The modules that somebody is late with, the longest first. Nobody who is excused or away is late."""
    found = [
        Late(module_id, _KINDS[row.standing], row.due_on)
        for module_id, row in rows.items()
        if row.standing in _KINDS and row.due_on is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.due_on, one.module_id)))


def answer(
    late: tuple[Late, ...], day: date, to: Recipient, last_on: date | None, rules: ReminderRules
) -> Answer:  # fmt: skip
    """Whether somebody can be nudged on a day. `last_on` is when anybody last did.

    A nudge is within the budget of all messages to one person; it waits for a working day by itself.
    """
    if not late:
        return Answer.NOT_LATE
    if not to.has_mailbox:
        return Answer.NO_MAILBOX
    if last_on is not None and day - last_on < timedelta(days=WEEK):
        return Answer.NUDGED_LATELY
    return Answer.OVER_BUDGET if to.this_week >= rules.a_week else Answer.NUDGE
