"""A Markdown file to its front matter and its parts: the screens of a lesson, the sections of a reference page."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from markdown_it.token import Token

from elearning.authoring.definitions import definitions_in, lacking
from elearning.authoring.directives import (
    CHECK,
    CONTACTS,
    DIRECTIVES,
    HEADING_ID,
    NOTE,
    contact_keys,
    directive_of,
    is_closed,
    markdown_parser,
)
from elearning.authoring.shape_faults import suggestion
from elearning.authoring.shapes import ID
from elearning.authoring.yaml_lines import Lined, read_yaml
from elearning.domain.problems import Problem, Severity

CONTACT_KEYS = (
    "communications", "ict_service_desk", "data_protection_officer", "information_governance", "hr_advice",
    "safeguarding_children", "lado", "safeguarding_adults", "monitoring_officer", "whistleblowing",
    "staff_wellbeing", "emergency_communications",
)  # fmt: skip
"""The directory that every council's settings hold (brief 0.3)."""

LONGEST_SCREEN_ID, LONGEST_TITLE = 80, 200

_PARSER = markdown_parser()


@dataclass
class Part:
    """A screen or a section being read; lines count from 1 in the file."""

    id: str
    title: str
    line: int
    body: list[str]
    body_line: int
    check: str | None = None
    check_line: int = 0

    def trimmed(self) -> tuple[str, int]:
        """The text without blank lines around it, and the line on which it begins."""
        blank = next((place for place, line in enumerate(self.body) if line.strip()), 0)
        return "\n".join(self.body).strip("\n").rstrip(), self.body_line + blank


@dataclass
class Body:
    """What comes after the front matter."""

    lines: list[str]
    first_line: int
    part: str = "screen"
    problems: list[Problem] = field(default_factory=list)

    def complain(self, message: str, index: int, severity: Severity = Severity.ERROR) -> None:
        """Add a problem at a line counted from 0 within the body."""
        self.problems.append(Problem(message, line=self.first_line + index, severity=severity))


def front_matter(text: str, *, keys: Iterable[str], noun: str = "lesson", part: str = "screen") -> tuple[Lined, Body]:
    """A file's `key: value` lines, and what comes after them."""
    lines = text.split("\n")
    end = next((place for place, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if lines[0].rstrip() != "---" or end is None:
        message = (
            f"A {noun} begins with a line of three hyphens, its `key: value` lines, and three hyphens again. "
            f"Add them. The keys are {', '.join(keys)}."
        )
        return Lined(problems=[Problem(message, line=1)]), Body(lines, 1, part)
    return read_yaml("\n".join(lines[1:end]), first_line=2), Body(lines[end + 1 :], end + 2, part)


def _heading(token: Token, inline: Token, body: Body, taken: set[str]) -> tuple[str, str]:
    index = token.map[0] if token.map else 0
    found = HEADING_ID.search(inline.content)
    title = HEADING_ID.sub("", inline.content).strip()
    if any(child.type != "text" for child in inline.children or ()):
        body.complain(f"A {body.part}'s title is plain text. Take the emphasis, code or link out of it.", index)
    if found is None:
        id = _id_from(title, taken)
        message = f"The {body.part} has no id, so {id} is taken from its title. End the line with {{#{id}}} to keep it."
        body.complain(message, index, Severity.WARNING)
        return id, title
    if not re.fullmatch(ID, found[1]) or len(found[1]) > LONGEST_SCREEN_ID:
        message = f"{found[1]!r} is no id. Use small letters, digits and single hyphens, beginning with a letter."
        body.complain(message, index)
    if not title or len(title) > LONGEST_TITLE:
        body.complain(f"A {body.part}'s title has 1 to {LONGEST_TITLE} characters. Write it before the id.", index)
    return found[1], title


def _id_from(title: str, taken: set[str]) -> str:
    """An id made of a title's words, and of a number where they make one that there is already."""
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-")
    id = words if words[:1].isalpha() else f"part-{words}".strip("-")
    numbered = (f"{id}-{number}" if number > 1 else id for number in count(1))
    return next(one for one in numbered if one not in taken)


def _heads(tokens: list[Token], body: Body) -> list[tuple[Token, Token]]:
    """The headings that begin parts: those with two hashes, and one with a single hash at the very beginning."""
    found = [
        (token, tokens[place + 1])
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and not token.level and (token.tag == "h2" or (not place and token.tag == "h1"))
    ]
    if found and found[0][0].tag == "h1":
        first, end = found[0][0].map or (0, 0)
        next_head = (found[1][0].map or (0, 0))[0] if len(found) > 1 else len(body.lines)
        if not any(line.strip() for line in body.lines[end:next_head]):
            message = "Nothing stands under this line, and the title comes from the front matter. It is left out."
            body.complain(message, first, Severity.WARNING)
            body.lines[first:end] = [""] * (end - first)
            return found[1:]
    return found


def _screens(tokens: list[Token], body: Body) -> list[Part]:
    heads = _heads(tokens, body)
    starts = [token.map[0] if token.map else 0 for token, _ in heads]
    first = starts[0] if starts else len(body.lines)
    early = next((place for place, line in enumerate(body.lines[:first]) if line.strip()), None)
    if early is not None:
        body.complain(
            f"This stands before the first {body.part}. Begin the {body.part} with ## Title {{#id}} above it.", early
        )
    screens: list[Part] = []
    for (token, inline), end in zip(heads, [*starts[1:], len(body.lines)], strict=False):
        head, after = token.map or (0, 0)
        id, title = _heading(token, inline, body, {screen.id for screen in screens})
        screens.append(Part(id, title, body.first_line + head, body.lines[after:end], body.first_line + after))
    return screens


def _argument_fault(name: str, argument: str) -> str | None:
    if name == CHECK:
        return None if re.fullmatch(ID, argument) else "Name one knowledge check, such as :::check lesson-1-check-1."
    if name == CONTACTS:
        unknown = [key for key in contact_keys(argument) if key not in CONTACT_KEYS]
        if unknown:
            return f"{unknown[0]} is no contact of the directory. {suggestion(unknown[0], CONTACT_KEYS)}"
        return None if contact_keys(argument) else "Name at least one contact, such as :::contacts communications."
    if argument and name != NOTE:
        return f":::{name} takes nothing after its name. Take {argument!r} out."
    return None


def _directive_faults(token: Token, body: Body) -> Iterator[str]:
    name, argument, content = directive_of(token)
    if not is_closed(token, body.lines):
        yield f"This :::{name} is never closed. Add a line of three colons after it."
        return
    if token.level:
        yield f":::{name} cannot stand within a list or a quotation. Begin it at the left margin."
    if name not in DIRECTIVES:
        yield f":::{name} is not known. {suggestion(name, DIRECTIVES)}"
        return
    if fault := _argument_fault(name, argument):
        yield fault
    if name in (CHECK, CONTACTS) and content.strip():
        yield f":::{name} holds no text. Close it on the next line and move the text out."
    elif name not in (CHECK, CONTACTS) and not content.strip():
        yield f":::{name} is empty. Write its text, or remove it."
    if any(inner.type == "colon_fence" for inner in _PARSER.parse(content)):
        yield f"Another ::: block stands within :::{name}. Close the first before the second begins."


def _take_check(screen: Part, checks: list[tuple[int, int, str]], body: Body) -> None:
    """Move the knowledge check that a screen ends with from its text into `check`."""
    offset = screen.body_line - body.first_line
    mine = [check for check in checks if offset <= check[0] < offset + len(screen.body)]
    for extra, _, _ in mine[1:]:
        body.complain("A screen has at most one knowledge check. Move this one to a screen of its own.", extra)
    if not mine:
        return
    first, end, screen.check = mine[0]
    screen.check_line = body.first_line + first
    if len(mine) == 1 and "".join(screen.body[end - offset :]).strip():
        body.complain("The knowledge check comes last on its screen. Move it below the text.", first)
    screen.body = screen.body[: first - offset]


def markdown_tokens(body: Body, env: dict[str, Any] | None = None) -> list[Token]:
    """The whole of a body as Markdown."""
    return _PARSER.parse("\n".join(body.lines), env if env is not None else {})


def read_parts(body: Body) -> list[Part]:
    """The screens or sections of a body, with whatever is wrong with them in its problems."""
    env: dict[str, Any] = {}
    tokens = markdown_tokens(body, env)
    whole, known = list(body.lines), definitions_in(body.lines, tokens, env)
    fences = [token for token in tokens if token.type == "colon_fence"]
    for fence in fences:
        for fault in _directive_faults(fence, body):
            body.complain(fault, fence.map[0] if fence.map else 0)
    checks = [
        (*(fence.map or (0, 0)), directive_of(fence).argument)
        for fence in fences
        if directive_of(fence).name == CHECK and not fence.level
    ]
    screens = _screens(tokens, body)
    for screen in screens:
        _take_check(screen, checks, body)
        screen.body += lacking(screen.body, screen.body_line - body.first_line, known, whole)
    return screens
