"""Stretches of days, first and last day included (RULE-1): where several overlap, and what is left of them. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta

from elearning.domain.people import Employment, employments

ONE_DAY = timedelta(days=1)
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


def without(one: Days, others: Iterable[Days]) -> list[Days]:
    """What is left of a stretch once the days of others are taken from it, the earliest first."""
    left = [one]
    for other in others:
        left = [rest for each in left for rest in _without(each, other)]
    return sorted(left)


def _without(one: Days, other: Days) -> list[Days]:
    shared = overlap(one, other)
    if shared is None:
        return [one]
    rest: list[Days] = []
    if one[0] < shared[0]:
        rest.append((one[0], shared[0] - ONE_DAY))
    if shared[1] is not None and (one[1] is None or shared[1] < one[1]):
        rest.append((shared[1] + ONE_DAY, one[1]))
    return rest
