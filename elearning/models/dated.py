"""The one filter on the two times of a fact: which rows were known on an instant, and held on a day."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from elearning.models.recorded import Dated, Recorded


def known(
    table: type[Recorded] | Any, on: datetime | ColumnElement[Any] | InstrumentedAttribute[datetime] | None
) -> ColumnElement[bool]:
    """Rows known on an instant: recorded by then and not yet superseded (RULE-2). None asks what is known now."""
    if on is None:
        return table.superseded_at.is_(None)
    return and_(table.recorded_at <= on, or_(table.superseded_at.is_(None), table.superseded_at > on))


def holds(
    table: type[Dated] | Any, day: date | BindParameter[Any], on: datetime | BindParameter[Any] | None = None
) -> ColumnElement[bool]:
    """Rows known on an instant whose first and last day, both included, hold the day (RULE-1)."""
    return and_(known(table, on), table.true_from <= day, or_(table.true_to.is_(None), table.true_to >= day))


def holds_between(
    table: type[Dated] | Any, first: date | BindParameter[Any], last: date | BindParameter[Any],
    on: datetime | BindParameter[Any] | None = None,
) -> ColumnElement[bool]:  # fmt: skip
    """Rows known on an instant that hold on any of the days from one to another, both included (RULE-1)."""
    return and_(known(table, on), table.true_from <= last, or_(table.true_to.is_(None), table.true_to >= first))
