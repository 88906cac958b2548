"""How a transaction that writes begins, and how a report finds an instant that nothing can change any more (RULE-2)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session, scoped_session

from elearning import clock
from elearning.orm import WRITES

_WRITERS = 7_265_001  # any number that no other program on this database uses


AnySession = Session | scoped_session[Any]
"""SQLAlchemy's session, or Flask-SQLAlchemy's that stands for the one of this request."""


def begin_writing(session: AnySession) -> datetime:
    """Open a transaction that writes and return the instant to record its facts at.

    Whatever was read before is let go of first, so that the decision is made on what holds now. SQLite takes its
    write lock; PostgreSQL takes a shared lock that only `settled_now` waits for. The clock is read once that is held.
    """
    session.rollback()
    connection = session.connection(execution_options={WRITES: True})
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock_shared(:key)"), {"key": _WRITERS})
    return clock.now()


def settled_now(session: AnySession) -> datetime:
    """The present instant, once every writer that began before it has finished: a report of it can be reproduced."""
    session.rollback()
    connection = session.connection(execution_options={WRITES: True})
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS})
    instant = clock.now()
    session.rollback()
    return instant


@contextmanager
def committed(session: AnySession) -> Iterator[datetime]:
    """One transaction for a command or a job: yields its instant, commits at the end, rolls back on any error."""
    instant = begin_writing(session)
    try:
        yield instant
        session.commit()
    except BaseException:
        session.rollback()
        raise
