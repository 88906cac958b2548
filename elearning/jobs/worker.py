"""A worker: adds the work of the day, takes what is due, one piece at a time, and does it; in a thread or a process."""

import os
import secrets
import threading
from collections.abc import Callable, Mapping
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
from elearning.jobs.planning import put_into_outbox
from elearning.jobs.self_audit import audit_self
from elearning.jobs.sending import Sending, send_message
from elearning.mail import Post
from elearning.services.jobs import WAKES, Claimed, add_job, claim, finish, forget, note_worker, put_off
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
            Work.REMINDERS: self._reminders, Work.SEND: self._send, Work.SELF_AUDIT: self._self_audit,
        }  # fmt: skip

    def work(self) -> int:
        """Do all that is due, and return how many pieces that was. A piece that fails is tried again later."""
        with Session(self._engine) as session:
            self._begin(session)
            done = 0
            while self._one(session):
                done += 1
                if done % 20 == 0:
                    self._begin(session)
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

    def _one(self, session: Session) -> bool:
        lease = secrets.token_hex(8)
        with committed(session) as now:
            job = claim(session, self._works, lease=lease, lasts=self._timing.lease, now=now)
        if job is None:
            return False
        try:
            self._do[job.work](session, job)
        except OperationalError:  # the database is gone or busy: the job comes back when its lease is over
            session.rollback()
            raise
        except Exception as error:
            session.rollback()
            _log.error("job", work=job.work.value, error=type(error).__name__)
            self._try_again(session, job, type(error).__name__)
        return True

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

    def _send(self, session: Session, job: Claimed) -> str:
        return send_message(session, job, Sending(self._settings, self._post, self._timing, self._name))

    def _done(self, session: Session, job: Claimed, outcome: str) -> str:
        with committed(session) as now:
            finish(session, job, outcome=outcome, now=now)
        return outcome


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
