"""The instant and the London day of a request: plain for reading, or once the database has let us write."""

from datetime import date, datetime
from typing import NamedTuple

from elearning import clock
from elearning.domain.calendar import london_date
from elearning.extensions import db
from elearning.transaction import begin_writing


class Moment(NamedTuple):
    """When something happens: the instant in UTC, and London's date of it."""

    now: datetime
    day: date


def reading() -> Moment:
    """The moment of a page that is only looked at."""
    now = clock.now()
    return Moment(now, london_date(now))


def writing() -> Moment:
    """The moment of a change: its transaction is open when this returns, and the request's end commits it."""
    now = begin_writing(db.session)
    return Moment(now, london_date(now))
