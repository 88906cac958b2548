"""Kinds of tests that need something of the machine: whether it is there, how to get it, and what a run must not skip.

ELEARNING_REQUIRE (browser, postgres, or both with a comma) names what has to be there; otherwise its tests are skipped
and the end of the run says so.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from tests.databases import server_url

REQUIRE = "ELEARNING_REQUIRE"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class Kind(NamedTuple):
    """One kind: what it is called in words, whether this machine has what it needs, and how to get that."""

    words: str
    is_there: Callable[[], bool]
    how: str


def chromium() -> str | None:
    """The path of the browser that is driven: CHROMIUM if set, otherwise the first that is installed."""
    named = os.environ.get("CHROMIUM")
    return named if named else next(filter(None, map(shutil.which, _BROWSERS)), None)


def is_on_postgresql() -> bool:
    """Whether this run's databases are PostgreSQL's."""
    try:
        return make_url(server_url() or "").get_backend_name() == "postgresql"
    except ArgumentError:
        return False


KINDS: Mapping[str, Kind] = {
    "browser": Kind(
        "in a browser, Chromium", lambda: chromium() is not None,
        "install it (apt-get install chromium), then: make test",
    ),
    "postgres": Kind(
        "on PostgreSQL, the same ones again", is_on_postgresql,
        "createdb elearning_test, then: TEST_DATABASE_URL=postgresql+psycopg://USER@HOST:5432/elearning_test make test",
    ),
}  # fmt: skip


def kind_of(keywords: Iterable[str], nodeid: str) -> str | None:
    """The kind of a test, by its mark or its folder; None for those that need nothing."""
    marks = set(keywords)
    for kind in KINDS:
        if kind in marks or nodeid.startswith(f"tests/{kind}/"):
            return kind
    return None


def required() -> tuple[str, ...]:
    """The kinds that ELEARNING_REQUIRE names. Raises ValueError for one that does not exist."""
    names = tuple(name.strip() for name in os.environ.get(REQUIRE, "").split(",") if name.strip())
    unknown = [name for name in names if name not in KINDS]
    if unknown:
        raise ValueError(f"{REQUIRE} names {', '.join(unknown)}; there are: {', '.join(KINDS)}.")
    return names


def faults() -> tuple[str, ...]:
    """What is required and is not there, with how to get it."""
    return tuple(
        f"{REQUIRE} asks for {name}, which is not there: {KINDS[name].how}"
        for name in required()
        if not KINDS[name].is_there()
    )


def not_run(skipped: Iterable[str | None]) -> tuple[str, ...]:
    """A line for each kind that this run went without; `skipped` holds the kind of each skipped test."""
    kinds = set(skipped)
    return tuple(
        f"Not run: tests {kind.words}. To run them: {kind.how}"
        for name, kind in KINDS.items()
        if name in kinds or not kind.is_there()
    )


def skipped_though_required(skipped: Iterable[str | None]) -> tuple[str, ...]:
    """The required kinds of which a test was skipped."""
    kinds = set(skipped)
    return tuple(name for name in required() if name in kinds)
