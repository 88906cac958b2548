"""A key that turned out to be mistaken, and the one in its place: read, checked, and put into the question. Pure.

An answer is a list of texts. Options: the ids of the right ones. Matching: `a=2`, item and number of its match.
Ordering: `a=2`, step and place. Short answer: what is accepted. Number: the number. Scenario: the ids of the right
choices at the marked decision.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from elearning.domain.marking import forms, number_in
from elearning.domain.modules import Kind, Question
from elearning.domain.question_kinds import Matching, Number, Ordering, Scenario, ShortAnswer
from elearning.domain.responses import Part, Response, pairs_in, parts_of


def read_answer(question: Question, text: str) -> Response:
    """The answer that somebody typed, its parts between commas: `b,d`; `a=2,b=1`; for steps also their ids in order."""
    if isinstance(question.body, Number):
        return (text.strip(),) if text.strip() else ()
    parts = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if isinstance(question.body, Ordering) and not any("=" in part for part in parts):
        return tuple(f"{id}={place}" for place, id in enumerate(parts, 1))
    return tuple("=".join(side.strip() for side in part.split("=")) for part in parts)


def _among(answer: Response, ids: Iterable[str], what: str) -> tuple[str, ...]:
    known = list(ids)
    return tuple(
        f"There is no {what} {part!r} in this question: they are {', '.join(known)}."
        for part in answer
        if part not in known
    )


def _option_problems(question: Question, answer: Response) -> tuple[str, ...]:
    if question.kind is not Kind.MULTIPLE and len(answer) > 1:
        return ("A question of this kind has one right option: name one.",)
    return _among(answer, [option.id for option in question.options], "option")


def _pair_problems(answer: Response, names: Iterable[str], values: Iterable[str], example: str) -> tuple[str, ...]:
    given, wanted, known = pairs_in(answer), list(names), list(values)
    if given is None or set(given) != set(wanted) or not set(given.values()) <= set(known):
        return (f"Name each of {', '.join(wanted)} once, with one of {', '.join(known)}: for example {example}.",)
    return ()


def _places_problems(body: Ordering, answer: Response) -> tuple[str, ...]:
    found = _pair_problems(answer, body.key, body.key.values(), ",".join(f"{id}={n}" for id, n in body.key.items()))
    if not found and len(set((pairs_in(answer) or {}).values())) < len(body.steps):
        return ("Give each step a place of its own.",)
    return found


def _typed_problems(answer: Response) -> tuple[str, ...]:
    return () if all(forms(text) for text in answer) else ("Every accepted answer needs a letter or a digit.",)


def problems_with(question: Question, answer: Response) -> tuple[str, ...]:
    """Why this cannot be the right answer to the question; empty when it can."""
    if not answer:
        return ("Say what the right answer is.",)
    match question.body:
        case Matching() as body:
            example = ",".join(f"{pair.id}=1" for pair in body.pairs)
            found = _pair_problems(answer, body.key, body.matches, example)
        case Ordering() as body:
            found = _places_problems(body, answer)
        case ShortAnswer():
            found = _typed_problems(answer)
        case Number() as body:
            is_number = len(answer) == 1 and number_in(answer[0], body.unit) is not None
            found = () if is_number else ("The right answer is a number: write it with digits.",)
        case Scenario() as body:
            decision = body.decision(body.marked)
            found = _among(answer, [choice.id for choice in decision.options] if decision else [], "choice")
        case _:
            found = _option_problems(question, answer)
    if not found and _key(corrected(question, answer)) == _key(question):
        return ("That is what the key of this version says already.",)
    return found


def _key(question: Question) -> object:
    """What a question takes for right, for comparing."""
    match question.body:
        case Matching() | Ordering() as body:
            return dict(body.key)
        case ShortAnswer() as body:
            return frozenset().union(*map(forms, body.accepted))
        case Number() as body:
            return body.answer
        case Scenario() as body:
            return {(decision.id, choice.id) for decision in body.decisions for choice in decision.options
                    if choice.is_key}  # fmt: skip
    return question.keys


def _matched(body: Matching, answer: Response) -> Matching:
    """The same matches with the same numbers, given to other items."""
    given = pairs_in(answer) or {}
    pairs = tuple(replace(pair, match=body.matches[given[pair.id]]) for pair in body.pairs)
    used = {pair.match for pair in pairs}
    return Matching(pairs, tuple(text for text in body.matches.values() if text not in used))


def _decided(body: Scenario, answer: Response) -> Scenario:
    return Scenario(
        tuple(
            replace(decision, options=tuple(replace(one, is_key=one.id in answer) for one in decision.options))
            if decision.id == body.marked
            else decision
            for decision in body.decisions
        ),
        body.marked,
    )


def _number(text: str, unit: str) -> Decimal:
    value = number_in(text, unit)
    assert value is not None, "problems_with finds what is no number"
    return Decimal(value.numerator) / Decimal(value.denominator)


def corrected(question: Question, answer: Response) -> Question:
    """The question with this for its key, everything else as it was. The answer is one without problems."""
    match question.body:
        case Matching() as body:
            return replace(question, body=_matched(body, answer))
        case Ordering() as body:
            places = pairs_in(answer) or {}
            return replace(question, body=Ordering(tuple(sorted(body.steps, key=lambda step: int(places[step.id])))))
        case ShortAnswer() as body:
            return replace(question, body=replace(body, accepted=answer))
        case Number() as body:
            return replace(question, body=replace(body, answer=_number(answer[0], body.unit)))
        case Scenario() as body:
            return replace(question, body=_decided(body, answer))
    options = tuple(replace(option, is_key=option.id in answer) for option in question.options)
    return replace(question, options=options)


def key_in_words(question: Question) -> tuple[Part, ...]:
    """What a question takes for right, in its own words, a line for each part."""
    match question.body:
        case Matching() | Ordering() as body:
            return parts_of(question, tuple(f"{id}={value}" for id, value in body.key.items()))
        case ShortAnswer() as body:
            return tuple(Part("", text) for text in body.accepted)
        case Number() as body:
            spread = f", within {body.tolerance}" if body.tolerance else ""
            return (Part("", f"{body.answer} {body.unit}".strip() + spread),)
        case Scenario() as body:
            return tuple(
                Part(decision.text, choice.text)
                for decision in body.decisions
                for choice in decision.options
                if choice.is_key and decision.id == body.marked
            )
    return tuple(Part("", option.text) for option in question.options if option.is_key)
