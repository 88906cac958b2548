"""What is wrong with one question, as far as its values tell (brief D.4, the table of marking and the item checks)."""

from collections.abc import Iterator

from elearning.domain.modules import Kind, Question
from elearning.domain.problems import Place, Problem

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


def _texts(question: Question) -> dict[Place, str]:
    place: Place = ("question", question.id)
    texts: dict[Place, str] = {(*place, "stem"): question.stem}
    for option in question.options:
        texts[*place, "options", option.id, "text"] = option.text
        texts[*place, "options", option.id, "feedback"] = option.feedback
    return texts


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


def question_problems(question: Question) -> Iterator[Problem]:
    """Everything that one question breaks, each with the place it is about."""
    place: Place = ("question", question.id)
    fault = _kind_fault(question)
    if fault is not None:
        yield Problem(fault, place=(*place, "options"))
    yield from _option_problems(question)
    for at, text in _texts(question).items():
        if not text.strip():
            option = f" of option {at[3]}" if len(at) > 3 else ""
            yield Problem(f"The {at[-1]}{option} is empty. Write it.", place=at)
        if "{{" in text:
            message = (
                "A question may not name a local setting, because everybody is asked the same. Write it without one."
            )
            yield Problem(message, place=at)
    if question.review_by < question.reviewed_on:
        yield Problem("review_by is before reviewed_on. Correct the dates.", place=(*place, "review_by"))
