"""Background work: when each kind was last done, what waits, and whether it has stopped."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearning.domain.calendar import london_date
from elearning.domain.jobs import DAILY, SEEN_WITHIN, Work, daily_key, due_at, reasons_stopped
from elearning.models.jobs import Job, Worker


class LastDone(NamedTuple):
    """One kind of work: when it was last finished and how that went, and how many pieces of it wait."""

    work: Work
    finished_at: datetime | None
    outcome: str
    waiting: int


@dataclass(frozen=True)
class State:
    """How background work stands. `stopped` says in plain English what is wrong; empty if nothing is."""

    kinds: tuple[LastDone, ...]
    workers: int
    seen_at: datetime | None
    stopped: tuple[str, ...]


def state(session: Session, works: Collection[Work], *, now: datetime) -> State:
    """How the work of these kinds stands at an instant: what the workers of this installation do."""
    seen = list(session.scalars(select(Worker.seen_at)))
    oldest = session.scalar(
        select(func.min(Job.due_at)).where(
            Job.finished_at.is_(None), Job.tries == 0, Job.work.in_([work.value for work in works])
        )
    )
    missing = _never_begun(session, works, now)
    dues = [at for at in (oldest, missing) if at is not None]
    seen_at = max(seen, default=None)
    return State(
        kinds=tuple(_last(session, work) for work in Work),
        workers=sum(1 for at in seen if now - at <= SEEN_WITHIN),
        seen_at=seen_at,
        stopped=reasons_stopped(now, seen_at=seen_at, unfinished_since=min(dues, default=None)),
    )


def _never_begun(session: Session, works: Collection[Work], now: datetime) -> datetime | None:
    """Since when today's daily work should be there and is not."""
    today = london_date(now)
    for work in DAILY:
        due = due_at(work, today)
        known = select(Job.id).where(Job.key == daily_key(work, today))
        if work in works and due <= now and session.scalar(known) is None:
            return due
    return None


def _last(session: Session, work: Work) -> LastDone:
    of_kind = Job.work == work.value
    last = session.execute(
        select(Job.finished_at, Job.outcome)
        .where(of_kind, Job.finished_at.is_not(None))
        .order_by(Job.finished_at.desc())
        .limit(1)
    ).first()
    waiting = session.scalar(select(func.count()).select_from(Job).where(of_kind, Job.finished_at.is_(None))) or 0
    return LastDone(work, last.finished_at if last else None, last.outcome if last else "", waiting)
