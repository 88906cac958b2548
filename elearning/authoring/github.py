"""What GitHub's Markdown has beside CommonMark, as our pages show it: alerts, tasks done or not, footnotes."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

ALERTS = ("note", "tip", "important", "warning", "caution")

_ALERT = re.compile(rf"^\[!({'|'.join(ALERTS)})\]\s*$", re.IGNORECASE)
_TASK = re.compile(r"^\[([ xX])\][ \t]+(?=\S)")


def mark_alerts(state: StateCore) -> None:
    """Give a quotation that begins with a line such as [!NOTE] that word as its heading."""
    for place, token in enumerate(state.tokens[:-2]):
        inline = state.tokens[place + 2]
        parts = inline.children or []
        if token.type != "blockquote_open" or inline.type != "inline" or not parts:
            continue
        found = _ALERT.match(parts[0].content) if parts[0].type == "text" else None
        if found and (len(parts) == 1 or parts[1].type == "softbreak"):
            word = Token("text", "", 0, content=found[1].capitalize())
            inline.children = [Token("strong_open", "strong", 1), word, Token("strong_close", "strong", -1)]
            if len(parts) > 1:
                inline.children += [Token("hardbreak", "br", 0), *parts[2:]]


def mark_tasks(state: StateCore) -> None:
    """Let an item that begins with [ ] or [x] say by a sign whether it is done."""
    for place, token in enumerate(state.tokens[:-2]):
        inline = state.tokens[place + 2]
        if token.type != "list_item_open" or state.tokens[place + 1].type != "paragraph_open" or not inline.children:
            continue
        first = inline.children[0]
        found = _TASK.match(first.content) if first.type == "text" else None
        if found:
            first.content = f"{'☐' if found[1] == ' ' else '☑'} " + first.content[found.end() :]


def _number(given: tuple[Any, ...]) -> tuple[int, str, bool]:
    """Of what a rule is given: the footnote's number, what ids begin with on this page, and whether it came before."""
    _, tokens, place, _, env = given
    meta, prefix = tokens[place].meta, getattr(env.get("around"), "prefix", "")
    return meta["id"] + 1, prefix, meta.get("subId", 0) > 0


def _reference(*given: Any) -> str:
    number, prefix, is_again = _number(given)
    own = "" if is_again else f' id="{prefix}note-{number}-from"'
    words = '<span class="govuk-visually-hidden">Note </span>'
    return f'<sup><a class="govuk-link" href="#{prefix}note-{number}"{own}>{words}{number}</a></sup>'


def _item(*given: Any) -> str:
    number, prefix, _ = _number(given)
    return f'<li id="{prefix}note-{number}">'


def _back(*given: Any) -> str:
    number, prefix, is_again = _number(given)
    if is_again:
        return ""
    words = f'Back<span class="govuk-visually-hidden"> to where note {number} is named</span>'
    return f' <a class="govuk-link" href="#{prefix}note-{number}-from">{words}</a>'


def _begin(*_: Any) -> str:
    rule = '<hr class="govuk-section-break govuk-section-break--m govuk-section-break--visible">'
    return f'{rule}<ol class="govuk-list govuk-list--number">'


FOOTNOTE_RULES: Mapping[str, Callable[..., str]] = {
    "footnote_ref": _reference,
    "footnote_block_open": _begin,
    "footnote_block_close": lambda *_: "</ol>",
    "footnote_open": _item,
    "footnote_close": lambda *_: "</li>",
    "footnote_anchor": _back,
}
"""How footnotes are rendered, by kind of token."""
