"""Reasonable adjustments, and what they change in the rules of attempts. Pure; it says nothing of who may see them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from elearning.domain.modules import Assessment


class AdjustmentKind(StrEnum):
    """What is arranged for somebody."""

    EXTRA_TIME = "extra_time"
    MORE_ATTEMPTS = "more_attempts"
    OTHER_FORMAT = "other_format"
    ASSISTED = "assisted"


class Unit(StrEnum):
    """What the amount of an adjustment counts."""

    NONE = ""
    PERCENT = "percent"
    MINUTES = "minutes"
    ATTEMPTS = "attempts"


UNITS = {
    AdjustmentKind.EXTRA_TIME: (Unit.PERCENT, Unit.MINUTES),
    AdjustmentKind.MORE_ATTEMPTS: (Unit.ATTEMPTS,),
    AdjustmentKind.OTHER_FORMAT: (Unit.NONE,),
    AdjustmentKind.ASSISTED: (Unit.NONE,),
}
"""The units in which the amount of each kind may be given."""


class Granted(NamedTuple):
    """An adjustment as far as the rules of attempts are concerned."""

    kind: AdjustmentKind
    amount: int
    unit: Unit


class Allowance(NamedTuple):
    """What somebody's adjustments add to what everybody has."""

    percent: int = 0
    minutes: int = 0
    attempts: int = 0


NO_ALLOWANCE = Allowance()


def is_amount_right(kind: AdjustmentKind, amount: int, unit: Unit) -> bool:
    """Whether a kind has an amount in one of its units, or none where it has no unit."""
    return unit in UNITS[kind] and (amount == 0 if unit is Unit.NONE else 1 <= amount <= 1000)


def allowance(granted: Iterable[Granted]) -> Allowance:
    """What adjustments come to. Of several in one unit the greatest counts; they are not added up."""
    most = dict.fromkeys(Unit, 0)
    for one in granted:
        most[one.unit] = max(most[one.unit], one.amount)
    return Allowance(most[Unit.PERCENT], most[Unit.MINUTES], most[Unit.ATTEMPTS])


def minutes_allowed(rule: Assessment, extra: Allowance) -> int | None:
    """Minutes for one attempt, the part of a minute counted as one; None where there is no limit."""
    if rule.time_limit is None:
        return None
    return -(-rule.time_limit * (100 + extra.percent) // 100) + extra.minutes


def attempts_allowed(rule: Assessment, extra: Allowance) -> int | None:
    """How often the assessment may be tried; None where there is no limit."""
    return None if rule.attempts is None else rule.attempts + extra.attempts


def hand_in_by(rule: Assessment, extra: Allowance, begun_at: datetime) -> datetime | None:
    """The last instant at which an answer is taken; None where there is no limit."""
    minutes = minutes_allowed(rule, extra)
    return None if minutes is None else begun_at + timedelta(minutes=minutes)
