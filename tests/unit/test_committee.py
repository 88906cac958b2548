"""A committee's period: the days that its report has figures of, and which of them are shown."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearning.domain.committee import MOST_POINTS, CommitteeFigures, DayFigures, Period, TalksHeld
from elearning.domain.conversations import Share
from elearning.domain.facts import Standing
from elearning.domain.reports import figures

DAYS = [
    ("2026-04-01", "2026-06-30", "2026-04-01 2026-04-30 2026-05-31 2026-06-30"),
    ("2026-04-20", "2026-06-01", "2026-04-20 2026-05-31 2026-06-01"),
    ("2026-05-31", "2026-06-30", "2026-05-31 2026-06-30"),
    ("2026-05-03", "2026-05-20", "2026-05-03 2026-05-20"),
    ("2026-05-03", "2026-05-03", "2026-05-03"),
    ("2023-12-31", "2024-03-01", "2023-12-31 2024-01-31 2024-02-29 2024-03-01"),
    ("2024-01-01", "2025-12-31",
     "2024-01-01 2024-03-31 2024-06-30 2024-09-30 2024-12-31 2025-03-31 2025-06-30 2025-09-30 2025-12-31"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "last", "days"), DAYS)
def test_a_period_has_its_two_days_and_the_ends_of_the_months_between(first: str, last: str, days: str) -> None:
    period = Period(date.fromisoformat(first), date.fromisoformat(last))
    assert " ".join(day.isoformat() for day in period.days) == days


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_any_period_has_few_days_in_order_from_its_first_to_its_last(one: date, other: date) -> None:
    period = Period(min(one, other), max(one, other))
    assert list(period.days) == sorted(set(period.days))
    assert (period.days[0], period.days[-1]) == period
    assert len(period.days) <= MOST_POINTS


def test_days_of_fewer_than_five_people_are_not_shown() -> None:
    days = [
        DayFigures(date(2026, month, 1), figures([Standing.OVERDUE] * people), people)
        for month, people in enumerate((0, 4, 5), 1)
    ]
    told = CommitteeFigures(
        period=Period(days[0].day, days[2].day), known_on=datetime(2026, 3, 1, tzinfo=UTC), days=tuple(days),
        directorates=(), modules=(), several_modules=False, requirements=(),
        talks=TalksHeld(0, Share(0, 0, 0, 0), ()),
    )  # fmt: skip
    assert told.shown_days == (days[0], days[2])
    assert told.hidden_days == (date(2026, 2, 1),)
    assert (told.first, told.last) == (days[0], days[2])
    assert told.asked == (date(2026, 3, 1), told.known_on)


@pytest.mark.parametrize(("people", "is_shown"), [(0, False), (4, False), (5, True)])
def test_conversations_of_fewer_than_five_people_have_no_figures(people: int, is_shown: bool) -> None:
    assert TalksHeld(people, Share(people, 0, 0, 0), ()).is_shown is is_shown
