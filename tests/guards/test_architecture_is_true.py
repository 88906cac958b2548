"""docs/architecture.md names every file of the house, with the purpose that the file itself states."""

import ast
import re
from pathlib import Path

from elearning.settings import ROOT

PAGE = ROOT / "docs" / "architecture.md"
ROW = re.compile(r"^\| `elearning/[^`]+\.py` \| .+ \|$", re.MULTILINE)
TOP_LEVEL = ("certificates/", "content/modules/", "quizzes/", "migrations/", "tests/", "benchmarks/", "docs/")


def purpose(path: Path) -> str:
    """The first sentence of a module's docstring, on one line."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    folded = " ".join(docstring.split())
    return re.split(r"(?<=[.!])\s", folded, maxsplit=1)[0]


def house() -> list[str]:
    """The rows that the page must have, one for each file, in the order of their paths."""
    files = sorted((ROOT / "elearning").rglob("*.py"), key=lambda path: path.relative_to(ROOT).as_posix())
    return [f"| `{path.relative_to(ROOT).as_posix()}` | {purpose(path)} |" for path in files]


def test_every_file_is_on_the_page_with_its_own_purpose() -> None:
    said = [match.group() for match in ROW.finditer(PAGE.read_text(encoding="utf-8"))]
    right = house()
    differing = sorted(set(said) ^ set(right))
    assert said == right, (
        "The table of docs/architecture.md is out of date in these rows:\n"
        + "\n".join(differing or ["(only in their order)"])
        + "\n\nThe whole right table, to be put in place of it:\n\n"
        + "\n".join(right)
    )


def test_every_file_of_the_house_says_what_it_is_for() -> None:
    assert [row for row in house() if row.endswith("|  |")] == []


def test_every_folder_of_the_top_level_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in TOP_LEVEL if f"`{name}`" not in text] == []
