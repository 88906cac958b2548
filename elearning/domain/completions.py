"""How long a completion counts: its end, its window, which of several governs, and what a refresher lifts.

RULE-8 to RULE-15. It decides no standing.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from elearning.domain.calendar import add_months, last_of_month
from elearning.domain.facts import CompletionFact, Facts, RefresherAsk, RefresherDone, holds_on

_DAYS_OF_FOUR_YEARS = 4 * 365 + 1


class Basis(StrEnum):
    """From what a validity is counted."""

    COMPLETION = "completion"
    PREVIOUS_EXPIRY = "previous_expiry"
    FIXED_DAY = "fixed_day"


class Validity(NamedTuple):
    """What a module version says about how long its completions count: months, and days of window.

    `fixed_day` (month, day) and `minimum_months` belong to the basis of a fixed day, which uses no `months`.
    """

    basis: Basis
    months: int
    window_days: int
    fixed_day: tuple[int, int] | None = None
    minimum_months: int | None = None


class Held(NamedTuple):
    """A completion as it lies on a day: made by then and not revoked, whether or not it has ended.

    `opens_on` is the day on which it becomes expiring (RULE-11); `lasts_until` is its end, or the latest date
    of a refresher that is asked of it and not done, whichever is later (RULE-16).
    """

    completion: CompletionFact
    ends_on: date
    opens_on: date
    lasts_until: date


def problems_with(rule: Validity) -> tuple[str, ...]:
    """Why a validity cannot be used, in plain English; empty when it can (RULE-13)."""
    found = []
    if rule.window_days < 0:
        found.append("The renewal window cannot be negative: give the number of days, or 0 for none.")
    if rule.basis is not Basis.FIXED_DAY:
        if rule.months < 1:
            found.append("The validity must be at least 1 month.")
        return tuple(found)
    if rule.fixed_day is None or rule.minimum_months is None:
        found.append("A validity to a fixed day needs that day (month and day) and a minimum in months.")
        return tuple(found)
    month, day = rule.fixed_day
    if not (1 <= month <= 12 and 1 <= day <= last_of_month(2024, month).day):
        found.append(f"There is no day {day} in month {month}: give a month from 1 to 12 and a day in it.")
    if rule.minimum_months < 0:
        found.append("The minimum validity cannot be negative: give the number of months.")
    elif _shortest_days(rule.minimum_months) < rule.window_days:
        found.append(
            f"The minimum validity ({rule.minimum_months} months) is shorter than the renewal window "
            f"({rule.window_days} days): make the minimum longer or the window shorter."
        )
    return tuple(found)


def _shortest_days(months: int) -> int:
    """The fewest days that so many months can have, whichever day they are counted from."""
    starts = (date(2024, 1, 1) + timedelta(days=n) for n in range(_DAYS_OF_FOUR_YEARS))
    return min((add_months(start, months) - start).days for start in starts)


def expires_on(rule: Validity, *, completed_on: date, governing: CompletionFact | None) -> date:
    """The last day of a new completion, worked out once (RULE-5, 10, 12, 13).

    `governing` is the completion that governed on the day of the pass, before it. Raises ValueError for a
    fixed day without its day or its minimum.
    """
    if rule.basis is Basis.FIXED_DAY:
        return _fixed_day_from(rule, completed_on)
    is_renewal = governing is not None and natural_opening(governing) <= completed_on <= governing.expires_on
    if rule.basis is Basis.PREVIOUS_EXPIRY and governing is not None and is_renewal:
        return add_months(governing.expires_on, rule.months)
    return add_months(completed_on, rule.months)


def _fixed_day_from(rule: Validity, completed_on: date) -> date:
    """RULE-13: the first such day at least the minimum away; 29 February means the last of February."""
    if rule.fixed_day is None or rule.minimum_months is None:
        raise ValueError("A validity to a fixed day needs that day and a minimum in months.")
    earliest = add_months(completed_on, rule.minimum_months)
    this_year = _fixed_day_in(earliest.year, rule.fixed_day)
    return this_year if this_year >= earliest else _fixed_day_in(earliest.year + 1, rule.fixed_day)


def _fixed_day_in(year: int, fixed_day: tuple[int, int]) -> date:
    month, day = fixed_day
    last = last_of_month(year, month)
    return last if fixed_day == (2, 29) else last.replace(day=day)


def natural_opening(completion: CompletionFact) -> date:
    """The first day of its own renewal window, as its certificate prints it (RULE-11)."""
    return completion.expires_on - timedelta(completion.window_days)


def held_on(facts: Facts, day: date) -> Sequence[Held]:
    """The completions made by the end of a day and not revoked on it (RULE-8, 15), ended or not."""
    return [
        _as_held(facts, completion, day)
        for completion in facts.completions
        if completion.completed_on <= day and not (completion.revoked and is_revoked(completion, day))
    ]


def is_revoked(completion: CompletionFact, day: date) -> bool:
    """Whether a revocation of it is true on the day (RULE-15)."""
    return any(holds_on(span, day) for span in completion.revoked)


def _as_held(facts: Facts, completion: CompletionFact, day: date) -> Held:
    """A completion with its end and its window on a day (RULE-10, 11)."""
    expires_on, opens_on = completion.expires_on, natural_opening(completion)
    asks = asked_of(completion, facts, day) if facts.refresher_asks else ()
    if not asks:
        return Held(completion, expires_on, opens_on, expires_on)
    ends_on = min(expires_on, *(ask.by for ask in asks))
    opens_on = max(completion.completed_on, min(opens_on, *(ask.published_on for ask in asks)))
    return Held(completion, ends_on, opens_on, max(ends_on, *(ask.by for ask in asks)))


def end_of(completion: CompletionFact, facts: Facts, day: date) -> date:
    """The end of a completion on a day: its expiry, or the date of a refresher asked of it and not done (RULE-10)."""
    return _as_held(facts, completion, day).ends_on


def asked_of(completion: CompletionFact, facts: Facts, day: date) -> Sequence[RefresherAsk]:
    """The refreshers asked of a completion by a day and not done (RULE-14).

    Nothing is asked of a completion that had run out before the publication: a refresher could not help it.
    """
    version = max([completion.version, *(done.version for done in lifting(completion, facts, day))])
    return [
        ask
        for ask in facts.refresher_asks
        if ask.version > version and ask.published_on <= day and ask.published_on <= completion.expires_on
    ]


def lifting(completion: CompletionFact, facts: Facts, day: date) -> Sequence[RefresherDone]:
    """The refreshers, early or late, that were done after a completion and before it ran out (RULE-14)."""
    made = (completion.completed_on, completion.made_at)
    return [
        done
        for done in facts.refreshers_done
        if made < (done.done_on, done.made_at) and done.done_on <= min(day, completion.expires_on)
    ]


def longest(held: Sequence[Held]) -> Held | None:
    """The one whose end is latest; of equals the later made (RULE-9)."""
    if len(held) < 2:
        return held[0] if held else None
    return max(held, key=_rank)


def _rank(held: Held) -> tuple[object, ...]:
    """RULE-9, then whatever makes the answer independent of the order of the facts."""
    made = held.completion
    revoked = [(span.first_on, span.last_on or date.max) for span in made.revoked]
    return held.ends_on, made.made_at, made.completed_on, made.expires_on, made.version, made.window_days, revoked


def governing(facts: Facts, day: date) -> CompletionFact | None:
    """Of the completions that stand on a day, the one that governs; None if none stands (RULE-8, 9)."""
    best = longest(held_on(facts, day))
    return best.completion if best and day <= best.ends_on else None


def tells_enough(
    longest: Sequence[CompletionFact], *, others_ended_by: date | None, asks: Sequence[RefresherAsk]
) -> bool:  # fmt: skip
    """Whether the rule says of these completions alone what it says of all that somebody made by a day.

    They are those of the latest `expires_on`, none of them ever revoked; the others had ended by `others_ended_by`,
    None without others. It does where the others ran out before the windows of these opened and before a refresher was
    asked of these, so that none can govern, move a date or have been missed when it was revoked (RULE-9, 11, 15, 16).
    Which was made last (RULE-7) is another question: where there is activity, all must be known.
    """
    if others_ended_by is None:
        return True
    opens_on = min([natural_opening(one) for one in longest])
    if not asks:
        return others_ended_by < opens_on
    version = min(one.version for one in longest)
    asked = [ask for ask in asks if ask.version > version]
    opens_on = min([opens_on, *(ask.published_on for ask in asked)])
    ends_on = min([*(one.expires_on for one in longest), *(ask.by for ask in asked)])
    have_stood = all(one.completed_on <= ends_on for one in longest)
    outlast_asks = all(ask.by <= ends_on for ask in asks if ask.version <= version)
    return others_ended_by < min(opens_on, ends_on) and have_stood and outlast_asks


def revoked_from(facts: Facts, day: date) -> date | None:
    """The latest day on which a revocation, true on `day`, took away what governed (RULE-7, 15)."""
    days = [
        first_on
        for completion in facts.completions
        if completion.completed_on <= day
        for first_on in _revoked_since(completion, day)
        if _would_govern(completion, facts, first_on)
    ]
    return max(days, default=None)


def _revoked_since(completion: CompletionFact, day: date) -> list[date]:
    """The first days of the revocations true on a day, none before the completion itself."""
    return [max(span.first_on, completion.completed_on) for span in completion.revoked if holds_on(span, day)]


def _would_govern(revoked: CompletionFact, facts: Facts, day: date) -> bool:
    """Whether a completion that is revoked on a day would govern on it otherwise (RULE-9)."""
    mine, other = _as_held(facts, revoked, day), longest(held_on(facts, day))
    return day <= mine.ends_on and (other is None or _rank(other) < _rank(mine))
