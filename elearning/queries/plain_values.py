"""Dates and instants fetched as the driver gives them: their typed fetch costs more than all else in a report."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, String, type_coerce


def plain(column: Any) -> ColumnElement[Any]:
    """A date or an instant with no conversion: text on SQLite, what it is on PostgreSQL. For `day` and `instant`."""
    return type_coerce(column, String)


class _Days(dict[str | date | None, date | None]):
    """Each day read once, and one object ever after: there are few days, and many facts on each."""

    def __missing__(self, value: str | date | None) -> date | None:
        read = date.fromisoformat(value) if isinstance(value, str) else value
        self[value] = read
        return read


_days = _Days()


def day(value: Any) -> Any:
    """The date of a plain value; None stays None."""
    return _days[value]


def instant(value: str | datetime) -> datetime:
    """The instant of a plain value, in UTC."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value.astimezone(UTC)
