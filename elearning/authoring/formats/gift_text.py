"""The text of GIFT: blocks between blank lines, escapes, answers between braces. What they mean is elsewhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from elearning.authoring.formats.carrying import CannotCarry, one_line
from elearning.authoring.formats.rich_text import from_text

_SPECIAL = re.compile(r"([\\~=#{}:])")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CATEGORY = re.compile(r"^\s*\$CATEGORY:\s*(.*)$")
_FORMAT = re.compile(r"^\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_TITLE = re.compile(r"^\s*::((?:\\.|[^\\])*?)::", re.DOTALL)


def escaped(text: str) -> str:
    """A text with a backslash before each character that GIFT takes for its own."""
    return _SPECIAL.sub(r"\\\1", text)


def unescaped(text: str) -> str:
    """A text without GIFT's backslashes; \\n is the end of a line."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text)


def read_text(text: str, kind: str) -> str:
    """A text of a question as one line of Markdown; its own mark of format goes before the question's."""
    if marked := _FORMAT.match(text):
        return from_text(unescaped(text[marked.end() :]), marked[1].lower())
    return from_text(unescaped(text), kind)


@dataclass(frozen=True)
class Block:
    """One question as it stands in the file. `answers` is None where there are no braces."""

    line: int
    category: str
    name: str
    kind: str
    stem: str
    answers: str | None
    after: str
    is_closed: bool = True


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Each run of lines between blank ones, comments taken out, with the line on which it begins."""
    run: list[str] = []
    first = 0
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.lstrip().startswith("//"):
            continue
        if line.strip():
            first = first or number
            run.append(line)
        elif run:
            yield first, "\n".join(run)
            run, first = [], 0


def _unescaped_at(text: str, sign: str, start: int = 0) -> int:
    """Where a sign stands without a backslash, or -1."""
    place = start
    while place < len(text):
        if text[place] == "\\":
            place += 2
            continue
        if text[place] == sign:
            return place
        place += 1
    return -1


def _block(text: str, line: int, category: str) -> Block:
    name = ""
    if title := _TITLE.match(text):
        name, text = one_line(unescaped(title[1])), text[title.end() :]
    marked = _FORMAT.match(text)
    kind = marked[1].lower() if marked else "moodle"
    text = text[marked.end() :] if marked else text
    opened = _unescaped_at(text, "{")
    closed = _unescaped_at(text, "}", max(opened, 0))
    if opened < 0:
        return Block(line, category, name, kind, text, None, "", is_closed=closed < 0)
    if closed < 0:
        return Block(line, category, name, kind, text[:opened], text[opened + 1 :], "", is_closed=False)
    return Block(line, category, name, kind, text[:opened], text[opened + 1 : closed], text[closed + 1 :])


def blocks(text: str) -> Iterator[Block]:
    """Every question of a file, each under the category that was named last before it."""
    category = ""
    for first, piece in _pieces(text):
        lines = piece.split("\n")
        while lines and (named := _CATEGORY.match(lines[0])):
            category = one_line(unescaped(named[1]))
            lines, first = lines[1:], first + 1
        if lines:
            yield _block("\n".join(lines), first, category)


@dataclass(frozen=True)
class Answer:
    """One answer: whether it is marked as right, its weight as written, and its text and feedback, still escaped."""

    sign: str
    weight: str
    text: str
    feedback: str


_WEIGHT = re.compile(r"^\s*%([+-]?\d+(?:\.\d+)?)%")


def answers(text: str) -> tuple[str, list[Answer], str]:
    """What stands before the first answer, the answers, and the general feedback. Raises CannotCarry."""
    general = ""
    if "####" in text:
        text, _, general = text.partition("####")
    parts: list[tuple[str, str]] = [("", "")]
    place = 0
    while place < len(text):
        if text[place] == "\\":
            parts[-1] = (parts[-1][0], parts[-1][1] + text[place : place + 2])
            place += 2
            continue
        if text[place] in "=~":
            parts.append((text[place], ""))
        else:
            parts[-1] = (parts[-1][0], parts[-1][1] + text[place])
        place += 1
    if len(parts) > 200:
        raise CannotCarry("It has more than 200 answers.")
    return parts[0][1].strip(), [_answer(sign, part) for sign, part in parts[1:]], general


def _answer(sign: str, text: str) -> Answer:
    weight = ""
    if weighed := _WEIGHT.match(text):
        weight, text = weighed[1], text[weighed.end() :]
    at = _unescaped_at(text, "#")
    said, feedback = (text, "") if at < 0 else (text[:at], text[at + 1 :])
    return Answer(sign, weight, said.strip(), feedback.strip())
