"""By when: the due date on a day, and how leave and exemptions that have ended move it (RULE-16, RULE-17)."""

from collections.abc import Sequence
from datetime import date

from elearning.domain.calendar import add_working_days, first_working_day_after
from elearning.domain.completions import Held
from elearning.domain.facts import Facts, Span


def lasting_until(held: Sequence[Held]) -> date:
    """RULE-16: the end of the completion that lasted longest, or a refresher's date, whichever is later.

    No due date is before it. Without a completion it is the first of all days.
    """
    if len(held) == 1:
        return held[0].lasts_until
    return max([each.lasts_until for each in held], default=date.min)


def moved_due_on(due: date, facts: Facts, day: date, *, required_on: date) -> date:
    """RULE-17: the date as moved by each leave or exemption from which the person has returned by the day."""
    for first_on, last_on in _ended(facts, day):
        if max(first_on, required_on) <= min(last_on, due):
            due = max(due, _after_return(last_on, facts, day) or due)
    return due


def is_told_on(absence: Span, day: date, *, required_on: date) -> bool:
    """Whether leave or an exemption says anything on a day: it holds, or has ended since it became required."""
    return absence.first_on <= day and (absence.last_on is None or absence.last_on >= min(required_on, day))


def _ended(facts: Facts, day: date) -> list[tuple[date, date]]:
    """First and last days of the leaves and exemptions that ended before the day, in order of first day."""
    absences = facts.leaves + facts.exemptions
    return sorted((span.first_on, span.last_on) for span in absences if span.last_on is not None and span.last_on < day)


def _after_return(last_on: date, facts: Facts, day: date) -> date | None:
    """N working days after the return, which is day 0; None while the return is yet to come."""
    added, removed = facts.bank_holidays_added, facts.bank_holidays_removed
    return_on = first_working_day_after(last_on, added=added, removed=removed)
    if return_on > day:
        return None
    return add_working_days(return_on, facts.working_days_after_return, added=added, removed=removed)
