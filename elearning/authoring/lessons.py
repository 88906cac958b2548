"""A lesson's file to a Lesson: front matter, screens, and the knowledge check that ends a screen. Its checks' questions
come from another file, its prose is judged by `style`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it.token import Token

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
from elearning.authoring.places import Places
from elearning.authoring.shape_faults import shaped, suggestion
from elearning.authoring.shapes import ID, LessonShape
from elearning.authoring.yaml_lines import Lined, as_mapping, read_yaml
from elearning.domain.modules import Lesson, Screen
from elearning.domain.problems import Place, Problem

CONTACT_KEYS = (
    "communications", "ict_service_desk", "data_protection_officer", "information_governance", "hr_advice",
    "safeguarding_children", "lado", "safeguarding_adults", "monitoring_officer", "whistleblowing",
    "staff_wellbeing", "emergency_communications",
)  # fmt: skip
"""The directory that every council's settings hold (brief 0.3)."""

LONGEST_SCREEN_ID, LONGEST_TITLE = 80, 200

_PARSER = markdown_parser()


@dataclass
class _Found:
    """A screen being read; lines count from 1 in the file."""

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
class _Body:
    """What comes after the front matter."""

    lines: list[str]
    first_line: int
    problems: list[Problem] = field(default_factory=list)

    def complain(self, message: str, index: int) -> None:
        """Add a problem at a line counted from 0 within the body."""
        self.problems.append(Problem(message, line=self.first_line + index))


def _front_matter(text: str) -> tuple[Lined, _Body]:
    lines = text.split("\n")
    end = next((place for place, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if lines[0].rstrip() != "---" or end is None:
        message = (
            "A lesson begins with a line of three hyphens, its `key: value` lines, and three hyphens again. Add them."
        )
        return Lined(problems=[Problem(message, line=1)]), _Body(lines, 1)
    return read_yaml("\n".join(lines[1:end]), first_line=2), _Body(lines[end + 1 :], end + 2)


def _heading(token: Token, inline: Token, body: _Body) -> tuple[str, str]:
    index = token.map[0] if token.map else 0
    found = HEADING_ID.search(inline.content)
    title = HEADING_ID.sub("", inline.content).strip()
    if any(child.type != "text" for child in inline.children or ()):
        body.complain("A screen's title is plain text. Take the emphasis, code or link out of it.", index)
    if found is None:
        body.complain("The screen has no id. End its heading with one, such as {#clues-add-up}.", index)
    elif not re.fullmatch(ID, found[1]) or len(found[1]) > LONGEST_SCREEN_ID:
        message = f"{found[1]!r} is no id. Use small letters, digits and single hyphens, beginning with a letter."
        body.complain(message, index)
    if not title or len(title) > LONGEST_TITLE:
        body.complain(f"A screen's title has 1 to {LONGEST_TITLE} characters. Write it before the id.", index)
    return (found[1] if found else ""), title


def _screens(tokens: list[Token], body: _Body) -> list[_Found]:
    heads = [
        (token, tokens[place + 1])
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2" and not token.level
    ]
    starts = [token.map[0] if token.map else 0 for token, _ in heads]
    first = starts[0] if starts else len(body.lines)
    early = next((place for place, line in enumerate(body.lines[:first]) if line.strip()), None)
    if early is not None:
        body.complain("This stands before the first screen. Begin the screen with ## Title {#id} above it.", early)
    screens = []
    for (token, inline), end in zip(heads, [*starts[1:], len(body.lines)], strict=False):
        head, after = token.map or (0, 0)
        id, title = _heading(token, inline, body)
        screens.append(_Found(id, title, body.first_line + head, body.lines[after:end], body.first_line + after))
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


def _directive_faults(token: Token, body: _Body) -> Iterator[str]:
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


def _take_check(screen: _Found, checks: list[tuple[int, int, str]], body: _Body) -> None:
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


def _read_screens(body: _Body) -> list[_Found]:
    tokens = _PARSER.parse("\n".join(body.lines))
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
    return screens


def _note_places(lesson: Lesson, found: list[_Found], lines: Lined, places: Places, path: str) -> None:
    place: Place = ("lesson", lesson.id)
    places.add(place, path, 1)
    for key in ("title", "objectives", "review_by", "minutes"):
        places.add((*place, key), path, lines.line((key,)))
    for screen in found:
        at: Place = ("screen", lesson.id, screen.id)
        places.add(at, path, screen.line)
        places.add((*at, "check"), path, screen.check_line)
        places.add((*at, "text"), path, screen.trimmed()[1])


def read_lesson(text: str, *, path: str, places: Places) -> tuple[Lesson | None, list[Problem]]:
    """A lesson without its questions, or None, and what is wrong with its file; lines go to `places`."""
    found, body = _front_matter(text)
    values = as_mapping(found)
    shape = shaped(LessonShape, values, found) if values is not None else None
    screens = _read_screens(body)
    problems = [problem.found_at(path, problem.line) for problem in (*found.problems, *body.problems)]
    if shape is None:
        return None, problems
    lesson = Lesson(
        id=shape.id, title=shape.title, minutes=shape.minutes, objectives=tuple(shape.objectives),
        sources=tuple(shape.sources), status=shape.status, author=shape.author, reviewer=shape.reviewer,
        review_by=shape.review_by, checks=(),
        screens=tuple(Screen(screen.id, screen.title, screen.trimmed()[0], screen.check) for screen in screens),
    )  # fmt: skip
    _note_places(lesson, screens, found, places, path)
    return lesson, problems
