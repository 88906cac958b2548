"""What the templates of the kinds of question ask for: their names, parts by id, the story so far. It marks nothing."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from elearning.domain.marking import mark
from elearning.domain.modules import Kind, Question
from elearning.domain.question_kinds import Decision, Scenario
from elearning.domain.responses import Response, Taken, next_decision, pairs_in, parts_of, walk

_TEMPLATES = {Kind.MATCHING: "matching", Kind.ORDERING: "ordering", Kind.SHORT_ANSWER: "typed", Kind.NUMBER: "typed",
              Kind.SCENARIO: "scenario"}  # fmt: skip


def kind_template(question: Question) -> str:
    """The template that asks such a question and gives feedback on it."""
    return f"learner/kinds/{_TEMPLATES.get(question.kind, 'options')}.html"


def by_id(parts: Iterable[Any]) -> Mapping[str, Any]:
    """Options, steps or choices by their ids."""
    return {part.id: part for part in parts}


def answer_pairs(response: Response) -> Mapping[str, str]:
    """What was given to each item or step, by its id."""
    return pairs_in(response) or {}


def way_to(question: Question, response: Response, at: str | None = None) -> tuple[Taken, ...]:
    """The decisions taken, up to the one that is to be taken again if that is named and was taken."""
    if not isinstance(question.body, Scenario):
        return ()
    way = walk(question.body, response)
    again = next((n for n, taken in enumerate(way) if taken.decision.id == at), len(way))
    return way[:again]


def decision_at(question: Question, response: Response, at: str | None = None) -> Decision | None:
    """The decision to be taken, or to be taken again; None once the story has ended."""
    if not isinstance(question.body, Scenario):
        return None
    return next_decision(question.body, tuple(taken.said for taken in way_to(question, response, at)))


def is_right(question: Question, response: Response) -> bool:
    """Whether this answer to a knowledge check is right."""
    return bool(mark(question, response))


QUESTION_FILTERS: Mapping[str, Callable[..., Any]] = {
    "answer_pairs": answer_pairs,
    "answer_parts": parts_of,
    "by_id": by_id,
    "decision_at": decision_at,
    "is_right": is_right,
    "kind_template": kind_template,
    "way_to": way_to,
}
