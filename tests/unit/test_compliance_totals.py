"""Totals whose parts add up, and a rate that is rounded down (RULE-21)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearning.domain.compliance import Row, Standing, Tally, rate, tally


def row(standing: Standing) -> Row:
    """A row of which only the standing matters."""
    return Row(standing, None, None, None, None, None, None, 7, ())


PARTS = {
    Standing.EXEMPT: ("exempt", False, False),
    Standing.ON_LEAVE: ("on leave", False, False),
    Standing.EXPIRING: ("compliant", True, True),
    Standing.COMPLETED: ("compliant", True, True),
    Standing.EXPIRED: ("not compliant", True, False),
    Standing.OVERDUE: ("not compliant", True, False),
    Standing.IN_PROGRESS: ("not yet due", True, False),
    Standing.NOT_STARTED: ("not yet due", True, False),
}


@pytest.mark.parametrize("standing", Standing)
def test_each_standing_belongs_to_the_part_that_the_table_says(standing: Standing) -> None:
    assert (standing.part, standing.is_counted, standing.is_compliant) == PARTS[standing]


def test_one_of_each_and_somebody_without_a_row() -> None:
    total = tally([None, *map(row, Standing)])
    assert total == Tally(compliant=2, not_compliant=2, not_yet_due=2, exempt=1, on_leave=1)
    assert (total.counted, total.assigned, total.rate) == (6, 8, Decimal("33.3"))


@given(st.lists(st.sampled_from([None, *Standing]), max_size=60))
def test_the_parts_of_any_group_add_up(group: list[Standing | None]) -> None:
    total = tally([row(standing) if standing else None for standing in group])
    there = [standing for standing in group if standing]
    assert total.assigned == len(there)
    assert total.counted == sum(standing.is_counted for standing in there)
    assert total.compliant == sum(standing.is_compliant for standing in there)
    assert total.counted == total.compliant + total.not_compliant + total.not_yet_due
    assert total.assigned == total.counted + total.exempt + total.on_leave


@pytest.mark.parametrize(
    ("compliant", "counted", "expected"),
    [(0, 7, "0.0"), (7, 7, "100.0"), (2, 3, "66.6"), (1999, 2000, "99.9"), (9999, 10000, "99.9"), (1, 1001, "0.0"),
     (1, 1000, "0.1"), (1, 8, "12.5")],
)  # fmt: skip
def test_the_rate_has_one_decimal_and_is_rounded_down(compliant: int, counted: int, expected: str) -> None:
    assert str(rate(compliant, counted)) == expected


def test_with_nobody_counted_there_is_no_rate() -> None:
    assert rate(0, 0) is None
    assert tally([row(Standing.EXEMPT), row(Standing.ON_LEAVE)]).rate is None
