"""THE QUERY: the Facts of each person and module in scope, as at a day, as known on an instant. It decides nothing."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, CompoundSelect, Date, Select, bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.calendar import PROCLAIMED_ADDED, PROCLAIMED_REMOVED, end_of_day
from elearning.domain.compliance import AssignedFact, CompletionFact, Facts, RefresherAsk, RefresherDone, Span
from elearning.models import publications
from elearning.models.assignments import Assignment, Exemption
from elearning.models.dated import holds, known
from elearning.models.learning import Completion, Enrolment, Revocation
from elearning.models.modules import ModuleVersion
from elearning.models.people import Holding, Leave
from elearning.orm import Instant
from elearning.queries.activity import latest, latest_of_enrolments
from elearning.queries.id_lists import dialect_of, ids, is_one_of
from elearning.queries.keys import Key
from elearning.queries.plain_values import day, instant, plain
from elearning.queries.same_people import NOBODY_MERGED, SamePeople, same_people

__all__ = ["NO_FACTS", "Key", "facts"]

NO_FACTS = Facts(posts=(), assignments=())
"""What is known of somebody who was never in post, assigned or certified."""


class Shape(NamedTuple):
    """What a statement is narrowed by. The statements of a shape are built once, and given their values each time."""

    dialect: str
    is_everybody: bool
    is_every_module: bool
    is_now: bool

    def narrow(self, statement: Select[*tuple[Any, ...]], person: Any, module: Any = None) -> Select[*tuple[Any, ...]]:
        """The statement for the people in scope and the modules asked for."""
        if not self.is_everybody:
            statement = statement.where(is_one_of(person, "people", self.dialect))
        if module is not None and not self.is_every_module:
            statement = statement.where(is_one_of(module, "modules", self.dialect))
        return statement

    @property
    def known_on(self) -> BindParameter[datetime] | None:
        """The instant asked about."""
        return None if self.is_now else bindparam("known_on", type_=Instant())

    def known(self, table: Any) -> ColumnElement[bool]:
        """Rows known on the instant asked about."""
        return known(table, self.known_on)


def shaped(
    session: Session, scope: Scope, *, known_on: datetime | None, module_ids: Collection[int] | None,
    same: SamePeople = NOBODY_MERGED,
) -> tuple[Shape, dict[str, Any]]:  # fmt: skip
    """The shape of the statements that answer a question, and the values of their parameters.

    People are asked about by every record of theirs, as `same` knows them.
    """
    dialect = dialect_of(session)
    people = ids(same.records(scope.person_ids), dialect)
    values = {"people": people, "modules": ids(module_ids or (), dialect), "known_on": known_on}
    return Shape(dialect, scope.is_everybody, module_ids is None, known_on is None), values


def end_of_knowledge(as_at: date, known_on: datetime | None) -> datetime:
    """The last instant whose activity can matter: of the day, or the one known on."""
    return end_of_day(as_at) if known_on is None else min(end_of_day(as_at), known_on)


@cache
def spans(shape: Shape, *, is_of_day: bool = False) -> CompoundSelect[*tuple[Any, ...]]:
    """Posts, assignments, exemptions and leave in one statement, as `SpansTold` takes them.

    `is_of_day` leaves out posts and assignments that do not hold on the parameter `day`.
    """

    def telling(table: Any) -> ColumnElement[bool]:
        return holds(table, bindparam("day", type_=Date()), shape.known_on) if is_of_day else shape.known(table)

    def part(
        kind: str, table: Any, told: ColumnElement[bool], module: Any, due: Any, reason: Any
    ) -> Select[*tuple[Any, ...]]:  # fmt: skip
        dates = (plain(table.true_from), plain(table.true_to), due)
        statement = select(literal(kind).label("kind"), table.person_id, module, *dates, reason).where(told)
        return shape.narrow(statement, table.person_id, getattr(table, "module_id", None))

    nothing, no_day, no_words = literal(0), literal(None, Holding.true_to.type), literal("")
    asked_for, due_on = telling(Assignment), plain(Assignment.due_on)
    return union_all(
        part("post", Holding, telling(Holding), nothing, no_day, no_words),
        part("assignment", Assignment, asked_for, Assignment.module_id, due_on, Assignment.reason),
        part("exemption", Exemption, shape.known(Exemption), Exemption.module_id, no_day, no_words),
        part("leave", Leave, shape.known(Leave), nothing, no_day, no_words),
    )


def completions_and_revocations(shape: Shape) -> Select[*tuple[Any, ...]]:
    """A row for each completion and each revocation of it, as `completion_facts` reads them."""
    made = (plain(Completion.completed_on), plain(Completion.made_at), plain(Completion.expires_on))
    version = (ModuleVersion.number, ModuleVersion.window_days)
    revoked = (Revocation.id, plain(Revocation.true_from), plain(Revocation.true_to))
    return (
        select(Completion.person_id, Completion.module_id, Completion.id, *made, *version, *revoked)
        .join(ModuleVersion, ModuleVersion.id == Completion.version_id)
        .outerjoin(Revocation, (Revocation.completion_id == Completion.id) & shape.known(Revocation))
        .where(shape.known(Completion))
    )


@cache
def _completions(shape: Shape) -> Select[*tuple[Any, ...]]:
    return shape.narrow(completions_and_revocations(shape), Completion.person_id, Completion.module_id)


def completion_facts(
    rows: Iterable[Any], same: SamePeople = NOBODY_MERGED
) -> dict[tuple[int, int], tuple[CompletionFact, ...]]:  # fmt: skip
    """The completions by person and module, each with the days for which it is revoked."""
    found: dict[tuple[int, int], tuple[CompletionFact, ...]] = {}
    revoked: dict[tuple[int, int, int], CompletionFact] = {}
    for record, module, id, on, at, expires, number, window, revocation, first, last in rows:
        person = same.one(record)
        fact = CompletionFact(day(on), instant(at), day(expires), number, window, ())
        if revocation is None:
            before = found.get((person, module))
            found[person, module] = (fact,) if before is None else (*before, fact)
        else:
            told = revoked.get((person, module, id), fact)
            revoked[person, module, id] = told._replace(revoked=(*told.revoked, Span(day(first), day(last))))
    for (person, module, _), fact in revoked.items():
        found[person, module] = (*found.get((person, module), ()), fact)
    return found


@cache
def refreshers_statement(shape: Shape) -> CompoundSelect[*tuple[Any, ...]]:
    """Refreshers asked and done in one statement, as `refresher_facts` reads them; who asks is of no person."""
    ask, done, version = publications.RefresherAsk, publications.RefresherDone, ModuleVersion
    nobody, no_day, no_instant = literal(0), literal(None, Holding.true_to.type), literal(None, Instant())
    asks = (
        select(nobody, version.module_id, version.number, plain(ask.published_on), plain(ask.due_by), no_instant)
        .join(version, version.id == ask.version_id)
        .where(shape.known(ask))
    )
    if not shape.is_every_module:
        asks = asks.where(is_one_of(version.module_id, "modules", shape.dialect))
    made = (plain(done.done_on), no_day, plain(done.made_at))
    answers = (
        select(done.person_id, done.module_id, version.number, *made)
        .join(version, version.id == done.version_id)
        .where(shape.known(done))
    )
    return union_all(shape.narrow(answers, done.person_id, done.module_id), asks)


class Refreshers(NamedTuple):
    """The refreshers asked of each module, and those done by person and module."""

    asks: dict[int, tuple[RefresherAsk, ...]]
    done: dict[tuple[int, int], tuple[RefresherDone, ...]]


def refresher_facts(rows: Iterable[Any], same: SamePeople = NOBODY_MERGED) -> Refreshers:
    """Who is asked what, and who did it, from the rows of `refreshers_statement`."""
    found = Refreshers({}, {})
    for record, module, version, on, by, at in rows:
        person = same.one(record)
        if by is not None:
            found.asks[module] = (*found.asks.get(module, ()), RefresherAsk(version, day(on), day(by)))
        else:
            done = RefresherDone(day(on), instant(at), version)
            found.done[person, module] = (*found.done.get((person, module), ()), done)
    return found


@cache
def _activity(shape: Shape) -> Select[*tuple[Any, ...]]:
    return shape.narrow(latest_of_enrolments(), Enrolment.person_id, Enrolment.module_id)


def facts(
    session: Session, scope: Scope, *, as_at: date, known_on: datetime | None = None,
    module_ids: Collection[int] | None = None,
) -> dict[Key, Facts]:  # fmt: skip
    """The facts of every person in scope on every module they were ever assigned or completed: all of their history.

    `known_on` None asks what is known now. Five statements, however many people there are. Merged records are one
    person's: every fact of theirs is told of the record that is kept (RULE-23).
    """
    same = same_people(session, known_on)
    shape, values = shaped(session, scope, known_on=known_on, module_ids=module_ids, same=same)
    told = SpansTold(session.execute(spans(shape), values), same)
    done = completion_facts(session.execute(_completions(shape), values), same)
    refreshers = refresher_facts(session.execute(refreshers_statement(shape), values), same)
    until = end_of_knowledge(as_at, known_on)
    begun = latest(session.execute(_activity(shape), {**values, "until": until}), same)
    pairs = sorted([*told.assigned, *[pair for pair in done if pair not in told.assigned]])
    return {
        Key(*pair): told.facts(pair, done.get(pair, ()), refreshers)._replace(
            activity=(begun[pair],) if pair in begun else ()
        )
        for pair in pairs
    }  # fmt: skip


class SpansTold:
    """Spans by whom they are of. Keys are bare pairs and facts of one wording are one object: both because of speed."""

    def __init__(self, rows: Iterable[Any], same: SamePeople) -> None:
        """Take the rows of `spans`."""
        self._same = same
        self.posts: dict[int, tuple[Span, ...]] = {}
        self.leaves: dict[int, tuple[Span, ...]] = {}
        self.exempt: dict[tuple[int, int], tuple[Span, ...]] = {}
        self.assigned: dict[tuple[int, int], tuple[AssignedFact, ...]] = {}
        self._wordings: dict[tuple[Any, ...], tuple[AssignedFact]] = {}
        for row in rows:
            self._add(*row)

    def _add(self, kind: str, record: int, module: int, first: Any, last: Any, due: Any, reason: str) -> None:
        person = self._same.one(record)
        if kind == "assignment":
            alone = self._wordings.get((first, last, due, reason))
            if alone is None:
                alone = self._wordings[first, last, due, reason] = (
                    AssignedFact(day(first), day(last), day(due), reason),
                )
            before = self.assigned.get((person, module))
            self.assigned[person, module] = alone if before is None else before + alone
        elif kind == "post":
            self.posts[person] = (*self.posts.get(person, ()), Span(day(first), day(last)))
        elif kind == "leave":
            self.leaves[person] = (*self.leaves.get(person, ()), Span(day(first), day(last)))
        else:
            self.exempt[person, module] = (*self.exempt.get((person, module), ()), Span(day(first), day(last)))

    def facts(
        self, pair: tuple[int, int], completions: tuple[CompletionFact, ...], refreshers: Refreshers
    ) -> Facts:  # fmt: skip
        """All of a person and module but the activity."""
        person, module = pair
        return Facts(
            self.posts.get(person, ()), self.assigned.get(pair, ()), self.exempt.get(pair, ()),
            self.leaves.get(person, ()), completions, refreshers.asks.get(module, ()), refreshers.done.get(pair, ()),
            (), PROCLAIMED_ADDED, PROCLAIMED_REMOVED,
        )  # fmt: skip
