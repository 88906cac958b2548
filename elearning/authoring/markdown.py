"""Screens, sections and questions to safe HTML with GOV.UK classes, local settings filled in. The parts that only a
page can draw (contact cards) come back as blocks of their own."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import groupby
from typing import Protocol

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from elearning.authoring.directives import (
    CONTACTS,
    DESCRIPTION,
    NOTE,
    REMEMBER,
    Directive,
    contact_keys,
    directive_of,
    markdown_parser,
)
from elearning.authoring.dress import (
    ALLOWED_CLASSES,
    ALONE,
    ATTRIBUTES,
    INLINE_TAGS,
    SCHEMES,
    TAGS,
    Surroundings,
    dress,
    fill_marked,
    heading_tag,
    picture_html,
)
from elearning.authoring.github import FOOTNOTE_RULES

SETTING = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


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


@dataclass(frozen=True)
class _Page:
    """What a text is rendered for."""

    words: Mapping[str, str]
    around: Surroundings

    def render(self, markdown: str) -> str:
        """A text within a block."""
        return str(_SCREENS.render(markdown, {"words": self.words, "around": self.around}))


def fill_settings(text: str, words: Mapping[str, str]) -> str:
    """The text with the local settings that it names filled in; a name that is not known stays as it is written."""
    return SETTING.sub(lambda found: words.get(found[1], found[0]), text)


def _renderer() -> MarkdownIt:
    parser = markdown_parser()
    parser.core.ruler.push("dress", dress)
    parser.add_render_rule("image", picture_html)
    for kind, rule in FOOTNOTE_RULES.items():
        parser.add_render_rule(kind, rule)
    return parser


_SCREENS = _renderer()
_INLINE = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")


_CLEANER = nh3.Cleaner(
    tags=TAGS, attributes=ATTRIBUTES, allowed_classes=ALLOWED_CLASSES, url_schemes=SCHEMES,
    link_rel="noopener noreferrer",
)  # fmt: skip


def _clean(html: str) -> str:
    return _CLEANER.clean(html)


def _headed(level: int, title: str, css: str, page: _Page) -> str:
    tag = heading_tag(level, page.around)
    return f'<{tag} class="{css}">{title}</{tag}>' if title else ""


def _described(title: str, inside: str, page: _Page) -> str:
    """The description of a picture: opened by who wants it, and always open on paper."""
    title = title or "Description of the picture"
    if page.around.is_paper:
        return f'<div class="app-description"><p class="govuk-body"><strong>{title}</strong></p>{inside}</div>'
    words = f'<span class="govuk-details__summary-text">{title}</span>'
    summary = f'<summary class="govuk-details__summary">{words}</summary>'
    text = f'<div class="govuk-details__text">{inside}</div>'
    return f'<details class="govuk-details app-description">{summary}{text}</details>'


def _boxed(directive: Directive, page: _Page) -> str:
    inside = page.render(directive.content)
    title = escape(fill_marked(directive.argument, page.words))
    if directive.name == REMEMBER:
        return f'<div class="app-remember">{_headed(2, "Remember", "govuk-heading-m", page)}{inside}</div>'
    if directive.name == DESCRIPTION:
        return _described(title, inside, page)
    return f'<div class="govuk-inset-text">{_headed(2, title, "govuk-heading-s", page)}{inside}</div>'


def _parts(tokens: list[Token]) -> Iterator[list[Token] | Directive]:
    """Runs of ordinary tokens, and the directives between them."""
    for is_directive, run in groupby(tokens, key=lambda token: token.type == "colon_fence" and not token.level):
        if is_directive:
            yield from (directive_of(token) for token in run)
        else:
            yield list(run)


def _blocks(markdown: str, page: _Page) -> Iterator[Block]:
    env = {"words": page.words, "around": page.around}
    html = ""
    for part in _parts(_SCREENS.parse(markdown, env)):
        if not isinstance(part, Directive):
            html += _SCREENS.renderer.render(part, _SCREENS.options, env)
        elif part.name in (NOTE, REMEMBER, DESCRIPTION):
            html += _boxed(part, page)
        elif part.name == CONTACTS:
            yield Block(html=_clean(html))
            yield Block(contacts=contact_keys(part.argument))
            html = ""
    yield Block(html=_clean(html))


@lru_cache(maxsize=2048)
def _rendered(markdown: str, words: tuple[tuple[str, str], ...], around: Surroundings) -> tuple[Block, ...]:
    known = dict(words)
    marked = SETTING.sub(lambda found: f"\ue000{found[1]}\ue001" if found[1] in known else found[0], markdown)
    blocks = _blocks(marked, _Page(known, around))
    return tuple(block for block in blocks if block.contacts or block.html.strip())


def render_screen(markdown: str, local: LocalWords, around: Surroundings = ALONE) -> tuple[Block, ...]:
    """A screen's or a section's Markdown as blocks in reading order, for the page that it stands on.

    The same text, settings and surroundings are rendered once a process.
    """
    return _rendered(markdown, tuple(sorted(local.local_words.items())), around)


@lru_cache(maxsize=4096)
def render_inline(text: str) -> str:
    """One line of a question (stem, option or feedback) as safe HTML: emphasis and code, no blocks and no links."""
    return nh3.clean(_INLINE.renderInline(text), tags=INLINE_TAGS, attributes={})
