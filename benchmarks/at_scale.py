"""Questions about a whole council as it grows: a million people, two days compared, the tree, rules, years of history.

Each stands beside a bare limit of the same run, and its growth against the smallest size.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from benchmarks import bare
from benchmarks.council_at_scale import Behind
from benchmarks.databases import kinds
from benchmarks.days import ASKED, TODAY
from benchmarks.memory import peak_mb
from benchmarks.reports import DASHBOARD_GOALS, council, spoken, team_of_twelve, values
from benchmarks.seconds import took
from benchmarks.table import Line
from elearning.domain.access import EVERYBODY, Scope
from elearning.domain.assignments import Audience
from elearning.domain.audience_conditions import Who
from elearning.extensions import db
from elearning.models.modules import Module
from elearning.models.people import UnitPlace
from elearning.queries import compliance
from elearning.queries.audience_effects import of_rule
from elearning.queries.boards import board
from elearning.queries.comparison import Pair, comparison
from elearning.queries.structure import reports, structure
from elearning.services.audiences import propose_rule


class Question(NamedTuple):
    """One thing that is asked of a council, and the plain statement that it is held against."""

    words: str
    ask: Callable[[Session], Any]
    limit_words: str
    limit: Callable[[Session], Any]


def _statement(said: str, **more: Any) -> Callable[[Session], Any]:
    return lambda session: session.execute(text(said), {**values(), **more}).all()


_COUNTED = "the same rows joined and counted in SQL"
_MONTH_AGO = ASKED._replace(as_at=TODAY - timedelta(days=30))

DASHBOARD = Question(
    "council dashboard", lambda session: compliance.dashboard(session, ASKED), _COUNTED, _statement(bare.COUNTED)
)
COMPARED = Question(
    "the council on two days compared", lambda session: comparison(session, Pair(_MONTH_AGO, ASKED)),
    f"{_COUNTED}, for each day",
    lambda session: [_statement(bare.COUNTED, day=asked.as_at.isoformat())(session) for asked in (_MONTH_AGO, ASKED)],
)  # fmt: skip
BELOW = Question(
    "everybody below the chief executive", lambda session: reports(session, 1, ASKED, whole_tree=True),
    "one recursive statement", _statement(bare.BELOW),
)  # fmt: skip
STRUCTURE = Question(
    "units, posts and holders of the day", lambda session: structure(session, ASKED),
    "holdings and posts joined in SQL", _statement(bare.HELD),
)  # fmt: skip


def _effect(session: Session, who: Who) -> None:
    """What somebody sees before a new rule about a module is saved: who becomes assigned, who moves, the rate."""
    module_id = session.scalars(select(Module.id).order_by(Module.id)).first()
    assert module_id is not None, "a council at scale has modules"
    terms = Audience(
        module="", name="A new rule", first_on=TODAY, fixed_due_on=None, days_after_start=30, notice_days=14, who=who
    )
    proposal = propose_rule(session, module_id, terms, today=TODAY)
    assert proposal is not None, "no rule says this yet"
    edits = {one.person_id: one.edit for one in proposal.edits}
    of_rule(session, module_id=module_id, edits=edits, asked=ASKED)
    assert edits, "a rule of nobody measures nothing"


def _half(session: Session) -> Who:
    """Half of the directorates, and what is below them."""
    tops = select(UnitPlace.unit_id).where(UnitPlace.parent_id.is_(None)).order_by(UnitPlace.unit_id)
    found = list(session.scalars(tops))
    return Who(units=tuple(found[: max(1, len(found) // 2)]))


RULES = (
    Question(
        "the effect of a rule for everybody", lambda session: _effect(session, Who()), _COUNTED,
        _statement(bare.COUNTED),
    ),
    Question(
        "the effect of a rule for half of the units", lambda session: _effect(session, _half(session)), _COUNTED,
        _statement(bare.COUNTED),
    ),
)  # fmt: skip
TEAM = Question(
    "team of twelve", lambda session: board(session, Scope(_team(session)), ASKED), "the bare select",
    lambda session: session.execute(text(bare.of_people(_team(session))), values()).all(),
)  # fmt: skip
EVERY_ROW = Question(
    "every row of the export", lambda session: _gone_through(compliance.report_rows(session, EVERYBODY, ASKED)),
    "the bare select of every row", lambda session: _gone_through(session.execute(text(bare.EVERY_ROW), values())),
)  # fmt: skip


def _gone_through(rows: Any) -> int:
    return sum(1 for _ in rows)


_teams: dict[int, frozenset[int]] = {}


def _team(session: Session) -> frozenset[int]:
    """The team of this database, looked for once."""
    key = id(session.get_bind())
    if key not in _teams:
        _teams.clear()
        _teams[key] = team_of_twelve(session)[1]
    return _teams[key]


_LEAN = Behind(is_lean=True)


@dataclass(frozen=True)
class Group:
    """Questions that are asked of councils of some sizes. A lean council says of what was completed only that."""

    sizes: tuple[int, ...]
    questions: tuple[Question, ...]
    modules: int = 5
    behind: Behind = _LEAN
    goals: tuple[tuple[int, str], ...] = ()
    kinds: tuple[str, ...] = ("SQLite", "PostgreSQL")

    def lines(self, sizes: Sequence[int] | None) -> Iterator[Line]:
        """A line for each question, size and database, and one that says how long the council took to be made."""
        sizes = sizes or self.sizes
        with tempfile.TemporaryDirectory() as folder:
            for kind in (kind for kind in kinds() if kind in self.kinds):
                first: dict[str, float] = {}
                for size in sizes:
                    yield from self._asked_of(kind, size, size // sizes[0], Path(folder), first)

    def _asked_of(self, kind: str, size: int, times: int, folder: Path, first: dict[str, float]) -> Iterator[Line]:
        years = f", {self.behind.years} years" if self.behind.years > 2 else ""
        of = f"{size:,} × {self.modules}{years}, {kind}"
        began = time.perf_counter()
        with council(kind, size, folder, modules=self.modules, behind=self.behind) as (app, _), app.app_context():
            yield Line(f"making the council, {of}", spoken(time.perf_counter() - began), "", "", "")
            session = db.session()
            for one in self.questions:
                rounds = 1 if size > 200_000 else 3
                limit = took(session, lambda: one.limit(session), rounds=rounds)  # noqa: B023
                figure = took(session, lambda: one.ask(session), rounds=rounds)  # noqa: B023
                session.rollback()
                smallest = first.setdefault(one.words, figure.busy)
                growth = f"; ×{figure.busy / smallest:.1f} for ×{times} people" if times > 1 else ""
                yield Line(
                    f"{one.words}, {of}", f"{figure}{growth}; peak {peak_mb():.0f} MB", f"{one.limit_words}: {limit}",
                    f"{figure.busy / limit.busy:.1f} × the limit", dict(self.goals).get(size, ""),
                )  # fmt: skip
            db.session.remove()


MILLION = Group(
    (10_000, 100_000, 1_000_000), (DASHBOARD,), modules=3, goals=((1_000_000, "≤ 15 s by the clock"),),
    kinds=("PostgreSQL",),
)  # fmt: skip
COMPARISON = Group((1_000, 10_000, 100_000), (COMPARED,))
HIERARCHY = Group((1_000, 10_000, 100_000), (BELOW, STRUCTURE))
AUDIENCES = Group((1_000, 10_000, 100_000), RULES)
_OF_YEARS = (DASHBOARD, COMPARED, TEAM, EVERY_ROW)
"""Asked of three years and of ten. After two, who is late has never completed anything; after three as after ten they
have one that ran out, so that both say the same of the day, and what differs is what lies behind it."""
_YEARS = tuple(
    Group((1_000, 10_000, 100_000), _OF_YEARS, behind=Behind(years=years), goals=tuple(DASHBOARD_GOALS.items()))
    for years in (3, 10)
)


def years(sizes: Sequence[int] | None) -> Iterator[Line]:
    """The same questions with three and with ten years behind the council."""
    for group in _YEARS:
        yield from group.lines(sizes)
