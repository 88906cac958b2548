"""Saving an answer beside one committed insert, and a whole assessment counted in hellos. One process, through WSGI."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from benchmarks.hello import app as hello
from benchmarks.site import Visitor, found_site, free_port
from benchmarks.table import Line
from elearning.domain.answer_keys import whole_key
from elearning.domain.modules import ModuleVersion
from elearning.domain.responses import to_fields
from elearning.extensions import db
from elearning.models.learning import Attempt, CheckAnswer, Completion, Enrolment
from elearning.services import learning
from elearning.transaction import begin_writing
from tests.builders import SLUG, shipped_version

ROUNDS = 20


def _seconds(work: Callable[[], object], times: int) -> float:
    started = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - started) / times


def _client(app: Flask, visitor: Visitor) -> FlaskClient:
    client = app.test_client()
    name, _, value = visitor.cookie.partition("=")
    client.set_cookie(name, value, domain="127.0.0.1")
    return client


def _bare_insert(app: Flask) -> float:
    """Seconds for one insert of an answer, committed, through the site's own engine."""
    with app.app_context():
        enrolment_id = db.session.scalars(select(Enrolment.id).limit(1)).one()

        def one() -> None:
            now = begin_writing(db.session)
            db.session.execute(
                insert(CheckAnswer).values(
                    enrolment_id=enrolment_id, question_id="bench", chosen=["a"], recorded_at=now
                )
            )
            db.session.commit()

        return _seconds(one, 300)


def _read_everything(app: Flask, person_id: int, version: ModuleVersion) -> None:
    with app.app_context():
        now = begin_writing(db.session)
        for lesson in version.lessons:
            for screen in lesson.screens:
                learning.read_screen(
                    db.session(), person_id=person_id, slug=SLUG, lesson_id=lesson.id, screen_id=screen.id,
                    council_name="Marlshire", now=now, day=now.date(),
                )  # fmt: skip
        db.session.commit()


def _paper(app: Flask, person_id: int) -> tuple[int, list[tuple[str, list[str]]]]:
    with app.app_context():
        row = db.session.execute(
            select(Attempt.id, Attempt.shown).join(Enrolment).where(Enrolment.person_id == person_id)
        ).one()
        return row[0], row[1]


def _sit(app: Flask, visitor: Visitor, version: ModuleVersion) -> tuple[float, list[float]]:
    """Seconds for the whole assessment, and for each saved answer in it."""
    client, base = _client(app, visitor), f"/modules/{SLUG}/assessment"
    host = {"base_url": app.config["ELEARNING"].public_url}
    started = time.perf_counter()
    client.post(base, **host)
    attempt_id, questions = _paper(app, visitor.person_id)
    saved = []
    for place, (question_id, order) in enumerate(questions, 1):
        question = version.question(question_id)
        address = f"{base}/{attempt_id}/{place}"
        client.get(address, **host)
        for sent in to_fields(question, tuple(order), whole_key(question)):
            before = time.perf_counter()
            answer = client.post(address, data={"chosen": list(sent)}, **host)
            saved.append(time.perf_counter() - before)
            assert answer.status_code == 302, answer.status_code
    client.get(f"{base}/{attempt_id}/check", **host)
    client.post(f"{base}/{attempt_id}/submit", **host)
    client.get(f"{base}/{attempt_id}/result", **host)
    client.post(f"/modules/{SLUG}/acknowledgement", **host)
    whole = time.perf_counter() - started
    with app.app_context():
        done = select(Completion.id).where(Completion.person_id == visitor.person_id)
        assert db.session.scalar(done) is not None, "the assessment did not end in a completion"
    return whole, saved


def lines() -> list[Line]:
    """Two lines: an answer saved, and the assessment to the certificate."""
    version = shipped_version()
    with tempfile.TemporaryDirectory() as folder:
        app, visitors = found_site(Path(folder), free_port())
        app.config["WTF_CSRF_ENABLED"] = False  # the client sends what a browser would, but for the token
        hello_client = hello.test_client()
        say_hello = _seconds(lambda: hello_client.get("/"), 300)
        whole, saved = [], []
        for visitor in visitors[:ROUNDS]:
            _read_everything(app, visitor.person_id, version)
            seconds, answers = _sit(app, visitor, version)
            whole.append(seconds)
            saved += answers
        bare = _bare_insert(app)
    answer, sitting = median(saved), median(whole)
    return [
        Line("save an answer", f"{1 / answer:,.0f} a second", f"one committed insert: {1 / bare:,.0f} a second",
             f"{bare / answer:.2f}", "≥ 0.2"),
        Line("assessment of 10, one a page, to the certificate", f"{sitting * 1000:.0f} ms",
             f"hello: {say_hello * 1e6:.0f} µs", f"{sitting / say_hello:.0f} hellos", "≤ 150 hellos"),
    ]  # fmt: skip
