"""Background work as rows: added in the transaction of its cause, taken by one worker at a time, taken back in the end.

A worker that dies keeps its job until the lease is over, and then another has it. Nothing is done here.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any, NamedTuple

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from elearning.domain.jobs import Work
from elearning.models.jobs import Job, Worker
from elearning.services.recording import batches

WAKES = "elearning_wakes"
"""Set in a session's `info` when its transaction adds work, so that a worker in the same process need not wait."""

KEPT = timedelta(days=60)
"""How long a finished job is kept, so that it can be seen when work was last done."""


class Claimed(NamedTuple):
    """A job that this worker has, until its lease is over. `tries` counts this one."""

    job_id: int
    work: Work
    subject_id: int | None
    tries: int
    lease: str
    until: datetime


def _add(session: Session, rows: list[dict[str, Any]]) -> None:
    """Add jobs but those whose keys are known. Only what is new wakes a worker: one that looks for work adds that of
    the day each time, and would otherwise wake itself for ever."""
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(Job)
    statement = insert.on_conflict_do_nothing(index_elements=["key"]).execution_options(preserve_rowcount=True)
    if session.connection().execute(statement, rows).rowcount:
        session.info[WAKES] = True


def add_job(session: Session, work: Work, key: str, *, due_at: datetime, now: datetime) -> None:
    """Add one piece of work, unless it is known by its key already."""
    row = {"work": work.value, "key": key, "made_at": now, "due_at": due_at, "tries": 0, "lease": "", "outcome": ""}
    _add(session, [row])


def add_jobs(session: Session, work: Work, subject_ids: Iterable[int], *, now: datetime) -> None:
    """Add a piece of work for each id, unless there is one already; due at once."""
    for batch in batches(subject_ids):
        rows = [
            {
                "work": work.value, "key": f"{work}:{subject_id}", "subject_id": subject_id, "made_at": now,
                "due_at": now, "tries": 0, "lease": "", "outcome": "",
            }
            for subject_id in batch
        ]  # fmt: skip
        _add(session, rows)


def claim(
    session: Session, works: Collection[Work], *, lease: str, lasts: timedelta, now: datetime, most: int = 1
) -> list[Claimed]:  # fmt: skip
    """Take the job that has waited longest, for as long as the lease lasts, and up to `most` of the same work that
    wait after it; none if there is nothing to do. A job that is taken and not done has not been tried."""
    free = or_(Job.leased_until.is_(None), Job.leased_until <= now)
    waiting = (
        select(Job.id, Job.work)
        .where(Job.finished_at.is_(None), Job.due_at <= now, Job.work.in_([work.value for work in works]), free)
        .order_by(Job.due_at, Job.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    found = session.execute(waiting).all()
    if not found:
        return []
    first = found[0].work
    taken = (
        update(Job)
        .where(Job.id.in_([row.id for row in takewhile(lambda row: row.work == first, found)]))
        .values(lease=lease, leased_until=now + lasts)
        .returning(Job.id, Job.subject_id, Job.tries)
        .execution_options(synchronize_session=False)
    )
    rows = sorted(session.execute(taken).all())
    return [Claimed(row.id, Work(first), row.subject_id, row.tries + 1, lease, now + lasts) for row in rows]


def is_ours(session: Session, claimed: Claimed) -> bool:
    """Whether a job is still this worker's, and not over."""
    mine = select(Job.id).where(Job.id == claimed.job_id, Job.lease == claimed.lease, Job.finished_at.is_(None))
    return session.scalar(mine) is not None


def give_back(session: Session, *, lease: str) -> None:
    """Let others have at once what was taken by this lease and not done."""
    session.execute(
        update(Job)
        .where(Job.lease == lease, Job.finished_at.is_(None))
        .values(lease="", leased_until=None)
        .execution_options(synchronize_session=False)
    )


def finish(session: Session, claimed: Claimed, *, outcome: str, now: datetime) -> bool:
    """Say that a job is over, and how it went; False if the lease was over first and somebody else has it."""
    return _settle(session, claimed, finished_at=now, outcome=outcome[:200], tries=Job.tries + 1)


def put_off(session: Session, claimed: Claimed, *, until: datetime, outcome: str, is_a_try: bool = True) -> bool:
    """Give a job back to be taken again later; False if somebody else has it. What was no try does not count as one."""
    tries = Job.tries + 1 if is_a_try else Job.tries
    return _settle(session, claimed, due_at=until, outcome=outcome[:200], tries=tries)


def renew(session: Session, claimed: Claimed, *, lasts: timedelta, now: datetime) -> bool:
    """Keep a job that takes long for as long again; False if the lease was over first and somebody else has it."""
    kept = session.scalars(
        update(Job)
        .where(Job.id == claimed.job_id, Job.lease == claimed.lease, Job.finished_at.is_(None))
        .values(leased_until=now + lasts)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    ).first()
    return kept is not None


def _settle(session: Session, claimed: Claimed, **values: object) -> bool:
    done = session.scalars(
        update(Job)
        .where(Job.id == claimed.job_id, Job.lease == claimed.lease, Job.finished_at.is_(None))
        .values(lease="", leased_until=None, **values)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    ).first()
    return done is not None


def note_worker(session: Session, name: str, *, started_at: datetime, now: datetime) -> None:
    """Record that a worker is there."""
    found = session.get(Worker, name)
    if found is None:
        session.add(Worker(name=name, started_at=started_at, seen_at=now))
    else:
        found.seen_at = now
    session.flush()


def forget(session: Session, *, now: datetime) -> None:
    """Clear away what was finished long ago, and workers not seen for a day."""
    session.execute(delete(Job).where(Job.finished_at < now - KEPT))
    session.execute(delete(Worker).where(Worker.seen_at < now - timedelta(days=1)))
