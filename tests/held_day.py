"""The day on which a run of the tests began, held until its end: what was read as today when tests were collected, or in
a fixture for all of them, is today still when the site is asked."""

from collections.abc import Callable
from datetime import datetime, timedelta

import time_machine

from elearning.domain.calendar import end_of_day, london_date

LAST_MINUTE = timedelta(minutes=1)
SLOWER = 200
"""The last minute of the day takes so many, more than three hours: time runs on, and no two acts are of one instant."""

Clock = Callable[[], datetime]


def holding(clock: Clock) -> Clock:
    """The clock as it is, but for the last minute of the day on which it is first asked, which is now. A test that
    travels in time is let go."""
    edge = end_of_day(london_date(clock())) - LAST_MINUTE

    def now() -> datetime:
        instant = clock()
        if instant <= edge or time_machine.escape_hatch.is_travelling():
            return instant
        return edge + (instant - edge) / SLOWER

    return now
