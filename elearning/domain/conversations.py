"""The conversation that a line manager holds after a completion (module brief, D.8): its day, and in time or not."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from elearning.domain.calendar import add_months
from elearning.domain.compliance import rate


class Held(StrEnum):
    """What became of the conversation after one completion, as it stands on a day."""

    IN_TIME = "within a month"
    LATER = "later"
    MISSED = "not held"
    WAITING = "still in time"


def held(completed_on: date, held_on: date | None, day: date) -> Held:
    """Within a month of the completion, its last day included (D.8). What comes after the day is not known yet."""
    last_on = add_months(completed_on, 1)
    if held_on is not None and held_on <= day:
        return Held.IN_TIME if held_on <= last_on else Held.LATER
    return Held.WAITING if day <= last_on else Held.MISSED


def fault_of_day(held_on: date, *, completed_on: date, today: date) -> str:
    """Why a conversation cannot have been held on a day; nothing if it can."""
    if held_on < completed_on:
        return "The conversation comes after the completion. Enter a day that is not before it."
    return "Enter the day of a conversation that has been held: today or before." if held_on > today else ""


class Share(NamedTuple):
    """How many conversations of each kind a group has."""

    in_time: int
    later: int
    missed: int
    waiting: int

    @property
    def completed(self) -> int:
        """All completions of the group."""
        return sum(self)

    @property
    def held(self) -> Decimal | None:
        """Per cent held of those that were held or should have been: one decimal, rounded down. None of nobody."""
        return rate(self.in_time + self.later, self.completed - self.waiting)


def share(found: Iterable[Held]) -> Share:
    """Count them."""
    counted = Counter(found)
    return Share(*(counted[one] for one in Held))
