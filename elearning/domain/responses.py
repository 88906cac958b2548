"""Answers as they are kept, a tuple of texts for every kind: read from what a page sent, and put into words again.

Options: the ids chosen. Matching: `a=2`, item and number of its match. Ordering: `a=2`, step and place. Short answer
and number: what was typed. Scenario: the way through the story, `d1=b`, decision and choice. Nothing is marked here.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from elearning.domain.modules import Question
from elearning.domain.question_kinds import Choice, Decision, Matching, Number, Ordering, Scenario, ShortAnswer

Response = tuple[str, ...]

LONGEST_TYPED = 200
"""Characters of a typed answer that are kept."""


class Taken(NamedTuple):
    """A decision of a story, and what was chosen there."""

    decision: Decision
    choice: Choice

    @property
    def said(self) -> str:
        """How it is kept."""
        return f"{self.decision.id}={self.choice.id}"


def texts_in(sent: object) -> Response | None:
    """What was sent, as texts without repetition; None if it is no list of texts at all."""
    if not isinstance(sent, (list, tuple, set, frozenset)):
        return None
    for text in sent:
        if not isinstance(text, str):
            return None
    return tuple(dict.fromkeys(sent))


def pairs_in(response: Iterable[str]) -> dict[str, str] | None:
    """`a=2` texts by what stands before the sign; None if one has no sign, or two speak of the same thing."""
    found: dict[str, str] = {}
    for text in response:
        name, sign, value = text.partition("=")
        if not sign or name in found:
            return None
        found[name] = value
    return found


def walk(story: Scenario, response: Iterable[str]) -> tuple[Taken, ...]:
    """The decisions taken one after another from the first, as far as the response leads; nothing beside the way."""
    chosen = pairs_in(response) or {}
    way: list[Taken] = []
    here = story.decisions[0] if story.decisions else None
    while here is not None and here.id in chosen and len(way) < len(story.decisions):
        choice = here.option(chosen[here.id])
        if choice is None:
            break
        way.append(Taken(here, choice))
        here = story.decision(choice.next)
    return tuple(way)


def next_decision(story: Scenario, response: Iterable[str]) -> Decision | None:
    """The decision that is to be taken now; None once the story has ended."""
    way = walk(story, response)
    if not way:
        return story.decisions[0] if story.decisions else None
    return story.decision(way[-1].choice.next)


def typed(sent: Iterable[str]) -> str:
    """The first text without control characters and needless spaces, cut to what is kept."""
    text = " ".join(next(iter(sent), "").split())
    return "".join(letter for letter in text if letter.isprintable())[:LONGEST_TYPED].strip()


def _on_the_way(story: Scenario, sent: Iterable[str], before: Response) -> Response:
    """The way so far, each decision sent taken in its place. Another choice than before forgets what came after it."""
    way = [taken.said for taken in walk(story, before)]
    for text in (text for text in sent if "=" in text):
        at = next((n for n, said in enumerate(way) if said.partition("=")[0] == text.partition("=")[0]), len(way))
        if way[at : at + 1] != [text]:
            way = [*way[:at], text]
    return tuple(taken.said for taken in walk(story, way))


def _in_fields(names: Iterable[str], sent: Iterable[str], known: Iterable[str]) -> Response:
    """One field for each name, in order: `name=value` of those that hold one of the known values."""
    values = frozenset(known)
    return tuple(f"{name}={value}" for name, value in zip(names, sent, strict=False) if value in values)


def read_response(question: Question, order: Response, sent: Response, *, before: Response = ()) -> Response:
    """The answer in what the fields of a question's page sent, in the fields' order; () if there is none in it.

    `order` is the order in which the page showed the question's parts, `before` the answer so far. The page has a
    drop-down list for each item or step, so that what it sends names no step, and the key cannot be read from it.
    """
    match question.body:
        case Matching() as body:
            return _in_fields((pair.id for pair in body.pairs), sent, body.matches)
        case Ordering() as body:
            return _in_fields(order, sent, body.key.values())
        case ShortAnswer() | Number():
            return (text,) if (text := typed(sent)) else ()
        case Scenario() as body:
            return _on_the_way(body, sent, before)
    return tuple(option.id for option in question.options if option.id in sent)


def to_fields(question: Question, order: Response, response: Response) -> tuple[Response, ...]:
    """What a page's fields send for a response, the other way round than `read_response`; of a story, several times."""
    given = pairs_in(response) or {}
    match question.body:
        case Matching() as body:
            return (tuple(given.get(pair.id, "") for pair in body.pairs),)
        case Ordering():
            return (tuple(given.get(id, "") for id in order),)
        case Scenario():
            return tuple((said,) for said in response)
    return (response,)


def _pairs_fit(response: Response, names: Iterable[str], values: Iterable[str]) -> bool:
    found = pairs_in(response)
    return found is not None and found.keys() <= set(names) and set(found.values()) <= set(values)


def is_possible(question: Question, response: Response) -> bool:
    """Whether the pages could have made such an answer to this question, whole or not, right or wrong."""
    match question.body:
        case Matching() as body:
            return _pairs_fit(response, body.key, body.matches)
        case Ordering() as body:
            return _pairs_fit(response, body.key, body.key.values())
        case ShortAnswer() | Number():
            return len(response) <= 1 and all(text and typed((text,)) == text for text in response)
        case Scenario() as body:
            return tuple(taken.said for taken in walk(body, response)) == response
    return set(response) <= {option.id for option in question.options}


class Part(NamedTuple):
    """One line of an answer: to what (Markdown, may be empty), and what was answered.

    `is_typed` says that the answer is the person's own text, which is no Markdown.
    """

    to: str
    answer: str
    is_typed: bool = False


def _placed(body: Ordering, response: Response) -> tuple[Part, ...]:
    texts: Mapping[str, str] = {step.id: step.text for step in body.steps}
    places = pairs_in(response) or {}
    known = [(int(place), texts[id]) for id, place in places.items() if id in texts and place in body.key.values()]
    return tuple(Part(f"{place}.", text) for place, text in sorted(known, key=lambda pair: pair[0]))


def parts_of(question: Question, response: Response) -> tuple[Part, ...]:
    """An answer in the question's own words, a line for each part that was answered. Nothing raises."""
    match question.body:
        case Matching() as body:
            given = pairs_in(response) or {}
            matched = ((pair.text, body.matches.get(given.get(pair.id, ""))) for pair in body.pairs)
            return tuple(Part(text, match) for text, match in matched if match is not None)
        case Ordering() as body:
            return _placed(body, response)
        case ShortAnswer():
            return tuple(Part("", text, is_typed=True) for text in response)
        case Number() as body:
            return tuple(Part("", f"{text} {body.unit}".strip(), is_typed=True) for text in response)
        case Scenario() as body:
            return tuple(Part(taken.decision.text, taken.choice.text) for taken in walk(body, response))
    return tuple(Part("", option.text) for option in question.options if option.id in response)
