"""Reports: a team's page, the list of people, the council's dashboard, the files; beside their bare limits in SQL."""

import gc
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks import bare, council_at_scale
from benchmarks.council_at_scale import Behind
from benchmarks.databases import kinds, migrated, new_database
from benchmarks.days import AS_KNOWN, ASKED, TODAY
from benchmarks.files import exported
from benchmarks.site import cookie_of
from benchmarks.table import Line
from elearning.domain.access import Role, Scope
from elearning.extensions import db
from elearning.queries import compliance
from elearning.queries.boards import board
from elearning.queries.structure import reports
from elearning.services.people import grant_role
from elearning.services.sign_in import open_session
from elearning.transaction import committed
from tests import builders

QUESTION = f"as_at={TODAY.isoformat()}&known_on={AS_KNOWN.isoformat().replace('+00:00', 'Z')}"
OFFICER = 1
_ROUNDS = 7
DASHBOARD_GOALS = {10_000: "≤ 300 ms", 100_000: "≤ 3 s"}


def lines(sizes: Sequence[int]) -> Iterator[Line]:
    """For each size and each kind of database: pages and files, each with its growth since the smallest size."""
    with tempfile.TemporaryDirectory() as folder:
        for kind in kinds():
            first: dict[str, float] = {}
            for size in sizes:
                with council(kind, size, Path(folder)) as (app, url):
                    for measured in _measures(app, url, size, Path(folder)):
                        yield measured.line(kind, size, sizes[0], first)


@contextmanager
def council(
    kind: str, size: int, folder: Path, *, modules: int = 5, behind: Behind = Behind()
) -> Iterator[tuple[Flask, str]]:  # fmt: skip
    """A site on a new database with a council of a size, whose person 1 is in HR."""
    with new_database(kind, f"council_{size}", folder) as url:
        app = migrated(url)
        council_at_scale.found(app, people_count=size, modules=modules, behind=behind)
        with app.app_context():
            with committed(db.session) as now:
                grant_role(db.session(), OFFICER, Role.HR, actor=builders.SYSTEM, now=now, today=now.date())
            db.session.remove()
        gc.freeze()  # as app.py does
        try:
            yield app, url
        finally:
            with app.app_context():
                db.engine.dispose()


class Measured:
    """One figure beside its limit, both in seconds."""

    def __init__(self, work: str, figure: float, limit_words: str, limit: float, goal: str, *, more: str = "") -> None:
        self.work, self.figure, self.limit_words, self.limit = work, figure, limit_words, limit
        self.goal, self.more = goal, more

    def line(self, kind: str, size: int, smallest: int, first: dict[str, float]) -> Line:
        """The row of the table; `first` remembers the figures of the smallest size."""
        growth = ""
        if size == smallest:
            first[self.work] = self.figure
        elif self.work in first:
            growth = f"; ×{self.figure / first[self.work]:.1f} for ×{size // smallest} people"
        return Line(
            f"{self.work}, {size:,} × 5, {kind}", f"{spoken(self.figure)}{self.more}{growth}",
            f"{self.limit_words}: {spoken(self.limit)}", f"{self.figure / self.limit:.1f} × the limit", self.goal,
        )  # fmt: skip


def spoken(seconds: float) -> str:
    """A duration in the unit that suits it."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def seconds_of(work: Callable[[], Any], *, rounds: int = _ROUNDS) -> float:
    """The median of some goes, after one that warms up."""
    work()
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return median(taken)


def _measures(app: Flask, url: str, size: int, folder: Path) -> Iterator[Measured]:
    rounds = 3 if size > 20_000 else _ROUNDS
    with app.app_context():
        session = db.session()
        manager, team = team_of_twelve(session)
        yield from _of_a_team(session, team)
        limit = seconds_of(lambda: session.execute(text(bare.COUNTED), values()).all(), rounds=rounds)
        figure = seconds_of(lambda: compliance.dashboard(session, ASKED), rounds=rounds)
        joined = "the same rows joined and counted in SQL"
        yield Measured("council dashboard, its query", figure, joined, limit, DASHBOARD_GOALS.get(size, ""))
        first_page = seconds_of(lambda: session.execute(text(bare.FIRST_25), values()).all())
        bare_team = seconds_of(lambda: session.execute(text(bare.of_people(team)), values()).all())
        db.session.remove()
    yield from _pages(app, manager, {"team": bare_team, "people": first_page, "dashboard": limit}, size, rounds)
    yield from _files(url, folder)


def values() -> dict[str, str]:
    """What the bare statements ask about, as text."""
    return {"day": TODAY.isoformat(), "known_on": AS_KNOWN.strftime("%Y-%m-%d %H:%M:%S.000000")}


def team_of_twelve(session: Session) -> tuple[int, frozenset[int]]:
    """A manager of twelve people who are all in post."""
    for place in range(13, 900, 13):
        found = reports(session, place + 1, ASKED, whole_tree=False)
        if len(found) == 12:
            return place + 1, found
    raise LookupError("no manager has twelve reports in post")


def _of_a_team(session: Session, team: frozenset[int]) -> Iterator[Measured]:
    limit = seconds_of(lambda: session.execute(text(bare.of_people(team)), values()).all())
    figure = seconds_of(lambda: board(session, Scope(team), ASKED))
    yield Measured("team of 12, its query", figure, "the bare select", limit, "")


def _pages(app: Flask, manager: int, limits: dict[str, float], size: int, rounds: int) -> Iterator[Measured]:
    """Whole pages, from the request to the bytes, in this process."""
    officer, boss = _client(app, OFFICER), _client(app, manager)
    host = {"base_url": app.config["ELEARNING"].public_url}

    def page(client: Any, address: str) -> Callable[[], None]:
        def get() -> None:
            answer = client.get(address, **host)
            assert answer.status_code == 200, (address, answer.status_code)
            answer.get_data()

        return get

    people_goal = "≤ 50 ms" if size == 10_000 else ""
    yield Measured("team page of 12", seconds_of(page(boss, f"/team?{QUESTION}")), "the bare select", limits["team"],
                   "≤ 20 ms")  # fmt: skip
    yield Measured("first page of the list of people", seconds_of(page(officer, f"/hr/people?{QUESTION}")),
                   "indexed select of 25 rows", limits["people"], people_goal)  # fmt: skip
    seconds = seconds_of(page(officer, f"/hr?{QUESTION}"), rounds=rounds)
    yield Measured("council dashboard, the page", seconds, "the same rows joined and counted in SQL",
                   limits["dashboard"], DASHBOARD_GOALS.get(size, ""))  # fmt: skip
    for work, address in (
        ("team page of everybody below the chief executive", "/team?whole=1&"),
        ("list of people by due date", "/hr/people?sort=due&"),
        ("trend of twelve months", "/hr/trend?"),
    ):
        seconds = seconds_of(page(officer, f"{address}{QUESTION}"), rounds=rounds)
        yield Measured(work, seconds, "the same rows joined and counted in SQL", limits["dashboard"], "")


def _client(app: Flask, person_id: int) -> Any:
    client = app.test_client()
    with app.app_context():
        with committed(db.session) as now:
            token = open_session(db.session(), person_id=person_id, now=now)
        db.session.remove()
    name, _, value = cookie_of(app, token).partition("=")
    client.set_cookie(name, value, domain="127.0.0.1")
    return client


def _files(url: str, folder: Path) -> Iterator[Measured]:
    """Each file in a process of its own, so that its peak of memory is its own."""
    for kind, limit_words, goal in (
        ("csv", "csv.writer over the bare select", "≤ 3 × the limit; ≤ 150 MB"),
        ("xlsx", "XlsxWriter on ready rows", "≤ 1.3 × the limit"),
    ):
        figure, limit = exported(url, kind, folder), exported(url, f"bare-{kind}", folder)
        more = f" ({figure.rows:,} rows, peak {figure.peak_mb:.0f} MB)"
        yield Measured(f"{kind.upper()} of everybody", figure.seconds, limit_words, limit.seconds, goal, more=more)
