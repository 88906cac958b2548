"""A worker: adds the work of the day, takes what is due, one piece at a time, and does it; in a thread or a process."""

import os
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, cast

import structlog
from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from elearning import clock
from elearning.domain.calendar import london_date
from elearning.domain.jobs import DAILY, Timing, Work, daily_key, due_at
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.jobs.exporting import Kept, make_export
from elearning.jobs.planning import put_into_outbox
from elearning.jobs.self_audit import audit_self
from elearning.jobs.sending import AT_ONCE, Prepared, Ready, Sending, prepare, send_message
from elearning.mail import Post
from elearning.services.exports import forget_exports
from elearning.services.jobs import WAKES, Claimed, add_job, claim, finish, forget, give_back, note_worker, put_off
from elearning.settings import Settings
from elearning.transaction import committed, settled_now

PAUSE = 30.0
"""Seconds between two looks for work, when nobody says that there is some."""

_log = structlog.stdlib.get_logger("elearning")
_wake = threading.Event()


@event.listens_for(Session, "after_commit")
def _wake_on_commit(session: Session) -> None:
    """Wake this process's worker when a transaction that added work is committed, and not before."""
    if session.info.pop(WAKES, False):
        _wake.set()


def wake() -> None:
    """Let this process's worker look for work at once, or see that it should stop."""
    _wake.set()


def works_of(settings: Settings) -> tuple[Work, ...]:
    """What is done here: without a mail server, messages wait in the outbox."""
    return tuple(work for work in Work if work is not Work.SEND or settings.smtp_url)


class Worker:
    """Does background work on one database, until it is told to stop."""

    def __init__(self, engine: Engine, settings: Settings, *, timing: Timing | None = None) -> None:
        self._engine, self._settings, self._timing = engine, settings, timing or Timing()
        self._name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._started_at = clock.now()
        self._post = Post(settings.smtp_url, settings.mail_from)
        self._works = works_of(settings)
        self._do: Mapping[Work, Callable[[Session, Claimed], str]] = {
            Work.REMINDERS: self._reminders, Work.SELF_AUDIT: self._self_audit, Work.EXPORT: self._export,
        }  # fmt: skip

    def work(self) -> int:
        """Do all that is due, and return how many pieces that was. A piece that fails is tried again later."""
        with Session(self._engine) as session:
            self._begin(session)
            done = 0
            while some := self._some(session):
                if (done + some) // 20 > done // 20:
                    self._begin(session)
                done += some
        self._post.close()
        return done

    def run(self, stop: threading.Event) -> None:
        """Work, wait, and work again, until told to stop. A database that does not answer is asked again later."""
        while not stop.is_set():
            _wake.clear()
            try:
                self.work()
            except SQLAlchemyError as error:
                _log.error("worker", error=type(error).__name__)
            _wake.wait(PAUSE)

    def _begin(self, session: Session) -> None:
        """Say that this worker is there, and add the work of the day once its time has come."""
        with committed(session) as now:
            note_worker(session, self._name, started_at=self._started_at, now=now)
            today = london_date(now)
            for work in DAILY:
                if due_at(work, today) <= now:
                    add_job(session, work, daily_key(work, today), due_at=due_at(work, today), now=now)
            forget(session, now=now)
            forget_exports(session, now=now)

    def _some(self, session: Session) -> int:
        """Take what waits longest, one piece or a few messages, and do it; how many pieces that was."""
        lease = secrets.token_hex(8)
        with committed(session) as now:
            jobs = claim(session, self._works, lease=lease, lasts=self._timing.lease, now=now, most=AT_ONCE)
        if jobs and jobs[0].work is Work.SEND:
            self._send(session, jobs)
        else:
            for job in jobs:
                self._try(session, job, partial(self._do[job.work], session, job))
        return len(jobs)

    def _try(self, session: Session, job: Claimed, act: Callable[[], str]) -> None:
        """Do one piece. What fails is tried again later."""
        try:
            act()
        except OperationalError:  # the database is gone or busy: the job comes back when its lease is over
            session.rollback()
            raise
        except Exception as error:
            session.rollback()
            _log.error("job", work=job.work.value, error=type(error).__name__)
            self._try_again(session, job, type(error).__name__)

    def _send(self, session: Session, jobs: Sequence[Claimed]) -> None:
        """Send messages that were taken together, one after another. What is left when half of the lease is over is
        given back: nothing is sent by two workers."""
        with_ = Sending(self._settings, self._post, self._timing, self._name)
        prepared: Prepared | None = None
        for place, job in enumerate(jobs):
            now = clock.now()
            if now > job.until - self._timing.lease / 2:
                with committed(session):
                    give_back(session, lease=job.lease)
                return
            if prepared is None or not prepared.is_fresh(now):
                prepared = self._prepared(session, jobs[place:], with_)
            if job.job_id in prepared.ready:
                self._try(session, job, partial(send_message, session, job, prepared, with_))

    def _prepared(self, session: Session, jobs: Sequence[Claimed], with_: Sending) -> Prepared:
        """What is true of some messages now; if that cannot be found out together, of each alone, so that one message
        that cannot be written holds up no other."""
        try:
            return prepare(session, jobs, with_)
        except OperationalError:
            session.rollback()
            raise
        except Exception:
            session.rollback()
        ready: dict[int, Ready] = {}
        alone = Prepared(Asked(london_date(clock.now()), clock.now()), ready)
        for job in jobs:
            self._try(session, job, partial(_prepare_alone, session, job, with_, ready))
        return alone

    def _try_again(self, session: Session, job: Claimed, error: str) -> None:
        wait = self._timing.wait_after(job.tries)
        with committed(session) as now:
            if wait is None:
                finish(session, job, outcome=f"given up: {error}", now=now)
            else:
                put_off(session, job, until=now + wait, outcome=f"failed: {error}")

    def _asked(self, session: Session) -> Asked:
        now = settled_now(session)
        return Asked(london_date(now), now)

    def _reminders(self, session: Session, job: Claimed) -> str:
        came = put_into_outbox(session, self._settings, self._asked(session))
        return self._done(session, job, f"{came.queued} messages, {came.withheld} things not sent")

    def _self_audit(self, session: Session, job: Claimed) -> str:
        findings = audit_self(session, self._asked(session))
        return self._done(session, job, f"{len(findings)} findings")

    def _export(self, session: Session, job: Claimed) -> str:
        return make_export(session, job, Kept(self._timing.lease, timedelta(hours=self._settings.export_hours)))

    def _done(self, session: Session, job: Claimed, outcome: str) -> str:
        with committed(session) as now:
            finish(session, job, outcome=outcome, now=now)
        return outcome


def _prepare_alone(session: Session, job: Claimed, with_: Sending, ready: dict[int, Ready]) -> str:
    ready.update(prepare(session, [job], with_).ready)
    return "prepared"


def worker_of(app: Flask) -> Worker:
    """A worker for an application's database and settings."""
    settings = cast("Settings", app.config["ELEARNING"])
    with app.app_context():
        return Worker(db.engine, settings)


def work_in_background(app: Any) -> None:
    """Start a worker in this process, if the settings say that the web process does the work and this is one."""
    settings = cast("Settings", app.config["ELEARNING"])
    if settings.jobs != "web" or os.environ.get("FLASK_RUN_FROM_CLI") == "true":
        return
    worker = worker_of(app)
    threading.Thread(target=worker.run, args=(threading.Event(),), name="jobs", daemon=True).start()
