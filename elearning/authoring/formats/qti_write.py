"""Questions to items of QTI 2.1. What it has no place for is said: scenarios."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from elearning.authoring.formats.carrying import Carried, Draft, plain_number, with_usual_words
from elearning.authoring.formats.rich_text import to_elements
from elearning.domain.modules import Kind
from elearning.domain.question_kinds import Matching, Number, Ordering, ShortAnswer, Verdicts

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_RIGHT, _WRONG = "right", "wrong"


def _declare(item: Element, cardinality: str, base: str, values: list[str]) -> Element:
    names = {"identifier": "RESPONSE", "cardinality": cardinality, "baseType": base}
    declared = SubElement(item, "responseDeclaration", names)
    correct = SubElement(declared, "correctResponse")
    for value in values:
        SubElement(correct, "value").text = value
    SubElement(item, "outcomeDeclaration", {"identifier": "SCORE", "cardinality": "single", "baseType": "float"})
    shown = {"identifier": "FEEDBACK", "cardinality": "multiple", "baseType": "identifier"}
    SubElement(item, "outcomeDeclaration", shown)
    return declared


def _choice(parent: Element, tag: str, id: str, text: str, feedback: str = "", **more: str) -> None:
    made = SubElement(parent, tag, {"identifier": id, **more})
    to_elements(made, text)
    if feedback:
        shown = {"outcomeIdentifier": "FEEDBACK", "identifier": id, "showHide": "show"}
        to_elements(SubElement(made, "feedbackInline", shown), feedback)


def _interaction(item: Element, tag: str, draft: Draft, **more: str) -> Element:
    body = SubElement(item, "itemBody")
    shuffle = "true" if draft.shuffle else "false"
    made = SubElement(body, tag, {"responseIdentifier": "RESPONSE", "shuffle": shuffle, **more})
    to_elements(SubElement(made, "prompt"), draft.stem)
    return made


def _options(item: Element, draft: Draft) -> None:
    keys = [option.id for option in draft.options if option.is_key]
    is_multiple = draft.kind is Kind.MULTIPLE
    _declare(item, "multiple" if is_multiple else "single", "identifier", keys)
    made = _interaction(item, "choiceInteraction", draft, maxChoices="0" if is_multiple else "1")
    for option in draft.options:
        _choice(made, "simpleChoice", option.id, option.text, option.feedback)


def _matching(item: Element, draft: Draft, body: Matching) -> None:
    names = {text: f"m{number}" for number, text in body.matches.items()}
    _declare(item, "multiple", "directedPair", [f"{pair.id} {names[pair.match]}" for pair in body.pairs])
    made = _interaction(item, "matchInteraction", draft, maxAssociations=str(len(body.pairs)))
    items, matches = SubElement(made, "simpleMatchSet"), SubElement(made, "simpleMatchSet")
    for pair in body.pairs:
        _choice(items, "simpleAssociableChoice", pair.id, pair.text, pair.feedback, matchMax="1")
    for text, name in names.items():
        _choice(matches, "simpleAssociableChoice", name, text, matchMax=str(len(body.pairs)))


def _ordering(item: Element, draft: Draft, body: Ordering) -> None:
    _declare(item, "ordered", "identifier", [step.id for step in body.steps])
    made = _interaction(item, "orderInteraction", draft)
    for step in body.steps:
        _choice(made, "simpleChoice", step.id, step.text, step.feedback)


def _entry(item: Element, draft: Draft, unit: str = "") -> None:
    body = SubElement(item, "itemBody")
    to_elements(SubElement(body, "p"), draft.stem)
    box = SubElement(body, "p")
    entry = SubElement(box, "textEntryInteraction", {"responseIdentifier": "RESPONSE"})
    entry.tail = f" {unit}" if unit else None


def _short_answer(item: Element, draft: Draft, body: ShortAnswer) -> None:
    declared = _declare(item, "single", "string", [body.accepted[0]])
    mapping = SubElement(declared, "mapping", {"defaultValue": "0"})
    for text in body.accepted:
        SubElement(mapping, "mapEntry", {"mapKey": text, "mappedValue": "1", "caseSensitive": "false"})
    _entry(item, draft)


def _number(item: Element, draft: Draft, body: Number) -> None:
    _declare(item, "single", "float", [plain_number(body.answer)])
    _entry(item, draft, body.unit)


def _set(parent: Element, outcome: str, base: str, value: str) -> None:
    made = SubElement(parent, "setOutcomeValue", {"identifier": outcome})
    SubElement(made, "baseValue", {"baseType": base}).text = value


def _test(parent: Element, draft: Draft) -> None:
    """What makes the response right: the key, a mapped text, or a number within the tolerance."""
    match draft.body:
        case ShortAnswer():
            more = SubElement(parent, "gt")
            SubElement(more, "mapResponse", {"identifier": "RESPONSE"})
            SubElement(more, "baseValue", {"baseType": "float"}).text = "0"
        case Number():
            off = plain_number(draft.body.tolerance)
            equal = SubElement(parent, "equal", {"toleranceMode": "absolute", "tolerance": f"{off} {off}"})
            SubElement(equal, "variable", {"identifier": "RESPONSE"})
            SubElement(equal, "correct", {"identifier": "RESPONSE"})
        case _:
            same = SubElement(parent, "match")
            SubElement(same, "variable", {"identifier": "RESPONSE"})
            SubElement(same, "correct", {"identifier": "RESPONSE"})


def _process(item: Element, draft: Draft) -> None:
    processing = SubElement(item, "responseProcessing")
    condition = SubElement(processing, "responseCondition")
    right, wrong = SubElement(condition, "responseIf"), SubElement(condition, "responseElse")
    _test(right, draft)
    _set(right, "SCORE", "float", "1")
    _set(wrong, "SCORE", "float", "0")
    verdicts = getattr(draft.body, "feedback", None)
    if isinstance(verdicts, Verdicts):
        for branch, verdict in ((right, _RIGHT), (wrong, _WRONG)):
            shown = SubElement(SubElement(branch, "setOutcomeValue", {"identifier": "FEEDBACK"}), "multiple")
            SubElement(shown, "baseValue", {"baseType": "identifier"}).text = verdict
        for verdict, text in ((_RIGHT, verdicts.right), (_WRONG, verdicts.wrong)):
            shown_when = {"outcomeIdentifier": "FEEDBACK", "identifier": verdict, "showHide": "show"}
            to_elements(SubElement(item, "modalFeedback", shown_when), text)


def item_of(draft: Draft) -> bytes:
    """One item as a document."""
    item = Element("assessmentItem", {
        "xmlns": NAMESPACE, "identifier": draft.name, "title": draft.name, "label": draft.category,
        "adaptive": "false", "timeDependent": "false",
    })  # fmt: skip
    match draft.body:
        case Matching():
            _matching(item, draft, draft.body)
        case Ordering():
            _ordering(item, draft, draft.body)
        case ShortAnswer():
            _short_answer(item, draft, draft.body)
        case Number():
            _number(item, draft, draft.body)
        case _:
            _options(item, draft)
    _process(item, draft)
    return bytes(tostring(item, encoding="utf-8", xml_declaration=True)) + b"\n"


def items(carried: Carried) -> dict[str, bytes]:
    """Each item by its id; remarks on questions that QTI has no place for go to `carried`."""
    found = {}
    for draft in carried.drafts:
        if draft.kind is Kind.SCENARIO:
            carried.lose(draft.name, draft.line, "An item of QTI 2.1 holds no story with decisions.")
        else:
            is_words = draft.kind is Kind.TRUE_FALSE
            found[draft.name] = item_of(with_usual_words(draft, carried) if is_words else draft)
    return found


def manifest(names: list[str]) -> bytes:
    """The package's list of its items."""
    root = Element("manifest", {"xmlns": "http://www.imsglobal.org/xsd/imscp_v1p1", "identifier": "questions"})
    about = SubElement(root, "metadata")
    SubElement(about, "schema").text = "QTIv2.1 Package"
    SubElement(about, "schemaversion").text = "1.0.0"
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    for name in names:
        kind = {"identifier": f"item-{name}", "type": "imsqti_item_xmlv2p1", "href": f"items/{name}.xml"}
        SubElement(SubElement(resources, "resource", kind), "file", {"href": f"items/{name}.xml"})
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"
