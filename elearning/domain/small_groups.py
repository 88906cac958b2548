"""How groups are put together where a committee reads: no line of fewer than five people, and none that could be
worked out by taking published numbers from one another. Pure.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

FEWEST = 5
"""People in the smallest group that is shown on its own outside HR and its own managers."""

Line = frozenset[int]
"""The groups that one line of a table is about: usually one."""

Membership = Mapping[frozenset[int], int]
"""How many people are, on one day, in exactly these groups and in no other."""


def may_be_shown(people: int) -> bool:
    """Whether figures about so many people may be shown: of nobody there is nothing to hide."""
    return people == 0 or people >= FEWEST


def lines_of_units(days: Sequence[Membership]) -> tuple[Line, ...]:
    """The lines of a table of units beside a total: each unit alone, or together with others where it must be.

    A person counts in each unit where they hold a post (RULE-19), so lines overlap. On every day each line that holds
    anybody holds at least FEWEST people who are in no other line: so much is left at least when other lines are taken
    from the total. And those who are in several lines, by whom these come to more than the total, are at least FEWEST
    or nobody. The lines are the same on every day. None are given if that cannot be had, or if one would hold all.
    """
    units = frozenset[int]().union(*(groups for day in days for groups, number in day.items() if number))
    lines = [frozenset({unit}) for unit in sorted(units)]
    while len(lines) > 1:
        found = [_day(day, lines) for day in days]
        pair = _too_small(found, lines) or _sharing_too_few(found)
        if pair is None:
            return tuple(lines)
        lines = _joined(lines, pair)
    is_shown = len(units) == 1 and all(may_be_shown(sum(day.values())) for day in days)
    return tuple(lines) if is_shown else ()


def lines_of_modules(days: Sequence[Mapping[int, int]]) -> tuple[Line, ...]:
    """The lines of a table of modules beside a total, from how many people must do each on each day.

    Such a table counts a person once for each module, so its lines add up to the total and what is left when others
    are taken from it is a line. On every day each line that holds anybody has a module of at least FEWEST people.
    The lines are the same on every day. None are given if that cannot be had, or if one would hold all.
    """
    modules = frozenset(module for day in days for module, people in day.items() if people)
    lines = [frozenset({module}) for module in sorted(modules)]
    while small := next((one for one in lines if not all(may_be_shown(_largest(one, day)) for day in days)), None):
        others = [one for one in lines if one != small]
        if not others:
            return ()
        lines = _joined(
            lines, (small, min(others, key=lambda one: (sum(_largest(one, day) for day in days), min(one))))
        )
    return tuple(lines) if len(lines) > 1 or len(modules) == 1 else ()


def _largest(modules: Line, day: Mapping[int, int]) -> int:
    return max(day.get(module, 0) for module in modules)


def _joined(lines: Iterable[Line], pair: tuple[Line, Line]) -> list[Line]:
    one, other = pair
    return sorted([*(line for line in lines if line not in pair), one | other], key=min)


class _Day(NamedTuple):
    """One day: people in each line, people in that line alone, and how many share each two lines or more."""

    people: Counter[Line]
    alone: Counter[Line]
    shared: Counter[frozenset[Line]]


def _day(membership: Membership, lines: Collection[Line]) -> _Day:
    line_of = {group: line for line in lines for group in line}
    people, alone, shared = Counter[Line](), Counter[Line](), Counter[frozenset[Line]]()
    for groups, number in membership.items():
        within = frozenset(line_of[group] for group in groups if number)
        for line in within:
            people[line] += number
            if len(within) == 1:
                alone[line] += number
        if len(within) > 1:
            shared[within] += number
    return _Day(people, alone, shared)


def _too_small(days: Sequence[_Day], lines: Sequence[Line]) -> tuple[Line, Line] | None:
    """The smallest line with too few people of its own, and the smallest that shares people with it or else of all."""
    small = [line for line in lines if any(day.people[line] and day.alone[line] < FEWEST for day in days)]
    if not small:
        return None
    one = min(small, key=lambda line: _size(line, days))
    near = frozenset[Line]().union(*(sharing for day in days for sharing in day.shared if one in sharing))
    return one, min({*near, *lines} - {one}, key=lambda line: (line not in near, _size(line, days)))


def _sharing_too_few(days: Sequence[_Day]) -> tuple[Line, Line] | None:
    """The two smallest of some lines that share people, if those who are in several lines are too few."""
    sharing = [lines for day in days if not may_be_shown(day.shared.total()) for lines in day.shared]
    pairs = [sorted(lines, key=lambda line: _size(line, days))[:2] for lines in sharing]
    if not pairs:
        return None
    one, other = min(pairs, key=lambda pair: [_size(line, days) for line in pair])
    return one, other


def _size(line: Line, days: Sequence[_Day]) -> tuple[int, int]:
    """By how many people are in it on all the days, and then by the lowest id."""
    return sum(day.people[line] for day in days), min(line)
