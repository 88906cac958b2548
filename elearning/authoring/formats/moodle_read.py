"""Moodle's XML to drafts of questions."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from xml.etree.ElementTree import Element

from elearning.authoring.formats.carrying import (
    LETTERS,
    CannotCarry,
    Carried,
    Draft,
    Unreadable,
    lettered,
    one_line,
    plain_number,
    read_number,
    true_false,
    truth,
)
from elearning.authoring.formats.rich_text import from_text
from elearning.authoring.formats.xml_tree import first, line_of, local, named, read_xml, text_of
from elearning.domain.modules import Kind, Option
from elearning.domain.question_kinds import Body, Matching, Number, OrderedStep, Ordering, Pair, ShortAnswer, Verdicts

Meaning = tuple[Kind, tuple[Option, ...], Body | None]
_WORDS = {"essay": "An essay", "description": "A description", "cloze": "A text with gaps", "calculated": "A formula"}
_MOST = 20


def _text(element: Element | None, kind: str = "moodle_auto_format") -> str:
    """The text child of an element in the element's own format; files within it are refused."""
    if element is None:
        return ""
    if first(element, "file") is not None:
        raise CannotCarry("It holds a picture or another file; a question here is text alone.")
    return from_text(text_of(first(element, "text")), element.get("format", kind))


def _weight(answer: Element) -> Decimal:
    return read_number(answer.get("fraction", "0"))


def _answers(question: Element) -> list[Element]:
    found = list(named(question, "answer"))
    if len(found) > 100:
        raise CannotCarry("It has more than 100 answers.")
    return found


def _choice(question: Element) -> Meaning:
    parts = [(_text(one), _weight(one), _text(first(one, "feedback"))) for one in _answers(question)]
    kind, options = lettered(parts)
    is_single = truth(text_of(first(question, "single")) or "true")
    if kind is Kind.SINGLE and is_single is False:
        raise CannotCarry(
            "Several may be chosen, but one alone is right; here a multiple choice has two right options."
        )
    return kind, options, None


def _true_false(question: Element) -> Meaning:
    said: dict[bool, str] = {}
    key: bool | None = None
    for one in _answers(question):
        word = truth(text_of(first(one, "text")))
        if word is None:
            raise CannotCarry("Its answers are not true and false.")
        said[word] = _text(first(one, "feedback"))
        key = word if _weight(one) == 100 else key
    if key is None:
        raise CannotCarry("Neither true nor false is right.")
    return Kind.TRUE_FALSE, true_false(key, when_right=said.get(key, ""), when_wrong=said.get(not key, "")), None


def _verdicts(answers: list[Element]) -> tuple[list[Element], Verdicts]:
    """The right answers, and what is said; an answer of * for 0 is whatever else was typed."""
    others = [one for one in answers if text_of(first(one, "text")).strip() == "*" and _weight(one) == 0]
    right = [one for one in answers if one not in others]
    if any(_weight(one) != 100 for one in right):
        shown = ", ".join(f"{plain_number(_weight(one))} %" for one in right)
        raise CannotCarry(f"Its answers are worth {shown}; here an answer is right or it is not.")
    said = list(dict.fromkeys(filter(None, (_text(first(one, "feedback")) for one in right))))
    if len(said) > 1:
        raise CannotCarry("Its right answers have different feedback; here they have one.")
    return right, Verdicts(said[0] if said else "", _text(first(others[0], "feedback")) if others else "")


def _short_answer(question: Element) -> Meaning:
    right, verdicts = _verdicts(_answers(question))
    accepted = tuple(one_line(text_of(first(one, "text"))) for one in right)
    if any("*" in text for text in accepted):
        raise CannotCarry("It accepts any letters (*); here each accepted answer is written out.")
    return Kind.SHORT_ANSWER, (), ShortAnswer(accepted, verdicts)


def _number(question: Element) -> Meaning:
    right, verdicts = _verdicts(_answers(question))
    if len(right) != 1:
        raise CannotCarry(f"It has {len(right)} right numbers; here a question has one.")
    units = [text_of(first(unit, "unit_name")) for one in named(question, "units") for unit in named(one, "unit")]
    tolerance = read_number(text_of(first(right[0], "tolerance")) or "0")
    answer = read_number(text_of(first(right[0], "text")))
    return Kind.NUMBER, (), Number(answer, tolerance, one_line(units[0]) if units else "", verdicts)


def _matching(question: Element) -> Meaning:
    pairs: list[Pair] = []
    extra: list[str] = []
    for one in named(question, "subquestion"):
        item, match = _text(one), one_line(text_of(first(first_or(one, "answer"), "text")))
        if item and len(pairs) < _MOST:
            pairs.append(Pair(LETTERS[len(pairs)], item, match, ""))
        elif item:
            raise CannotCarry(f"It has more than {_MOST} pairs.")
        else:
            extra.append(match)
    return Kind.MATCHING, (), Matching(tuple(pairs), tuple(extra))


def first_or(element: Element, name: str) -> Element:
    """The first child with this name; an empty one where there is none."""
    found = first(element, name)
    return Element(name) if found is None else found


def _ordering(question: Element) -> Meaning:
    found = _answers(question)
    if len(found) > _MOST:
        raise CannotCarry(f"It has more than {_MOST} steps.")
    steps = (OrderedStep(LETTERS[place], _text(one), _text(first(one, "feedback"))) for place, one in enumerate(found))
    return Kind.ORDERING, (), Ordering(tuple(steps))


_KINDS: Mapping[str, Callable[[Element], Meaning]] = {
    "multichoice": _choice, "truefalse": _true_false, "shortanswer": _short_answer, "numerical": _number,
    "matching": _matching, "ordering": _ordering,
}  # fmt: skip


def _notes(question: Element, name: str, carried: Carried) -> None:
    grade = text_of(first(question, "defaultgrade")).strip()
    if grade and read_number(grade) != 1:
        carried.note(name, line_of(question), f"Its weight of {grade} is left out: here every question counts one.")
    for part in ("generalfeedback", "correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        if _text(first(question, part)):
            carried.note(name, line_of(question), f"Its {part} is left out: here each answer has its own.")
    if any(named(question, "hint")):
        carried.note(name, line_of(question), "Its hints are left out.")


def _take(question: Element, category: str, carried: Carried) -> None:
    kind_of = question.get("type", "")
    name = one_line(text_of(first(question, "idnumber")) or text_of(first(question, "name")))
    try:
        if kind_of not in _KINDS:
            raise CannotCarry(f"{_WORDS.get(kind_of, f'A question of type {kind_of!r}')} has no kind here.")
        kind, options, body = _KINDS[kind_of](question)
        stem = _text(first(question, "questiontext"))
        is_fixed = text_of(first(question, "shuffleanswers")).strip().casefold() in ("false", "0")
        is_shuffled = kind is not Kind.TRUE_FALSE and not is_fixed
        _notes(question, name, carried)
    except CannotCarry as reason:
        carried.lose(name, line_of(question), str(reason))
        return
    carried.take(Draft(name, category, kind, stem, options, body, is_shuffled, line_of(question)))


def read_moodle(content: bytes) -> Carried:
    """Every question of a Moodle XML file, and what could not be taken, by line. Raises Unreadable."""
    root = read_xml(content)
    if local(str(root.tag)) != "quiz":
        raise Unreadable("This is no Moodle XML: it does not begin with <quiz>.", line_of(root))
    carried, category = Carried(), ""
    for question in named(root, "question"):
        if question.get("type") == "category":
            category = one_line(text_of(first(first_or(question, "category"), "text")))
        else:
            _take(question, category, carried)
    return carried
