"""A change of HR's tried: made, looked at and rolled back, so that its effect on compliance can be shown first.

It holds the lock of a writer for as long as the change takes, and so is only done when somebody asks for it.
"""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearning.domain.calendar import london_date
from elearning.queries.import_effects import Effects, between, snapshot
from elearning.transaction import begin_writing


def effects_of(
    session: Session, change: Callable[[datetime, date], object], *, named: int | None = 0
) -> Effects:  # fmt: skip
    """The effect of a change, which is given the instant and the day to make it at. Nothing of it is kept. So many of
    the people concerned are named, with None all."""
    now = begin_writing(session)
    day = london_date(now)
    try:
        before = snapshot(session, day=day, now=now)
        change(now, day)
        return between(session, before, snapshot(session, day=day, now=now), day=day, now=now, named=named)
    finally:
        session.rollback()
