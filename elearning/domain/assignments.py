"""Who must do a module, by when and why: audiences and first due dates. It writes no assignment."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, kw_only=True)
class Audience:
    """The rule that says who is assigned a module, and by when (RULE-16).

    `fixed_due_on` is for those already here on the first day; without one they get the same days as everyone
    else. `days_after_start` and `notice_days` are calendar days.
    """

    module: str
    name: str
    first_on: date
    fixed_due_on: date | None
    days_after_start: int
    notice_days: int


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


def reason(audience: Audience) -> str:
    """Why somebody in the audience is assigned the module: a clause to stand after "because" or "Why:"."""
    return f"{audience.name[0].lower()}{audience.name[1:]} must complete it"
