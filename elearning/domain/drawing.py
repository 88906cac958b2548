"""Drawing the questions of an attempt and the order in which they are shown (brief D.4). Pure: a seed is the chance."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import NamedTuple, TypeVar

from elearning.domain.modules import Kind, ModuleVersion, Question, Stratum
from elearning.domain.question_kinds import Matching, Ordering, Scenario

T = TypeVar("T")

CAPS: Mapping[Kind, int] = {Kind.SHORT_ANSWER: 1, Kind.ORDERING: 1, Kind.SCENARIO: 2, Kind.MULTIPLE: 3}
"""At most so many of a kind in one attempt, unless the module wants more (rule 3)."""

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
    listed, number = list(items), chance.random
    numbers = [number() for _ in listed]
    return [listed[place] for place in sorted(range(len(listed)), key=numbers.__getitem__)]


class _Seen(NamedTuple):
    """The questions of earlier attempts, and those of the last one among them, which are the last to be asked again."""

    ever: frozenset[str]
    last: frozenset[str]

    def weight(self, question: Question) -> int:
        """How much a paper is the worse for asking it."""
        if question.id in self.last:
            return _LAST
        return 1 if question.id in self.ever else 0


_LAST = 1000
"""Weighs more than any paper of questions from earlier attempts."""


def _one_of(chance: Random, questions: Sequence[Question], seen: _Seen) -> Question:
    """One by chance, of those that were asked least lately."""
    first = questions[int(chance.random() * len(questions))]
    weight = seen.weight(first) if seen.ever else 0
    if not weight:
        return first
    least = min(map(seen.weight, questions))
    others = [question for question in questions if seen.weight(question) == least]
    return first if weight == least else others[int(chance.random() * len(others))]


def _by_chance(chance: Random, version: ModuleVersion, seen: _Seen) -> list[Question]:
    """As many of each stratum as it says, each of another slot, those not seen before first (rules 1, 2, 4)."""
    drawn: list[Question] = []
    for stratum in version.strata:
        slots = _shuffled(chance, stratum.slots)
        if seen.ever:
            slots.sort(key=lambda slot: min(map(seen.weight, stratum.slots[slot])))
        drawn += (_one_of(chance, stratum.slots[slot], seen) for slot in slots[: stratum.wanted])
    return drawn


class _Limit(NamedTuple):
    """How many of a kind a paper holds: at most, if anything is said of that, and at least."""

    most: int | None
    least: int

    @property
    def enough(self) -> int:
        """The count from which on one more of the kind makes no other difference than to exceed."""
        return self.least if self.most is None else self.most


def _limits(version: ModuleVersion) -> dict[Kind, _Limit]:
    """The limits of each kind that has any. Who asks for more than a cap allows has moved the cap."""
    least = dict(version.assessment.at_least)
    limits = {kind: _Limit(max(most, least.get(kind, 0)), least.get(kind, 0)) for kind, most in CAPS.items()}
    return limits | {kind: _Limit(None, wanted) for kind, wanted in least.items() if kind not in CAPS}


def _is_within(limits: Mapping[Kind, _Limit], drawn: Iterable[Question]) -> bool:
    kinds = Counter(question.kind for question in drawn)
    return all(
        limit.least <= kinds[kind] and (limit.most is None or kinds[kind] <= limit.most)
        for kind, limit in limits.items()
    )


class _Paper(NamedTuple):
    """A paper in the making: how far it exceeds the caps, what it asks again, its questions, last first."""

    over: int
    again: int
    questions: "tuple[Question, _Paper] | None" = None


class _Search:
    """The best paper for each count of the limited kinds, grown stratum by stratum."""

    def __init__(self, version: ModuleVersion, seen: _Seen) -> None:
        self._limits = _limits(version)
        self._places = {kind: place for place, kind in enumerate(self._limits)}
        self._seen = seen
        self._papers: dict[tuple[int, ...], _Paper] = {(0,) * len(self._limits): _Paper(0, 0)}

    def _with_one(
        self, question: Question, kinds: tuple[int, ...], paper: _Paper
    ) -> tuple[tuple[int, ...], _Paper]:  # fmt: skip
        place, over = self._places.get(question.kind), 0
        if place is not None:
            limit = self._limits[question.kind]
            is_enough = kinds[place] == limit.enough
            over = int(is_enough and limit.most is not None)
            kinds = kinds if is_enough else (*kinds[:place], kinds[place] + 1, *kinds[place + 1 :])
        again = paper.again + self._seen.weight(question)
        return kinds, _Paper(paper.over + over, again, (question, paper))

    def grow(self, chance: Random, stratum: Stratum) -> None:
        """Add as many questions of a stratum as it says, or all its slots if they are fewer."""
        steps: dict[tuple[int, tuple[int, ...]], _Paper] = {(0, kinds): paper for kinds, paper in self._papers.items()}
        for slot in _shuffled(chance, stratum.slots):
            of_slot = stratum.slots[slot]
            by_limit: dict[Kind | None, list[Question]] = {}
            for question in of_slot:
                by_limit.setdefault(question.kind if question.kind in self._limits else None, []).append(question)
            candidates = [_one_of(chance, alike, self._seen) for alike in by_limit.values()]
            grown = dict(steps)
            for (taken, kinds), paper in steps.items():
                for question in candidates if taken < stratum.wanted else ():
                    counted, longer = self._with_one(question, kinds, paper)
                    at = (taken + 1, counted)
                    if at not in grown or longer[:2] < grown[at][:2]:
                        grown[at] = longer
            steps = grown
        whole = min(stratum.wanted, len(stratum.slots))
        self._papers = {kinds: paper for (taken, kinds), paper in steps.items() if taken == whole}

    def _short(self, kinds: tuple[int, ...]) -> int:
        """How many questions of the wanted kinds a paper lacks."""
        counted = zip(self._limits.values(), kinds, strict=True)
        return sum(max(0, limit.least - count) for limit, count in counted)

    def best(self) -> tuple[int, list[Question]]:
        """How many questions of wanted kinds the best paper lacks, and the paper."""
        kinds = min(self._papers, key=lambda kinds: (self._short(kinds), self._papers[kinds][:2]))
        paper, drawn = self._papers[kinds], list[Question]()
        while paper.questions is not None:
            question, paper = paper.questions
            drawn.append(question)
        return self._short(kinds), drawn


def _by_search(chance: Random, version: ModuleVersion, seen: _Seen) -> tuple[int, list[Question]]:
    """How many questions of wanted kinds the best paper lacks, and the paper. Best is what lacks least, then what
    exceeds the caps least, then what asks least again; rules 1 and 2 hold as ever."""
    search = _Search(version, seen)
    for stratum in version.strata:
        search.grow(chance, stratum)
    return search.best()


def questions_lacking(version: ModuleVersion) -> int:
    """How many questions of the kinds that every attempt must hold the best possible paper lacks; 0 for a bank in
    order."""
    return _by_search(Random(0), version, _Seen(frozenset(), frozenset()))[0]  # noqa: S311 - no secret


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
    version: ModuleVersion, *, seed: int, avoid: frozenset[str] = frozenset(), last: frozenset[str] = frozenset()
) -> tuple[ShownQuestion, ...]:  # fmt: skip
    """The questions of an attempt and the order of their parts (brief D.4, rules 1 to 4).

    As many for each lesson as the version says, never two of one objective, or as many for each objective; of the kinds
    that the version wants at least so many; not more of a kind than its cap unless the bank has no such paper; and none
    of `avoid`, the questions of earlier attempts, where the bank has another, least of all those of the `last`. The
    same version, seed and questions seen give the same attempt.
    """
    seen = _Seen(avoid | last, last)
    chance, limits = Random(seed), _limits(version)  # noqa: S311 - a draw that can be made again
    for _ in range(_TRIES):
        drawn = _by_chance(chance, version, seen)
        if _is_within(limits, drawn):
            break
    else:
        _, drawn = _by_search(chance, version, seen)
    return tuple(
        ShownQuestion(
            question.id, _order(chance, question, shuffle=question.kind is not Kind.TRUE_FALSE and question.shuffle)
        )
        for question in _shuffled(chance, drawn)
    )
