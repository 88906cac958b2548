"""Questions to Moodle's XML. What it has no place for is said: scenarios, and feedback on the pairs of a matching."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from elearning.authoring.formats.carrying import Carried, Draft, has_joker, plain_number, weight_of, with_usual_words
from elearning.domain.modules import Kind
from elearning.domain.question_kinds import Matching, Number, Ordering, ShortAnswer, Verdicts

_TYPES = {
    Kind.SINGLE: "multichoice", Kind.MULTIPLE: "multichoice", Kind.TRUE_FALSE: "truefalse",
    Kind.SHORT_ANSWER: "shortanswer", Kind.NUMBER: "numerical", Kind.MATCHING: "matching", Kind.ORDERING: "ordering",
}  # fmt: skip


def _add(parent: Element, name: str, text: str, *, format: str = "", **attributes: str) -> Element:
    """An element whose text is in a child named text, as Moodle has it."""
    made = SubElement(parent, name, {**attributes, **({"format": format} if format else {})})
    SubElement(made, "text").text = text
    return made


def _answer(question: Element, text: str, weight: str, feedback: str, *, format: str = "markdown") -> Element:
    made = _add(question, "answer", text, format=format, fraction=weight)
    _add(made, "feedback", feedback, format="markdown")
    return made


def _options(question: Element, draft: Draft) -> None:
    keys = sum(option.is_key for option in draft.options)
    for option in draft.options:
        _answer(question, option.text, plain_number(weight_of(option, keys)), option.feedback)
    SubElement(question, "single").text = "true" if keys == 1 else "false"
    SubElement(question, "shuffleanswers").text = "true" if draft.shuffle else "false"
    SubElement(question, "answernumbering").text = "abc"


def _true_false(question: Element, draft: Draft) -> None:
    for option in draft.options:
        weight = "100" if option.is_key else "0"
        _answer(question, option.id, weight, option.feedback, format="moodle_auto_format")


def _wrong(question: Element, verdicts: Verdicts) -> None:
    if verdicts.wrong:
        _answer(question, "*", "0", verdicts.wrong, format="moodle_auto_format")


def _short_answer(question: Element, body: ShortAnswer) -> None:
    SubElement(question, "usecase").text = "0"
    for text in body.accepted:
        _answer(question, text, "100", body.feedback.right, format="moodle_auto_format")
    _wrong(question, body.feedback)


def _number(question: Element, body: Number) -> None:
    right = _answer(question, plain_number(body.answer), "100", body.feedback.right, format="moodle_auto_format")
    SubElement(right, "tolerance").text = plain_number(body.tolerance)
    _wrong(question, body.feedback)
    if body.unit:
        unit = SubElement(SubElement(question, "units"), "unit")
        SubElement(unit, "multiplier").text = "1"
        SubElement(unit, "unit_name").text = body.unit


def _matching(question: Element, body: Matching, *, shuffle: bool) -> None:
    SubElement(question, "shuffleanswers").text = "true" if shuffle else "false"
    sides = [(pair.text, pair.match) for pair in body.pairs] + [("", extra) for extra in body.extra_matches]
    for item, match in sides:
        _add(_add(question, "subquestion", item, format="markdown"), "answer", match)


def _ordering(question: Element, body: Ordering) -> None:
    for place, step in enumerate(body.steps, 1):
        _answer(question, step.text, str(place), step.feedback)


def _body(question: Element, draft: Draft, carried: Carried) -> None:
    match draft.body:
        case None if draft.kind is Kind.TRUE_FALSE:
            _true_false(question, with_usual_words(draft, carried))
        case None:
            _options(question, draft)
        case ShortAnswer():
            _short_answer(question, draft.body)
        case Number():
            _number(question, draft.body)
        case Matching():
            carried.note(draft.name, draft.line, "Moodle has no place for the feedback on its pairs.")
            _matching(question, draft.body, shuffle=draft.shuffle)
        case Ordering():
            carried.note(draft.name, draft.line, "Moodle shows no feedback on its steps, though the file keeps it.")
            _ordering(question, draft.body)


def _question(root: Element, draft: Draft, carried: Carried) -> None:
    question = SubElement(root, "question", {"type": _TYPES[draft.kind]})
    _add(question, "name", draft.name)
    _add(question, "questiontext", draft.stem, format="markdown")
    SubElement(question, "defaultgrade").text = "1"
    SubElement(question, "penalty").text = "0"
    SubElement(question, "idnumber").text = draft.name
    _body(question, draft, carried)


def write_moodle(carried: Carried) -> bytes:
    """The questions as Moodle XML, each under its category; remarks on what it has no place for go to `carried`."""
    root, category = Element("quiz"), None
    for draft in carried.drafts:
        if draft.kind not in _TYPES:
            carried.lose(draft.name, draft.line, f"Moodle XML has no {draft.kind} questions.")
            continue
        if has_joker(draft):
            carried.lose(draft.name, draft.line, "It accepts a *, which Moodle takes for any letters.")
            continue
        if draft.category != category:
            category = draft.category
            _add(SubElement(root, "question", {"type": "category"}), "category", f"$course$/{category}")
        _question(root, draft, carried)
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"
