"""Asking for nudges: a line manager's messages to who is late, put into the outbox, each person at most once a week."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.refusals import NotAllowed
from elearning.services.messages import Ready, Withheld, queue

_NUDGES = 7_265_003  # any number that no other lock of this database uses


def hold_nudges(session: Session) -> None:
    """Let whoever nudges wait for another, so that what is read after it holds until the end of the transaction: two
    line managers of one person cannot both be the first of a week."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _NUDGES})


def ask_for_nudges(
    session: Session, ready: Sequence[Ready], withheld: Sequence[Withheld], *, day: date, actor: Actor, now: datetime,
    stands_in_for: int | None = None,
) -> int:  # fmt: skip
    """Put the messages into the outbox, and keep why others who are late get none; returns how many go.

    Ask `hold_nudges` before working out to whom they go. Raises NotAllowed where there is nobody to tell.
    """
    if not ready and not withheld:
        raise NotAllowed("Nobody of them can be sent a message now.")
    return queue(
        session, ready, withheld, day=day, actor=actor, now=now, action="reminders.nudge", stands_in_for=stands_in_for
    )
