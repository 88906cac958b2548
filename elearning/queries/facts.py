"""THE QUERY: the Facts of each person and module in scope, as at a day, as known on an instant. It decides nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, CompoundSelect, Select, bindparam, func, literal, select, union_all
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.calendar import PROCLAIMED_ADDED, PROCLAIMED_REMOVED
from elearning.domain.compliance import AssignedFact, CompletionFact, Facts, Span
from elearning.models.assignments import Assignment, Exemption
from elearning.models.dated import known
from elearning.models.learning import (
    Attempt,
    CheckAnswer,
    Completion,
    Enrolment,
    LessonProgress,
    Response,
    Result,
    Revocation,
)  # fmt: skip
from elearning.models.modules import ModuleVersion
from elearning.models.people import Holding, Leave
from elearning.orm import Instant

LONDON = ZoneInfo("Europe/London")


class Key(NamedTuple):
    """Whose facts, on what."""

    person_id: int
    module_id: int


def end_of_day(day: date) -> datetime:
    """The last instant of London's day."""
    tomorrow = datetime.combine(day + timedelta(days=1), time(), tzinfo=LONDON)
    return tomorrow.astimezone(UTC) - timedelta(microseconds=1)


NO_FACTS = Facts(posts=(), assignments=())
"""What is known of somebody who was never in post, assigned or certified."""


class _Shape(NamedTuple):
    """What a statement is narrowed by. The statements of a shape are built once, and given their values each time."""

    is_everybody: bool
    is_every_module: bool
    is_now: bool

    def narrow(self, statement: Select[*tuple[Any, ...]], person: Any, module: Any = None) -> Select[*tuple[Any, ...]]:
        """The statement for the people in scope and the modules asked for."""
        if not self.is_everybody:
            statement = statement.where(person.in_(bindparam("people", expanding=True)))
        if module is not None and not self.is_every_module:
            statement = statement.where(module.in_(bindparam("modules", expanding=True)))
        return statement

    def known(self, table: Any) -> ColumnElement[bool]:
        """Rows known on the instant asked about."""
        return known(table, None if self.is_now else bindparam("known_on", type_=Instant()))


@cache
def _spans(shape: _Shape) -> CompoundSelect[*tuple[Any, ...]]:
    """Posts, assignments, exemptions and leave in one statement: kind, person, module, first, last, due, reason."""

    def part(kind: str, table: Any, module: Any, due: Any, reason: Any) -> Select[*tuple[Any, ...]]:
        columns = (literal(kind).label("kind"), table.person_id, module, table.true_from, table.true_to, due, reason)
        statement = select(*columns).where(shape.known(table))
        return shape.narrow(statement, table.person_id, getattr(table, "module_id", None))

    nothing, no_day, no_words = literal(0), literal(None, Holding.true_to.type), literal("")
    return union_all(
        part("post", Holding, nothing, no_day, no_words),
        part("assignment", Assignment, Assignment.module_id, Assignment.due_on, Assignment.reason),
        part("exemption", Exemption, Exemption.module_id, no_day, no_words),
        part("leave", Leave, nothing, no_day, no_words),
    )


@cache
def _completions(shape: _Shape) -> Select[*tuple[Any, ...]]:
    made = (Completion.completed_on, Completion.made_at, Completion.expires_on)
    version = (ModuleVersion.number, ModuleVersion.window_days)
    revoked = (Revocation.id, Revocation.true_from, Revocation.true_to)
    statement = (
        select(Completion.person_id, Completion.module_id, Completion.id, *made, *version, *revoked)
        .join(ModuleVersion, ModuleVersion.id == Completion.version_id)
        .outerjoin(Revocation, (Revocation.completion_id == Completion.id) & shape.known(Revocation))
        .where(shape.known(Completion))
    )
    return shape.narrow(statement, Completion.person_id, Completion.module_id)


def _completion_facts(rows: Iterable[Any]) -> dict[Key, list[CompletionFact]]:
    found: dict[Key, dict[int, CompletionFact]] = defaultdict(dict)
    for person, module, id, on, at, expires, number, window, revocation, first, last in rows:
        of_pair = found[Key(person, module)]
        revoked = of_pair[id].revoked if id in of_pair else ()
        if revocation is not None:
            revoked += (Span(first, last),)
        of_pair[id] = CompletionFact(on, at, expires, number, window, revoked)
    return {key: list(facts.values()) for key, facts in found.items()}


@cache
def _activity(shape: _Shape) -> Select[*tuple[Any, ...]]:
    """The latest instant, by the end of the day, at which anything was read, answered or passed (RULE-7)."""

    def part(table: Any, *, through_attempt: bool) -> Select[*tuple[Any, ...]]:
        statement = select(Enrolment.person_id, Enrolment.module_id, table.recorded_at.label("at"))
        if through_attempt:
            statement = statement.join(Attempt, Attempt.enrolment_id == Enrolment.id)
            statement = statement.join(table, table.attempt_id == Attempt.id)
        else:
            statement = statement.join(table, table.enrolment_id == Enrolment.id)
        statement = statement.where(table.recorded_at <= bindparam("until", type_=Instant()))
        return shape.narrow(statement, Enrolment.person_id, Enrolment.module_id)

    acts = union_all(
        part(LessonProgress, through_attempt=False),
        part(CheckAnswer, through_attempt=False),
        part(Response, through_attempt=True),
        part(Result, through_attempt=True).where(Result.passed),
    ).subquery()
    pair = (acts.c.person_id, acts.c.module_id)
    return select(*pair, func.max(acts.c.at)).group_by(*pair)


def facts(
    session: Session, scope: Scope, *, as_at: date, known_on: datetime | None = None,
    module_ids: Collection[int] | None = None,
) -> dict[Key, Facts]:  # fmt: skip
    """The facts of every person in scope on every module they were ever assigned or completed.

    `known_on` None asks what is known now. Three statements, however many people there are.
    """
    shape = _Shape(scope.is_everybody, module_ids is None, known_on is None)
    until = end_of_day(as_at) if known_on is None else min(end_of_day(as_at), known_on)
    values = {"people": list(scope.person_ids), "modules": list(module_ids or ()), "known_on": known_on, "until": until}
    posts: dict[int, list[Span]] = defaultdict(list)
    leaves: dict[int, list[Span]] = defaultdict(list)
    exempt: dict[Key, list[Span]] = defaultdict(list)
    assigned: dict[Key, list[AssignedFact]] = defaultdict(list)
    for kind, person, module, first, last, due, reason in session.execute(_spans(shape), values):
        if kind == "post":
            posts[person].append(Span(first, last))
        elif kind == "leave":
            leaves[person].append(Span(first, last))
        elif kind == "exemption":
            exempt[Key(person, module)].append(Span(first, last))
        else:
            assigned[Key(person, module)].append(AssignedFact(first, last, due, reason))
    done = _completion_facts(session.execute(_completions(shape), values))
    activity = {Key(person, module): at for person, module, at in session.execute(_activity(shape), values)}
    return {
        key: Facts(
            posts=tuple(posts[key.person_id]), assignments=tuple(assigned.get(key, ())),
            exemptions=tuple(exempt.get(key, ())), leaves=tuple(leaves[key.person_id]),
            completions=tuple(done.get(key, ())), activity=(activity[key],) if key in activity else (),
            bank_holidays_added=PROCLAIMED_ADDED, bank_holidays_removed=PROCLAIMED_REMOVED,
        )
        for key in sorted(assigned.keys() | done.keys())
    }  # fmt: skip
