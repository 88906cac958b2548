"""The longest lesson rendered, cold and from memory, beside its parser alone. Processor time."""

import time
from collections.abc import Callable
from statistics import median

from markdown_it import MarkdownIt

from benchmarks.table import Line
from elearning.authoring.dress import Shown, Surroundings
from elearning.authoring.files import load_module
from elearning.authoring.markdown import _rendered, render_screen
from elearning.authoring.pictures import written
from elearning.council import read_council
from elearning.settings import DEMO_COUNCIL, ROOT

ROUNDS = 25
CONTENT, QUIZZES = ROOT / "content" / "modules", ROOT / "quizzes"


def _longest() -> tuple[list[str], Surroundings]:
    """The screens of the longest shipped lesson, and what surrounds them on a page."""
    loaded = (load_module(CONTENT, QUIZZES, folder.name) for folder in sorted(CONTENT.iterdir()))
    versions = [one.version for one in loaded if one.version is not None]
    lessons = [(version, lesson) for version in versions for lesson in version.lessons]
    version, lesson = max(lessons, key=lambda pair: sum(len(screen.markdown) for screen in pair[1].screens))
    pictures = tuple((written(one.name), Shown("/pictures/x", one.width, one.height)) for one in version.pictures)
    return [screen.markdown for screen in lesson.screens], Surroundings(pictures=pictures)


def _seconds(act: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """The median of some rounds, in seconds of the processor, so that other work on the machine does not count."""
    taken = []
    for _ in range(ROUNDS):
        before()
        started = time.process_time()
        act()
        taken.append(time.process_time() - started)
    return median(taken)


def _rendering() -> list[Line]:
    texts, around = _longest()
    council, bare = read_council(DEMO_COUNCIL), MarkdownIt("commonmark").enable(["table", "strikethrough"])

    def ours() -> None:
        for text in texts:
            render_screen(text, council, around)

    def alone() -> None:
        for text in texts:
            bare.render(text)

    cold, limit = _seconds(ours, _rendered.cache_clear), _seconds(alone)
    warm = _seconds(ours)
    said, beside = (
        f"{sum(map(len, texts)) / 1000:.1f} KB, {len(texts)} screens",
        f"markdown-it alone: {limit * 1000:.2f} ms",
    )
    ratio, of_memory = f"{cold / limit:.1f} times", f"{warm / limit:.3f} times"
    return [
        Line(f"longest lesson rendered, cold ({said})", f"{cold * 1000:.2f} ms", beside, ratio, "≤ 4 times"),
        Line("longest lesson rendered, from memory", f"{warm * 1000:.3f} ms", beside, of_memory, "≤ 0.1 times"),
    ]


def lines() -> list[Line]:
    """Medians in one process."""
    return _rendering()
