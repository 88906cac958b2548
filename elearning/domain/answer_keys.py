"""The whole key of a question as a response, a wrong response, and what a response still lacks."""

from collections import Counter
from decimal import Decimal
from typing import NamedTuple

from elearning.domain.marking import mark, number_in
from elearning.domain.modules import Kind, Question
from elearning.domain.question_kinds import Decision, Matching, Number, Ordering, Scenario, ShortAnswer
from elearning.domain.responses import Response, next_decision, pairs_in, walk


class Gap(NamedTuple):
    """What a response lacks, without a full stop at its end, and which field of its page is to be filled, from 0."""

    message: str
    field: int = 0


def _ways(story: Scenario) -> list[tuple[str, ...]]:
    """Every way through the story to its end, as responses. A decision that comes again ends the way."""
    ways: list[tuple[str, ...]] = []
    begun: list[tuple[tuple[str, ...], Decision | None]] = [((), story.decisions[0] if story.decisions else None)]
    while begun:
        way, here = begun.pop(0)
        if here is None or any(said.startswith(f"{here.id}=") for said in way):
            ways.append(way)
            continue
        begun += [((*way, f"{here.id}={choice.id}"), story.decision(choice.next)) for choice in here.options]
    return ways


def _rights(story: Scenario, way: tuple[str, ...]) -> int:
    return sum(taken.choice.is_key for taken in walk(story, way))


def whole_key(question: Question) -> Response:
    """A response that scores full marks: of a story, the way that decides best as often as it can."""
    match question.body:
        case Matching() | Ordering() as body:
            return tuple(f"{id}={value}" for id, value in body.key.items())
        case ShortAnswer() as body:
            return body.accepted[:1]
        case Number() as body:
            return (str(body.answer),)
        case Scenario() as body:
            ways = sorted(_ways(body), key=lambda way: _rights(body, way), reverse=True)
            return next((way for way in ways if mark(question, way)), ())
    return tuple(option.id for option in question.options if option.is_key)


def wrong_response(question: Question) -> Response:
    """A whole response that is not right, for demonstrations and trials."""
    match question.body:
        case Matching() | Ordering() as body:
            values = list(body.key.values())
            return tuple(f"{id}={value}" for id, value in zip(body.key, (*values[1:], values[0]), strict=True))
        case ShortAnswer():
            return ("not sure",)
        case Number() as body:
            return (str(body.answer + body.tolerance + Decimal(1)),)
        case Scenario() as body:
            return next((way for way in _ways(body) if not mark(question, way)), ())
    return next(((option.id,) for option in question.options if not option.is_key), ())


def _matching_gap(body: Matching, response: Response) -> Gap | None:
    given = pairs_in(response) or {}
    missing = [place for place, pair in enumerate(body.pairs) if pair.id not in given]
    if len(missing) == len(body.pairs):
        return Gap("Choose a match for each item")
    if missing:
        items = "1 item has" if len(missing) == 1 else f"{len(missing)} items have"
        return Gap(f"{items} no match yet. Choose a match for each item", missing[0])
    return None


def _ordering_gap(body: Ordering, order: Response, response: Response) -> Gap | None:
    given = pairs_in(response) or {}
    missing = [place for place, id in enumerate(order) if id not in given]
    if len(missing) == len(body.steps):
        return Gap("Choose a place for each step")
    if missing:
        steps = "1 step has" if len(missing) == 1 else f"{len(missing)} steps have"
        return Gap(f"{steps} no place yet. Choose a place for each step", missing[0])
    times = Counter(given.values())
    twice = [n for n, id in enumerate(order) if times[given[id]] > 1]
    if not twice:
        return None
    place = given[order[twice[-1]]]
    return Gap(f"{times[place]} steps have place {place}. Give each step a place of its own", twice[-1])


def _number_gap(body: Number, response: Response) -> Gap | None:
    if not response:
        return Gap("Enter a number")
    if number_in(response[0], body.unit) is None:
        return Gap("Your answer is not a number. Enter a number, such as 12 or 3.5")
    return None


def gap_in(question: Question, order: Response, response: Response) -> Gap | None:
    """What is missing before the response answers the whole question; None when nothing is.

    `order` is the order in which the page shows the question's parts.
    """
    match question.body:
        case Matching() as body:
            return _matching_gap(body, response)
        case Ordering() as body:
            return _ordering_gap(body, order, response)
        case Number() as body:
            return _number_gap(body, response)
        case ShortAnswer():
            return None if response else Gap("Enter your answer")
        case Scenario() as body:
            return Gap("Choose what to do") if next_decision(body, response) else None
    if response:
        return None
    return Gap("Choose at least one answer" if question.kind is Kind.MULTIPLE else "Choose an answer")
