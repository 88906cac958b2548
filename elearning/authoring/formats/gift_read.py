"""GIFT to drafts of questions: choices, true or false, short answers, numbers and matching."""

import re
from decimal import Decimal

from elearning.authoring.formats.carrying import (
    CannotCarry,
    Carried,
    Draft,
    lettered,
    one_line,
    plain_number,
    read_number,
    true_false,
    truth,
)
from elearning.authoring.formats.gift_text import Answer, Block, answers, blocks, read_text, unescaped
from elearning.domain.modules import Kind, Option
from elearning.domain.question_kinds import Body, Matching, Number, Pair, ShortAnswer, Verdicts

_GAP = " _____ "
_ANY = "*"
_ARROW = re.compile(r"(?<!\\)->")


def _weight(answer: Answer) -> Decimal:
    if answer.weight:
        return Decimal(answer.weight)
    return Decimal(100 if answer.sign == "=" else 0)


def _options(found: list[Answer], block: Block) -> tuple[Kind, tuple[Option, ...]]:
    parts = [
        (read_text(one.text, block.kind), _weight(one), read_text(one.feedback, block.kind)) for one in found
    ]  # fmt: skip
    return lettered(parts)


def _verdicts(found: list[Answer], block: Block) -> tuple[list[Answer], Verdicts]:
    """The answers that are right, and what is said: an answer of * for 0 % is whatever else was typed."""
    right = [one for one in found if not (unescaped(one.text) == _ANY and _weight(one) == 0)]
    if any(_weight(one) != 100 for one in right):
        shown = ", ".join(f"{plain_number(_weight(one))} %" for one in right)
        raise CannotCarry(f"Its answers are worth {shown}; here an answer is right or it is not.")
    said = list(dict.fromkeys(read_text(one.feedback, block.kind) for one in right if one.feedback))
    if len(said) > 1:
        raise CannotCarry("Its right answers have different feedback; here they have one.")
    wrong = next((read_text(one.feedback, block.kind) for one in found if one not in right), "")
    return right, Verdicts(said[0] if said else "", wrong)


def _short_answer(found: list[Answer], block: Block) -> Body:
    right, verdicts = _verdicts(found, block)
    return ShortAnswer(tuple(one_line(unescaped(one.text)) for one in right), verdicts)


def _amount(text: str) -> tuple[Decimal, Decimal]:
    """The number and its tolerance: 72, 72:1 or 71..73."""
    if ".." in text:
        low, _, high = text.partition("..")
        least, most = read_number(low), read_number(high)
        if least > most:
            raise CannotCarry(f"The range {text.strip()} begins above its end.")
        return (least + most) / 2, (most - least) / 2
    value, _, tolerance = text.partition(":")
    return read_number(value), read_number(tolerance or "0")


def _number(before: str, found: list[Answer], block: Block) -> Body:
    if not found:
        text, _, feedback = before.partition("#")
        found = [Answer("=", "", text.strip(), feedback.strip())]
    right, verdicts = _verdicts(found, block)
    if len(right) != 1:
        raise CannotCarry(f"It has {len(right)} right numbers; here a question has one.")
    answer, tolerance = _amount(right[0].text.replace("\\:", ":"))
    return Number(answer, tolerance, "", verdicts)


def _matching(found: list[Answer], block: Block) -> Body:
    pairs: list[Pair] = []
    extra: list[str] = []
    for one in found:
        item, match = (read_text(part, block.kind) for part in _ARROW.split(one.text, maxsplit=1))
        if item:
            pairs.append(Pair("abcdefghijklmnopqrstuvwxyz"[len(pairs)], item, match, ""))
        else:
            extra.append(match)
        if len(pairs) > 20:
            raise CannotCarry("It has more than 20 pairs.")
    return Matching(tuple(pairs), tuple(extra))


def _true_false(word: str, block: Block) -> tuple[Option, Option] | None:
    text, *feedback = re.split(r"(?<!\\)#", word)
    is_true = truth(text)
    if is_true is None:
        return None
    wrong, right = [*(read_text(part, block.kind) for part in feedback), "", ""][:2]
    return true_false(is_true, when_right=right, when_wrong=wrong)


def _meaning(block: Block, inside: str) -> tuple[Kind, tuple[Option, ...], Body | None]:
    before, found, _ = answers(inside)
    if before.startswith("#"):
        return Kind.NUMBER, (), _number(before[1:], found, block)
    if not found:
        options = _true_false(before, block)
        if options is None:
            raise CannotCarry("An essay has no answer that can be marked here.")
        return Kind.TRUE_FALSE, options, None
    if before:
        raise CannotCarry(f"{before[:40]!r} stands before its first answer.")
    if all(one.sign == "=" for one in found) and all(_ARROW.search(one.text) for one in found):
        return Kind.MATCHING, (), _matching(found, block)
    if all(one.sign == "=" or unescaped(one.text) == _ANY for one in found):
        return Kind.SHORT_ANSWER, (), _short_answer(found, block)
    kind, options_ = _options(found, block)
    return kind, options_, None


def _draft(block: Block) -> Draft:
    if not block.is_closed:
        raise CannotCarry("A brace is not closed, or closes what was never opened.")
    if block.answers is None:
        raise CannotCarry("A description asks nothing.")
    kind, options, body = _meaning(block, block.answers)
    after = read_text(block.after, block.kind)
    stem = one_line(read_text(block.stem, block.kind) + (_GAP + after if after else ""))
    return Draft(block.name, block.category, kind, stem, options, body, kind is not Kind.TRUE_FALSE, block.line)


def _general(block: Block) -> str:
    return block.answers.partition("####")[2].strip() if block.answers else ""


def read_gift(text: str) -> Carried:
    """Every question of a GIFT file, and what could not be taken, by line."""
    carried = Carried()
    for block in blocks(text):
        try:
            draft = _draft(block)
        except CannotCarry as reason:
            carried.lose(block.name, block.line, str(reason))
            continue
        carried.take(draft)
        if _general(block):
            carried.note(block.name, block.line, "Its general feedback is left out: here each answer has its own.")
    return carried
