"""What people write when they ask for a report: the day, and the instant it was known on (RULE-2). Pure."""

from datetime import UTC, date, datetime

from elearning.domain.calendar import end_of_day
from elearning.domain.hr_cells import CellFault, read_date

KNOWN_ON_REMEDY = "Write a day, for example 2026-03-31, or a time with its offset, for example 2026-03-31T17:00+00:00."
_YEARS = range(1900, 2200)


def read_as_at(text: str) -> date:
    """The day asked about, written as HR's file may write dates. Raises CellFault."""
    return read_date(text)


def read_known_on(text: str) -> datetime:
    """The instant asked about: a bare date is the end of that London day, a time carries its offset (RULE-2).

    Raises CellFault on anything else.
    """
    text = text.strip()
    try:
        instant = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)  # a link may lose its plus
    except ValueError:
        return end_of_day(read_date(text))
    if instant.year not in _YEARS:
        raise CellFault(f"The year {instant.year} cannot be right.", KNOWN_ON_REMEDY)
    if len(text) <= len("2026-03-31"):
        return end_of_day(instant.date())
    if instant.tzinfo is None:
        raise CellFault("The time does not say its offset from UTC.", KNOWN_ON_REMEDY)
    return instant.astimezone(UTC)
