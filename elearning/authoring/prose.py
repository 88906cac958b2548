"""Words and sentences of what learners read, counted as the house style does (brief 0.5). It judges nothing."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from markdown_it.token import Token

LONGEST_SENTENCE = 20
"""Words."""

_END = re.compile(r"(?<=[.!?:;])[\"'”’)]*\s+")
_LETTER = re.compile(r"\w")


class Sentence(NamedTuple):
    """A sentence, and how many line ends stand before it in its paragraph."""

    text: str
    line: int
    words: int


def plain(inline: Token) -> str:
    """The text of an inline token without its markup."""
    breaks = ("softbreak", "hardbreak")
    return "".join("\n" if part.type in breaks else part.content for part in inline.children or ())


def count_words(text: str) -> int:
    """How many words a text has."""
    return sum(1 for word in text.split() if _LETTER.search(word))


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a paragraph. A colon and a semicolon end one too: what follows is read by itself."""
    start = 0
    for end in [*(found.end() for found in _END.finditer(text)), len(text)]:
        sentence = text[start:end].strip()
        if sentence:
            yield Sentence(sentence, text.count("\n", 0, start), count_words(sentence))
        start = end
