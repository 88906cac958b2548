"""London's dates, clamping months and the working days of England and Wales."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearning.domain.calendar import (
    PROCLAIMED_ADDED,
    PROCLAIMED_REMOVED,
    add_months,
    add_working_days,
    bank_holidays,
    british_date,
    british_second,
    easter_sunday,
    first_working_day_after,
    is_working_day,
    last_of_month,
    london_date,
    start_of_day,
)

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))

PUBLISHED = {
    2022: "01-03 04-15 04-18 05-02 05-30 08-29 12-26 12-27",
    2023: "01-02 04-07 04-10 05-01 05-29 08-28 12-25 12-26",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
}
"""As published, without what was proclaimed for one year only: 2026 has Boxing Day, 2027 both days, on a weekend."""


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_bank_holidays_worked_out_by_rule_are_those_that_were_published(year: int) -> None:
    expected = {date.fromisoformat(f"{year}-{day}") for day in PUBLISHED[year].split()}
    assert bank_holidays(year) == expected


@pytest.mark.parametrize(
    "sunday", ["1943-04-25", "2008-03-23", "2019-04-21", "2024-03-31", "2025-04-20", "2038-04-25", "2285-03-22"]
)
def test_easter_falls_where_the_almanac_says_its_earliest_and_latest_days_included(sunday: str) -> None:
    day = date.fromisoformat(sunday)
    assert easter_sunday(day.year) == day


@given(st.integers(1900, 2199))
def test_every_year_has_eight_bank_holidays_all_from_monday_to_friday(year: int) -> None:
    days = bank_holidays(year)
    assert len(days) == 8
    assert all(day.weekday() < 5 and day.year == year for day in days)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-10-31", 1, "2026-11-30"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-11-30", 13, "2027-12-30"),
        ("2026-05-15", 0, "2026-05-15"),
        ("2026-08-31", 24, "2028-08-31"),
    ],
)
def test_adding_months_clamps_to_the_last_day_of_a_shorter_month(day: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


def test_a_clamped_day_stays_clamped() -> None:
    once = add_months(date(2026, 1, 31), 1)
    assert add_months(once, 1) == date(2026, 3, 28)


@given(DAYS, st.integers(0, 60))
def test_adding_months_lands_in_the_month_meant(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == min(day.day, last_of_month(later.year, later.month).day)


@given(DAYS)
def test_the_day_after_the_last_of_a_month_is_the_first_of_another(day: date) -> None:
    last = last_of_month(day.year, day.month)
    assert last.month == day.month and (last + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        ("2026-07-01T22:59:59+00:00", "2026-07-01"),
        ("2026-07-01T23:00:00+00:00", "2026-07-02"),
        ("2026-01-01T23:59:59+00:00", "2026-01-01"),
        ("2026-03-29T00:30:00+00:00", "2026-03-29"),
        ("2026-10-24T23:30:00+00:00", "2026-10-25"),
        ("2026-10-25T23:59:59+00:00", "2026-10-25"),
        ("2026-07-02T08:00:00+09:00", "2026-07-02"),
    ],
)
def test_the_date_of_an_instant_is_londons_in_winter_and_in_summer(instant: str, expected: str) -> None:
    assert london_date(datetime.fromisoformat(instant)) == date.fromisoformat(expected)


def test_a_time_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        london_date(datetime(2026, 7, 1, 12))


def test_dates_are_written_as_britain_writes_them() -> None:
    assert british_date(date(2026, 11, 2)) == "2 November 2026"


@pytest.mark.parametrize(
    ("last_day_of_leave", "return_on"),
    [
        ("2026-11-18", "2026-11-19"),
        ("2026-11-20", "2026-11-23"),
        ("2026-11-21", "2026-11-23"),
        ("2026-11-22", "2026-11-23"),
        ("2026-04-02", "2026-04-07"),
        ("2026-12-24", "2026-12-29"),
        ("2026-12-31", "2027-01-04"),
    ],
)
def test_the_return_is_the_first_working_day_after_the_last_of_leave(last_day_of_leave: str, return_on: str) -> None:
    assert first_working_day_after(date.fromisoformat(last_day_of_leave)) == date.fromisoformat(return_on)


def test_working_days_are_counted_from_day_0_over_weekends_and_bank_holidays() -> None:
    thursday_before_easter = date(2026, 4, 2)
    assert add_working_days(thursday_before_easter, 0) == thursday_before_easter
    assert add_working_days(thursday_before_easter, 1) == date(2026, 4, 7)
    assert add_working_days(thursday_before_easter, 10) == date(2026, 4, 20)


def test_a_day_proclaimed_is_no_working_day_and_a_day_moved_is_one() -> None:
    assert is_working_day(date(2022, 6, 2)) and not is_working_day(date(2022, 5, 30))
    assert not is_working_day(date(2022, 6, 2), added=PROCLAIMED_ADDED)
    assert is_working_day(date(2022, 5, 30), removed=PROCLAIMED_REMOVED)
    friday_before = date(2022, 5, 27)
    assert add_working_days(friday_before, 4) == date(2022, 6, 3)
    assert add_working_days(friday_before, 4, added=PROCLAIMED_ADDED, removed=PROCLAIMED_REMOVED) == date(2022, 6, 6)


def test_a_weekend_is_no_working_day_whatever_was_taken_away_and_a_day_in_both_lists_is_a_holiday() -> None:
    saturday, monday = date(2026, 11, 21), date(2026, 11, 23)
    assert not is_working_day(saturday, removed=frozenset({saturday}))
    assert not is_working_day(monday, added=frozenset({monday}), removed=frozenset({monday}))


@given(DAYS, st.integers(0, 30))
def test_so_many_working_days_lie_between_a_day_and_the_day_they_lead_to(day: date, count: int) -> None:
    later = add_working_days(day, count)
    between = [day + timedelta(days=n) for n in range(1, (later - day).days + 1)]
    assert sum(is_working_day(each) for each in between) == count


def test_an_instant_in_utc_and_the_same_instant_elsewhere_have_one_date() -> None:
    instant = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert london_date(instant) == date(2026, 7, 1)


def test_a_day_begins_and_a_time_is_told_by_londons_clock() -> None:
    assert start_of_day(date(2026, 7, 1)) == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert british_second(datetime(2026, 11, 22, 15, 5, 9, tzinfo=UTC)) == "22 November 2026 at 3:05:09pm"
