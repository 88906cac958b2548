"""Definitions of links and footnotes that stand anywhere in a file, given to each screen that uses them: a screen is
read by itself, and a file's definitions often come all at its end."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

_FOOTNOTE = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:")
_USED = re.compile(r"\[((?:[^\[\]\\]|\\.)+)\]")


@dataclass(frozen=True)
class Definition:
    """A definition and the lines it has, counted from 0 within the text."""

    label: str
    first: int
    end: int


def _is_code(tokens: Sequence[Token], line: int) -> bool:
    return any(
        token.type in ("fence", "code_block") and token.map and token.map[0] <= line < token.map[1] for token in tokens
    )


def _footnotes(lines: list[str], tokens: Sequence[Token]) -> Iterator[Definition]:
    for first, line in enumerate(lines):
        found = _FOOTNOTE.match(line)
        if found and not _is_code(tokens, first):
            end = first + 1
            while end < len(lines) and (lines[end].startswith("    ") or _is_blank_within(lines, end)):
                end += 1
            yield Definition("^" + found[1], first, end)


def _is_blank_within(lines: list[str], place: int) -> bool:
    """Whether a line is blank and the footnote goes on after it."""
    return not lines[place].strip() and place + 1 < len(lines) and lines[place + 1].startswith("    ")


def definitions_in(lines: list[str], tokens: Sequence[Token], env: Mapping[str, Any]) -> tuple[Definition, ...]:
    """Every definition of a text that was parsed with this environment."""
    links = (
        Definition(label, *reference["map"])
        for label, reference in env.get("references", {}).items() if reference.get("map")
    )  # fmt: skip
    return (*links, *_footnotes(lines, tokens))


def lacking(lines: list[str], offset: int, known: tuple[Definition, ...], whole: list[str]) -> list[str]:
    """The lines of the definitions that a part of the text uses and does not hold; it begins at `offset`."""
    if not known:
        return []
    own = range(offset, offset + len(lines))
    used = {_label(found[1]) for found in _USED.finditer("\n".join(lines))}
    needed = [one for one in known if one.label in used and one.first not in own]
    return [line for one in needed for line in ("", *whole[one.first : one.end])]


def _label(text: str) -> str:
    return text if text.startswith("^") else normalizeReference(text)
