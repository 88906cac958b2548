"""Groups of fewer than five people: which stand in one line, and that nothing published gives them away."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearning.domain.small_groups import FEWEST, Line, lines_of_modules, lines_of_units, may_be_shown


def units(*people: tuple[str, int]) -> dict[frozenset[int], int]:
    """A day: '12' with 3 is three people with posts in the units 1 and 2."""
    return {frozenset(map(int, groups)): number for groups, number in people}


def written(lines: Sequence[Line]) -> str:
    """'1 23': the unit 1 alone, and 2 and 3 in one line."""
    return " ".join("".join(map(str, sorted(line))) for line in lines)


ALONE = [
    ([units(("1", 5), ("2", 5))], "1 2"),
    ([units(("1", 9), ("2", 4), ("3", 7))], "1 23"),
    ([units(("1", 9), ("2", 4), ("3", 3), ("4", 20))], "1 23 4"),
    ([units(("1", 9), ("2", 1), ("3", 3), ("4", 20))], "123 4"),
    ([units(("1", 9), ("2", 4))], ""),
    ([units(("1", 4))], ""),
    ([units(("1", 5))], "1"),
    ([units(("1", 5)), units(("1", 4))], ""),
    ([units(("1", 5)), {}], "1"),
    ([{}], ""),
    ([units(("1", 0), ("2", 6))], "2"),
    ([units(("1", 9), ("2", 9), ("3", 9)), units(("1", 9), ("2", 9), ("3", 2))], "13 2"),
    ([units(("1", 9), ("2", 9)), units(("1", 9))], "1 2"),
    ([units(("1", 3), ("12", 2), ("2", 9), ("3", 9))], "12 3"),
    ([units(("1", 9), ("12", 4), ("2", 9), ("3", 9))], "12 3"),
    ([units(("1", 9), ("12", 5), ("2", 9), ("3", 9))], "1 2 3"),
    ([units(("1", 9), ("2", 9), ("23", 1), ("3", 9), ("4", 30), ("5", 30), ("45", 1))], "1 23 45"),
]  # fmt: skip


@pytest.mark.parametrize(("days", "lines"), ALONE)
def test_units_stand_alone_unless_they_or_what_they_share_would_be_too_few(
    days: list[dict[frozenset[int], int]], lines: str
) -> None:
    assert written(lines_of_units(days)) == lines


MODULES = [
    ([{1: 100, 2: 5}], "1 2"),
    ([{1: 100, 2: 4}], ""),
    ([{1: 100, 2: 4, 3: 30}], "1 23"),
    ([{1: 100, 2: 4, 3: 3}], ""),
    ([{1: 100, 2: 4, 3: 3, 4: 50}], "1 234"),
    ([{1: 100, 2: 50}, {1: 100, 2: 2}], ""),
    ([{1: 100, 2: 50}, {1: 100}], "1 2"),
    ([{1: 100}], "1"),
    ([{1: 3}], ""),
    ([{1: 0}], ""),
    ([{}], ""),
]


@pytest.mark.parametrize(("days", "lines"), MODULES)
def test_modules_stand_alone_unless_too_few_people_must_do_them(days: list[dict[int, int]], lines: str) -> None:
    assert written(lines_of_modules(days)) == lines


@pytest.mark.parametrize(("people", "shown"), [(0, True), (1, False), (4, False), (5, True), (10_000, True)])
def test_nobody_may_be_shown_and_five_may(people: int, shown: bool) -> None:
    assert may_be_shown(people) is shown


MEMBERSHIP = st.dictionaries(
    st.frozensets(st.integers(1, 5), min_size=1, max_size=3), st.integers(0, 14), min_size=1, max_size=9
)


def worked_out(day: Mapping[frozenset[int], int], lines: Sequence[Line]) -> set[int]:
    """The size of every set of people whose numbers come of adding and taking away lines and the total.

    What is published of a line is the same sum over its people, for each part: so a sum of lines tells of a set of
    people alone if each person is in it once, or each of them not at all.
    """
    kinds = Counter[tuple[bool, ...]]()
    for groups, people in day.items():
        kinds[(*(bool(line & groups) for line in lines), True)] += people
    there = {kind: people for kind, people in kinds.items() if people}
    found = set()
    for weights in product((-1, 0, 1), repeat=len(lines) + 1):
        told = {kind: sum(weight for weight, is_in in zip(weights, kind, strict=True) if is_in) for kind in there}
        if set(told.values()) <= {0, 1} or set(told.values()) <= {0, -1}:
            found.add(sum(people for kind, people in there.items() if told[kind]))
    return found


@given(st.lists(MEMBERSHIP, min_size=1, max_size=2))
def test_no_group_of_fewer_than_five_comes_of_adding_and_taking_away_lines_of_units(
    days: list[dict[frozenset[int], int]],
) -> None:
    lines = lines_of_units(days)
    units = {unit for day in days for groups, people in day.items() if people for unit in groups}
    assert not lines or set().union(*lines) == units
    assert sum(map(len, lines)) == len(set().union(*lines))
    if lines:
        assert [size for day in days for size in worked_out(day, lines) if 0 < size < FEWEST] == []


@given(st.lists(MEMBERSHIP, min_size=1, max_size=2))
def test_units_that_could_all_stand_alone_do(days: list[dict[frozenset[int], int]]) -> None:
    units = {unit for day in days for groups, people in day.items() if people for unit in groups}
    alone = [frozenset({unit}) for unit in sorted(units)]
    if all(people >= FEWEST for day in days for people in day.values()) and all(
        frozenset({unit}) in day for day in days for unit in units
    ):
        assert list(lines_of_units(days)) == alone


@given(st.lists(st.dictionaries(st.integers(1, 6), st.integers(0, 12), max_size=6), min_size=1, max_size=2))
def test_every_line_of_modules_is_about_five_people_or_nobody_and_so_is_what_is_left(
    days: list[dict[int, int]],
) -> None:
    lines = lines_of_modules(days)
    modules = {module for day in days for module, people in day.items() if people}
    assert not lines or set().union(*lines) == modules
    for day in days:
        sizes = [max(day.get(module, 0) for module in line) for line in lines]
        assert all(may_be_shown(size) for size in sizes)
