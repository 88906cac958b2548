"""The only reader of the clock: now in UTC, today in London. Called at the edge and passed down."""

from datetime import UTC, date, datetime

from elearning.domain.calendar import london_date


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The council's date: London's."""
    return london_date(now())
