"""Drawing the questions of an attempt and the order in which they are shown (brief D.4). Pure: a seed is the chance."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import NamedTuple, TypeVar

from elearning.domain.modules import Kind, ModuleVersion, Question
from elearning.domain.question_kinds import Matching, Ordering, Scenario

T = TypeVar("T")

CAPS: Mapping[Kind, int] = {Kind.SHORT_ANSWER: 1, Kind.ORDERING: 1, Kind.SCENARIO: 2, Kind.MULTIPLE: 3}
"""At most so many of a kind in one attempt (rule 3)."""

_TRIES = 20
"""Draws by chance alone before the caps are kept by search; most banks need one to three."""


class ShownQuestion(NamedTuple):
    """One question of an attempt and its parts in the order in which they are shown.

    Parts are option ids, numbers of matches, step ids, or `decision=choice` for each choice of a story.
    """

    question_id: str
    option_ids: tuple[str, ...]


def _shuffled(chance: Random, items: Iterable[T]) -> list[T]:
    """The items in an order of chance. Only Random.random is promised to give the same numbers in every Python."""
    numbered = [(chance.random(), item) for item in items]
    return [item for _, item in sorted(numbered, key=lambda pair: pair[0])]


def _one_of(chance: Random, questions: Sequence[Question], avoid: frozenset[str]) -> Question:
    """One by chance, none of those to be avoided if there is another."""
    first = questions[int(chance.random() * len(questions))]
    if first.id not in avoid:
        return first
    others = [question for question in questions if question.id not in avoid]
    return others[int(chance.random() * len(others))] if others else first


def _by_chance(chance: Random, version: ModuleVersion, avoid: frozenset[str]) -> list[Question]:
    """As many of each lesson as it says, each of another objective, those not to be avoided first (rules 1, 2, 4)."""
    drawn: list[Question] = []
    for lesson in version.lessons:
        bank = version.bank_by_objective.get(lesson.id, {})
        objectives = _shuffled(chance, bank)
        if avoid:
            objectives.sort(key=lambda objective: all(question.id in avoid for question in bank[objective]))
        wanted = objectives[: version.assessment.draw.get(lesson.id, 0)]
        drawn += (_one_of(chance, bank[objective], avoid) for objective in wanted)
    return drawn


def _is_within_caps(drawn: Iterable[Question]) -> bool:
    kinds = Counter(question.kind for question in drawn)
    return all(kinds[kind] <= most for kind, most in CAPS.items())


class _Paper(NamedTuple):
    """A paper in the making: how far it exceeds the caps, what it asks again, its questions, last first."""

    over: int
    again: int
    questions: "tuple[Question, _Paper] | None" = None

    def with_one(self, question: Question, kinds: tuple[int, ...], avoid: frozenset[str]) -> "_Paper":
        place = _CAPPED.get(question.kind)
        over = place is not None and kinds[place] == CAPS[question.kind]
        return _Paper(self.over + over, self.again + (question.id in avoid), (question, self))


_CAPPED = {kind: place for place, kind in enumerate(CAPS)}


def _counted(kinds: tuple[int, ...], kind: Kind) -> tuple[int, ...]:
    place = _CAPPED.get(kind)
    if place is None or kinds[place] == CAPS[kind]:
        return kinds
    return (*kinds[:place], kinds[place] + 1, *kinds[place + 1 :])


def _of_lesson(
    chance: Random, bank: Mapping[str, Sequence[Question]], wanted: int, papers: dict[tuple[int, ...], _Paper],
    avoid: frozenset[str],
) -> dict[tuple[int, ...], _Paper]:  # fmt: skip
    """The best paper for each count of kinds once so many questions of a lesson are added to those before."""
    steps: dict[tuple[int, tuple[int, ...]], _Paper] = {(0, kinds): paper for kinds, paper in papers.items()}
    for objective in _shuffled(chance, bank):
        kinds_here = dict.fromkeys(question.kind for question in bank[objective])
        candidates = [
            _one_of(chance, [each for each in bank[objective] if each.kind is kind], avoid) for kind in kinds_here
        ]
        grown = dict(steps)
        for (taken, kinds), paper in steps.items():
            for question in candidates if taken < wanted else ():
                at, longer = (taken + 1, _counted(kinds, question.kind)), paper.with_one(question, kinds, avoid)
                if at not in grown or longer[:2] < grown[at][:2]:
                    grown[at] = longer
        steps = grown
    whole = min(wanted, len(bank))
    return {kinds: paper for (taken, kinds), paper in steps.items() if taken == whole}


def _by_search(chance: Random, version: ModuleVersion, avoid: frozenset[str]) -> list[Question]:
    """The paper that exceeds the caps least and, of those, asks least again; rules 1 and 2 hold as ever."""
    papers: dict[tuple[int, ...], _Paper] = {(0,) * len(CAPS): _Paper(0, 0)}
    for lesson in version.lessons:
        bank = version.bank_by_objective.get(lesson.id, {})
        papers = _of_lesson(chance, bank, version.assessment.draw.get(lesson.id, 0), papers, avoid)
    best = min(papers.values(), key=lambda paper: paper[:2])
    drawn: list[Question] = []
    while best.questions is not None:
        question, best = best.questions
        drawn.append(question)
    return drawn


def _other_than_the_key(chance: Random, body: Ordering) -> tuple[str, ...]:
    ids = tuple(body.key)
    order = tuple(_shuffled(chance, ids))
    return order if order != ids else (*order[1:], *order[:1])


def _order(chance: Random, question: Question, *, shuffle: bool) -> tuple[str, ...]:
    match question.body:
        case Matching() as body:
            return tuple(_shuffled(chance, body.matches) if shuffle else body.matches)
        case Ordering() as body:
            return _other_than_the_key(chance, body)
        case Scenario() as body:
            return tuple(
                f"{decision.id}={choice.id}"
                for decision in body.decisions
                for choice in (_shuffled(chance, decision.options) if shuffle else decision.options)
            )
    ids = [option.id for option in question.options]
    return tuple(_shuffled(chance, ids) if shuffle else ids)


def order_in_lesson(question: Question) -> tuple[str, ...]:
    """The order of a knowledge check's parts, the same at every visit: as written, but steps of an ordering mixed."""
    return _order(Random(question.id), question, shuffle=False)  # noqa: S311 - no secret


def draw(
    version: ModuleVersion, *, seed: int, avoid: frozenset[str] = frozenset()
) -> tuple[ShownQuestion, ...]:  # fmt: skip
    """The questions of an attempt and the order of their parts (brief D.4, rules 1 to 4).

    As many for each lesson as the version says, never two of one objective; not more of a kind than its cap unless the
    bank has no such paper; and none of `avoid` where the bank has another. The same version, seed and `avoid` give the
    same attempt.
    """
    chance = Random(seed)  # noqa: S311 - a draw that can be made again
    for _ in range(_TRIES):
        drawn = _by_chance(chance, version, avoid)
        if _is_within_caps(drawn):
            break
    else:
        drawn = _by_search(chance, version, avoid)
    return tuple(
        ShownQuestion(
            question.id, _order(chance, question, shuffle=question.kind is not Kind.TRUE_FALSE and question.shuffle)
        )
        for question in _shuffled(chance, drawn)
    )
