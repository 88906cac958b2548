"""The Markdown that authors write, as tokens: CommonMark, what GitHub adds to it, and our `:::` directives.

Nothing is rendered here.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from elearning.authoring.github import mark_alerts, mark_tasks

CHECK, REMEMBER, NOTE, CONTACTS, DESCRIPTION = "check", "remember", "note", "contacts", "description"
DIRECTIVES = (CHECK, CONTACTS, DESCRIPTION, NOTE, REMEMBER)
ALLOWED_ATTRIBUTES = ("id", "lang")
HEADING_ID = re.compile(r"\s*\{#([^\s{}]*)\}\s*$")


class Directive(NamedTuple):
    """A `:::name argument` block: what stands between its two lines is Markdown, or nothing."""

    name: str
    argument: str
    content: str


def markdown_parser() -> MarkdownIt:
    """A parser of lessons. HTML is text, addresses are not made links by themselves."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.use(deflist_plugin).use(colon_fence_plugin).use(footnote_plugin, inline=False)
    parser.core.ruler.push("alerts", mark_alerts)
    parser.core.ruler.push("tasks", mark_tasks)
    return parser.use(attrs_plugin, spans=True, allowed=ALLOWED_ATTRIBUTES)


def directive_of(token: Token) -> Directive:
    """What a colon_fence token says."""
    name, _, argument = token.info.strip().partition(" ")
    return Directive(name, argument.strip(), token.content)


def is_closed(token: Token, lines: list[str]) -> bool:
    """Whether a colon_fence token ends with a line of colons, seen in the lines that were parsed."""
    first, end = token.map or (0, 0)
    last = lines[end - 1].strip() if end - 1 > first else ""
    return last.startswith(token.markup) and not last.strip(":")


def contact_keys(argument: str) -> tuple[str, ...]:
    """The keys that a `contacts` directive names."""
    return tuple(key for key in (part.strip() for part in argument.split(",")) if key)


def with_children(tokens: list[Token]) -> Iterator[tuple[Token, int]]:
    """Every token and its children in reading order, each with the first line of its block, counted from 0."""
    line = 0
    for token in tokens:
        line = token.map[0] if token.map else line
        yield token, line
        for child in token.children or ():
            yield child, line
            line += child.type in ("softbreak", "hardbreak")
