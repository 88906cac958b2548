"""HR's file of new people and the same file again, beside reading it. From bytes to commit, in one process."""

import hashlib
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from flask import Flask

from benchmarks.databases import kinds, migrated, new_database
from benchmarks.reports import spoken
from benchmarks.table import Line
from elearning.cli.demo.people_file import people_file
from elearning.documents.tables import read_table
from elearning.domain.calendar import london_date
from elearning.domain.hr_brakes import Consent
from elearning.domain.hr_import import plan_import
from elearning.domain.hr_rows import parse_people
from elearning.extensions import db
from elearning.queries.people import current_organisation
from elearning.services.people import apply_import, begin_import
from elearning.transaction import committed
from tests import builders

_GOALS = {("new", 10_000): "≤ 10 s", ("unchanged", 10_000): "≤ 2 s"}


def _read(content: bytes) -> float:
    started = time.perf_counter()
    parse_people(read_table(content).rows)
    return time.perf_counter() - started


def _apply(app: Flask, content: bytes) -> float:
    """Seconds for the whole of it; five modules are asked of everybody."""
    started = time.perf_counter()
    with app.app_context():
        session = db.session()
        wanted = parse_people(read_table(content).rows)
        with committed(session) as now:
            begin_import(session)
            today = london_date(now)
            plan = plan_import(current_organisation(session), wanted, today=today)
            apply_import(
                session, plan, actor=builders.SYSTEM, now=now, today=today, file_name="people.csv",
                sha256=hashlib.sha256(content).hexdigest(), consent=Consent(leave_out=True),
            )  # fmt: skip
        db.session.remove()
    return time.perf_counter() - started


def _ask_everybody(app: Flask) -> None:
    with app.app_context():
        with committed(db.session) as now:
            for number in range(1, 6):
                module_id = builders.publish(db.session(), builders.small_version(f"module-{number}"))
                due_on = now.date() + timedelta(days=60)
                builders.assign(db.session(), module_id=module_id, person_ids=[], due_on=due_on)
        db.session.remove()


def lines(sizes: Sequence[int]) -> Iterator[Line]:
    """Two lines for each size and database."""
    with tempfile.TemporaryDirectory() as folder:
        for kind in kinds():
            first: dict[str, float] = {}
            for size in sizes:
                content = people_file(size).encode()
                with new_database(kind, f"people_{size}", Path(folder)) as url:
                    app = migrated(url)
                    _ask_everybody(app)
                    limit = _read(content)
                    for words in ("new", "unchanged"):
                        figure = _apply(app, content)
                        before = first.setdefault(words, figure)
                        growth = f"; ×{figure / before:.1f} for ×{size // sizes[0]} people" if size > sizes[0] else ""
                        yield Line(
                            f"HR file of {size:,}, {words}, {kind}", spoken(figure) + growth,
                            f"reading the file: {spoken(limit)}", f"{figure / limit:.1f} × the limit",
                            _GOALS.get((words, size), ""),
                        )  # fmt: skip
                    with app.app_context():
                        db.engine.dispose()
