"""`content check` on all modules beside reading and parsing their files alone, and on ten times as many."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import median

import yaml

from benchmarks.table import Line
from elearning.authoring.directives import markdown_parser
from elearning.authoring.lint import check_path
from elearning.settings import ROOT

ROUNDS, COPIES = 5, 10
TODAY = date(2026, 11, 27)


def _seconds(work: Callable[[], object]) -> float:
    """The median of some rounds, after one that warms caches as the first page of a day does."""
    work()
    took = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        took.append(time.perf_counter() - started)
    return median(took)


def _parse(root: Path) -> int:
    """Read every file and parse it: YAML into nodes, lessons into tokens. Nothing is looked at."""
    parser = markdown_parser()
    files = 0
    for path in [*root.glob("content/modules/*/*.*"), *root.glob("quizzes/*/*.yaml")]:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".yaml":
            yaml.compose(text, Loader=yaml.SafeLoader)
        else:
            _, front, body = text.split("---\n", 2)
            yaml.compose(front, Loader=yaml.SafeLoader)
            parser.parse(body)
        files += 1
    return files


def _copied(folder: Path, times: int) -> Path:
    """The shipped modules so many times over, under names of their own."""
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copytree(ROOT / "quizzes", folder / "quizzes")
    for place in (folder / "content" / "modules", folder / "quizzes"):
        for module in [path for path in place.iterdir() if path.is_dir()]:
            for number in range(2, times + 1):
                shutil.copytree(module, module.with_name(f"{module.name}-{number}"))
    return folder


def _line(root: Path, what: str, goal: str) -> Line:
    files = _parse(root)
    checked = _seconds(lambda: check_path(root / "content" / "modules", today=TODAY))
    bare = _seconds(lambda: _parse(root))
    words = f"{files} files of {what}"
    return Line(f"`content check`, {words}", f"{checked:.2f} s", f"parse {bare:.2f} s", f"{checked / bare:.2f}", goal)


def lines() -> Iterator[Line]:
    """The shipped modules, and ten of each: the ratio must not grow with them."""
    yield _line(ROOT, "the shipped modules", "≤ 3")
    with tempfile.TemporaryDirectory() as folder:
        yield _line(_copied(Path(folder), COPIES), f"{COPIES} times the shipped modules", "the same ratio")
