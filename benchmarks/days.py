"""The day and instant that every benchmark of reports asks about, the last of which anything is told; numbered days."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from elearning.domain.reports import Asked

TODAY = date(2026, 11, 20)
AS_KNOWN = datetime(2026, 11, 20, 18, tzinfo=UTC)
ASKED = Asked(TODAY, AS_KNOWN)

BEGAN = date(2024, 9, 2)
"""Day number 0 of a council at scale; what lies further behind has numbers below."""

DAYS = (TODAY - BEGAN).days


@cache
def day_text(number: int) -> str:
    """A day since the beginning, as text."""
    return (BEGAN + timedelta(number)).isoformat()


@cache
def noon(number: int) -> str:
    """An instant on a day since the beginning."""
    return f"{day_text(number)} 12:00:00.000000"


def instant(number: int, seconds: int) -> str:
    at = datetime.combine(BEGAN + timedelta(number), time(9), tzinfo=UTC) + timedelta(seconds=seconds)
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")
