"""What each kind of question holds besides options: pairs, steps, words, a number or a story. It marks nothing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Pair:
    """An item, and what it goes with."""

    id: str
    text: str
    match: str
    feedback: str


@dataclass(frozen=True)
class Matching:
    """Items that are each given one of the matches. Two items may go with the same match."""

    pairs: tuple[Pair, ...]
    extra_matches: tuple[str, ...] = ()

    @cached_property
    def matches(self) -> Mapping[str, str]:
        """Every match by its number. Numbers follow the words' own order, so that they tell nothing of the items."""
        texts = sorted({*(pair.match for pair in self.pairs), *self.extra_matches})
        return {str(number): text for number, text in enumerate(texts, 1)}

    @cached_property
    def key(self) -> Mapping[str, str]:
        """The number of the right match by the id of its item."""
        numbers = {text: number for number, text in self.matches.items()}
        return {pair.id: numbers[pair.match] for pair in self.pairs}


@dataclass(frozen=True)
class OrderedStep:
    """A step, and why it comes where it comes."""

    id: str
    text: str
    feedback: str


@dataclass(frozen=True)
class Ordering:
    """Steps in their right order. They are always shown in another."""

    steps: tuple[OrderedStep, ...]

    @cached_property
    def key(self) -> Mapping[str, str]:
        """The right place of each step, counted from 1, by its id."""
        return {step.id: str(place) for place, step in enumerate(self.steps, 1)}


@dataclass(frozen=True)
class Verdicts:
    """What is said of a right answer, and of any other."""

    right: str
    wrong: str


@dataclass(frozen=True)
class ShortAnswer:
    """One to four words. The first of the accepted answers is the one that is shown as the answer."""

    accepted: tuple[str, ...]
    feedback: Verdicts


@dataclass(frozen=True)
class Number:
    """A number, right within its tolerance on either side. The unit stands beside the box."""

    answer: Decimal
    tolerance: Decimal
    unit: str
    feedback: Verdicts


@dataclass(frozen=True)
class Choice:
    """One way to decide and what follows from it; `next` names the decision that comes then, None ends the story."""

    id: str
    text: str
    consequence: str
    next: str | None
    is_key: bool
    feedback: str = ""


@dataclass(frozen=True)
class Decision:
    """One point of a story at which something is decided."""

    id: str
    text: str
    options: tuple[Choice, ...]

    def option(self, id: str) -> Choice | None:
        """The choice with this id, if there is one."""
        return next((choice for choice in self.options if choice.id == id), None)


@dataclass(frozen=True)
class Scenario:
    """A story with decisions, the first of them first. Only `marked`, the id of one of them, is marked."""

    decisions: tuple[Decision, ...]
    marked: str

    def decision(self, id: str | None) -> Decision | None:
        """The decision with this id, if there is one."""
        return next((decision for decision in self.decisions if decision.id == id), None)


Body = Matching | Ordering | ShortAnswer | Number | Scenario
"""What a question asks for where it is not a choice among options."""


def _each(made: Callable[..., Any], plain: Iterable[Mapping[str, Any]]) -> tuple[Any, ...]:
    return tuple(made(**one) for one in plain)


def _matching(plain: Mapping[str, Any]) -> Matching:
    return Matching(_each(Pair, plain["pairs"]), tuple(plain["extra_matches"]))


def _ordering(plain: Mapping[str, Any]) -> Ordering:
    return Ordering(_each(OrderedStep, plain["steps"]))


def _short_answer(plain: Mapping[str, Any]) -> ShortAnswer:
    return ShortAnswer(tuple(plain["accepted"]), Verdicts(**plain["feedback"]))


def _number(plain: Mapping[str, Any]) -> Number:
    feedback = Verdicts(**plain["feedback"])
    return Number(Decimal(plain["answer"]), Decimal(plain["tolerance"]), plain["unit"], feedback)


def _scenario(plain: Mapping[str, Any]) -> Scenario:
    decisions = (Decision(one["id"], one["text"], _each(Choice, one["options"])) for one in plain["decisions"])
    return Scenario(tuple(decisions), plain["marked"])


_BODIES: Mapping[str, Callable[[Mapping[str, Any]], Body]] = {
    "matching": _matching, "ordering": _ordering, "short_answer": _short_answer, "number": _number,
    "scenario": _scenario,
}  # fmt: skip


def body_from_plain(kind: str, plain: Mapping[str, Any] | None) -> Body | None:
    """The body of a question of this kind from its plain values; None for choices among options."""
    return None if plain is None else _BODIES[kind](plain)
