"""docs/architecture.md names every file of the house, with the purpose that the file itself states."""

import ast
import re
from pathlib import Path

from elearning.settings import ROOT

PAGE = ROOT / "docs" / "architecture.md"
ROW = re.compile(r"^\| `(?P<path>elearning/[^`]+)` \| (?P<purpose>.+) \|$", re.MULTILINE)


def purpose(path: Path) -> str:
    """The first sentence of a module's docstring, on one line."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    folded = " ".join(docstring.split())
    return re.split(r"(?<=[.!])\s", folded, maxsplit=1)[0]


def test_every_file_is_on_the_page_with_its_own_purpose() -> None:
    said = {match["path"]: match["purpose"] for match in ROW.finditer(PAGE.read_text(encoding="utf-8"))}
    files = {str(path.relative_to(ROOT)): purpose(path) for path in (ROOT / "elearning").rglob("*.py")}
    assert said == files


def test_every_folder_of_the_top_level_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for name in ("certificates/", "content/modules/", "quizzes/", "migrations/", "tests/", "benchmarks/", "docs/"):
        assert f"`{name}`" in text, name
