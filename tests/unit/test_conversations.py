"""The conversation after a completion: in time or not by table, which days are refused, and shares that add up."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain.conversations import Held, Share, fault_of_day, held, share

DONE = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("held_on", "day", "expected"),
    [
        (date(2026, 1, 31), date(2026, 1, 31), Held.IN_TIME),
        (date(2026, 2, 28), date(2026, 6, 1), Held.IN_TIME),  # a month is over on the last day of a shorter one
        (date(2026, 3, 1), date(2026, 6, 1), Held.LATER),
        (date(2026, 3, 1), date(2026, 2, 28), Held.WAITING),  # not known yet on that day
        (date(2026, 4, 1), date(2026, 3, 31), Held.MISSED),
        (None, date(2026, 2, 28), Held.WAITING),
        (None, date(2026, 3, 1), Held.MISSED),
    ],
)
def test_a_conversation_is_in_time_within_a_month(held_on: date | None, day: date, expected: Held) -> None:
    assert held(DONE, held_on, day) is expected


def test_a_conversation_is_held_between_the_completion_and_today() -> None:
    today = DONE + timedelta(5)
    assert [bool(fault_of_day(day, completed_on=DONE, today=today)) for day in (DONE, today)] == [False, False]
    assert "not before" in fault_of_day(DONE - timedelta(1), completed_on=DONE, today=today)
    assert "today or before" in fault_of_day(today + timedelta(1), completed_on=DONE, today=today)


@settings(deadline=None)
@given(st.lists(st.sampled_from(Held)))
def test_a_share_adds_up_and_leaves_out_who_is_still_in_time(found: list[Held]) -> None:
    told = share(found)
    assert told.completed == len(found)
    due = [one for one in found if one is not Held.WAITING]
    assert (told.held is None) == (not due)
    assert told.held is None or 0 <= told.held <= 100


def test_a_share_is_rounded_down() -> None:
    assert Share(1, 1, 1, 9).held == Decimal("66.6")
