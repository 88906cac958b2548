"""What is carried between our questions and another system's file, and what is said of whatever cannot be."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

from elearning.authoring.text_files import strange_character
from elearning.domain.modules import Kind, Option, Question
from elearning.domain.question_kinds import Body, ShortAnswer

LARGEST_FILE = 4 * 1024 * 1024
"""Bytes of a file to read, and of all that is in a package."""
MOST_QUESTIONS = 2_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SCRIPT = re.compile(
    r"<\s*/?\s*(script|iframe|object|embed|style|svg|math|form|meta|link)\b|javascript:", re.IGNORECASE
)


class Unreadable(Exception):
    """A whole file that is not taken: why, and on which line if one can be named (0 if not)."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message, self.line = message, line


class CannotCarry(Exception):
    """One question that the other side has no place for, with the reason in words."""


@dataclass(frozen=True)
class Draft:
    """A question without the keys that only our format has (sources, author, dates). `feedback` may be empty."""

    name: str
    category: str
    kind: Kind
    stem: str
    options: tuple[Option, ...] = ()
    body: Body | None = None
    shuffle: bool = True
    line: int = 0


@dataclass(frozen=True)
class Remark:
    """A question that was left out (`is_lost`), or something of one that was: its name, its line, and the reason."""

    name: str
    line: int
    reason: str
    is_lost: bool = True

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.name or 'a question without a name'}: {self.reason}"


@dataclass
class Carried:
    """What came out of a file, or goes into one: questions in order, and remarks on all that did not come whole."""

    drafts: list[Draft] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def lose(self, name: str, line: int, reason: str) -> None:
        """Say that a question is left out."""
        self.remarks.append(Remark(name, line, reason))

    def note(self, name: str, line: int, reason: str) -> None:
        """Say that something of a question is left out."""
        self.remarks.append(Remark(name, line, reason, is_lost=False))

    def take(self, draft: Draft) -> None:
        """Keep a question if its texts may stand in our files. Raises Unreadable when there are too many."""
        if len(self.drafts) >= MOST_QUESTIONS:
            raise Unreadable(f"The file has more than {MOST_QUESTIONS:,} questions. Split it.", draft.line)
        for text in texts_of_draft(draft):
            if strange := strange_character(text):
                return self.lose(draft.name, draft.line, f"It holds the character {strange}, which cannot be shown.")
            if _SCRIPT.search(text):
                return self.lose(draft.name, draft.line, "It holds a script or another active part of a page.")
            if len(text) > 2000:
                return self.lose(draft.name, draft.line, "One of its texts has more than 2,000 characters.")
        if not draft.stem:
            return self.lose(draft.name, draft.line, "It asks nothing: its text is empty.")
        self.drafts.append(draft)
        return None


def has_joker(draft: Draft) -> bool:
    """Whether it accepts an answer with a * in it, which other systems take for any letters."""
    return isinstance(draft.body, ShortAnswer) and any("*" in text for text in draft.body.accepted)


def texts_of_draft(draft: Draft) -> list[str]:
    """Every text of a draft, whatever its kind."""
    found = [draft.name, draft.category, draft.stem]
    for option in draft.options:
        found += [option.text, option.feedback]
    return found + _texts_in(draft.body)


def _texts_in(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for part in value for text in _texts_in(part)]
    if hasattr(value, "__dataclass_fields__"):
        return [text for name in value.__dataclass_fields__ for text in _texts_in(getattr(value, name))]
    return []


def one_line(text: str) -> str:
    """A text with every run of spaces and line ends as one space: a stem or an option is one paragraph."""
    return " ".join(text.split())


def category_of(question: Question, module: str) -> str:
    """Where a question belongs, as a path: module, lesson, objective."""
    return f"{module}/{question.lesson}/{question.objective}"


def place_in(category: str) -> tuple[str, str]:
    """The lesson and the objective that a path of categories ends with, each empty if it does not say."""
    parts = [part for part in category.split("/") if part]
    objective = parts[-1] if parts and re.fullmatch(r"[A-Z][A-Z0-9]*-[0-9]+(\.[0-9]+)?", parts[-1]) else ""
    before = parts[-2] if objective and len(parts) > 1 else ""
    return (before if re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", before) else ""), objective


def plain_number(value: Decimal) -> str:
    """A number as people write it: no exponent, no needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_number(text: str) -> Decimal:
    """A number of another system's file. Raises CannotCarry for anything else, and for more than twelve digits."""
    cleaned = text.strip()
    if not re.fullmatch(r"[+-]?(\d{1,20}(\.\d{0,20})?|\.\d{1,20})([eE][+-]?\d{1,2})?", cleaned):
        raise CannotCarry(f"{cleaned[:40]!r} is no number that can be marked here.")
    value = Decimal(cleaned)
    if abs(value) > 10**12 or Decimal(str(float(value))) != value:
        raise CannotCarry(f"{cleaned[:40]!r} has more digits than can be marked here.")
    return value


def truth(text: str) -> bool | None:
    """Whether a text is the word true or the word false."""
    return {"true": True, "t": True, "false": False, "f": False}.get(text.strip().casefold())


def true_false(is_true: bool, *, when_right: str, when_wrong: str) -> tuple[Option, Option]:
    """The two options of a true or false question, where the other system keeps feedback by right and wrong."""
    return (
        Option("true", "True", is_true, when_right if is_true else when_wrong),
        Option("false", "False", not is_true, when_wrong if is_true else when_right),
    )


def with_usual_words(draft: Draft, carried: Carried) -> Draft:
    """A true or false question in the words and the order that other systems know; noted if others."""
    usual = sorted((replace(one, text=one.id.capitalize()) for one in draft.options), key=lambda one: one.id != "true")
    if tuple(usual) != draft.options:
        carried.note(draft.name, draft.line, "Its options become True and False, in that order.")
    return replace(draft, options=tuple(usual))


def is_true(options: Iterable[Option]) -> bool:
    """Whether the key of a true or false question is true."""
    return any(option.is_key and option.id == "true" for option in options)


def by_verdict(options: Sequence[Option]) -> tuple[str, str]:
    """The feedback of a true or false question when right, and when wrong."""
    right = next((option.feedback for option in options if option.is_key), "")
    return right, next((option.feedback for option in options if not option.is_key), "")


def lettered(parts: Sequence[tuple[str, Decimal, str]]) -> tuple[Kind, tuple[Option, ...]]:
    """Options from text, weight in per cent and feedback. Raises CannotCarry where the weights mean more than right.

    One option of 100 makes a single choice; several that share 100 equally make a multiple choice.
    """
    if not 2 <= len(parts) <= 8:
        raise CannotCarry(f"It has {len(parts)} options; here a question has from 2 to 8.")
    weights = [weight for _, weight, _ in parts if weight > 0]
    if not weights:
        raise CannotCarry("No option of it is right.")
    share = Decimal(100) / len(weights)
    if any(abs(weight - share) > Decimal("0.01") for weight in weights):
        shown = ", ".join(f"{plain_number(weight.normalize())} %" for weight in weights)
        raise CannotCarry(f"Its options are worth {shown}; here all right options count alike.")
    options = tuple(
        Option(letter, text, weight > 0, feedback)
        for letter, (text, weight, feedback) in zip(LETTERS, parts, strict=False)
    )
    return (Kind.SINGLE if len(weights) == 1 else Kind.MULTIPLE), options


def weight_of(option: Option, keys: int) -> Decimal:
    """What an option is worth in per cent elsewhere: keys share 100, a wrong one takes 100 where several are chosen."""
    if option.is_key:
        return (Decimal(100) / keys).quantize(Decimal("0.00001"))
    return Decimal(-100) if keys > 1 else Decimal(0)


def draft_of(question: Question, module: str) -> Draft:
    """One of our questions as it is carried: every text on one line."""
    options = tuple(Option(o.id, one_line(o.text), o.is_key, one_line(o.feedback)) for o in question.options)
    return Draft(
        question.id, category_of(question, module), question.kind, one_line(question.stem), options,
        _flat(question.body), question.shuffle,
    )  # fmt: skip


def _flat(value: Any) -> Any:
    """A body with every text of it on one line."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, tuple):
        return tuple(_flat(part) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _flat(getattr(value, each.name)) for each in fields(value)})
    return value
