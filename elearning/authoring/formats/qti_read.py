"""Items of QTI 2.1 and 2.2 to drafts of questions: choices, matching, ordering, and one box for words or a number."""

from decimal import Decimal
from xml.etree.ElementTree import Element

from elearning.authoring.formats.carrying import LETTERS, CannotCarry, Carried, Draft, one_line, read_number, true_false
from elearning.authoring.formats.rich_text import from_element
from elearning.authoring.formats.xml_tree import first, line_of, local, named, text_of
from elearning.domain.modules import Kind, Option
from elearning.domain.question_kinds import Body, Matching, Number, OrderedStep, Ordering, Pair, ShortAnswer, Verdicts

Meaning = tuple[Kind, tuple[Option, ...], Body | None]
_MOST = 20


def _values(item: Element) -> list[str]:
    """The values of the key, in order."""
    declared = _only(item, "responseDeclaration", "It asks for {} answers at once; here a question has one.")
    correct = first(declared, "correctResponse")
    return [] if correct is None else [one_line(text_of(value)) for value in named(correct, "value")]


def _only(parent: Element, name: str, words: str) -> Element:
    found = list(named(parent, name))
    if len(found) != 1:
        raise CannotCarry(words.format(len(found)))
    return found[0]


def _feedback(choice: Element) -> str:
    return from_element(first(choice, "feedbackInline"))


def _modal(item: Element) -> dict[str, str]:
    return {shown.get("identifier", ""): from_element(shown) for shown in named(item, "modalFeedback")}


def _choices(interaction: Element, name: str = "simpleChoice") -> list[Element]:
    found = [choice for choice in interaction.iter() if local(str(choice.tag)) == name]
    if len(found) > _MOST:
        raise CannotCarry(f"It has more than {_MOST} parts to choose from.")
    return found


def _options(item: Element, interaction: Element) -> Meaning:
    choices, keys = _choices(interaction), set(_values(item))
    modal = _modal(item)
    said = [(choice.get("identifier", ""), from_element(choice), _feedback(choice)) for choice in choices]
    if not 2 <= len(said) <= 8:
        raise CannotCarry(f"It has {len(said)} options; here a question has from 2 to 8.")
    if not keys or keys - {id for id, _, _ in said}:
        raise CannotCarry("It does not say which of its options are right.")
    if [id for id, _, _ in said] == ["true", "false"] and len(keys) == 1:
        feedback = {id: text for id, _, text in said}
        key = keys == {"true"}
        right, wrong = ("true", "false") if key else ("false", "true")
        options = true_false(key, when_right=feedback[right], when_wrong=feedback[wrong])
        return Kind.TRUE_FALSE, options, None
    is_multiple = interaction.get("maxChoices", "1") != "1" and len(keys) > 1
    made = tuple(
        Option(letter, text, id in keys, feedback or modal.get(id, ""))
        for letter, (id, text, feedback) in zip(LETTERS, said, strict=False)
    )
    return (Kind.MULTIPLE if is_multiple else Kind.SINGLE), made, None


def _matching(item: Element, interaction: Element) -> Meaning:
    sets = list(named(interaction, "simpleMatchSet"))
    if len(sets) != 2:
        raise CannotCarry("A matching has two sets; this has another number.")
    items, matches = (_choices(one, "simpleAssociableChoice") for one in sets)
    texts = {match.get("identifier", ""): from_element(match) for match in matches}
    given = dict(value.split(" ", 1) for value in _values(item) if " " in value)
    if len(given) != len(items) or any(given.get(one.get("identifier", "")) not in texts for one in items):
        raise CannotCarry("It does not give each of its items one match.")
    pairs = tuple(
        Pair(letter, from_element(one), texts[given[one.get("identifier", "")]], _feedback(one))
        for letter, one in zip(LETTERS, items, strict=False)
    )
    used = {pair.match for pair in pairs}
    return Kind.MATCHING, (), Matching(pairs, tuple(text for text in texts.values() if text not in used))


def _ordering(item: Element, interaction: Element) -> Meaning:
    choices = {choice.get("identifier", ""): choice for choice in _choices(interaction)}
    order = _values(item)
    if sorted(order) != sorted(choices):
        raise CannotCarry("It does not say the order of all its steps.")
    steps = (
        OrderedStep(letter, from_element(choices[id]), _feedback(choices[id]))
        for letter, id in zip(LETTERS, order, strict=False)
    )
    return Kind.ORDERING, (), Ordering(tuple(steps))


def _tolerance(item: Element) -> Decimal:
    found = [part for part in item.iter() if local(str(part.tag)) == "equal"]
    if not found:
        return Decimal(0)
    mode = found[0].get("toleranceMode", "exact")
    if mode == "exact":
        return Decimal(0)
    offs = found[0].get("tolerance", "0").split()
    if mode != "absolute" or len(set(offs)) != 1:
        raise CannotCarry("Its tolerance is relative, or not the same on either side.")
    return read_number(offs[0])


def _mapped(declared: Element) -> list[str]:
    """The texts that are worth something, and must be worth the same."""
    mapping = first(declared, "mapping")
    entries = [] if mapping is None else list(named(mapping, "mapEntry"))
    worth = {entry.get("mapKey", ""): read_number(entry.get("mappedValue", "0")) for entry in entries}
    if len({value for value in worth.values() if value > 0}) > 1:
        raise CannotCarry("Its answers are worth more and less; here an answer is right or it is not.")
    return [one_line(text) for text, value in worth.items() if value > 0]


def _typed(item: Element, interaction: Element) -> Meaning:
    declared = _only(item, "responseDeclaration", "It asks for {} answers at once; here a question has one.")
    modal = _modal(item)
    verdicts = Verdicts(modal.get("right", ""), modal.get("wrong", ""))
    values = _values(item)
    if declared.get("baseType") in ("float", "integer"):
        if len(values) != 1:
            raise CannotCarry("It does not say which number is right.")
        unit = one_line(interaction.tail or "")
        return Kind.NUMBER, (), Number(read_number(values[0]), _tolerance(item), unit, verdicts)
    accepted = list(dict.fromkeys([*values, *_mapped(declared)]))
    if not accepted:
        raise CannotCarry("It does not say which answers are right.")
    return Kind.SHORT_ANSWER, (), ShortAnswer(tuple(accepted), verdicts)


_INTERACTIONS = {
    "choiceInteraction": _options, "matchInteraction": _matching, "orderInteraction": _ordering,
    "textEntryInteraction": _typed,
}  # fmt: skip


def _stem(body: Element, interaction: Element) -> str:
    """The prompt, and before it what else the body says."""
    before = [from_element(part) for part in body if not any(inner is interaction for inner in part.iter())]
    return one_line(" ".join([*before, from_element(first(interaction, "prompt"))]))


def read_item(item: Element, carried: Carried) -> None:
    """Take one item, or say why not."""
    name, line = one_line(item.get("identifier", "")), line_of(item)
    try:
        body = _only(item, "itemBody", "It has no body.")
        found = [part for part in body.iter() if local(str(part.tag)).endswith("Interaction")]
        if len(found) != 1:
            raise CannotCarry(f"It has {len(found)} interactions; here a question has one.")
        tag = local(str(found[0].tag))
        if tag not in _INTERACTIONS:
            raise CannotCarry(f"A question of type {tag} has no kind here.")
        kind, options, meant = _INTERACTIONS[tag](item, found[0])
        stem = _stem(body, found[0])
    except CannotCarry as reason:
        carried.lose(name, line, str(reason))
        return
    is_shuffled = kind is not Kind.TRUE_FALSE and found[0].get("shuffle", "false") == "true"
    if kind in (Kind.ORDERING, Kind.SHORT_ANSWER, Kind.NUMBER):
        is_shuffled = True
    carried.take(Draft(name, one_line(item.get("label", "")), kind, stem, options, meant, is_shuffled, line))
