"""The short sets of questions after a completion: which is due on a day, and what it asks (brief D.6). Pure.

Nothing of this is ever marked, counted or shown to anybody but the person.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from random import Random

from elearning.domain.drawing import ShownQuestion, order_in_lesson
from elearning.domain.modules import FollowUp, ModuleVersion, Question

SNOOZE = timedelta(days=7)
"""How long 'not now' lasts."""


def place_due(rule: FollowUp, *, completed_on: date, day: date) -> int | None:
    """Which set belongs to a day, counted from 1: the latest whose day has come. None before the first."""
    come = [place for place, after in enumerate(rule.days, 1) if completed_on + timedelta(days=after) <= day]
    return come[-1] if come else None


def _in_order(version: ModuleVersion, rule: FollowUp, missed: Mapping[str, int]) -> list[str]:
    """Objectives as they are wanted: those missed most, then those of the lessons named, then the others."""
    named = [one for lesson in version.lessons if lesson.id in rule.lessons for one in lesson.objectives]
    first = sorted((one for one in version.objectives if missed.get(one)), key=lambda one: (-missed[one], one))
    return list(dict.fromkeys([*first, *named, *version.objectives]))


def questions_for(
    version: ModuleVersion, rule: FollowUp, *, missed: Mapping[str, int], asked: Collection[str], seed: int
) -> tuple[ShownQuestion, ...]:  # fmt: skip
    """The questions of a set: one of each objective wanted most, those not asked in earlier sets first.

    An objective of which every question was asked comes after those that have one left. The same arguments give the
    same set.
    """
    chance = Random(seed)  # noqa: S311 - no secret
    bank: dict[str, list[Question]] = {}
    for question in version.bank:
        bank.setdefault(question.objective, []).append(question)
    wanted = [objective for objective in _in_order(version, rule, missed) if objective in bank]
    wanted.sort(key=lambda objective: all(question.id in asked for question in bank[objective]))
    chosen = [_one(chance, bank[objective], asked) for objective in wanted[: rule.questions]]
    return tuple(ShownQuestion(question.id, order_in_lesson(question)) for question in chosen)


def _one(chance: Random, questions: Sequence[Question], asked: Collection[str]) -> Question:
    left = [question for question in questions if question.id not in asked] or list(questions)
    return left[int(chance.random() * len(left))]


def missed_in(version: ModuleVersion, marks: Iterable[Mapping[str, float]]) -> Counter[str]:
    """How often each objective was missed, in the marks of attempts by question."""
    wrong = [question_id for one in marks for question_id, worth in one.items() if worth < 1]
    return Counter(version.question(question_id).objective for question_id in wrong)
