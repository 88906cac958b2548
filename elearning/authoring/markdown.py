"""Screens and questions to safe HTML with GOV.UK classes, local settings filled in. The parts that only a page can
draw (contact cards) come back as blocks of their own."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import groupby
from typing import Protocol

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from elearning.authoring.directives import (
    CONTACTS,
    HEADING_ID,
    NOTE,
    REMEMBER,
    Directive,
    contact_keys,
    directive_of,
    markdown_parser,
)

SETTING = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_MARKED = re.compile("(?:\ue000|%EE%80%80)([a-z_]+)(?:\ue001|%EE%80%81)")
"""A setting while Markdown is parsed: between two characters for private use, which an address has percent-encoded."""

_CLASSES = {
    "p": "govuk-body",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "a": "govuk-link",
    "h2": "govuk-heading-m",
    "h3": "govuk-heading-s",
    "h4": "govuk-heading-s",
    "blockquote": "govuk-inset-text",
    "hr": "govuk-section-break govuk-section-break--m govuk-section-break--visible",
    "dl": "govuk-body",
    "dt": "govuk-!-font-weight-bold",
    "pre": "govuk-body",
    "table": "govuk-table",
    "thead": "govuk-table__head",
    "tbody": "govuk-table__body",
    "tr": "govuk-table__row",
    "th": "govuk-table__header",
    "td": "govuk-table__cell",
}
_ALLOWED_CLASSES = {tag: set(classes.split()) for tag, classes in _CLASSES.items()} | {
    "div": {"app-remember", "govuk-inset-text"},
    "h2": {"govuk-heading-m", "govuk-heading-s"},
    "th": {"govuk-table__header", "govuk-table__header--numeric"},
    "td": {"govuk-table__cell", "govuk-table__cell--numeric"},
}
_INLINE_TAGS = {"em", "strong", "s", "code", "br"}
_TAGS = _INLINE_TAGS | set(_CLASSES) | {"div", "span", "li", "dd"}
_ATTRIBUTES = {"*": {"id", "lang"}, "a": {"href", "title"}, "th": {"scope"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto", "tel"}


class LocalWords(Protocol):
    """Whoever knows the local settings that a lesson may name."""

    @property
    def local_words(self) -> Mapping[str, str]:
        """Setting names and their plain text."""


@dataclass(frozen=True)
class Block:
    """A part of a screen: HTML that is safe to show as it is, or the keys of contacts whose cards the page draws."""

    html: str = ""
    contacts: tuple[str, ...] = ()


def fill_settings(text: str, words: Mapping[str, str]) -> str:
    """The text with the local settings that it names filled in; a name that is not known stays as it is written."""
    return SETTING.sub(lambda found: words.get(found[1], found[0]), text)


def _fill_marked(text: str, words: Mapping[str, str]) -> str:
    return _MARKED.sub(lambda found: words.get(found[1], ""), text)


def _dress(state: StateCore) -> None:
    """Add classes, header scope and heading ids, and fill in settings; take out styles, which the CSP refuses."""
    words: Mapping[str, str] = state.env.get("words", {})
    for place, token in enumerate(state.tokens):
        if token.type == "heading_open":
            _name_heading(token, state.tokens[place + 1])
        elif token.type == "heading_close":
            token.tag = _heading_tag(token.tag)
        for part in (token, *(token.children or ())):
            if part.type != "colon_fence":  # what stands in it is parsed and filled in by itself
                part.content = _fill_marked(part.content, words)
            part.attrs = {name: _fill_marked(str(value), words) for name, value in part.attrs.items()}
            if part.nesting >= 0 and part.tag in _CLASSES:
                _add_classes(part)


def _heading_tag(tag: str) -> str:
    """A screen's title is the page's h1, so that its `###` is an h2."""
    return f"h{min(4, max(2, int(tag[1]) - 1))}"


def _name_heading(heading: Token, inline: Token) -> None:
    heading.tag = _heading_tag(heading.tag)
    last = inline.children[-1] if inline.children else None
    if last is not None and last.type == "text" and (found := HEADING_ID.search(last.content)):
        heading.attrSet("id", found[1])
        last.content = last.content[: found.start()]


def _add_classes(token: Token) -> None:
    classes = _CLASSES[token.tag]
    if token.tag in ("th", "td") and "right" in str(token.attrs.pop("style", "")):
        classes += f" {classes}--numeric"
    if token.tag == "th":
        token.attrSet("scope", "col")
    token.attrSet("class", classes)


def _renderer() -> MarkdownIt:
    parser = markdown_parser()
    parser.core.ruler.push("dress", _dress)
    return parser


_SCREENS = _renderer()
_INLINE = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")


def _clean(html: str) -> str:
    return nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, allowed_classes=_ALLOWED_CLASSES, url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
    )  # fmt: skip


def _boxed(directive: Directive, words: Mapping[str, str]) -> str:
    inside = _SCREENS.render(directive.content, {"words": words})
    if directive.name == REMEMBER:
        return f'<div class="app-remember"><h2 class="govuk-heading-m">Remember</h2>{inside}</div>'
    title = escape(_fill_marked(directive.argument, words))
    heading = f'<h2 class="govuk-heading-s">{title}</h2>' if title else ""
    return f'<div class="govuk-inset-text">{heading}{inside}</div>'


def _parts(tokens: list[Token]) -> Iterator[list[Token] | Directive]:
    """Runs of ordinary tokens, and the directives between them."""
    for is_directive, run in groupby(tokens, key=lambda token: token.type == "colon_fence" and not token.level):
        if is_directive:
            yield from (directive_of(token) for token in run)
        else:
            yield list(run)


def _blocks(tokens: list[Token], words: Mapping[str, str]) -> Iterator[Block]:
    html = ""
    for part in _parts(tokens):
        if not isinstance(part, Directive):
            html += _SCREENS.renderer.render(part, _SCREENS.options, {})
        elif part.name in (NOTE, REMEMBER):
            html += _boxed(part, words)
        elif part.name == CONTACTS:
            yield Block(html=_clean(html))
            yield Block(contacts=contact_keys(part.argument))
            html = ""
    yield Block(html=_clean(html))


@lru_cache(maxsize=2048)
def _rendered(markdown: str, words: tuple[tuple[str, str], ...]) -> tuple[Block, ...]:
    known = dict(words)
    marked = SETTING.sub(lambda found: f"\ue000{found[1]}\ue001" if found[1] in known else found[0], markdown)
    blocks = _blocks(_SCREENS.parse(marked, {"words": known}), known)
    return tuple(block for block in blocks if block.contacts or block.html.strip())


def render_screen(markdown: str, local: LocalWords) -> tuple[Block, ...]:
    """A screen's Markdown as blocks in reading order. The same text and settings are rendered once a process."""
    return _rendered(markdown, tuple(sorted(local.local_words.items())))


@lru_cache(maxsize=4096)
def render_inline(text: str) -> str:
    """One line of a question (stem, option or feedback) as safe HTML: emphasis and code, no blocks and no links."""
    return nh3.clean(_INLINE.renderInline(text), tags=_INLINE_TAGS, attributes={})
