"""Stretches of days, first and last day included (RULE-1): where several overlap, and what is left of them. Pure."""

from collections.abc import Iterable
from datetime import date

from elearning.domain.people import Employment, employments

Days = tuple[date, date | None]
"""The first and the last day; no last day means still open."""


def overlap(one: Days, other: Days) -> Days | None:
    """The days that two stretches share, or None."""
    first = max(one[0], other[0])
    last = one[1] if other[1] is None else other[1] if one[1] is None else min(one[1], other[1])
    return (first, last) if last is None or first <= last else None


def overlaps(some: Iterable[Days], others: Iterable[Days]) -> list[Days]:
    """Every stretch that one of some shares with one of the others."""
    them = list(others)
    return [shared for one in some for other in them if (shared := overlap(one, other)) is not None]


def joined(some: Iterable[Days]) -> tuple[Employment, ...]:
    """Stretches with no day between them as one, the earliest first."""
    return employments(some)
