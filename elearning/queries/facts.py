"""THE QUERY: the Facts of each person and module in scope, as at a day, as known on an instant. It decides nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
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

LONDON = ZoneInfo("Europe/London")


class Key(NamedTuple):
    """Whose facts, on what."""

    person_id: int
    module_id: int


def end_of_day(day: date) -> datetime:
    """The last instant of London's day."""
    tomorrow = datetime.combine(day + timedelta(days=1), time(), tzinfo=LONDON)
    return tomorrow.astimezone(UTC) - timedelta(microseconds=1)


class _Filter:
    """What every select below is narrowed to: the scope, the modules asked for, and the instant."""

    def __init__(self, scope: Scope, module_ids: Collection[int] | None, known_on: datetime | None) -> None:
        self.scope, self.module_ids, self.known_on = scope, module_ids, known_on

    def narrow(self, statement: Select[*tuple[Any, ...]], person: Any, module: Any = None) -> Select[*tuple[Any, ...]]:
        if not self.scope.is_everybody:
            statement = statement.where(person.in_(self.scope.person_ids))
        if module is not None and self.module_ids is not None:
            statement = statement.where(module.in_(self.module_ids))
        return statement


def _spans(session: Session, only: _Filter) -> Iterable[Any]:
    """Posts, assignments, exemptions and leave in one statement: kind, person, module, first, last, due, reason."""

    def part(kind: str, table: Any, module: Any, due: Any, reason: Any) -> Select[*tuple[Any, ...]]:
        columns = (literal(kind).label("kind"), table.person_id, module, table.true_from, table.true_to, due, reason)
        statement = select(*columns).where(known(table, only.known_on))
        return only.narrow(statement, table.person_id, getattr(table, "module_id", None))

    nothing, no_day, no_words = literal(0), literal(None, Holding.true_to.type), literal("")
    return session.execute(
        union_all(
            part("post", Holding, nothing, no_day, no_words),
            part("assignment", Assignment, Assignment.module_id, Assignment.due_on, Assignment.reason),
            part("exemption", Exemption, Exemption.module_id, no_day, no_words),
            part("leave", Leave, nothing, no_day, no_words),
        )
    )


def _completions(session: Session, only: _Filter) -> dict[Key, list[CompletionFact]]:
    statement = (
        select(
            Completion.person_id,
            Completion.module_id,
            Completion.id,
            Completion.completed_on,
            Completion.made_at,
            Completion.expires_on,
            ModuleVersion.number,
            ModuleVersion.window_days,
            Revocation.id,
            Revocation.true_from,
            Revocation.true_to,
        )
        .join(ModuleVersion, ModuleVersion.id == Completion.version_id)
        .outerjoin(Revocation, (Revocation.completion_id == Completion.id) & known(Revocation, only.known_on))
        .where(known(Completion, only.known_on))
    )
    found: dict[Key, dict[int, CompletionFact]] = defaultdict(dict)
    for row in session.execute(only.narrow(statement, Completion.person_id, Completion.module_id)):
        person, module, id, on, at, expires, number, window, revocation, first, last = row
        of_pair = found[Key(person, module)]
        revoked = of_pair[id].revoked if id in of_pair else ()
        if revocation is not None:
            revoked += (Span(first, last),)
        of_pair[id] = CompletionFact(on, at, expires, number, window, revoked)
    return {key: list(facts.values()) for key, facts in found.items()}


def _activity(session: Session, only: _Filter, as_at: date) -> dict[Key, datetime]:
    """The latest instant, by the end of the day, at which anything was read, answered or passed (RULE-7)."""
    until = end_of_day(as_at)
    if only.known_on is not None:
        until = min(until, only.known_on)

    def part(table: Any, *, through_attempt: bool, passed: bool = False) -> Select[*tuple[Any, ...]]:
        statement = select(Enrolment.person_id, Enrolment.module_id, table.recorded_at.label("at"))
        if through_attempt:
            statement = statement.join(Attempt, Attempt.enrolment_id == Enrolment.id)
            statement = statement.join(table, table.attempt_id == Attempt.id)
        else:
            statement = statement.join(table, table.enrolment_id == Enrolment.id)
        if passed:
            statement = statement.where(table.passed)
        statement = statement.where(table.recorded_at <= until)
        return only.narrow(statement, Enrolment.person_id, Enrolment.module_id)

    acts = union_all(
        part(LessonProgress, through_attempt=False),
        part(CheckAnswer, through_attempt=False),
        part(Response, through_attempt=True),
        part(Result, through_attempt=True, passed=True),
    ).subquery()
    latest = select(acts.c.person_id, acts.c.module_id, func.max(acts.c.at)).group_by(
        acts.c.person_id, acts.c.module_id
    )
    return {Key(person, module): at for person, module, at in session.execute(latest)}


def facts(
    session: Session, scope: Scope, *, as_at: date, known_on: datetime | None = None,
    module_ids: Collection[int] | None = None,
) -> dict[Key, Facts]:  # fmt: skip
    """The facts of every person in scope on every module they were ever assigned or completed.

    `known_on` None asks what is known now. Three statements, however many people there are.
    """
    only = _Filter(scope, module_ids, known_on)
    posts: dict[int, list[Span]] = defaultdict(list)
    leaves: dict[int, list[Span]] = defaultdict(list)
    exempt: dict[Key, list[Span]] = defaultdict(list)
    assigned: dict[Key, list[AssignedFact]] = defaultdict(list)
    for kind, person, module, first, last, due, reason in _spans(session, only):
        if kind == "post":
            posts[person].append(Span(first, last))
        elif kind == "leave":
            leaves[person].append(Span(first, last))
        elif kind == "exemption":
            exempt[Key(person, module)].append(Span(first, last))
        else:
            assigned[Key(person, module)].append(AssignedFact(first, last, due, reason))
    done = _completions(session, only)
    activity = _activity(session, only, as_at)
    return {
        key: Facts(
            posts=tuple(posts[key.person_id]), assignments=tuple(assigned.get(key, ())),
            exemptions=tuple(exempt.get(key, ())), leaves=tuple(leaves[key.person_id]),
            completions=tuple(done.get(key, ())), activity=(activity[key],) if key in activity else (),
        )
        for key in sorted(assigned.keys() | done.keys())
    }  # fmt: skip
