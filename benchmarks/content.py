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

ROUNDS, COPIES = 3, 10
TODAY = date(2026, 11, 27)


def _seconds(work: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """Of the processor: the median of some rounds, each after what is to happen before it."""
    took = []
    for _ in range(ROUNDS):
        before()
        started = time.process_time()
        work()
        took.append(time.process_time() - started)
    return median(took)


def _save_all(root: Path) -> None:
    """Every file looks as if it had just been saved, so that nothing that was read before is of use."""
    for path in root.glob("*/**/*.*"):
        path.touch()


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


def _lines(root: Path, what: str, goal: str) -> Iterator[Line]:
    files = _parse(root)

    def check() -> object:
        return check_path(root / "content" / "modules", today=TODAY)

    bare = _seconds(lambda: _parse(root))
    for state, before in (("just saved", lambda: _save_all(root)), ("not touched since", lambda: None)):
        took = _seconds(check, before)
        yield Line(
            f"`content check`, {files} files of {what}, {state}", f"{took:.2f} s of the processor",
            f"parse {bare:.2f} s", f"{took / bare:.2f}", goal,
        )  # fmt: skip


def lines() -> Iterator[Line]:
    """The shipped modules, and ten of each: the ratio must not grow with them."""
    for times, what, goal in ((1, "the shipped modules", "≤ 3"), (COPIES, "ten times as many", "the same ratio")):
        with tempfile.TemporaryDirectory() as folder:
            yield from _lines(_copied(Path(folder), times), what, goal)
