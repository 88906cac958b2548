"""What README.md and the guides name is there: commands with their options, targets, files, settings, addresses, people."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from flask import Flask
from flask_migrate.cli import db as migrations
from werkzeug.exceptions import HTTPException

from elearning.authoring.lessons import read_lesson
from elearning.authoring.places import Places
from elearning.authoring.questions import read_questions
from elearning.authoring.shape_faults import shaped
from elearning.authoring.shapes import ModuleShape
from elearning.authoring.yaml_lines import as_mapping, read_yaml
from elearning.cli.demo.personas import PERSONAS
from elearning.council import CONTACT_NAMES, Council
from elearning.domain.question_problems import question_problems
from elearning.settings import ROOT

README, ICT, AUTHORS = ROOT / "README.md", ROOT / "docs" / "ict.md", ROOT / "docs" / "authors.md"
PAGES = (README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md")))
EXAMPLES = {"01-title.md", "02-title.md", "reference-glossary.md", "NotoSansSC_400Regular.ttf"}
"""Files that the guides speak of as somebody's own to be."""
NOT_OURS = (".venv", "/etc/")
BUILT = "elearning/web/static"

_FENCE = re.compile(r"^```.*?\n(?P<code>.*?)^```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`(?P<code>[^`\n]+)`")
_TARGET = re.compile(r"^(?:[A-Z_]+=\S+ )*make (?P<name>[a-z][a-z-]*)")
_COMMAND = re.compile(r"\bflask --app app (?P<rest>.+)")
_PATH = re.compile(r"\.?[A-Za-z0-9_][\w.-]*(/[\w.-]+)*/?")
_NAMED_FILE = re.compile(r".*\.(md|py|yaml|toml|json|txt|lock|mjs|css|html|svg|ttf)")
_LINK = re.compile(r"(?P<image>!?)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_IMG = re.compile(r'<img\b[^>]*\bsrc="(?P<target>[^"]+)"')
_SETTING_ROW = re.compile(r"^\| `(?P<name>[A-Z_]+)` \|", re.MULTILINE)

pages = pytest.mark.parametrize("guide", PAGES, ids=lambda guide: guide.name)


class Code(NamedTuple):
    """The code of a page: whole lines of its blocks, and what stands between backticks."""

    lines: tuple[str, ...]
    spans: tuple[str, ...]

    def __iter__(self) -> Iterator[str]:
        yield from (*self.lines, *self.spans)


def code_of(guide: Path) -> Code:
    """Lines that end in a backslash are joined; a bar that a table escapes is a bar."""
    text = guide.read_text(encoding="utf-8")
    blocks = "\n".join(match["code"] for match in _FENCE.finditer(text)).replace("\\\n", " ")
    spans = (match["code"].replace("\\|", "|") for match in _SPAN.finditer(_FENCE.sub("", text)))
    return Code(tuple(line.strip() for line in blocks.splitlines()), tuple(spans))


def targets() -> set[str]:
    """What `make help` lists."""
    return set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def commands(app: Flask) -> dict[str, click.Command]:
    """Every command of ours, such as "people grant", and those that change the tables."""
    groups = {name: group for name, group in app.cli.commands.items() if isinstance(group, click.Group)}
    groups["db"] = migrations
    found = {f"{name} {verb}": command for name, group in groups.items() for verb, command in group.commands.items()}
    within = {name: group for name, group in found.items() if isinstance(group, click.Group)}
    found |= {f"{name} {verb}": command for name, group in within.items() for verb, command in group.commands.items()}
    return {name: command for name, command in found.items() if name not in within}


def fault_of(line: str, known: dict[str, click.Command]) -> str | None:
    """What is wrong with `flask --app app …` as it is written, or None."""
    words = line.replace("[", " ").replace("]", " ").split()
    name = next((name for size in (2, 3) if (name := " ".join(words[:size])) in known), None)
    if name is None:
        return f"there is no command {' '.join(words[:3])}"
    options = {option for param in known[name].params for option in param.opts}
    unknown = [word for word in words[2:] if word.startswith("--") and word.split("=")[0] not in options]
    return f"{name} has no {', '.join(unknown)}" if unknown else None


def exists(path: str, beside: Path) -> bool:
    """Whether a file or folder is there: from the top, beside the page, or, named alone, anywhere among the authors' files."""
    if (ROOT / path).exists() or (beside / path).exists() or path.startswith(BUILT):
        return True
    alone = "/" not in path.rstrip("/")
    return alone and any(any((ROOT / room).rglob(path)) for room in ("content", "quizzes", "migrations", "elearning"))


def anchors(guide: Path) -> set[str]:
    """The places of a page that a link can name."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", guide.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pages
def test_every_make_target_that_a_page_names_exists(guide: Path) -> None:
    named = {match["name"] for code in code_of(guide) if (match := _TARGET.match(code))}
    assert named - targets() == set()


@pages
def test_every_command_that_a_page_names_exists_with_its_options(guide: Path, app: Flask) -> None:
    known = commands(app)
    written = [match["rest"] for code in code_of(guide) if (match := _COMMAND.search(code))]
    assert [fault for line in written if (fault := fault_of(line, known))] == []


@pages
def test_every_file_that_a_page_names_exists(guide: Path) -> None:
    named = {span for span in code_of(guide).spans if _PATH.fullmatch(span)}
    paths = {path for path in named if "/" in path or _NAMED_FILE.fullmatch(path)} - EXAMPLES
    assert [path for path in sorted(paths) if not path.startswith(NOT_OURS) and not exists(path, guide.parent)] == []


@pages
def test_every_link_and_picture_of_a_page_leads_somewhere(guide: Path) -> None:
    text = _FENCE.sub("", guide.read_text(encoding="utf-8"))
    named = [match["target"] for pattern in (_LINK, _IMG) for match in pattern.finditer(text)]
    dead = []
    for target in named:
        if target.startswith(("https://", "http://")):
            continue
        path, _, anchor = target.partition("#")
        found = guide.parent / path if path else guide
        if not found.exists() or (anchor and anchor not in anchors(found)):
            dead.append(target)
    assert dead == []


@pages
def test_every_address_that_a_page_names_is_a_page_of_the_site(guide: Path, app: Flask) -> None:
    addresses = app.url_map.bind("localhost")
    dead = []
    for span in code_of(guide).spans:
        if not re.fullmatch(r"/[a-z/-]+", span) or span.startswith(NOT_OURS):
            continue
        try:
            addresses.match(span, method="GET")
        except HTTPException:
            dead.append(span)
    assert dead == []


def test_the_readme_lists_every_target_and_every_command(app: Flask) -> None:
    spans = code_of(README).spans
    said = {match["name"] for span in spans if (match := _TARGET.match(span))}
    assert targets() - said == {"help"} - said
    lines = [match["rest"].split() for span in spans if (match := _COMMAND.search(span))]
    written = {" ".join(words[:size]) for words in lines for size in (2, 3)}
    assert {name for name in commands(app) if not name.startswith("db ")} - written == set()


def test_the_readme_lists_every_persona_with_the_right_password() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    for persona in PERSONAS:
        row = f"| {persona.name}, {persona.who} | `{persona.identifier}` | `{persona.password}` |"
        assert row in lines, f"README.md must have this row:\n{row}"


def settings_read() -> set[str]:
    """The names in capitals that settings.py asks the environment for."""
    tree = ast.parse((ROOT / "elearning" / "settings.py").read_text(encoding="utf-8"))
    arguments = (argument for node in ast.walk(tree) if isinstance(node, ast.Call) for argument in node.args)
    texts = {argument.value for argument in arguments if isinstance(argument, ast.Constant)}
    return {text for text in texts if isinstance(text, str) and re.fullmatch(r"[A-Z][A-Z_]+", text)}


def test_the_ict_guide_lists_every_setting_and_no_other() -> None:
    assert set(_SETTING_ROW.findall(ICT.read_text(encoding="utf-8"))) == settings_read()


@pytest.mark.parametrize("guide", [README, ICT, AUTHORS], ids=lambda guide: guide.name)
def test_every_setting_that_a_page_gives_a_value_is_read(guide: Path) -> None:
    given = {name for code in code_of(guide) for name in re.findall(r"(?:^|[ `])([A-Z][A-Z_]{3,})=", code)}
    assert given - settings_read() == set()


def test_the_ict_guide_names_every_entry_of_the_councils_file() -> None:
    text = ICT.read_text(encoding="utf-8")
    policy = Council.model_fields["policy"].annotation
    assert policy is not None
    entries = {*CONTACT_NAMES, *Council.model_fields, *policy.model_fields}
    assert [entry for entry in sorted(entries) if not re.search(rf"\b{entry}\b", text)] == []


def test_the_examples_of_the_authors_guide_are_in_order() -> None:
    blocks = [match for match in _FENCE.finditer(AUTHORS.read_text(encoding="utf-8")) if match[0][3:7] != "text"]
    module, lesson, questions = [match["code"] for match in blocks][:3]
    found = read_yaml(module)
    values = as_mapping(found)
    assert values is not None
    assert shaped(ModuleShape, values, found) is not None, found.problems
    assert read_lesson(lesson, path="example", places=Places())[1] == []
    read, problems = read_questions(questions, path="example", places=Places())
    assert problems == []
    assert [fault for question in read for fault in question_problems(question)] == []
