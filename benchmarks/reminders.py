"""Reminders of a day and sending them, beside bare limits of the same run: the standings alone, a bare SMTP send."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import time_machine
from flask import Flask
from sqlalchemy import func, insert, select

from benchmarks.databases import kinds, migrated, new_database
from benchmarks.seconds import once
from benchmarks.table import Line
from elearning.cli.demo.people_file import people_file
from elearning.documents.tables import read_table
from elearning.domain.access import EVERYBODY
from elearning.domain.hr_brakes import Consent
from elearning.domain.hr_import import plan_import
from elearning.domain.hr_rows import parse_people
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.jobs.planning import put_into_outbox
from elearning.jobs.worker import Worker
from elearning.mail import Envelope, Post
from elearning.models.messages import MessageState
from elearning.models.people import EmployeeNumber, PersonEmail
from elearning.queries.people import current_organisation
from elearning.queries.reminders import plans
from elearning.queries.standings import rows_on
from elearning.services.people import apply_import, begin_import
from elearning.transaction import committed, settled_now
from tests import builders
from tests.conftest import settings_for
from tests.mail_server import MailServer, serving

NINE = datetime(2026, 12, 1, 9, tzinfo=UTC)


def _settle(people: int) -> None:
    """A council whose people are all due in two days on one module of five, each with a mailbox."""
    session = db.session()
    for number in range(1, 6):
        with committed(session) as now:
            module_id = builders.publish(session, builders.small_version(f"module-{number}"))
            due_on = date(2026, 12, 3) if number == 1 else date(2027, 6, 1)
            builders.assign(session, module_id=module_id, person_ids=[], due_on=due_on)
    wanted = parse_people(read_table(people_file(people).encode()).rows)
    with committed(session) as now:
        begin_import(session)
        plan = plan_import(current_organisation(session), wanted, today=now.date())
        apply_import(
            session, plan, actor=builders.SYSTEM, now=now, today=now.date(), file_name="people.csv", sha256="0" * 64,
            consent=Consent(leave_out=True),
        )  # fmt: skip
    with committed(session) as now:
        has_none = ~select(PersonEmail.id).where(PersonEmail.person_id == EmployeeNumber.person_id).exists()
        without = session.scalars(select(EmployeeNumber.person_id).where(has_none)).all()
        common = {"true_from": date(2020, 1, 6), "recorded_at": now, "recorded_by": builders.note(session)}
        rows = [{"person_id": id, "email": f"p{id}@marlshire.example", **common} for id in without]
        session.execute(insert(PersonEmail), rows)


def _bare_sends(mail: MailServer, number: int) -> float:
    post, started = Post(mail.url, "learning@marlshire.example"), time.perf_counter()
    for one in range(number):
        post.send(Envelope(f"b{one}@marlshire.example", "Due", "It is due.\n" * 12, f"<bare-{one}@here>", NINE))
    post.close()
    return time.perf_counter() - started


def _sending(app: Flask) -> tuple[float, int, float]:
    """Seconds and number of messages of one worker, and seconds of as many bare sends."""
    with serving(MailServer()) as mail:
        url = str(app.config["SQLALCHEMY_DATABASE_URI"])
        worker = Worker(db.engine, settings_for(url, smtp_url=mail.url, mail_from="learning@marlshire.example"))
        started = time.perf_counter()
        worker.work()
        taken = time.perf_counter() - started
        sent = db.session.scalar(select(func.count()).select_from(MessageState)) or 0
        db.session.rollback()
        return taken, sent, _bare_sends(mail, sent)


def _measure(app: Flask, people: int, times: int, kind: str, first: dict[str, float]) -> Iterator[Line]:
    session, settings = db.session(), app.config["ELEARNING"]
    asked = Asked(NINE.date(), settled_now(session))

    def standings() -> None:
        rows_on(session, EVERYBODY, as_at=asked.as_at, known_on=asked.known_on)

    standings()  # warms up
    _, limit = once(session, standings)
    rules = settings.council.reminders.rules
    found, planned = once(session, lambda: sum(1 for one in plans(session, asked, rules) if one.told))
    came, queued = once(session, lambda: put_into_outbox(session, settings, asked))
    for work, figure, number in (
        (f"reminders of a day for {people:,} × 5, worked out", planned, found),
        (f"the same for {people:,}, put into the outbox", queued, came.queued),
    ):
        smallest = first.setdefault(work.rpartition(", ")[2], figure.busy)
        growth = f"; ×{figure.busy / smallest:.1f} for ×{times} people" if times > 1 else ""
        yield Line(
            f"{work}, {kind}", f"{figure} ({number:,} messages){growth}", f"everybody's standings alone: {limit}",
            f"{figure.busy / limit.busy:.1f} × the limit", "",
        )  # fmt: skip


def lines(sizes: Sequence[int]) -> Iterator[Line]:
    """Three lines for each size and database: worked out, put into the outbox, and sent by one worker."""
    with tempfile.TemporaryDirectory() as folder, time_machine.travel(NINE):
        for kind in kinds():
            first: dict[str, float] = {}
            for size in sizes:
                with new_database(kind, f"reminders_{size}", Path(folder)) as url:
                    app = migrated(url)
                    with app.app_context():
                        _settle(size)
                        yield from _measure(app, size, size // sizes[0], kind, first)
                        db.session.remove()
                        if size <= 1_000:
                            taken, sent, bare = _sending(app)
                            yield Line(
                                f"sending by one worker, {kind}", f"{sent / taken:.0f} a second ({sent:,} messages)",
                                f"bare SMTP: {sent / bare:.0f} a second", f"{bare / taken:.2f}", "",
                            )  # fmt: skip
                        db.session.remove()
                        db.engine.dispose()
