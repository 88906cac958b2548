"""How long a new completion counts, for each basis (RULE-5, 10, 12, 13)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearning.domain.calendar import add_months
from elearning.domain.compliance import Basis, Validity, expires_on, problems_with
from tests.unit.histories import d, done

YEARLY = Validity(Basis.COMPLETION, 12, 60)
ROLLING = Validity(Basis.PREVIOUS_EXPIRY, 12, 60)
SPRING = Validity(Basis.FIXED_DAY, 12, 60, fixed_day=(4, 1), minimum_months=6)
LEAP = Validity(Basis.FIXED_DAY, 12, 28, fixed_day=(2, 29), minimum_months=6)
OLD = done("2025-06-30", "2026-06-30")
"""Its own window of 60 days opens on 1 May 2026."""


@pytest.mark.parametrize(
    ("completed_on", "months", "expected"),
    [
        ("2026-11-22", 12, "2027-11-22"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
    ],
)
def test_from_the_completion_months_are_added_and_clamp(completed_on: str, months: int, expected: str) -> None:
    rule = YEARLY._replace(months=months)
    assert expires_on(rule, completed_on=d(completed_on), governing=OLD) == d(expected)


@pytest.mark.parametrize(
    ("completed_on", "expected"),
    [
        pytest.param("2026-04-30", "2027-04-30", id="the day before its window: from the completion"),
        pytest.param("2026-05-01", "2027-06-30", id="the window's first day: from the old end"),
        pytest.param("2026-06-30", "2027-06-30", id="the window's last day: from the old end"),
        pytest.param("2026-07-01", "2027-07-01", id="after it: from the completion"),
    ],
)
def test_from_the_previous_expiry_only_inside_the_old_ones_own_window(completed_on: str, expected: str) -> None:
    assert expires_on(ROLLING, completed_on=d(completed_on), governing=OLD) == d(expected)


def test_from_the_previous_expiry_with_nothing_before_it_counts_from_the_completion() -> None:
    assert expires_on(ROLLING, completed_on=d("2026-05-20"), governing=None) == d("2027-05-20")


def test_the_window_is_the_old_completions_and_the_validity_the_new_versions() -> None:
    old = OLD._replace(window_days=10)
    two_years = Validity(Basis.PREVIOUS_EXPIRY, 24, 90)
    assert expires_on(two_years, completed_on=d("2026-06-19"), governing=old) == d("2028-06-19")
    assert expires_on(two_years, completed_on=d("2026-06-20"), governing=old) == d("2028-06-30")


def test_renewals_inside_the_window_keep_their_day_and_a_clamped_day_stays_clamped() -> None:
    rule = ROLLING._replace(months=1)
    ends = [expires_on(rule, completed_on=d("2025-12-31"), governing=None)]
    for _ in range(4):
        old = done("2025-12-01", ends[-1].isoformat(), window=10)
        ends.append(expires_on(rule, completed_on=ends[-1] - timedelta(days=5), governing=old))
    assert ends == [d("2026-01-31"), d("2026-02-28"), d("2026-03-28"), d("2026-04-28"), d("2026-05-28")]


@pytest.mark.parametrize(
    ("completed_on", "expected"),
    [
        pytest.param("2026-02-10", "2027-04-01", id="in February nobody trains again in March"),
        pytest.param("2026-09-30", "2027-04-01", id="six months and a day before"),
        pytest.param("2026-10-01", "2027-04-01", id="six months to the day"),
        pytest.param("2026-10-02", "2028-04-01", id="a day less"),
        pytest.param("2026-04-01", "2027-04-01", id="on the day itself"),
    ],
)
def test_a_fixed_day_is_the_first_at_least_the_minimum_away(completed_on: str, expected: str) -> None:
    assert expires_on(SPRING, completed_on=d(completed_on), governing=OLD) == d(expected)


def test_a_fixed_day_does_not_use_the_validity_in_months() -> None:
    day = d("2026-02-10")
    longer = SPRING._replace(months=60)
    assert expires_on(longer, completed_on=day, governing=None) == expires_on(SPRING, completed_on=day, governing=None)


@pytest.mark.parametrize(
    ("completed_on", "expected"),
    [("2026-03-01", "2027-02-28"), ("2027-03-01", "2028-02-29"), ("2027-08-28", "2028-02-29"),
     ("2027-08-29", "2028-02-29"), ("2027-08-30", "2028-02-29"), ("2026-08-28", "2027-02-28"),
     ("2026-08-31", "2027-02-28"), ("2026-09-01", "2028-02-29")],
)  # fmt: skip
def test_29_february_means_the_last_of_february(completed_on: str, expected: str) -> None:
    assert expires_on(LEAP, completed_on=d(completed_on), governing=None) == d(expected)


@given(st.dates(date(2024, 1, 1), date(2036, 12, 31)))
def test_a_fixed_day_is_never_nearer_than_the_minimum_nor_a_year_past_it(completed_on: date) -> None:
    end = expires_on(SPRING, completed_on=completed_on, governing=None)
    earliest = add_months(completed_on, 6)
    assert (end.month, end.day) == (4, 1)
    assert earliest <= end < add_months(earliest, 12)


@pytest.mark.parametrize("rule", [SPRING._replace(fixed_day=None), SPRING._replace(minimum_months=None)])
def test_a_fixed_day_without_its_day_or_minimum_is_refused(rule: Validity) -> None:
    with pytest.raises(ValueError, match="fixed day"):
        expires_on(rule, completed_on=d("2026-02-10"), governing=None)
    assert len(problems_with(rule)) == 1


@pytest.mark.parametrize("rule", [YEARLY, ROLLING, SPRING, LEAP, YEARLY._replace(months=1, window_days=0)])
def test_a_validity_that_can_be_used_has_no_problems(rule: Validity) -> None:
    assert problems_with(rule) == ()


@pytest.mark.parametrize(
    ("minimum_months", "window_days", "problems"),
    [(1, 28, 0), (1, 29, 1), (2, 59, 0), (2, 60, 1), (12, 365, 0), (12, 366, 1), (0, 0, 0), (0, 1, 1), (-1, 0, 1)],
)
def test_a_minimum_that_can_be_shorter_than_the_window_is_refused(
    minimum_months: int, window_days: int, problems: int
) -> None:
    rule = SPRING._replace(minimum_months=minimum_months, window_days=window_days)
    assert len(problems_with(rule)) == problems


@pytest.mark.parametrize(
    ("rule", "word"),
    [
        (YEARLY._replace(months=0), "at least 1 month"),
        (YEARLY._replace(window_days=-1), "window cannot be negative"),
        (SPRING._replace(fixed_day=(2, 30)), "no day 30 in month 2"),
        (SPRING._replace(fixed_day=(13, 1)), "no day 1 in month 13"),
        (SPRING._replace(fixed_day=(4, 0)), "no day 0 in month 4"),
        (SPRING._replace(minimum_months=1), "shorter than the renewal window"),
    ],
)
def test_what_is_wrong_with_a_validity_is_said_plainly(rule: Validity, word: str) -> None:
    (problem,) = problems_with(rule)
    assert word in problem
