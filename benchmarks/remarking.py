"""Marking stored attempts again beside reading the same rows, and what memory that takes. Each size in its own process.

`python -m benchmarks.remarking URL` marks again what is on a database and prints the figure as JSON.
"""

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from benchmarks.bulk import Loader
from benchmarks.databases import kinds, migrated, new_database
from benchmarks.reports import spoken
from benchmarks.seconds import Seconds, once
from benchmarks.table import Line
from elearning.domain.answer_keys import whole_key, wrong_response
from elearning.domain.assessment import mark_attempt
from elearning.domain.drawing import draw
from elearning.domain.modules import ModuleVersion
from elearning.extensions import db
from elearning.models.learning import Attempt, Enrolment, Response, Result
from elearning.models.modules import ModuleVersion as VersionRow
from elearning.models.people import Person
from elearning.queries.remarking import remark
from elearning.transaction import begin_writing
from tests import builders

SIZES = (10_000, 100_000)
PAPERS = 1_000
"""Different papers; every attempt is one of them, so that making them costs little."""

AT = "2026-03-02 12:00:00.000000"
_BARE = (
    "SELECT a.id, a.shown, s.score, s.marks FROM attempts a JOIN results s ON s.attempt_id = a.id ORDER BY a.id",
    "SELECT r.attempt_id, r.question_id, r.chosen FROM responses r ORDER BY r.id",
)


def _papers(version: ModuleVersion) -> Iterator[tuple[str, list[tuple[str, str]], tuple[int, int, int, str]]]:
    chance = Random(7)
    for seed in range(PAPERS):
        shown = draw(version, seed=seed)
        said = {}
        for id, _ in shown:
            question = version.question(id)
            said[id] = whole_key(question) if chance.random() < 0.8 else wrong_response(question)
        marking = mark_attempt(version, shown, said)
        answers = [(id, json.dumps(list(chosen))) for id, chosen in said.items()]
        result = (marking.score, marking.out_of, int(marking.passed), json.dumps(dict(marking.marks)))
        yield json.dumps([[id, list(order)] for id, order in shown]), answers, result


def _load(app: Flask, attempts: int) -> None:
    version = builders.shipped_version()
    with app.app_context():
        begin_writing(db.session)
        module_id = builders.publish(db.session(), version)
        version_id = db.session.scalars(select(VersionRow.id)).one()
        db.session.commit()
        papers = list(_papers(version))
        loader = Loader(db.engine)
        ids, mark = range(1, attempts + 1), version.assessment.pass_mark
        loader.add(Person, ("id",), ((id,) for id in ids))
        loader.add(Enrolment, ("id", "person_id", "module_id", "version_id", "number", "recorded_at"),
                   ((id, id, module_id, version_id, 1, AT) for id in ids))  # fmt: skip
        loader.add(Attempt, ("id", "enrolment_id", "number", "seed", "shown", "recorded_at"),
                   ((id, id, 1, id % PAPERS, papers[id % PAPERS][0], AT) for id in ids))  # fmt: skip
        answers = ((id, *answer) for id in ids for answer in papers[id % PAPERS][1])
        loader.add(Response, ("id", "attempt_id", "question_id", "chosen", "recorded_at"),
                   ((n, *answer, AT) for n, answer in enumerate(answers, 1)))  # fmt: skip
        results = ((id, papers[id % PAPERS][2]) for id in ids)
        is_sqlite = db.engine.dialect.name == "sqlite"
        loader.add(Result, ("id", "attempt_id", "score", "out_of", "pass_mark", "passed", "marks", "recorded_at"),
                   ((id, id, score, out_of, mark, passed if is_sqlite else "ft"[passed], marks, AT)
                    for id, (score, out_of, passed, marks) in results))  # fmt: skip
        loader.finish()
        db.engine.dispose()


def _bare(app: Flask) -> Seconds:
    """Reading the same rows, and their JSON where the driver leaves it as text."""
    with app.app_context():
        return once(db.session(), lambda: _read(db.session()))[1]


def _read(session: Session) -> None:
    for statement in _BARE:
        for row in session.connection().execution_options(stream_results=True).execute(text(statement)):
            for cell in row:
                if isinstance(cell, str) and cell[:1] in "[{":
                    json.loads(cell)


def lines() -> Iterator[Line]:
    """A line for each size and kind of database, in seconds of the processor."""
    with tempfile.TemporaryDirectory() as folder:
        for kind in kinds():
            first = 0.0
            for size in SIZES:
                with new_database(kind, "remarking", Path(folder)) as url:
                    app = migrated(url)
                    _load(app, size)
                    bare, found = _bare(app).busy, _measured(url)
                    first = first or found["seconds"] / size
                    growth = f"; ×{found['seconds'] / first / SIZES[0]:.1f} for ×{size // SIZES[0]} attempts"
                    yield Line(
                        f"mark {size:,} stored attempts again, {kind}",
                        f"{spoken(found['seconds'])} of the processor{growth if size > SIZES[0] else ''} "
                        f"({found['agree']:,} agree, peak {found['peak_mb']:.0f} MB)",
                        f"reading the same rows: {spoken(bare)} of the processor",
                        f"{found['seconds'] / bare:.1f} × the limit", "flat memory",
                    )  # fmt: skip


def _measured(url: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.remarking", url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = json.loads(said.splitlines()[-1])
    return found


def main() -> None:
    """Mark again all that is on the database of the first argument."""
    app = migrated(sys.argv[1])
    with app.app_context():
        found, seconds = once(db.session(), lambda: remark(db.session()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds.busy, "agree": found.agreeing, "peak_mb": peak}))


if __name__ == "__main__":
    main()
