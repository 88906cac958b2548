"""Drawing the questions of an attempt and marking its answers. Pure: chance comes from a seed, time as an argument."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple, TypeVar

from elearning.domain.modules import Kind, ModuleVersion, Question

T = TypeVar("T")


class ShownQuestion(NamedTuple):
    """One question of an attempt, its options in the order in which they are shown."""

    question_id: str
    option_ids: tuple[str, ...]


@dataclass(frozen=True)
class Marking:
    """What an attempt came to. `marks` holds 1 or 0 for each question asked; an unanswered one is wrong."""

    score: int
    out_of: int
    passed: bool
    marks: Mapping[str, int]
    objectives_to_revisit: tuple[str, ...]


def _shuffled(chance: Random, items: Iterable[T]) -> list[T]:
    """The items in an order of chance. Only Random.random is promised to give the same numbers in every Python."""
    numbered = [(chance.random(), item) for item in items]
    return [item for _, item in sorted(numbered, key=lambda pair: pair[0])]


def _of_lesson(
    chance: Random, bank: Iterable[Question], *, wanted: int, avoid: frozenset[str]
) -> list[Question]:  # fmt: skip
    """That many questions of one lesson's bank, each of another objective, those not to be avoided first."""
    by_objective: dict[str, list[Question]] = {}
    for question in bank:
        by_objective.setdefault(question.objective, []).append(question)
    one_each = [
        min(_shuffled(chance, by_objective[objective]), key=lambda question: question.id in avoid)
        for objective in _shuffled(chance, by_objective)
    ]
    return sorted(one_each, key=lambda question: question.id in avoid)[:wanted]


def _shown(chance: Random, question: Question) -> ShownQuestion:
    ids = [option.id for option in question.options]
    in_place = question.kind is Kind.TRUE_FALSE or not question.shuffle
    return ShownQuestion(question.id, tuple(ids if in_place else _shuffled(chance, ids)))


def draw(
    version: ModuleVersion, *, seed: int, avoid: frozenset[str] = frozenset()
) -> tuple[ShownQuestion, ...]:  # fmt: skip
    """The questions of an attempt and the order of their options (brief D.4, rules 1, 2 and 4).

    As many for each lesson as the version says, never two of one objective, and none of `avoid` where the bank has
    another. The same version, seed and `avoid` give the same attempt for ever.
    """
    chance = Random(seed)
    drawn: list[Question] = []
    for lesson in version.lessons:
        bank = [question for question in version.bank if question.lesson == lesson.id]
        drawn += _of_lesson(chance, bank, wanted=version.assessment.draw.get(lesson.id, 0), avoid=avoid)
    return tuple(_shown(chance, question) for question in _shuffled(chance, drawn))


def mark(question: Question, chosen: object) -> int:
    """1 if exactly the keys were chosen, in any order, otherwise 0: nothing is half right (brief D.4).

    Whatever a browser may have sent is marked and never raises; what is no list of option ids is wrong.
    """
    if not isinstance(chosen, (list, tuple, set, frozenset)):
        return 0
    if not all(isinstance(option_id, str) for option_id in chosen):
        return 0
    return int(bool(chosen) and frozenset(chosen) == question.keys)


def mark_attempt(
    version: ModuleVersion, shown: Iterable[ShownQuestion], responses: Mapping[str, object]
) -> Marking:  # fmt: skip
    """Mark every question that was shown; `responses` holds the chosen option ids by question id.

    Raises KeyError if a question that was shown is not in this version: an attempt is marked from its own version.
    """
    asked = [version.question(question_id) for question_id, _ in shown]
    marks = {question.id: mark(question, responses.get(question.id)) for question in asked}
    score = sum(marks.values())
    missed = {question.objective for question in asked if not marks[question.id]}
    return Marking(
        score=score,
        out_of=len(asked),
        passed=score >= version.assessment.pass_mark,
        marks=marks,
        objectives_to_revisit=tuple(sorted(missed)),
    )


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
