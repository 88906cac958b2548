"""Who must do it by when, as it is stored with the assignment (RULE-16)."""

from datetime import date

import pytest

from elearning.domain.assignments import Audience, due_on, is_already_here, reason

ALL_STAFF = Audience(
    module="digital-and-social-media", name="All staff", first_on=date(2026, 9, 1), fixed_due_on=date(2026, 12, 31),
    days_after_start=30, notice_days=14,
)  # fmt: skip
NO_FIXED_DAY = Audience(
    module="digital-and-social-media", name="Starters", first_on=date(2026, 9, 1), fixed_due_on=None,
    days_after_start=30, notice_days=14,
)  # fmt: skip


@pytest.mark.parametrize(
    ("in_audience_on", "recorded_on", "expected"),
    [
        pytest.param("2020-01-01", "2026-08-01", "2026-12-31", id="here for years: the fixed date"),
        pytest.param("2026-09-01", "2026-08-01", "2026-12-31", id="starts on the rule's first day: the fixed date"),
        pytest.param("2026-09-02", "2026-08-01", "2026-10-02", id="starts a day later: 30 calendar days after"),
        pytest.param("2026-09-02", "2026-09-18", "2026-10-02", id="recorded 14 days before: not moved"),
        pytest.param("2026-09-02", "2026-09-19", "2026-10-03", id="recorded 13 days before: notice moves it"),
        pytest.param("2020-01-01", "2026-12-17", "2026-12-31", id="fixed date with just enough notice"),
        pytest.param("2020-01-01", "2026-12-18", "2027-01-01", id="fixed date with a day too little"),
        pytest.param("2020-01-01", "2027-06-01", "2027-06-15", id="told long after the fixed date"),
        pytest.param("2027-02-01", "2026-08-01", "2027-03-03", id="a future starter counts from their first day"),
    ],
)
def test_the_due_date_follows_the_audience_and_never_comes_without_notice(
    in_audience_on: str, recorded_on: str, expected: str
) -> None:
    due = due_on(
        ALL_STAFF, in_audience_on=date.fromisoformat(in_audience_on), recorded_on=date.fromisoformat(recorded_on)
    )
    assert due == date.fromisoformat(expected)


def test_without_a_fixed_date_those_already_here_have_the_same_days_as_everyone_else() -> None:
    assert due_on(NO_FIXED_DAY, in_audience_on=date(2026, 9, 1), recorded_on=date(2026, 8, 1)) == date(2026, 10, 1)


def test_without_a_fixed_date_those_here_for_years_have_the_notice_from_the_rules_first_day() -> None:
    assert due_on(NO_FIXED_DAY, in_audience_on=date(2020, 1, 1), recorded_on=date(2026, 8, 1)) == date(2026, 9, 15)


def test_already_here_means_in_the_audience_on_the_rules_first_day() -> None:
    assert is_already_here(ALL_STAFF, in_audience_on=date(2026, 9, 1))
    assert not is_already_here(ALL_STAFF, in_audience_on=date(2026, 9, 2))


def test_the_reason_names_the_audience_in_plain_words() -> None:
    assert reason(ALL_STAFF) == "all staff must complete it"
