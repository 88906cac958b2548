"""What is wrong with one screen's Markdown as a page: headings, links, tables, pictures, settings, long sentences."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from markdown_it.token import Token

from elearning.authoring.directives import ALLOWED_ATTRIBUTES, HEADING_ID, directive_of, markdown_parser, with_children
from elearning.authoring.markdown import SETTING
from elearning.authoring.prose import LONGEST_SENTENCE, count_words, plain, sentences
from elearning.authoring.shape_faults import suggestion
from elearning.authoring.shapes import ID
from elearning.domain.problems import Severity

SETTING_NAMES = ("council_name", "policy_title", "policy_version", "policy_date", "policy_url", "guidelines_url")
"""The local settings that a text may name."""

_SCHEME = re.compile(r"^(https?://|mailto:|tel:)[^\s]+$", re.IGNORECASE)
_HTML = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
_BRACES = re.compile(r"\{[#.:]")
_VAGUE = {"here", "click here", "this", "link", "this link", "more", "read more"}

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


def _inline_faults(token: Token, line: int) -> Iterator[Remark]:
    for attribute in token.meta.get("insecure_attrs", {}):
        allowed = " and ".join(ALLOWED_ATTRIBUTES)
        yield Remark(line, f"The attribute {attribute} is not allowed: only {allowed} are. Take it out.")
    if token.type == "text" and _HTML.search(token.content):
        yield Remark(line, "HTML and its comments are shown as they are typed. Use Markdown, or take them out.")
    if token.type == "image":
        if not plain(token).strip():
            yield Remark(
                line, "The picture has no alternative text. Say in the brackets what it tells: ![what it tells](…)."
            )
        yield Remark(line, "The site serves no pictures with its lessons yet. Say it in words, or make it a table.")


def _link_faults(href: str, words: str, ids: set[str], line: int) -> Iterator[Remark]:
    if href.startswith("#"):
        if href[1:] not in ids:
            message = (
                f"Nothing on this screen has the id {href[1:]!r}. "
                "Each screen is a page of its own: name the screen instead."
            )
            yield Remark(line, message)
    elif href.startswith("xxsetting"):
        if not href.endswith("_url"):
            yield Remark(
                line, f"The setting {href.removeprefix('xxsetting')} is no address. Use policy_url or guidelines_url."
            )
    elif not _SCHEME.match(href):
        message = f"The link to {href!r} leads nowhere. Give a whole address, such as https://www.example.org/page."
        yield Remark(line, message)
    if not words.strip():
        yield Remark(line, "The link has no words. Say where it goes.")
    elif words.strip().casefold() in _VAGUE:
        yield Remark(line, f"“{words.strip()}” does not say where the link goes. Name the page.", Severity.WARNING)


def _links(inline: Token, ids: set[str], line: int) -> Iterator[Remark]:
    href, words = None, ""
    for part in inline.children or ():
        line += part.type in ("softbreak", "hardbreak")
        if part.type == "link_open":
            href, words = str(part.attrs.get("href", "")), ""
        elif part.type == "link_close" and href is not None:
            yield from _link_faults(href, words, ids, line)
            href = None
        else:
            words += part.content


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


def _headings(tokens: list[Token]) -> Iterator[tuple[Token, Token]]:
    """Each heading's opening token with its text."""
    return ((token, text) for token, text in pairwise(tokens) if token.type == "heading_open")


def _ids(tokens: list[Token]) -> Iterator[tuple[str, int]]:
    for heading, text in _headings(tokens):
        if found := HEADING_ID.search(text.content):
            yield found[1], heading.map[0] if heading.map else 0
    for token, line in with_children(tokens):
        if "id" in token.attrs:
            yield str(token.attrs["id"]), line


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


def _nested(tokens: list[Token]) -> Iterator[tuple[list[Token], int]]:
    """The tokens of a text and of the directives in it, each with the line on which it begins."""
    yield tokens, 0
    for token in tokens:
        if token.type == "colon_fence":
            yield _PARSER.parse(directive_of(token).content), (token.map[0] if token.map else 0) + 1


def _moved(remarks: Iterator[Remark], by: int) -> Iterator[Remark]:
    return (remark._replace(line=remark.line + by) for remark in remarks)


def _brace_faults(tokens: list[Token]) -> Iterator[Remark]:
    for before, token in pairwise(tokens):
        of_heading = before.type == "heading_open"
        text = HEADING_ID.sub("", token.content) if of_heading else plain(token)
        if token.type == "inline" and _BRACES.search(text):
            message = "An id in braces belongs at the end of a heading, or after [words in square brackets]. Move it."
            yield Remark(token.map[0] if token.map else 0, message)


def _of_tokens(tokens: list[Token], ids: set[str]) -> Iterator[Remark]:
    yield from _heading_faults(tokens)
    yield from _table_faults(tokens)
    yield from _brace_faults(tokens)
    for token, line in with_children(tokens):
        yield from _inline_faults(token, line)
        if token.type == "inline":
            yield from _links(token, ids, line)
            yield from _long_sentences(token, line)


def screen_remarks(markdown: str) -> list[Remark]:
    """Everything to say of the text of one screen."""
    parts = list(_nested(_PARSER.parse(_marked(markdown))))
    ids = [(id, line + by) for tokens, by in parts for id, line in _ids(tokens)]
    remarks = [*setting_faults(markdown), *_id_faults(ids)]
    for tokens, by in parts:
        remarks += _moved(_of_tokens(tokens, {id for id, _ in ids}), by)
    return remarks


def screen_words(markdown: str) -> int:
    """How many words of a screen there are to read."""
    parts = _nested(_PARSER.parse(_marked(markdown)))
    return sum(count_words(plain(token)) for tokens, _ in parts for token in tokens if token.type == "inline")
