"""THE QUERY: the Facts of each person and module in scope, as at a day, as known on an instant. It decides nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, ColumnElement, CompoundSelect, Select, bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.calendar import PROCLAIMED_ADDED, PROCLAIMED_REMOVED
from elearning.domain.compliance import AssignedFact, CompletionFact, Facts, Span
from elearning.models.assignments import Assignment, Exemption
from elearning.models.dated import known
from elearning.models.learning import Completion, Enrolment, Revocation
from elearning.models.modules import ModuleVersion
from elearning.models.people import Holding, Leave
from elearning.orm import Instant
from elearning.queries.activity import latest, latest_of_enrolments
from elearning.queries.id_lists import dialect_of, ids, is_one_of
from elearning.queries.keys import Key
from elearning.queries.plain_values import day, instant, plain

__all__ = ["NO_FACTS", "Key", "end_of_day", "facts"]

LONDON = ZoneInfo("Europe/London")


def end_of_day(day: date) -> datetime:
    """The last instant of London's day."""
    tomorrow = datetime.combine(day + timedelta(days=1), time(), tzinfo=LONDON)
    return tomorrow.astimezone(UTC) - timedelta(microseconds=1)


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
    session: Session, scope: Scope, *, known_on: datetime | None, module_ids: Collection[int] | None
) -> tuple[Shape, dict[str, Any]]:
    """The shape of the statements that answer a question, and the values of their parameters."""
    dialect = dialect_of(session)
    values = {"people": ids(scope.person_ids, dialect), "modules": ids(module_ids or (), dialect), "known_on": known_on}
    return Shape(dialect, scope.is_everybody, module_ids is None, known_on is None), values


def end_of_knowledge(as_at: date, known_on: datetime | None) -> datetime:
    """The last instant whose activity can matter: of the day, or the one known on."""
    return end_of_day(as_at) if known_on is None else min(end_of_day(as_at), known_on)


@cache
def _spans(shape: Shape) -> CompoundSelect[*tuple[Any, ...]]:
    """Posts, assignments, exemptions and leave in one statement: kind, person, module, first, last, due, reason."""

    def part(kind: str, table: Any, module: Any, due: Any, reason: Any) -> Select[*tuple[Any, ...]]:
        dates = (plain(table.true_from), plain(table.true_to), due)
        statement = select(literal(kind).label("kind"), table.person_id, module, *dates, reason)
        return shape.narrow(statement.where(shape.known(table)), table.person_id, getattr(table, "module_id", None))

    nothing, no_day, no_words = literal(0), literal(None, Holding.true_to.type), literal("")
    return union_all(
        part("post", Holding, nothing, no_day, no_words),
        part("assignment", Assignment, Assignment.module_id, plain(Assignment.due_on), Assignment.reason),
        part("exemption", Exemption, Exemption.module_id, no_day, no_words),
        part("leave", Leave, nothing, no_day, no_words),
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


def completion_facts(rows: Iterable[Any]) -> dict[Key, tuple[CompletionFact, ...]]:
    """The completions of each key, each with the days for which it is revoked."""
    found: dict[Key, tuple[CompletionFact, ...]] = {}
    revoked: dict[tuple[Key, int], CompletionFact] = {}
    for person, module, id, on, at, expires, number, window, revocation, first, last in rows:
        key = Key(person, module)
        if revocation is None:
            fact = CompletionFact(day(on), instant(at), day(expires), number, window, ())
            found[key] = (*found[key], fact) if key in found else (fact,)
        else:
            days = Span(day(first), day(last))
            told = revoked.get((key, id)) or CompletionFact(day(on), instant(at), day(expires), number, window, ())
            revoked[key, id] = told._replace(revoked=(*told.revoked, days))
    for (key, _), fact in revoked.items():
        found[key] = (*found.get(key, ()), fact)
    return found


@cache
def _activity(shape: Shape) -> Select[*tuple[Any, ...]]:
    return shape.narrow(latest_of_enrolments(), Enrolment.person_id, Enrolment.module_id)


def facts(
    session: Session, scope: Scope, *, as_at: date, known_on: datetime | None = None,
    module_ids: Collection[int] | None = None, has_activity: bool = True,
) -> dict[Key, Facts]:  # fmt: skip
    """The facts of every person in scope on every module they were ever assigned or completed.

    `known_on` None asks what is known now. Three statements, however many people there are. With `has_activity`
    False two: who asks so may still need the activity of those few whom it can concern (`compliance.is_settled`).
    """
    shape, values = shaped(session, scope, known_on=known_on, module_ids=module_ids)
    posts: dict[int, tuple[Span, ...]] = {}
    leaves: dict[int, tuple[Span, ...]] = {}
    exempt: dict[Key, tuple[Span, ...]] = {}
    assigned: dict[Key, tuple[AssignedFact, ...]] = {}
    for kind, person, module, first, last, due, reason in session.execute(_spans(shape), values).all():
        if kind == "assignment":
            key = Key(person, module)
            assigned[key] = (*assigned.get(key, ()), AssignedFact(day(first), day(last), day(due), reason))
        elif kind == "post":
            posts[person] = (*posts.get(person, ()), Span(day(first), day(last)))
        elif kind == "leave":
            leaves[person] = (*leaves.get(person, ()), Span(day(first), day(last)))
        else:
            key = Key(person, module)
            exempt[key] = (*exempt.get(key, ()), Span(day(first), day(last)))
    done = completion_facts(session.execute(_completions(shape), values))
    begun: dict[Key, datetime] = {}
    if has_activity:
        begun = latest(session.execute(_activity(shape), {**values, "until": end_of_knowledge(as_at, known_on)}))
    return {
        key: Facts(
            posts.get(key.person_id, ()), assigned.get(key, ()), exempt.get(key, ()), leaves.get(key.person_id, ()),
            done.get(key, ()), activity=(begun[key],) if key in begun else (),
            bank_holidays_added=PROCLAIMED_ADDED, bank_holidays_removed=PROCLAIMED_REMOVED,
        )
        for key in sorted(assigned.keys() | done.keys())
    }  # fmt: skip
