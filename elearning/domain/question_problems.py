"""What is wrong with one question, as far as its values tell (brief D.4, the table of marking and the item checks)."""

from collections.abc import Iterator

from elearning.domain.kind_problems import body_problems
from elearning.domain.modules import Kind, Question
from elearning.domain.problems import Place, Problem
from elearning.domain.question_texts import texts_of

TRUE_FALSE = ("true", "false")
FEWEST_OPTIONS, MOST_OPTIONS = 3, 4
"""Of a single choice."""
FEWEST_KEYS, FEWEST_DISTRACTORS = 2, 2
"""Of a multiple choice."""


def _kind_fault(question: Question) -> str | None:
    options, keys = len(question.options), sum(option.is_key for option in question.options)
    if question.kind is Kind.MULTIPLE:
        if keys < FEWEST_KEYS or options - keys < FEWEST_DISTRACTORS:
            return (
                f"A multiple choice needs at least {FEWEST_KEYS} right and {FEWEST_DISTRACTORS} wrong options; "
                f"this has {keys} and {options - keys}. Add what is missing."
            )
        return None
    if keys != 1:
        return f"Exactly one option must be right (correct: true); here {keys} are. Mend that, or use kind: multiple."
    if question.kind is Kind.TRUE_FALSE:
        if sorted(option.id for option in question.options) != sorted(TRUE_FALSE):
            return "True or false has exactly two options, with the ids true and false. Name them so."
        return "True or false is not shuffled. Take shuffle out." if question.shuffle else None
    if not FEWEST_OPTIONS <= options <= MOST_OPTIONS:
        return f"A single choice has three or four options; this has {options}. Add or remove some."
    return None


def _option_problems(question: Question) -> Iterator[Problem]:
    ids: set[str] = set()
    texts: set[str] = set()
    for option in question.options:
        place: Place = ("question", question.id, "options", option.id)
        if option.id in ids:
            yield Problem(f"Two options have the id {option.id}. Give one another id.", place=(*place, "2"))
        elif option.text.strip().casefold() in texts:
            yield Problem(f"Option {option.id} says the same as another. Make them differ.", place=place)
        ids.add(option.id)
        texts.add(option.text.strip().casefold())


def _name(place: Place) -> str:
    """'stem', 'text of option b': what stands at a place of a question."""
    if len(place) < 5:
        return {"feedback": f"feedback when {place[-1]}", "extra_matches": "extra match"}.get(place[2], place[-1])
    what = {"options": "option", "pairs": "pair", "steps": "step", "decisions": "decision"}[place[-3]]
    return f"{place[-1]} of {what} {place[-2]}"


def question_problems(question: Question) -> Iterator[Problem]:
    """Everything that one question breaks, each with the place it is about."""
    place: Place = ("question", question.id)
    if question.body is not None:
        yield from body_problems(question, question.body)
    elif fault := _kind_fault(question):
        yield Problem(fault, place=(*place, "options"))
    yield from _option_problems(question)
    for at, text in texts_of(question).items():
        if not text.strip():
            yield Problem(f"The {_name(at)} is empty. Write it.", place=at)
        if "{{" in text:
            message = (
                "A question may not name a local setting, because everybody is asked the same. Write it without one."
            )
            yield Problem(message, place=at)
    if question.review_by < question.reviewed_on:
        yield Problem("review_by is before reviewed_on. Correct the dates.", place=(*place, "review_by"))
