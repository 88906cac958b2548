"""Who must do a module, by when and why: audiences and first due dates. It writes no assignment."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from elearning.domain.audience_conditions import EVERYBODY_IN_POST, Who


@dataclass(frozen=True, kw_only=True)
class Audience:
    """The rule that says who is assigned a module, and by when (RULE-16).

    `fixed_due_on` is for those already here on the first day; without one they get the same days as everyone
    else. `days_after_start` and `notice_days` are calendar days. `last_on` is the last day on which these terms are in
    force, None while no end is known.
    """

    module: str
    name: str
    first_on: date
    fixed_due_on: date | None
    days_after_start: int
    notice_days: int
    who: Who = EVERYBODY_IN_POST
    last_on: date | None = None


class DueLine(StrEnum):
    """Which line of RULE-16 gave a due date."""

    FIXED = "the fixed date, for those already in the audience on the rule’s first day"
    DAYS = "days after the first day in the audience"
    NOTICE = "the days of notice that everybody has"
    KEPT = "the date that was worked out when the assignment was recorded"


def is_already_here(audience: Audience, *, in_audience_on: date) -> bool:
    """Whether somebody in the audience since a day was in it on the rule's first day (RULE-16)."""
    return in_audience_on <= audience.first_on


def due_on(audience: Audience, *, in_audience_on: date, recorded_on: date) -> date:
    """The due date that is stored with an assignment, before any leave (RULE-16).

    `in_audience_on` is the person's first day in the audience, `recorded_on` London's date on which the
    assignment is recorded.
    """
    due = in_audience_on + timedelta(days=audience.days_after_start)
    if audience.fixed_due_on is not None and is_already_here(audience, in_audience_on=in_audience_on):
        due = audience.fixed_due_on
    could_first_know = max(in_audience_on, audience.first_on, recorded_on)
    return max(due, could_first_know + timedelta(days=audience.notice_days))


def due_line(audience: Audience, *, in_audience_on: date, recorded_on: date) -> DueLine:
    """Which line of RULE-16 decides the date that `due_on` gives."""
    due = due_on(audience, in_audience_on=in_audience_on, recorded_on=recorded_on)
    is_fixed = audience.fixed_due_on is not None and is_already_here(audience, in_audience_on=in_audience_on)
    if is_fixed and due == audience.fixed_due_on:
        return DueLine.FIXED
    if not is_fixed and due == in_audience_on + timedelta(days=audience.days_after_start):
        return DueLine.DAYS
    return DueLine.NOTICE


def reason(audience: Audience) -> str:
    """Why somebody in the audience is assigned the module: a clause to stand after "because" or "Why:"."""
    return f"{audience.name[0].lower()}{audience.name[1:]} must complete it"
