"""What the answers say about a question: how many get it right, whether it tells strong learners from weak. Pure.

Discrimination is the correlation of the mark on a question with the share of marks on the attempt's other questions
(item–rest, or corrected point-biserial: Henrysson, Psychometrika 28, 1963). Strong and weak learners are the upper
and lower 27 in 100 by those other questions (Kelley, Journal of Educational Psychology 30, 1939).
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from elearning.domain.marking import forms, mark, number_in
from elearning.domain.modules import Question
from elearning.domain.question_kinds import Matching, Number, Ordering, Scenario, ShortAnswer
from elearning.domain.responses import Part, Response

ENOUGH_ANSWERS = 50
"""From so many answers on a question is judged (brief D.4)."""

FEWEST_PEOPLE = 5
"""What fewer people did is not shown on its own (PRODUCT.md)."""

TOO_EASY, TOO_HARD = 0.9, 0.4
_GROUP = 0.27
_DOUBT = 2.33
"""Standard errors: what chance alone does once in a hundred times is not held against a question."""

LONGEST_WAIT = 1_800
"""Seconds between two saved answers; beyond them somebody had gone away."""


class Flag(StrEnum):
    """Why a question should be looked at."""

    TOO_EASY = "too easy"
    TOO_HARD = "too hard"
    MISLEADING = "misleading"
    NEVER_CHOSEN = "a distractor is never chosen"


class MarkedAnswer(NamedTuple):
    """One question of an attempt that was handed in. `seconds` is None where it cannot be told."""

    question_id: str
    mark: float
    response: Response
    seconds: float | None


class MarkedPaper(NamedTuple):
    """An attempt that was handed in, and whose."""

    person_id: int
    answers: tuple[MarkedAnswer, ...]


class Chosen(NamedTuple):
    """How often one thing was chosen: an option, a pair, a step in a place, a text.

    `times` is None where fewer than five people chose it; the shares of strong and weak learners are None with it, and
    where they cannot be told apart, or would be fewer than five. `lures` says that the strong choose it more than the
    weak, though it is wrong.
    """

    token: str
    is_right: bool
    times: int | None
    strong: float | None = None
    weak: float | None = None
    lures: bool = False


@dataclass(frozen=True)
class ItemStatistics:
    """One question in one version. Where fewer than five people answered, everything but the question is withheld."""

    question: Question
    answers: int | None = None
    facility: float | None = None
    discrimination: float | None = None
    median_seconds: int | None = None
    chosen: tuple[Chosen, ...] = ()
    flags: frozenset[Flag] = frozenset()

    @property
    def is_withheld(self) -> bool:
        """Whether too few people answered for anything to be shown."""
        return self.answers is None


@dataclass
class _Tally:
    """What is counted of one question: sums and histograms, whose size does not follow the number of attempts."""

    people: set[int] = field(default_factory=set)
    marks: list[float] = field(default_factory=lambda: [0.0] * 6)
    rests: Counter[float] = field(default_factory=Counter)
    by_token: dict[str, Counter[float]] = field(default_factory=dict)
    token_people: dict[str, set[int]] = field(default_factory=dict)
    seconds: Counter[int] = field(default_factory=Counter)

    def count(self, person_id: int, answer: MarkedAnswer, rest: float, tokens: Iterable[str]) -> None:
        """Count one answer; `rest` is the share of marks on the attempt's other questions."""
        _note(self.people, person_id)
        m = answer.mark
        self.marks = [
            old + new for old, new in zip(self.marks, (1, m, m * m, rest, rest * rest, m * rest), strict=True)
        ]
        rounded = round(rest, 3)
        self.rests[rounded] += 1
        for token in tokens:
            self.by_token.setdefault(token, Counter())[rounded] += 1
            _note(self.token_people.setdefault(token, set()), person_id)
        if answer.seconds is not None and 0 <= answer.seconds <= LONGEST_WAIT:
            self.seconds[round(answer.seconds)] += 1


def _note(people: set[int], person_id: int) -> None:
    """Remember a person, up to as many as it takes not to be few."""
    if len(people) < FEWEST_PEOPLE:
        people.add(person_id)


def _typed_as(question: Question, text: str) -> str:
    """A typed answer in the form by which it is compared."""
    if isinstance(question.body, Number):
        number = number_in(text, question.body.unit)
        return text if number is None else str(number)
    return min(forms(text), default="")


def tokens_of(question: Question, response: Response) -> tuple[str, ...]:
    """What an answer chose: option ids, `a=2` for pairs and places, `d1=b` for a story, or what was typed."""
    if isinstance(question.body, ShortAnswer | Number):
        return tuple(_typed_as(question, text) for text in response)
    return response


def _right_tokens(question: Question) -> frozenset[str]:
    match question.body:
        case Matching() | Ordering() as body:
            return frozenset(f"{id}={value}" for id, value in body.key.items())
        case ShortAnswer() as body:
            return frozenset().union(*map(forms, body.accepted))
        case Number():
            return frozenset()
        case Scenario() as body:
            return frozenset(f"{at.id}={one.id}" for at in body.decisions for one in at.options if one.is_key)
    return question.keys


def _is_right(question: Question, token: str, right: frozenset[str]) -> bool:
    return bool(mark(question, (token,))) if isinstance(question.body, Number) else token in right


def offered(question: Question) -> tuple[str, ...]:
    """What could be chosen, in the order of the file: of a story at the marked decision; of pairs the right ones."""
    match question.body:
        case Matching() | Ordering() as body:
            return tuple(f"{id}={value}" for id, value in body.key.items())
        case ShortAnswer() | Number():
            return ()
        case Scenario() as body:
            return tuple(f"{at.id}={one.id}" for at in body.decisions for one in at.options if at.id == body.marked)
    return tuple(option.id for option in question.options)


def token_words(question: Question, token: str) -> Part:
    """What was chosen, in the question's own words."""
    name, _, value = token.partition("=")
    match question.body:
        case Matching() as body:
            return Part(next(pair.text for pair in body.pairs if pair.id == name), body.matches[value])
        case Ordering() as body:
            return Part(f"{value}.", next(step.text for step in body.steps if step.id == name))
        case ShortAnswer() | Number():
            return Part("", token, is_typed=True)
        case Scenario() as body:
            at = next(decision for decision in body.decisions if decision.id == name)
            return Part(at.text, next(one.text for one in at.options if one.id == value))
    return Part("", next(option.text for option in question.options if option.id == token))


def _correlation(sums: list[float]) -> float | None:
    """The correlation of marks and rests; None where either is the same for all."""
    n, m, mm, r, rr, mr = sums
    spread = (n * mm - m * m) * (n * rr - r * r)
    return (n * mr - m * r) / math.sqrt(spread) if spread > 1e-9 else None


def _groups(rests: Counter[float]) -> tuple[float, float] | None:
    """The highest rest of the weak and the lowest of the strong; None where the two would meet or hold too few."""
    wanted = _GROUP * rests.total()
    if wanted < FEWEST_PEOPLE:
        return None

    def reached(values: Iterable[float]) -> float:
        total = 0
        for value in values:  # pragma: no branch - all of them together are more than a group
            total += rests[value]
            if total >= wanted:
                break
        return value

    low, high = reached(sorted(rests)), reached(sorted(rests, reverse=True))
    return (low, high) if low < high else None


def _share(of: Counter[float], among: Counter[float], low: float, high: float) -> tuple[float, int]:
    size = sum(n for rest, n in among.items() if low <= rest <= high)
    return sum(n for rest, n in of.items() if low <= rest <= high) / size, size


def _lures(strong: tuple[float, int], weak: tuple[float, int]) -> bool:
    """Whether the strong choose it more often than the weak, and chance would hardly make it so."""
    (upper, n), (lower, m) = strong, weak
    pooled = (upper * n + lower * m) / (n + m)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    return error > 0 and (upper - lower) / error >= _DOUBT


def _chosen(question: Question, tally: _Tally) -> Iterator[Chosen]:
    right, groups = _right_tokens(question), _groups(tally.rests)
    offers = offered(question)
    others = sorted(tally.by_token.keys() - set(offers), key=lambda token: (-tally.by_token[token].total(), token))
    for token in (*offers, *others):
        counted, is_right = tally.by_token.get(token, Counter()), _is_right(question, token, right)
        people = len(tally.token_people.get(token, ()))
        if 0 < people < FEWEST_PEOPLE:
            if token in offers:  # what few typed or paired is not shown at all
                yield Chosen(token, is_right, None)
            continue
        if groups is None:
            yield Chosen(token, is_right, counted.total())
            continue
        weak = _share(counted, tally.rests, -math.inf, groups[0])
        strong = _share(counted, tally.rests, groups[1], math.inf)
        yield Chosen(token, is_right, counted.total(), strong[0], weak[0], not is_right and _lures(strong, weak))


def _flags(n: int, facility: float, discrimination: float | None, chosen: Iterable[Chosen]) -> Iterator[Flag]:
    if n < ENOUGH_ANSWERS:
        return
    if facility > TOO_EASY:
        yield Flag.TOO_EASY
    if facility < TOO_HARD:
        yield Flag.TOO_HARD
    is_backward = discrimination is not None and discrimination * math.sqrt(n) <= -_DOUBT
    listed = list(chosen)
    if is_backward or any(one.lures for one in listed):
        yield Flag.MISLEADING
    if any(one.times == 0 and not one.is_right for one in listed):
        yield Flag.NEVER_CHOSEN


def _median(seconds: Counter[int]) -> int | None:
    middle, seen = (seconds.total() + 1) // 2, 0
    for value in sorted(seconds):
        seen += seconds[value]
        if seen >= middle:
            return value
    return None


def _statistics(question: Question, tally: _Tally) -> ItemStatistics:
    if len(tally.people) < FEWEST_PEOPLE:
        return ItemStatistics(question)
    n, facility = int(tally.marks[0]), tally.marks[1] / tally.marks[0]
    discrimination, chosen = _correlation(tally.marks), tuple(_chosen(question, tally))
    flags = frozenset(_flags(n, facility, discrimination, chosen))
    return ItemStatistics(question, n, facility, discrimination, _median(tally.seconds), chosen, flags)


def analyse(questions: Iterable[Question], papers: Iterable[MarkedPaper]) -> tuple[ItemStatistics, ...]:
    """The statistics of each question, in their order, from attempts that were handed in; read once, none is kept."""
    asked: Mapping[str, Question] = {question.id: question for question in questions}
    tallies = {id: _Tally() for id in asked}
    for paper in papers:
        total, others = sum(answer.mark for answer in paper.answers), len(paper.answers) - 1
        for answer in paper.answers:
            rest = (total - answer.mark) / others if others else 0.0
            tokens = tokens_of(asked[answer.question_id], answer.response)
            tallies[answer.question_id].count(paper.person_id, answer, rest, tokens)
    return tuple(_statistics(question, tallies[id]) for id, question in asked.items())
