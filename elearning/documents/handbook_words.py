"""A module as a handbook: its values, its knowledge checks as paper can ask them, and their answers. No layout."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from string import ascii_uppercase

from elearning.domain.drawing import order_in_lesson
from elearning.domain.modules import Kind, Question
from elearning.domain.question_kinds import Decision, Matching, Number, Ordering, Scenario, ShortAnswer, Verdicts

Inline = Callable[[str], str]
"""Makes one line of a question into safe HTML."""


@dataclass(frozen=True)
class Choice:
    """A line with its letter or number, as safe HTML."""

    label: str
    html: str


@dataclass(frozen=True)
class Decided:
    """One point of a story, with its choices."""

    html: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Answer:
    """One line of the answers, with whether it is right and why. `is_right` is None for what is the answer itself."""

    label: str
    html: str
    why: tuple[str, ...]
    is_right: bool | None = None


@dataclass(frozen=True)
class Check:
    """A knowledge check as paper asks it; `answers` belong on another page."""

    id: str
    number: int
    stem: str
    hint: str
    choices: tuple[Choice, ...] = ()
    matches: tuple[Choice, ...] = ()
    story: tuple[Decided, ...] = ()
    unit: str | None = None
    """What stands behind the line to write on; None where nothing is written."""
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class ContactLine:
    """A contact of the council."""

    name: str
    purpose: str
    phone: str
    email: str
    url: str


@dataclass(frozen=True)
class Piece:
    """Safe HTML, or contacts."""

    html: str = ""
    contacts: tuple[ContactLine, ...] = ()


@dataclass(frozen=True)
class Part:
    """A screen of a lesson, or a section of a reference page."""

    id: str
    title: str
    pieces: tuple[Piece, ...]
    check: Check | None = None


@dataclass(frozen=True)
class Chapter:
    """A lesson or a reference page. `caption` is what stands above its title."""

    id: str
    caption: str
    title: str
    parts: tuple[Part, ...]
    summary: str = ""

    @property
    def checks(self) -> tuple[Check, ...]:
        """Its knowledge checks, in order."""
        return tuple(part.check for part in self.parts if part.check)


@dataclass(frozen=True)
class Handbook:
    """A module version as one document."""

    council_name: str
    colour: str
    title: str
    summary: str
    minutes: int
    version_number: int
    published_on: date
    lessons: tuple[Chapter, ...]
    references: tuple[Chapter, ...]


def _lettered(texts: Iterable[str], inline: Inline) -> tuple[Choice, ...]:
    return tuple(Choice(letter, inline(text)) for letter, text in zip(ascii_uppercase, texts, strict=False))


def _options(question: Question, number: int, inline: Inline) -> Check:
    hint = "Choose all that apply." if question.kind is Kind.MULTIPLE else "Choose one."
    choices = _lettered((option.text for option in question.options), inline)
    answers = tuple(
        Answer(choice.label, choice.html, (inline(option.feedback),), option.is_key)
        for choice, option in zip(choices, question.options, strict=True)
    )
    return Check(question.id, number, inline(question.stem), hint, choices, answers=answers)


def _matching(question: Question, body: Matching, number: int, inline: Inline) -> Check:
    matches = _lettered(body.matches.values(), inline)
    letters = dict(zip(body.matches, matches, strict=True))
    items = tuple(Choice(str(place), inline(pair.text)) for place, pair in enumerate(body.pairs, 1))
    answers = tuple(
        Answer(f"{item.label}{letters[body.key[pair.id]].label}", f"{item.html}: {inline(pair.match)}",
               (inline(pair.feedback),))
        for item, pair in zip(items, body.pairs, strict=True)
    )  # fmt: skip
    hint = "Write the letter of its match beside each item."
    return Check(question.id, number, inline(question.stem), hint, items, matches, answers=answers)


def _ordering(question: Question, body: Ordering, number: int, inline: Inline) -> Check:
    steps = {step.id: step for step in body.steps}
    choices = _lettered((steps[id].text for id in order_in_lesson(question)), inline)
    letters = {id: choice.label for id, choice in zip(order_in_lesson(question), choices, strict=True)}
    answers = tuple(
        Answer(f"{place}{letters[step.id]}", inline(step.text), (inline(step.feedback),))
        for place, step in enumerate(body.steps, 1)
    )
    hint = "Write 1 beside the first step, 2 beside the next, and so on."
    return Check(question.id, number, inline(question.stem), hint, choices, answers=answers)


def _written(question: Question, number: int, inline: Inline, answer: str, said: Verdicts, unit: str) -> Check:
    answers = (Answer("Answer", inline(answer), (inline(said.right),)),)
    return Check(question.id, number, inline(question.stem), "Write your answer.", unit=unit, answers=answers)


def _decided(decision: Decision, first: str, inline: Inline) -> Iterator[Answer]:
    for letter, choice in zip(ascii_uppercase, decision.options, strict=False):
        why = (choice.consequence, choice.feedback) if choice.feedback else (choice.consequence,)
        yield Answer(f"{first}{letter}", inline(choice.text), tuple(map(inline, why)), choice.is_key)


def _story(question: Question, body: Scenario, number: int, inline: Inline) -> Check:
    is_long = len(body.decisions) > 1
    story = tuple(
        Decided(inline(decision.text), _lettered((choice.text for choice in decision.options), inline))
        for decision in body.decisions
    )
    answers = tuple(
        answer
        for place, decision in enumerate(body.decisions, 1)
        for answer in _decided(decision, str(place) if is_long else "", inline)
    )
    hint = "Decide at each point before you read on." if is_long else "Choose one."
    return Check(question.id, number, inline(question.stem), hint, story=story, answers=answers)


def check_on_paper(question: Question, number: int, inline: Inline) -> Check:
    """A knowledge check as it is asked on paper, and its answers with what each means."""
    match question.body:
        case Matching():
            return _matching(question, question.body, number, inline)
        case Ordering():
            return _ordering(question, question.body, number, inline)
        case ShortAnswer(accepted, feedback):
            return _written(question, number, inline, accepted[0], feedback, "")
        case Number(answer, _, unit, feedback):
            return _written(question, number, inline, f"{answer:f} {unit}".strip(), feedback, unit)
        case Scenario():
            return _story(question, question.body, number, inline)
        case _:
            return _options(question, number, inline)
