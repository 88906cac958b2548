"""Questions to GIFT. What it has no place for is said: orderings, scenarios, feedback on pairs, units."""

from elearning.authoring.formats.carrying import (
    Carried,
    Draft,
    by_verdict,
    has_joker,
    is_true,
    plain_number,
    weight_of,
    with_usual_words,
)
from elearning.authoring.formats.gift_text import escaped
from elearning.domain.modules import Kind
from elearning.domain.question_kinds import Matching, Number, ShortAnswer, Verdicts


def _said(feedback: str) -> str:
    return f"#{escaped(feedback)}" if feedback else ""


def _options(draft: Draft) -> list[str]:
    keys = sum(option.is_key for option in draft.options)
    lines = []
    for option in draft.options:
        weight = weight_of(option, keys)
        sign = "=" if keys == 1 and option.is_key else f"~%{plain_number(weight)}%"
        if sign == "=" and option.text.startswith("%"):
            sign = "=%100%"
        lines.append(f"{sign}{escaped(option.text)}{_said(option.feedback)}")
    return lines


def _true_false(draft: Draft) -> list[str]:
    right, wrong = by_verdict(draft.options)
    word = "TRUE" if is_true(draft.options) else "FALSE"
    return [f"{word}#{escaped(wrong)}#{escaped(right)}"]


def _wrong(verdicts: Verdicts) -> list[str]:
    return [f"=%0%*{_said(verdicts.wrong)}"] if verdicts.wrong else []


def _short_answer(body: ShortAnswer) -> list[str]:
    right = [f"=%100%{_side(text)}{_said(body.feedback.right)}" for text in body.accepted]
    return right + _wrong(body.feedback)


def _number(body: Number) -> list[str]:
    amount = f"{plain_number(body.answer)}:{plain_number(body.tolerance)}"
    return ["#", f"=%100%{amount}{_said(body.feedback.right)}", *_wrong(body.feedback)]


def _matching(body: Matching) -> list[str]:
    pairs = [f"={_side(pair.text)} -> {_side(pair.match)}" for pair in body.pairs]
    return pairs + [f"= -> {_side(extra)}" for extra in body.extra_matches]


def _side(text: str) -> str:
    return escaped(text).replace("->", "-\\>")


def _answers(draft: Draft, carried: Carried) -> list[str] | None:
    """The lines between the braces; None where GIFT has no such kind."""
    match draft.body:
        case None if draft.kind is Kind.TRUE_FALSE:
            return _true_false(with_usual_words(draft, carried))
        case None:
            return _options(draft)
        case ShortAnswer():
            return _short_answer(draft.body)
        case Number():
            if draft.body.unit:
                carried.note(draft.name, draft.line, f"GIFT has no place for its unit, {draft.body.unit}.")
            return _number(draft.body)
        case Matching():
            carried.note(draft.name, draft.line, "GIFT has no place for the feedback on its pairs.")
            return _matching(draft.body)
    return None


def write_gift(carried: Carried) -> str:
    """The questions as GIFT, each under its category; remarks on what it has no place for go to `carried`."""
    lines = ["// Questions of the e-learning site. Texts are Markdown.", ""]
    category = None
    for draft in carried.drafts:
        if has_joker(draft):
            carried.lose(draft.name, draft.line, "It accepts a *, which GIFT takes for any letters.")
            continue
        inside = _answers(draft, carried)
        if inside is None:
            carried.lose(draft.name, draft.line, f"GIFT has no {draft.kind} questions.")
            continue
        if not draft.shuffle and draft.kind is not Kind.TRUE_FALSE:
            carried.note(draft.name, draft.line, "GIFT has no place for the order of its options.")
        if draft.category != category:
            category = draft.category
            lines += [f"$CATEGORY: {escaped(category)}", ""]
        stem = f"::{escaped(draft.name)}::[markdown]{escaped(draft.stem)} {{"
        lines += [stem, *(f"  {line}" for line in inside), "}", ""]
    return "\n".join(lines)
