"""A site to measure: a database with the shipped module and many signed-in learners, and servers in front of it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from elearning import clock, create_app
from elearning.extensions import db
from elearning.services import learning
from elearning.services.sign_in import open_session
from elearning.settings import from_environment
from elearning.transaction import begin_writing
from tests import builders

LEARNERS = 64


@dataclass(frozen=True)
class Visitor:
    """A signed-in learner: the person, and the Cookie header of the browser."""

    person_id: int
    cookie: str


def environment(folder: Path, port: int) -> dict[str, str]:
    """What the servers are started with; BENCH_DATABASE_URL puts them on PostgreSQL."""
    url = os.environ.get("BENCH_DATABASE_URL") or f"sqlite:///{folder / 'bench.sqlite3'}"
    return {
        **os.environ,
        "ELEARNING_MODE": "demo",
        "SECRET_KEY": "only for benchmarks, and for nothing else at all",
        "DATABASE_URL": url,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
    }


def cookie_of(app: Flask, token: str) -> str:
    """The Cookie header of a browser that holds this session token."""
    with app.test_request_context():
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        value = serializer.dumps({"_user_id": token, "_fresh": True})
    return f"{app.config['SESSION_COOKIE_NAME']}={value}"


def found_site(folder: Path, port: int) -> tuple[Flask, list[Visitor]]:
    """Migrate, publish, hire and sign in; each learner has read the first screen of the first lesson."""
    app = create_app(from_environment(environment(folder, port)))
    with app.app_context():
        upgrade()
        now = begin_writing(db.session)
        session, version = db.session(), builders.shipped_version()
        unit = builders.team(session)
        module_id = builders.publish(session, version)
        people = [builders.hire(session, number=f"{n:06}", name=f"Learner {n}", unit_id=unit) for n in range(LEARNERS)]
        builders.assign(session, module_id=module_id, person_ids=people, due_on=now.date() + timedelta(days=30))
        visitors = []
        for person_id in people:
            token = open_session(session, person_id=person_id, now=now)
            visitors.append(Visitor(person_id, cookie_of(app, token)))
            learning.read_screen(
                session, person_id=person_id, slug=version.slug, lesson_id=version.lessons[0].id,
                screen_id=version.lessons[0].screens[0].id, council_name="Marlshire", now=clock.now(), day=now.date(),
            )  # fmt: skip
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return app, visitors


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(application: str, port: int, env: dict[str, str], *, workers: int = 2) -> Iterator[None]:
    """gunicorn with sync workers, stopped at the end."""
    command = [sys.executable, "-m", "gunicorn", "-w", str(workers), "-b", f"127.0.0.1:{port}",
               "--log-level", "error", application]  # fmt: skip
    process = subprocess.Popen(command, env=env, start_new_session=True)
    try:
        _wait_for(port)
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=10)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                time.sleep(0.5)
                return
        time.sleep(0.1)
    raise TimeoutError(f"Nothing answers on port {port}.")
