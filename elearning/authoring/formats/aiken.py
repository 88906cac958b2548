"""Aiken: a question, lettered options, and the letter of the right one. It has no place for feedback or categories."""

import re
from decimal import Decimal

from elearning.authoring.formats.carrying import (
    LETTERS,
    CannotCarry,
    Carried,
    Draft,
    lettered,
    one_line,
    truth,
    with_usual_words,
)
from elearning.domain.modules import Kind, Option

_OPTION = re.compile(r"^([A-Za-z])[.)]\s+(.*\S)\s*$")
_ANSWER = re.compile(r"^ANSWER:\s*([A-Za-z])\s*$")


def _options(lines: list[tuple[int, str]], answer: str) -> tuple[Kind, tuple[Option, ...]]:
    letters = [letter for letter, _ in (_split(line) for _, line in lines)]
    if letters != list(LETTERS.upper()[: len(letters)]):
        raise CannotCarry(f"Its options are lettered {', '.join(letters)}. Letter them A, B, C …")
    if answer not in letters:
        raise CannotCarry(f"Its answer is {answer}, but there is no such option.")
    texts = [_split(line)[1] for _, line in lines]
    if len(texts) == 2 and [truth(text) for text in texts] == [True, False]:
        return Kind.TRUE_FALSE, (Option("true", "True", answer == "A", ""), Option("false", "False", answer == "B", ""))
    kind, options = lettered(
        [(text, Decimal(100 * (letter == answer)), "") for letter, text in zip(letters, texts, strict=True)]
    )
    return kind, options


def _split(line: str) -> tuple[str, str]:
    found = _OPTION.match(line)
    assert found is not None, line
    return found[1].upper(), one_line(found[2])


def _finish(lines: list[tuple[int, str]], answer: str | None, found: Carried) -> None:
    """One block of lines, up to its answer."""
    if not lines:
        return
    first = lines[0][0]
    name = f"question on line {first}"
    options = [(number, line) for number, line in lines if _OPTION.match(line)]
    stem = [line for number, line in lines if not options or number < options[0][0]]
    after = [number for number, line in lines if options and number > options[0][0] and not _OPTION.match(line)]
    if answer is None:
        return found.lose(name, first, "It has no line such as ANSWER: B after its options.")
    if after:
        return found.lose(name, after[0], "This line is neither an option nor the answer.")
    try:
        kind, made = _options(options, answer.upper())
    except CannotCarry as reason:
        return found.lose(name, first, str(reason))
    found.take(Draft("", "", kind, one_line(" ".join(stem)), made, shuffle=kind is not Kind.TRUE_FALSE, line=first))
    return None


def read_aiken(text: str) -> Carried:
    """Every question of an Aiken file, and what could not be taken, by line."""
    found = Carried()
    block: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if answer := _ANSWER.match(line.strip()):
            if block:
                _finish(block, answer[1], found)
            else:
                found.lose("", number, "An answer without a question before it.")
            block = []
        elif line.strip():
            block.append((number, line.strip()))
        elif block and any(_OPTION.match(one) for _, one in block):
            _finish(block, None, found)
            block = []
    _finish(block, None, found)
    return found


def write_aiken(carried: Carried) -> str:
    """The questions as Aiken; remarks on what it has no place for go to `carried`."""
    blocks = []
    for draft in carried.drafts:
        if draft.kind not in (Kind.SINGLE, Kind.TRUE_FALSE):
            carried.lose(draft.name, draft.line, f"Aiken has no {draft.kind} questions.")
        elif _OPTION.match(draft.stem) or _ANSWER.match(draft.stem):
            carried.lose(draft.name, draft.line, "Its text would be read as an option or an answer.")
        else:
            draft = with_usual_words(draft, carried) if draft.kind is Kind.TRUE_FALSE else draft
            letters = LETTERS.upper()
            lines = [f"{letter}. {option.text}" for letter, option in zip(letters, draft.options, strict=False)]
            key = next(letter for letter, option in zip(letters, draft.options, strict=False) if option.is_key)
            blocks.append("\n".join([draft.stem, *lines, f"ANSWER: {key}"]))
            carried.note(draft.name, draft.line, "Aiken has no place for its name, category and feedback.")
    return "\n\n".join(blocks) + "\n"
