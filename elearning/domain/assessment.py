"""Marking a whole attempt, and when another may begin. Pure: time comes as an argument."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from elearning.domain.drawing import ShownQuestion, draw
from elearning.domain.marking import credit, mark
from elearning.domain.modules import ModuleVersion, Question

__all__ = ["Marking", "ShownQuestion", "draw", "mark", "mark_attempt", "reasons_not_to_attempt"]


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
    version: ModuleVersion, shown: Iterable[ShownQuestion], responses: Mapping[str, object]
) -> Marking:  # fmt: skip
    """Mark every question that was shown; `responses` holds each question's response by its id.

    Raises KeyError if a question that was shown is not in this version: an attempt is marked from its own version.
    """
    asked = [version.question(question_id) for question_id, _ in shown]
    is_partial = version.assessment.partial_credit
    marks = {question.id: _mark(question, responses.get(question.id), is_partial) for question in asked}
    score = math.floor(sum(marks.values()))
    missed = {question.objective for question in asked if marks[question.id] < 1}
    return Marking(
        score=score,
        out_of=len(asked),
        passed=score >= version.assessment.pass_mark,
        marks={id: worth if isinstance(worth, int) else _plain(worth) for id, worth in marks.items()},
        objectives_to_revisit=tuple(sorted(missed)),
    )


def _mark(question: Question, response: object, is_partial: bool) -> int | Fraction:
    return credit(question, response) if is_partial else mark(question, response)


def _plain(worth: Fraction) -> int | float:
    """A mark as it is kept; sums are made of fractions, because three thirds make a whole."""
    return int(worth) if worth.denominator == 1 else round(float(worth), 4)


def _waiting(minutes: int) -> str:
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def reasons_not_to_attempt(
    version: ModuleVersion, *, submitted_at: tuple[datetime, ...], now: datetime
) -> tuple[str, ...]:  # fmt: skip
    """Why another attempt may not begin now, given when earlier ones were submitted; empty when it may."""
    rule = version.assessment
    if rule.attempts is not None and len(submitted_at) >= rule.attempts:
        tried = "once, which is all" if rule.attempts == 1 else f"{rule.attempts} times, which is as often as"
        return (f"You have taken this assessment {tried} the council allows. Ask your line manager what to do next.",)
    if not submitted_at:
        return ()
    left = max(submitted_at) + timedelta(minutes=rule.wait_minutes) - now
    if left <= timedelta(0):
        return ()
    return (
        f"You can try again in {_waiting(-(-left // timedelta(minutes=1)))}. Use the time to read the lessons again.",
    )
