"""London's dates, months that clamp, and working days of England and Wales. It never asks what day it is."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
NO_DAYS: frozenset[date] = frozenset()

PROCLAIMED_ADDED = frozenset(
    {date(2020, 5, 8), date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)}
)
"""Bank holidays proclaimed for one year only, for whoever gathers facts; the rule does not assume them."""

PROCLAIMED_REMOVED = frozenset({date(2020, 5, 4), date(2022, 5, 30)})
"""Bank holidays of the rule that a proclamation moved to another day of that year."""

_DAY = timedelta(days=1)
_MONDAY, _FRIDAY = 0, 4


def london_date(instant: datetime) -> date:
    """London's date of an instant (RULE-4). Raises ValueError for a time without an offset."""
    if instant.tzinfo is None:
        raise ValueError("A time needs its offset from UTC: give, for example, 2026-11-22T09:30:00+00:00.")
    return instant.astimezone(LONDON).date()


def end_of_day(day: date) -> datetime:
    """The last instant of London's day, in UTC."""
    tomorrow = datetime.combine(day + _DAY, time(), tzinfo=LONDON)
    return tomorrow.astimezone(UTC) - timedelta(microseconds=1)


def start_of_day(day: date) -> datetime:
    """The first instant of London's day, in UTC."""
    return datetime.combine(day, time(), tzinfo=LONDON).astimezone(UTC)


def british_date(day: date) -> str:
    """A date as Britain writes it: 22 November 2026."""
    return f"{day.day} {day:%B %Y}"


def british_time(instant: datetime) -> str:
    """22 November 2026 at 3:05pm, London time."""
    return _spoken(instant, "%M")


def british_second(instant: datetime) -> str:
    """22 November 2026 at 3:05:09pm, London time."""
    return _spoken(instant, "%M:%S")


def _spoken(instant: datetime, after_the_hour: str) -> str:
    local = instant.astimezone(LONDON)
    hour = local.hour % 12 or 12
    return f"{british_date(local.date())} at {hour}:{local.strftime(after_the_hour)}{'am' if local.hour < 12 else 'pm'}"


def last_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def ends_of_months(day: date, count: int) -> tuple[date, ...]:
    """The last days of so many months before the month of a day, the earliest first."""
    months = [divmod(day.year * 12 + day.month - 1 - back, 12) for back in range(count, 0, -1)]
    return tuple(last_of_month(year, month + 1) for year, month in months)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or the last day of that month where it is too short (RULE-5)."""
    years, month = divmod(day.month - 1 + months, 12)
    last = last_of_month(day.year + years, month + 1)
    return last.replace(day=min(day.day, last.day))


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar."""
    golden, century, of_century = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    to_sunday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    shift = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=256)
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England and Wales in a year, worked out by rule, with substitute days (RULE-17).

    New Year's Day, Christmas Day and Boxing Day on a weekend are given by the working days that follow.
    """
    easter = easter_sunday(year)
    days = {
        _from_monday(date(year, 1, 1)),
        easter - 2 * _DAY,
        easter + _DAY,
        _next_monday(date(year, 5, 1)),
        _next_monday(date(year, 5, 25)),
        _next_monday(date(year, 8, 25)),
    }
    for day in (date(year, 12, 25), date(year, 12, 26)):
        substitute = day
        while substitute.weekday() > _FRIDAY or substitute in days:
            substitute += _DAY
        days.add(substitute)
    return frozenset(days)


def _from_monday(day: date) -> date:
    return _next_monday(day) if day.weekday() > _FRIDAY else day


def _next_monday(day: date) -> date:
    """The first Monday on or after a day."""
    return day + (_MONDAY - day.weekday()) % 7 * _DAY


def is_working_day(day: date, *, added: frozenset[date] = NO_DAYS, removed: frozenset[date] = NO_DAYS) -> bool:
    """Monday to Friday and no bank holiday; `added` and `removed` are what was proclaimed (RULE-17).

    A day that is in both is a bank holiday.
    """
    if day.weekday() > _FRIDAY or day in added:
        return False
    return day in removed or day not in bank_holidays(day.year)


def first_working_day_after(
    day: date, *, added: frozenset[date] = NO_DAYS, removed: frozenset[date] = NO_DAYS
) -> date:  # fmt: skip
    """The next working day, never the day itself (RULE-17: the return after the last day of leave)."""
    return add_working_days(day, 1, added=added, removed=removed)


def add_working_days(
    day: date, count: int, *, added: frozenset[date] = NO_DAYS, removed: frozenset[date] = NO_DAYS
) -> date:  # fmt: skip
    """The working day that is `count` working days after a day, which is day 0 (RULE-17)."""
    for _ in range(count):
        day += _DAY
        while not is_working_day(day, added=added, removed=removed):
            day += _DAY
    return day
