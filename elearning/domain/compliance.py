"""THE RULE: where one person stands on one module on one day, and what a group adds up to. No clock."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from elearning.domain.calendar import london_date
from elearning.domain.completions import (
    Basis,
    Held,
    Validity,
    expires_on,
    governing,
    held_on,
    lifting,
    longest,
    problems_with,
    revoked_from,
)
from elearning.domain.due_dates import lasting_until, moved_due_on
from elearning.domain.explanations import sentences
from elearning.domain.facts import (
    AssignedFact,
    CompletionFact,
    Facts,
    RefresherAsk,
    RefresherDone,
    Row,
    Span,
    Standing,
    holds_on,
)

__all__ = [
    "AssignedFact",
    "Basis",
    "CompletionFact",
    "Facts",
    "RefresherAsk",
    "RefresherDone",
    "Row",
    "Span",
    "Standing",
    "Tally",
    "Validity",
    "expires_on",
    "explain",
    "governing",
    "is_settled",
    "problems_with",
    "rate",
    "required_on",
    "standing",
    "standing_alone",
    "tally",
]


def standing(facts: Facts, day: date) -> Row | None:
    """Where the person stands on the day: the table, first yes wins. None is line 1: no row (RULE-6)."""
    if not _in_any(facts.posts, day):
        return None
    assigned = _assigned_on(facts.assignments, day)
    if not assigned:
        return None
    held = held_on(facts, day) if facts.completions else ()
    best = longest(_stood(held))
    if facts.exemptions and _in_any(facts.exemptions, day):
        return _excused(Standing.EXEMPT, 2, _until(facts.exemptions, day), best, assigned)
    if facts.leaves and _in_any(facts.leaves, day):
        return _excused(Standing.ON_LEAVE, 3, _until(facts.leaves, day), best, assigned)
    return _decided(facts, day, assigned, held, best)


def standing_alone(facts: Facts, day: date) -> Standing | None:
    """What `standing` says and nothing else, for totals: dates are worked out only where the answer needs them."""
    if not _in_any(facts.posts, day):
        return None
    assigned = _assigned_on(facts.assignments, day)
    if not assigned:
        return None
    if facts.exemptions and _in_any(facts.exemptions, day):
        return Standing.EXEMPT
    if facts.leaves and _in_any(facts.leaves, day):
        return Standing.ON_LEAVE
    held = held_on(facts, day) if facts.completions else ()
    best = longest(_stood(held))
    if best is not None and day <= best.ends_on:
        return _of_completion(best, day)
    required_on, due_on = _required_and_due(facts, day, assigned, held, best)
    return _without_completion(facts, day, held, due_on=due_on, required_on=required_on)[0]


def required_on(facts: Facts, day: date) -> date:
    """The earliest day on which it became required of somebody who is assigned on the day (RULE-7)."""
    held = held_on(facts, day) if facts.completions else ()
    return _required_and_due(facts, day, _assigned_on(facts.assignments, day), held, longest(_stood(held)))[0]


def is_settled(answer: Standing | None) -> bool:
    """Whether an answer given without knowing any activity stays as it is, whatever was done: all but *not started*."""
    return answer is not Standing.NOT_STARTED


def explain(facts: Facts, day: date) -> tuple[str, ...]:
    """Plain sentences: the line of the table that decided, then the facts, with British dates."""
    return sentences(facts, standing(facts, day), day)


def _assigned_on(assignments: tuple[AssignedFact, ...], day: date) -> tuple[AssignedFact, ...]:
    """Those that hold on a day; mostly there is one, and it does."""
    if len(assignments) == 1:
        return assignments if holds_on(assignments[0], day) else ()
    return tuple([each for each in assignments if holds_on(each, day)])


def _stood(held: Sequence[Held]) -> Sequence[Held]:
    """Those that stood for a day at least: what never stood never ran out either (RULE-14, its last cases)."""
    return [each for each in held if each.completion.completed_on <= each.ends_on] if held else held


def _in_any(spans: Sequence[Span], day: date) -> bool:
    for span in spans:  # noqa: SIM110 - a generator would double the time of 50,000 decisions
        if span.first_on <= day and (span.last_on is None or day <= span.last_on):
            return True
    return False


def _until(spans: Sequence[Span], day: date) -> date | None:
    """The latest last day of those that hold; None if one of them is open."""
    lasts = [span.last_on for span in spans if holds_on(span, day)]
    known = [last_on for last_on in lasts if last_on is not None]
    return max(known) if len(known) == len(lasts) else None


def _excused(
    standing: Standing, line: int, until: date | None, best: Held | None, assigned: tuple[AssignedFact, ...]
) -> Row:
    """Lines 2 and 3: no due date is shown (RULE-17), the completion still is (RULE-20)."""
    if best is None:
        return Row(standing, None, None, None, None, None, until, line, assigned)
    return Row(standing, None, best.completion, best.ends_on, best.opens_on, None, until, line, assigned)


def _decided(
    facts: Facts, day: date, assigned: tuple[AssignedFact, ...], held: Sequence[Held], best: Held | None
) -> Row:
    """Lines 4 to 7, of somebody who is neither exempt nor away."""
    required_on, due_on = _required_and_due(facts, day, assigned, held, best)
    if best is None or day > best.ends_on:
        answer, line = _without_completion(facts, day, held, due_on=due_on, required_on=required_on)
    else:
        answer, line = _of_completion(best, day), 4
    if best is None:
        return Row(answer, due_on, None, None, None, required_on, None, line, assigned)
    required = None if answer is Standing.COMPLETED else required_on
    return Row(answer, due_on, best.completion, best.ends_on, best.opens_on, required, None, line, assigned)


def _of_completion(best: Held, day: date) -> Standing:
    """Line 4: a completion stands (RULE-11)."""
    return Standing.EXPIRING if best.opens_on <= day else Standing.COMPLETED


def _without_completion(
    facts: Facts, day: date, held: Sequence[Held], *, due_on: date, required_on: date
) -> tuple[Standing, int]:
    """Lines 5 to 7: no completion stands; `held` has run out."""
    if day > due_on:
        return (Standing.EXPIRED if _stood(held) else Standing.OVERDUE), 5
    if facts.activity and _has_progress(facts, day, held, required_on=required_on):
        return Standing.IN_PROGRESS, 6
    return Standing.NOT_STARTED, 7


def _required_and_due(
    facts: Facts, day: date, assigned: tuple[AssignedFact, ...], held: Sequence[Held], best: Held | None
) -> tuple[date, date]:
    """The earliest day of becoming required (RULE-7) and due date (RULE-6), each moved on its own."""
    again_on, until = date.min, date.min
    if facts.completions:
        again_on, until = _required_again_on(facts, day, held, best), lasting_until(held)
    dates = []
    for each in assigned:
        required_on, due_on = max(each.first_on, again_on), max(each.due_on, until)
        if facts.leaves or facts.exemptions:
            due_on = moved_due_on(due_on, facts, day, required_on=required_on)
        dates.append((required_on, due_on))
    if len(dates) == 1:
        return dates[0]
    return min(required_on for required_on, _ in dates), min(due_on for _, due_on in dates)


def _required_again_on(facts: Facts, day: date, held: Sequence[Held], best: Held | None) -> date:
    """When what was earned began to be asked for again: its window, or its revocation (RULE-7)."""
    again_on = best.opens_on if best else date.min
    if len(held) < len(facts.completions):
        return max(again_on, revoked_from(facts, day) or date.min)
    return again_on


def _has_progress(facts: Facts, day: date, held: Sequence[Held], *, required_on: date) -> bool:
    """Whether anything was done since it became required, after the last completion or refresher (RULE-7)."""
    last = _last_done(facts, day, held)
    for instant in facts.activity:
        done_on = london_date(instant)
        if required_on <= done_on <= day and (last is None or (done_on, instant) > last):
            return True
    return False


def _last_done(facts: Facts, day: date, held: Sequence[Held]) -> tuple[date, datetime] | None:
    """The last completion, or refresher of one; a refresher alone changes nothing (RULE-14)."""
    done = [(each.completion.completed_on, each.completion.made_at) for each in held]
    if facts.refreshers_done:
        done += [(r.done_on, r.made_at) for each in held for r in lifting(each.completion, facts, day)]
    return max(done, default=None)


@dataclass(frozen=True)
class Tally:
    """What a group adds up to: counted = compliant + not compliant + not yet due; assigned = all five."""

    compliant: int = 0
    not_compliant: int = 0
    not_yet_due: int = 0
    exempt: int = 0
    on_leave: int = 0

    @property
    def counted(self) -> int:
        """The lower number of the rate."""
        return self.compliant + self.not_compliant + self.not_yet_due

    @property
    def assigned(self) -> int:
        """Everybody with a row."""
        return self.counted + self.exempt + self.on_leave

    @property
    def rate(self) -> Decimal | None:
        """The compliance rate in per cent, or None with nobody counted (RULE-21)."""
        return rate(self.compliant, self.counted)


def tally(rows: Iterable[Row | None]) -> Tally:
    """Count rows into their parts; None, which is no row, counts nowhere."""
    parts = Counter([row.standing.part for row in rows if row is not None])
    return Tally(**{part.replace(" ", "_"): number for part, number in parts.items()})


def rate(compliant: int, counted: int) -> Decimal | None:
    """Per cent with one decimal, rounded down; None with nobody counted, neither 0 nor 100 (RULE-21)."""
    return Decimal(compliant * 1000 // counted).scaleb(-1) if counted else None
