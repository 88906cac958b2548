"""The tests' own clock: a midnight that falls into a run is not reached, and time runs on."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import time_machine

from elearning.domain.calendar import london_date
from tests.held_day import holding

EVENING = datetime(2026, 6, 30, 22, 58, 30, tzinfo=UTC)
"""A minute and a half before midnight in London, where it is summer."""


def test_the_day_is_held_and_time_runs_on() -> None:
    instants = iter(EVENING + timedelta(seconds=seconds) for seconds in (0, 10, 29, 31, 31.001, 95, 7_200))
    now = holding(lambda: next(instants))
    told = [now() for _ in range(6)]
    assert told[:2] == [EVENING + timedelta(seconds=10), EVENING + timedelta(seconds=29)], (
        "as it is until the last minute"
    )
    assert all(later > earlier for earlier, later in pairwise(told))
    assert {london_date(instant).isoformat() for instant in told} == {"2026-06-30"}


def test_a_test_that_travels_in_time_is_let_go() -> None:
    now = holding(lambda: datetime.now(UTC))
    later = datetime.now(UTC) + timedelta(days=400)
    with time_machine.travel(later, tick=False):
        assert now() == later
