"""What is wrong with one screen's Markdown as a page: headings, links, tables, pictures, settings, long sentences."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from markdown_it.token import Token

from elearning.authoring.directives import (
    ALLOWED_ATTRIBUTES,
    DESCRIPTION,
    HEADING_ID,
    directive_of,
    markdown_parser,
    with_children,
)
from elearning.authoring.markdown import SETTING
from elearning.authoring.prose import LONGEST_SENTENCE, count_words, plain, sentences
from elearning.authoring.shape_faults import suggestion
from elearning.authoring.shapes import ID
from elearning.authoring.targets import Targets, ids_of, nested
from elearning.domain.problems import Severity

SETTING_NAMES = ("council_name", "policy_title", "policy_version", "policy_date", "policy_url", "guidelines_url")
"""The local settings that a text may name."""

_SCHEME = re.compile(r"^(https?://|mailto:|tel:)[^\s]+$", re.IGNORECASE)
_HTML = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)[^<>]*>|<!--")
_INSTEAD = {
    "br": "End the line with a backslash instead.",
    "img": "Write ![what it tells](pictures/name.svg).",
    "a": "Write [the words](https://example.org/page), or {#id} at the end of a heading.",
    "b": "Write **bold**.",
    "strong": "Write **bold**.",
    "i": "Write *emphasis*.",
    "em": "Write *emphasis*.",
    "details": "Write it out under a heading with three hashes.",
    "summary": "Write it out under a heading with three hashes.",
    "table": "Write the table with bars: | One | Two |.",
    "hr": "Write three hyphens between blank lines.",
    "code": "Write `code` between backticks.",
    "pre": "Write the code between lines of three backticks.",
}
_BARE = re.compile(r"\bhttps?://\S+", re.IGNORECASE)
_BRACES = re.compile(r"\{[#.:]")
_VAGUE = {"here", "click here", "this", "link", "this link", "more", "read more"}

LONGEST_ALTERNATIVE = 250
"""Characters: a screen reader says an alternative in one breath, and it cannot be read again word by word."""
NO_TARGETS = Targets()

_FILE_NAME = re.compile(r"^\S+\.(svg|png|jpe?g|webp|gif)$", re.IGNORECASE)
_PARSER = markdown_parser()


class Remark(NamedTuple):
    """Something wrong on a line counted from 0 within the text."""

    line: int
    message: str
    severity: Severity = Severity.ERROR


def _marked(text: str) -> str:
    """The text with each setting as one word that an address can hold too."""
    return SETTING.sub(lambda found: f"xxsetting{found[1]}" if found[1] in SETTING_NAMES else found[0], text)


def setting_faults(text: str) -> Iterator[Remark]:
    """Settings that are not known, or braces that are not closed."""
    for number, line in enumerate(text.split("\n")):
        for name in SETTING.findall(line):
            if name not in SETTING_NAMES:
                yield Remark(number, f"{name or 'Nothing'} is no local setting. {suggestion(name, SETTING_NAMES)}")
        if "{{" in SETTING.sub("", line):
            yield Remark(number, "A local setting is not closed. Write it on one line, such as {{ council_name }}.")


def _picture_faults(token: Token, targets: Targets, line: int) -> Iterator[Remark]:
    alternative = plain(token).strip()
    if not alternative:
        message = "The picture has no alternative text. Say in the brackets what it tells: ![what it tells](…)."
        yield Remark(line, message)
    elif _FILE_NAME.search(alternative):
        yield Remark(line, "The alternative text is the name of a file. Say what the picture tells.")
    elif len(alternative) > LONGEST_ALTERNATIVE:
        message = (
            f"The alternative text has {len(alternative)} characters. Say it in {LONGEST_ALTERNATIVE}, "
            "and the rest in a :::description below the picture."
        )
        yield Remark(line, message, Severity.WARNING)
    if fault := targets.picture_fault(str(token.attrs.get("src", ""))):
        yield Remark(line, fault)


def _inline_faults(token: Token, targets: Targets, line: int) -> Iterator[Remark]:
    for attribute in token.meta.get("insecure_attrs", {}):
        allowed = " and ".join(ALLOWED_ATTRIBUTES)
        yield Remark(line, f"The attribute {attribute} is not allowed: only {allowed} are. Take it out.")
    if token.type == "text" and (found := _HTML.search(token.content)):
        remedy = _INSTEAD.get(found[1].lower() if found[1] else "", "Use Markdown, or take them out.")
        yield Remark(line, f"HTML and its comments are shown as they are typed. {remedy}")
    if token.type == "image":
        yield from _picture_faults(token, targets, line)


def _link_faults(href: str, words: str, ids: set[str], targets: Targets, line: int) -> Iterator[Remark]:
    if href.startswith("#"):
        if href[1:] not in ids:
            message = (
                f"Nothing on this screen has the id {href[1:]!r}. Each screen is a page of its own: "
                "name the file too, such as 01-title.md#id."
            )
            yield Remark(line, message)
    elif href.startswith("xxsetting"):
        if not href.endswith("_url"):
            yield Remark(
                line, f"The setting {href.removeprefix('xxsetting')} is no address. Use policy_url or guidelines_url."
            )
    elif fault := targets.link_fault(href):
        yield Remark(line, fault)
    elif not targets.link(href) and not _SCHEME.match(href):
        message = f"The link to {href!r} leads nowhere. Give a whole address, such as https://www.example.org/page."
        yield Remark(line, message)
    if not words.strip():
        yield Remark(line, "The link has no words. Say where it goes.")
    elif words.strip().casefold() in _VAGUE:
        yield Remark(line, f"“{words.strip()}” does not say where the link goes. Name the page.", Severity.WARNING)


def _links(inline: Token, ids: set[str], targets: Targets, line: int) -> Iterator[Remark]:
    href, words = None, ""
    for part in inline.children or ():
        line += part.type in ("softbreak", "hardbreak")
        if part.type == "link_open":
            href, words = str(part.attrs.get("href", "")), ""
        elif part.type == "link_close" and href is not None:
            yield from _link_faults(href, words, ids, targets, line)
            href = None
        else:
            words += part.content
            if href is None and part.type == "text" and (bare := _BARE.search(part.content)):
                message = f"{bare[0]} is no link. Write [the name of the page]({bare[0]})."
                yield Remark(line, message, Severity.WARNING)


def _heading_faults(tokens: list[Token]) -> Iterator[Remark]:
    level = 2
    for token in tokens:
        if token.type != "heading_open":
            continue
        now = int(token.tag[1])
        line = token.map[0] if token.map else 0
        if now < 3:
            yield Remark(
                line, "A heading within a screen has three hashes or more. Use ###, or begin a screen with ##."
            )
        elif now > level + 1:
            yield Remark(line, f"This heading has {now} hashes after one with {level}. Use {level + 1}.")
        level = max(2, now)


def _table_faults(tokens: list[Token]) -> Iterator[Remark]:
    line = 0
    for token, following in pairwise(tokens):
        line = token.map[0] if token.map else line
        if token.type == "th_open" and not following.content.strip():
            yield Remark(line, "A column of this table has no heading. Give every column one.")


def _id_faults(ids: list[tuple[str, int]]) -> Iterator[Remark]:
    seen: set[str] = set()
    for id, line in ids:
        if not re.fullmatch(ID, id):
            yield Remark(
                line, f"{id!r} is no id. Use small letters, digits and single hyphens, beginning with a letter."
            )
        if id in seen:
            yield Remark(line, f"The id {id} is used twice on this screen. Change one.")
        seen.add(id)


def _long_sentences(inline: Token, line: int) -> Iterator[Remark]:
    for sentence in sentences(plain(inline)):
        if sentence.words > LONGEST_SENTENCE:
            message = f"A sentence of {sentence.words} words. Split it: {LONGEST_SENTENCE} or fewer are easy to read."
            yield Remark(line + sentence.line, message, Severity.WARNING)


def _moved(remarks: Iterator[Remark], by: int) -> Iterator[Remark]:
    return (remark._replace(line=remark.line + by) for remark in remarks)


def _brace_faults(tokens: list[Token]) -> Iterator[Remark]:
    for before, token in pairwise(tokens):
        of_heading = before.type == "heading_open"
        text = HEADING_ID.sub("", token.content) if of_heading else plain(token)
        if token.type == "inline" and _BRACES.search(text):
            message = "An id in braces belongs at the end of a heading, or after [words in square brackets]. Move it."
            yield Remark(token.map[0] if token.map else 0, message)


def _of_tokens(tokens: list[Token], ids: set[str], targets: Targets) -> Iterator[Remark]:
    yield from _heading_faults(tokens)
    yield from _table_faults(tokens)
    yield from _brace_faults(tokens)
    for token, line in with_children(tokens):
        yield from _inline_faults(token, targets, line)
        if token.type == "inline":
            yield from _links(token, ids, targets, line)
            yield from _long_sentences(token, line)


def screen_remarks(markdown: str, targets: Targets = NO_TARGETS) -> list[Remark]:
    """Everything to say of the text of one screen or section, whose links and pictures may name these targets."""
    parts = list(nested(_PARSER.parse(_marked(markdown))))
    ids = [(id, line + by) for tokens, by in parts for id, line in ids_of(tokens)]
    remarks = [*setting_faults(markdown), *_id_faults(ids)]
    for tokens, by in parts:
        remarks += _moved(_of_tokens(tokens, {id for id, _ in ids}, targets), by)
    return remarks


def screen_words(markdown: str) -> int:
    """How many words of a screen there are to read: without alternatives and descriptions of pictures."""
    tokens = _PARSER.parse(_marked(markdown))
    told = [token for token in tokens if token.type != "colon_fence" or directive_of(token).name != DESCRIPTION]
    parts = nested(told)
    return sum(count_words(_read(token)) for tokens, _ in parts for token in tokens if token.type == "inline")


def _read(inline: Token) -> str:
    """What of an inline token is read by who sees its pictures: their captions, not their alternatives."""
    seen = (
        str(part.attrs.get("title", "")) if part.type == "image" else " " * part.type.endswith("break") + part.content
        for part in inline.children or ()
    )
    return "".join(seen)
