"""Short words for the facts of one person and one module, for the tests of the rule."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from elearning.domain.compliance import AssignedFact, CompletionFact, Facts, RefresherAsk, RefresherDone, Span, standing


def d(day: str) -> date:
    """A date, written 2026-03-31."""
    return date.fromisoformat(day)


def at(day: str, hour: int = 12) -> datetime:
    """An hour of a day, in UTC."""
    return datetime.combine(d(day), time(hour), tzinfo=UTC)


def span(first_on: str, last_on: str | None = None) -> Span:
    """Days from the first to the last; open without a last."""
    return Span(d(first_on), d(last_on) if last_on else None)


def assigned(first_on: str, due_on: str, last_on: str | None = None, reason: str = "it is for all") -> AssignedFact:
    """An assignment."""
    return AssignedFact(d(first_on), d(last_on) if last_on else None, d(due_on), reason)


def done(
    on: str, until: str, *, version: int = 1, window: int = 60, hour: int = 12, revoked: tuple[Span, ...] = ()
) -> CompletionFact:  # fmt: skip
    """A completion."""
    return CompletionFact(d(on), at(on, hour), d(until), version, window, revoked)


def asks(version: int, published_on: str, by: str) -> RefresherAsk:
    """A publication that asks a refresher."""
    return RefresherAsk(version, d(published_on), d(by))


def refreshed(on: str, version: int) -> RefresherDone:
    """A refresher done."""
    return RefresherDone(d(on), at(on), version)


def facts(**changes: Any) -> Facts:
    """Somebody in post since 2020 who must do the module since 1 January 2026, by 31 March 2026."""
    values: dict[str, Any] = {"posts": (span("2020-01-01"),), "assignments": (assigned("2026-01-01", "2026-03-31"),)}
    return Facts(**{**values, **changes})


def words(history: Facts, day: str) -> str:
    """The standing on a day in the words of the table."""
    row = standing(history, d(day))
    return row.standing.value if row else "no row"


def rows(*cases: tuple[str, Facts, str]) -> pytest.MarkDecorator:
    """Each case: its name, the history, and lines of 'day standing'."""
    found = []
    for name, history, expected in cases:
        for line in filter(None, map(str.strip, expected.split(";"))):
            day, words_expected = line.split(" ", 1)
            found.append(pytest.param(history, day, words_expected, id=f"{name}, on {day}"))
    return pytest.mark.parametrize(("history", "day", "expected"), found)
