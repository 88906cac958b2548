"""Tokens of Markdown given what GOV.UK pages need: classes, header scopes, heading ids, pictures, addresses.

What comes out is cleaned by `markdown` against the list of tags and attributes that stands here.
"""

import re
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from elearning.authoring.directives import HEADING_ID

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
    "h5": "govuk-heading-s",
    "h6": "govuk-heading-s",
    "blockquote": "govuk-inset-text",
    "hr": "govuk-section-break govuk-section-break--m govuk-section-break--visible",
    "dl": "govuk-body",
    "dt": "govuk-!-font-weight-bold",
    "pre": "govuk-body app-code",
    "table": "govuk-table",
    "thead": "govuk-table__head",
    "tbody": "govuk-table__body",
    "tr": "govuk-table__row",
    "th": "govuk-table__header",
    "td": "govuk-table__cell",
}
INLINE_TAGS = {"em", "strong", "s", "code", "br"}
TAGS = INLINE_TAGS | set(_CLASSES) | {
    "div", "span", "li", "dd", "figure", "figcaption", "img", "details", "summary", "sup",
}  # fmt: skip
ALLOWED_CLASSES = {tag: set(classes.split()) for tag, classes in _CLASSES.items()} | {
    "div": {"app-remember", "govuk-inset-text", "govuk-details__text", "app-description"},
    **{f"h{level}": {"govuk-heading-m", "govuk-heading-s"} for level in range(2, 7)},
    "th": {"govuk-table__header", "govuk-table__header--numeric"},
    "td": {"govuk-table__cell", "govuk-table__cell--numeric"},
    "p": {"govuk-body", "govuk-body-s"},
    "span": {"govuk-details__summary-text", "govuk-visually-hidden"},
    "figure": {"app-picture"},
    "figcaption": {"govuk-body-s", "app-picture__caption"},
    "img": {"app-picture__image"},
    "details": {"govuk-details", "app-description"},
    "summary": {"govuk-details__summary"},
}
ATTRIBUTES = {
    "*": {"id", "lang"}, "a": {"href", "title"}, "th": {"scope"}, "ol": {"start"},
    "img": {"src", "alt", "width", "height"},
}  # fmt: skip
PAPER_PICTURE = "picture"
SCHEMES = {"http", "https", "mailto", "tel", PAPER_PICTURE}
"""Of addresses; the last is what a document on paper calls its own pictures."""


@dataclass(frozen=True)
class Shown:
    """A picture as a page shows it: its address there, and its size in CSS pixels."""

    src: str
    width: int
    height: int


@dataclass(frozen=True)
class Surroundings:
    """The page on which a text is shown: what its links and pictures are there, and what stands above it.

    `links` and `pictures` are by address as written. `depth` is how many levels its headings lie deeper than on a
    screen of its own; `prefix` goes before its ids, where several texts share a page. Nothing can be opened on paper.
    """

    links: tuple[tuple[str, str], ...] = ()
    pictures: tuple[tuple[str, Shown], ...] = ()
    prefix: str = ""
    depth: int = 0
    is_paper: bool = False

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """Addresses of this site by address as written."""
        return dict(self.links)

    @cached_property
    def shown(self) -> Mapping[str, Shown]:
        """Pictures by address as written."""
        return dict(self.pictures)


ALONE = Surroundings()
"""A text by itself: its pictures are told in words, and it links to no other."""


def fill_marked(text: str, words: Mapping[str, str]) -> str:
    """The text with the settings that were marked in it filled in."""
    return _MARKED.sub(lambda found: words.get(found[1], ""), text)


def dress(state: StateCore) -> None:
    """Add classes, header scope and heading ids, and fill in settings; take out styles, which the CSP refuses."""
    words: Mapping[str, str] = state.env.get("words", {})
    around: Surroundings = state.env.get("around", ALONE)
    for place, token in enumerate(state.tokens):
        if token.type == "heading_open":
            _name_heading(token, state.tokens[place + 1], around)
        elif token.type == "heading_close":
            token.tag = heading_tag(int(token.tag[1]) - 1, around)
        elif token.type == "paragraph_open" and _is_picture(state.tokens[place + 1], around):
            state.tokens[place].tag = state.tokens[place + 2].tag = "figure"
            token.hidden = state.tokens[place + 2].hidden = False
        for part in (token, *(token.children or ())):
            if part.type != "colon_fence":  # what stands in it is parsed and filled in by itself
                part.content = fill_marked(part.content, words)
            part.attrs = {name: fill_marked(str(value), words) for name, value in part.attrs.items()}
            _point(part, around)
            if part.nesting >= 0 and part.tag in _CLASSES:
                _add_classes(part)
            elif part.tag == "figure" and part.nesting > 0:
                part.attrSet("class", "app-picture")


def _is_picture(inline: Token, around: Surroundings) -> bool:
    """Whether a paragraph is nothing but one picture that can be shown."""
    parts = inline.children or []
    return len(parts) == 1 and parts[0].type == "image" and str(parts[0].attrs.get("src", "")) in around.shown


def _point(token: Token, around: Surroundings) -> None:
    """Let ids and links within the module be those of the page around."""
    if around.prefix and "id" in token.attrs:
        token.attrs["id"] = around.prefix + str(token.attrs["id"])
    href = str(token.attrs.get("href", "")) if token.type == "link_open" else ""
    if href in around.addresses:
        token.attrs["href"] = around.addresses[href]
    elif around.prefix and href.startswith("#"):
        token.attrs["href"] = f"#{around.prefix}{href[1:]}"


def heading_tag(level: int, around: Surroundings) -> str:
    """A heading of this level within a text whose own title is the page's h1, so that its `###` is an h2."""
    deepest = 6 if around.depth else 4
    return f"h{min(deepest, max(2, level) + around.depth)}"


def _name_heading(heading: Token, inline: Token, around: Surroundings) -> None:
    heading.tag = heading_tag(int(heading.tag[1]) - 1, around)
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


def picture_html(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    """A picture with its caption, or its alternative in words where it cannot be shown."""
    token, around = tokens[place], env.get("around", ALONE)
    words: Mapping[str, str] = env.get("words", {})
    alternative = escape(fill_marked(renderer.renderInlineAsText(token.children or [], options, env), words))
    shown: Shown | None = around.shown.get(str(token.attrs.get("src", "")))
    if shown is None:
        return alternative
    size = f'width="{shown.width}" height="{shown.height}"'
    image = f'<img class="app-picture__image" src="{escape(shown.src)}" alt="{alternative}" {size}>'
    caption = escape(str(token.attrs.get("title", "")))
    if not caption or len(tokens) > 1:
        return image
    return f'{image}<figcaption class="govuk-body-s app-picture__caption">{caption}</figcaption>'
