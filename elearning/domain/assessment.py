"""Marking a whole attempt, and when another may begin. Pure: time comes as an argument."""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from elearning.domain.adjustments import NO_ALLOWANCE, Allowance, attempts_allowed
from elearning.domain.drawing import ShownQuestion, draw
from elearning.domain.marking import credit, mark
from elearning.domain.modules import ModuleVersion, Question

__all__ = [
    "Marking", "MarkingRule", "ShownQuestion", "draw", "mark", "mark_attempt", "marking_rule", "reasons_not_to_attempt"
]  # fmt: skip

NO_OTHER_KEYS: Mapping[str, Collection[Question]] = MappingProxyType({})


class MarkingRule(StrEnum):
    """How answers are turned into marks. A number goes up when the rule of that name ever marks anything otherwise."""

    ALL_OR_NOTHING = "all-or-nothing-1"
    PARTIAL_CREDIT = "partial-credit-1"


def marking_rule(version: ModuleVersion) -> MarkingRule:
    """The rule by which a version's attempts are marked."""
    return MarkingRule.PARTIAL_CREDIT if version.assessment.partial_credit else MarkingRule.ALL_OR_NOTHING


@dataclass(frozen=True)
class Marking:
    """What an attempt came to. `marks` holds 1 or 0 for each question asked; an unanswered one is wrong.

    With partial credit a mark may lie between, and the score is what they come to, rounded down to a whole number: so
    a pass is never owed to rounding.
    """

    score: int
    out_of: int
    passed: bool
    marks: Mapping[str, int | float]
    objectives_to_revisit: tuple[str, ...]


def mark_attempt(
    version: ModuleVersion, shown: Iterable[tuple[str, Sequence[str]]], responses: Mapping[str, object],
    *, also: Mapping[str, Collection[Question]] = NO_OTHER_KEYS, pass_mark: int | None = None,
) -> Marking:  # fmt: skip
    """Mark every question that was shown; `responses` holds each question's response by its id.

    `also` holds the same questions with corrected keys, by their ids: the best of what they give counts.
    `pass_mark` is the one in force, where it is not the final assessment's: a test-out has one of its own.
    Raises KeyError if a question that was shown is not in this version: an attempt is marked from its own version.
    """
    asked = [version.question(question_id) for question_id, _ in shown]
    worth_of: Callable[[Question, object], int | Fraction] = credit if version.assessment.partial_credit else mark
    marks: dict[str, int | Fraction] = {}
    for question in asked:
        response = responses.get(question.id)
        worth = worth_of(question, response)
        for other in also.get(question.id, ()):
            worth = max(worth, worth_of(other, response))
        marks[question.id] = worth
    score = math.floor(sum(marks.values()))
    missed = {question.objective for question in asked if marks[question.id] < 1}
    return Marking(
        score=score,
        out_of=len(asked),
        passed=score >= (version.assessment.pass_mark if pass_mark is None else pass_mark),
        marks={id: worth if isinstance(worth, int) else _plain(worth) for id, worth in marks.items()},
        objectives_to_revisit=tuple(sorted(missed)),
    )


def _plain(worth: Fraction) -> int | float:
    """A mark as it is kept; sums are made of fractions, because three thirds make a whole."""
    return int(worth) if worth.denominator == 1 else round(float(worth), 4)


def _waiting(minutes: int) -> str:
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def reasons_not_to_attempt(
    version: ModuleVersion, *, submitted_at: tuple[datetime, ...], now: datetime, extra: Allowance = NO_ALLOWANCE
) -> tuple[str, ...]:  # fmt: skip
    """Why another attempt may not begin now, given when earlier ones were submitted; empty when it may."""
    rule = version.assessment
    allowed = attempts_allowed(rule, extra)
    if allowed is not None and len(submitted_at) >= allowed:
        tried = "once, which is all" if allowed == 1 else f"{allowed} times, which is as often as"
        return (f"You have taken this assessment {tried} the council allows. Ask your line manager what to do next.",)
    if not submitted_at:
        return ()
    left = max(submitted_at) + timedelta(minutes=rule.wait_minutes) - now
    if left <= timedelta(0):
        return ()
    return (
        f"You can try again in {_waiting(-(-left // timedelta(minutes=1)))}. Use the time to read the lessons again.",
    )
