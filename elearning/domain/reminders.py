"""Which reminders the standings of a day call for: few, each once, on working days, and never of what is in order."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from elearning.domain.calendar import NO_DAYS, first_working_day_after, is_working_day
from elearning.domain.facts import Row, Standing

WEEK = 7
"""Days over which the budget of a person is counted: any seven in a row."""


@dataclass(frozen=True)
class ReminderRules:
    """A council's choices. All numbers are calendar days, but for `a_week`, which counts messages to one person.

    `before_due` and `before_end`: days before the due date, and before the end of a completion; `overdue`: days after
    the due date; `digest_weekday`: the first day of the week on which managers are told, Monday being 0;
    `digest_soon`: how far ahead their digest looks.
    """

    before_due: tuple[int, ...] = (14, 3)
    overdue: tuple[int, ...] = (1, 7, 21)
    before_end: tuple[int, ...] = (30, 7)
    a_week: int = 2
    digest_weekday: int = 0
    digest_soon: int = 7


class Kind(StrEnum):
    """What a reminder is about."""

    BEFORE_DUE = "before due"
    DUE = "due"
    OVERDUE = "overdue"
    EXPIRED = "expired"
    EXPIRING = "expiring"
    DIGEST = "digest"
    NUDGE = "nudge"


class Why(StrEnum):
    """Why something is told to somebody on a day, or is not."""

    TELL = "told"
    IN_ORDER = "nothing to say"
    EXEMPT = "exempt"
    ON_LEAVE = "on leave"
    ALREADY_TOLD = "already told"
    NO_MAILBOX = "no mailbox"
    OVER_BUDGET = "enough messages this week"
    NOT_A_WORKING_DAY = "not a working day"


RECORDED = (Why.NO_MAILBOX, Why.OVER_BUDGET, Why.ON_LEAVE)
"""Why a message that was called for did not go: kept, so that HR can be told of any day. (*On leave*: a manager.)"""


class Occasion(NamedTuple):
    """One thing to tell, once. `stage` is which of several reminders it is, `on` the due date or the end of what runs
    out; of a digest, the Monday of its week; of a nudge, the day it was asked for."""

    kind: Kind
    module_id: int
    stage: int
    on: date

    @property
    def key(self) -> str:
        """What it is known by in the record of what was told: a due date that moved makes another occasion."""
        return f"{self.kind}:{self.module_id}:{self.stage}:{self.on}"


def occasion_of(key: str) -> Occasion:
    """The occasion that a key names."""
    kind, module_id, stage, on = key.split(":")
    return Occasion(Kind(kind), int(module_id), int(stage), date.fromisoformat(on))


class Considered(NamedTuple):
    """What was decided of one module, or of a digest: the occasion if there is one, and why it is told or not."""

    module_id: int
    occasion: Occasion | None
    why: Why


class Recipient(NamedTuple):
    """What the rule needs to know of somebody: whether a mail can reach them, what they were told, and how much lately.

    `told` are keys of occasions; `this_week` counts the messages of the seven days that end with the day.
    """

    has_mailbox: bool
    told: Collection[str] = ()
    this_week: int = 0


class Holidays(NamedTuple):
    """Bank holidays as proclaimed, beside those of the rule (RULE-17)."""

    added: frozenset[date] = NO_DAYS
    removed: frozenset[date] = NO_DAYS

    def is_working(self, day: date) -> bool:
        """Whether messages go on a day at all."""
        return is_working_day(day, added=self.added, removed=self.removed)

    def next_after(self, day: date) -> date:
        """The working day that follows a day."""
        return first_working_day_after(day, added=self.added, removed=self.removed)


def occasion(row: Row, module_id: int, day: date, rules: ReminderRules, holidays: Holidays) -> Occasion | None:
    """What a standing calls for on a day; None for whatever is in order or not near enough.

    It depends on the day alone and not on what ran before it: a day on which nobody worked loses nothing.
    """
    if row.standing is Standing.EXPIRING and row.ends_on is not None:
        stage = _reached((row.ends_on - day).days, rules.before_end)
        return None if stage is None else Occasion(Kind.EXPIRING, module_id, stage, row.ends_on)
    if row.due_on is None or row.standing.is_compliant or not row.standing.is_counted:
        return None
    if row.standing in (Standing.OVERDUE, Standing.EXPIRED):
        kind = Kind.OVERDUE if row.standing is Standing.OVERDUE else Kind.EXPIRED
        late = (day - row.due_on).days
        passed = [days for days in rules.overdue if days <= late]
        return Occasion(kind, module_id, max(passed), row.due_on) if passed else None
    if holidays.next_after(day) > row.due_on:  # the last working day on which it can still be done in time
        return Occasion(Kind.DUE, module_id, 0, row.due_on)
    stage = _reached((row.due_on - day).days, rules.before_due)
    return None if stage is None else Occasion(Kind.BEFORE_DUE, module_id, stage, row.due_on)


def _reached(days_left: int, stages: tuple[int, ...]) -> int | None:
    """The latest of the stages that count down whose day has come."""
    return min((days for days in stages if days_left <= days), default=None)


def plan_learner(
    rows: Mapping[int, Row], day: date, to: Recipient, rules: ReminderRules, holidays: Holidays
) -> tuple[Considered, ...]:
    """What somebody is told on a day of their own modules, by module, and why or why not.

    All that is told makes one message.
    """
    found = [_of_row(row, module_id, day, to, rules, holidays) for module_id, row in sorted(rows.items())]
    refusal = _refusal(day, to, rules, holidays)
    if refusal is None:
        return tuple(found)
    return tuple(one._replace(why=refusal) if one.why is Why.TELL else one for one in found)


def _of_row(
    row: Row, module_id: int, day: date, to: Recipient, rules: ReminderRules, holidays: Holidays
) -> Considered:  # fmt: skip
    if row.standing is Standing.EXEMPT:
        return Considered(module_id, None, Why.EXEMPT)
    if row.standing is Standing.ON_LEAVE:
        return Considered(module_id, None, Why.ON_LEAVE)
    called_for = occasion(row, module_id, day, rules, holidays)
    if called_for is None:
        return Considered(module_id, None, Why.IN_ORDER)
    return Considered(module_id, called_for, Why.ALREADY_TOLD if called_for.key in to.told else Why.TELL)


def _refusal(day: date, to: Recipient, rules: ReminderRules, holidays: Holidays) -> Why | None:
    """Why somebody is sent nothing on a day, whatever there is to tell."""
    if not holidays.is_working(day):
        return Why.NOT_A_WORKING_DAY
    if not to.has_mailbox:
        return Why.NO_MAILBOX
    return Why.OVER_BUDGET if to.this_week >= rules.a_week else None


class TeamRow(NamedTuple):
    """One person of a team on one module, as its manager is told of it. `wished_on` is until when they ask for more
    time, if that is what is told."""

    person_id: int
    module_id: int
    standing: Standing
    on: date
    wished_on: date | None = None


def team_row(person_id: int, module_id: int, row: Row, day: date, rules: ReminderRules) -> TeamRow | None:
    """What a digest says of somebody: late, or due or running out within days; None if there is nothing to say."""
    if row.standing in (Standing.OVERDUE, Standing.EXPIRED) and row.due_on is not None:
        return TeamRow(person_id, module_id, row.standing, row.due_on)
    on = row.ends_on if row.standing is Standing.EXPIRING else row.due_on
    is_open = row.standing in (Standing.EXPIRING, Standing.IN_PROGRESS, Standing.NOT_STARTED)
    if is_open and on is not None and on <= day + timedelta(days=rules.digest_soon):
        return TeamRow(person_id, module_id, row.standing, on)
    return None


def is_late(row: TeamRow) -> bool:
    """Whether it is past its due date; not said of a request for more time."""
    return row.wished_on is None and row.standing in (Standing.OVERDUE, Standing.EXPIRED)


def plan_digest(
    team: Iterable[TeamRow], day: date, to: Recipient, rules: ReminderRules, holidays: Holidays, *, is_away: bool
) -> Considered:
    """Whether a line manager is told of their team on a day: once a week, only if somebody is late or waits for more
    time, not while away."""
    monday = day - timedelta(days=day.weekday())
    if day.weekday() < rules.digest_weekday or not any(is_late(row) or row.wished_on for row in team):
        return Considered(0, None, Why.IN_ORDER)
    digest = Occasion(Kind.DIGEST, 0, 0, monday)
    if digest.key in to.told:
        return Considered(0, digest, Why.ALREADY_TOLD)
    if is_away:
        return Considered(0, digest, Why.ON_LEAVE)
    return Considered(0, digest, _refusal(day, to, rules, holidays) or Why.TELL)
