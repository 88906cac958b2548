"""Requests for more time: a learner's own, those of a manager's team that wait, and all of them for HR."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from elearning.domain.access import Scope
from elearning.domain.decisions import Outcome
from elearning.domain.extensions import Earlier, latest_for_manager
from elearning.domain.facts import Row
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked
from elearning.models.dated import known
from elearning.models.merges import of_one_person
from elearning.models.requests import Extension, ExtensionDecision, ExtensionRequest
from elearning.queries.compliance import ModuleName, module_names, standings
from elearning.queries.id_lists import dialect_of, is_among
from elearning.queries.keys import Key
from elearning.queries.people import names, numbers
from elearning.queries.same_people import same_people
from elearning.queries.structure import reports

SHOWN = 50
"""How many decided requests a list shows: the latest."""
TOLD_DAYS = 28
"""For how many days a learner's task list still says that a request was declined."""


class Ended(NamedTuple):
    """What became of a request; `until` is the new due date, if one was granted."""

    outcome: Outcome
    by: str
    at: datetime
    reason: str
    until: date | None


@dataclass(frozen=True)
class MoreTime:
    """One request for more time. The number of the person is for HR's pages."""

    request_id: int
    person_id: int
    name: str
    number: str
    module: ModuleName
    due_on: date
    wished_on: date
    reason: str
    asked_at: datetime
    ended: Ended | None


def _is_decided() -> ColumnElement[bool]:
    decision = aliased(ExtensionDecision)
    return select(decision.id).where(decision.request_id == ExtensionRequest.id).exists()


def _of_people(session: Session, person_ids: Collection[int]) -> ColumnElement[bool]:
    records = same_people(session, None).records(person_ids)
    return is_among(ExtensionRequest.person_id, records, dialect_of(session))


def own(session: Session, scope: Scope, today: Asked) -> Mapping[int, MoreTime]:
    """By module, the latest request of the person in scope, as long as there is something to say of it."""
    found = _requests(session, _of_people(session, scope.person_ids), today, ExtensionRequest.id)
    latest = {one.module.module_id: one for one in found}
    return {id: one for id, one in latest.items() if _is_told(one, today.as_at)}


def _is_told(one: MoreTime, day: date) -> bool:
    if one.ended is None:
        return True
    if one.ended.until is not None:
        return day <= one.ended.until
    return one.ended.outcome is Outcome.DECLINED and one.ended.at.date() >= day - timedelta(days=TOLD_DAYS)


def waiting_of_team(session: Session, manager_id: int, today: Asked) -> tuple[MoreTime, ...]:
    """Those that wait for a manager: of the people who report to them directly today, the oldest first."""
    people = reports(session, manager_id, today, whole_tree=False)
    if not people:
        return ()
    return _requests(session, _of_people(session, people) & ~_is_decided(), today, ExtensionRequest.id)


def wishes_of(session: Session, person_ids: Collection[int], asked: Asked) -> dict[Key, date]:
    """Of these people, until when those wish more time whose request waited at the instant."""
    decision, same = aliased(ExtensionDecision), same_people(session, asked.known_on)
    is_decided = select(decision.id).where(
        decision.request_id == ExtensionRequest.id, decision.recorded_at <= asked.known_on
    )
    rows = session.execute(
        select(ExtensionRequest.person_id, ExtensionRequest.module_id, ExtensionRequest.wished_on).where(
            is_among(ExtensionRequest.person_id, same.records(person_ids), dialect_of(session)),
            ExtensionRequest.recorded_at <= asked.known_on, ~is_decided.exists(),
        )
    )  # fmt: skip
    return {Key(same.one(person_id), module_id): wished_on for person_id, module_id, wished_on in rows}


def waiting_count(session: Session) -> int:
    """How many requests wait, of anybody."""
    return session.scalar(select(func.count(ExtensionRequest.id)).where(~_is_decided())) or 0


def waiting(session: Session, today: Asked) -> tuple[MoreTime, ...]:
    """All that wait, the oldest first."""
    return _requests(session, ~_is_decided(), today, ExtensionRequest.id)


def decided(session: Session, today: Asked) -> tuple[MoreTime, ...]:
    """The latest of those that were decided, the newest first."""
    return _requests(session, _is_decided(), today, ExtensionRequest.id.desc())[:SHOWN]


def of_person(session: Session, person_id: int, today: Asked) -> tuple[MoreTime, ...]:
    """Every request of somebody, the newest first."""
    return _requests(session, _of_people(session, [person_id]), today, ExtensionRequest.id.desc())


def request_of(session: Session, request_id: int, today: Asked, *, person_id: int | None = None) -> MoreTime:
    """One request, of one person if one is named. Raises NotFound."""
    for one in _requests(session, ExtensionRequest.id == request_id, today, ExtensionRequest.id):
        if person_id in (None, one.person_id):
            return one
    raise NotFound("There is no such request.")


def row_of(session: Session, person_id: int, module_id: int, today: Asked) -> Row | None:
    """Where somebody stands on a module today, by what is recorded at this very moment of the transaction."""
    found = standings(session, Scope(frozenset({person_id})), today, module_ids=[module_id])
    return found.get(Key(person_id, module_id))


def latest_day(session: Session, one: MoreTime, due_on: date, *, days: int) -> date:
    """The last day until which a line manager may give more time to whoever asked."""
    of_person = of_one_person(Extension.person_id, one.person_id)
    of_module = (Extension.module_id == one.module.module_id, known(Extension, None))
    rows = session.execute(select(Extension.due_on, Extension.true_to).where(of_person, *of_module))
    return latest_for_manager(due_on, [Earlier(due, until) for due, until in rows if until], days=days)


def _requests(session: Session, which: ColumnElement[bool], asked: Asked, order: Any) -> tuple[MoreTime, ...]:
    rows = session.execute(
        select(ExtensionRequest, ExtensionDecision, Extension.true_to)
        .outerjoin(ExtensionDecision, ExtensionDecision.request_id == ExtensionRequest.id)
        .outerjoin(Extension, (Extension.request_id == ExtensionRequest.id) & known(Extension, None))
        .where(which)
        .order_by(order)
    ).all()
    if not rows:
        return ()
    modules, same = module_names(session, asked), same_people(session, None)
    people = {same.one(one.person_id) for one, _, _ in rows}
    deciders = {same.one(end.decided_by) for _, end, _ in rows if end}
    called = names(session, people | deciders, asked.as_at)
    numbered = numbers(session, people, asked.as_at)

    def name(person_id: int) -> str:
        return called[person_id].name if person_id in called else ""

    return tuple(
        MoreTime(
            request_id=one.id, person_id=same.one(one.person_id), name=name(same.one(one.person_id)),
            number=numbered.get(same.one(one.person_id), ""), module=modules[one.module_id], due_on=one.due_on,
            wished_on=one.wished_on, reason=one.reason, asked_at=one.recorded_at,
            ended=None if end is None else Ended(
                Outcome(end.outcome), name(same.one(end.decided_by)), end.recorded_at, end.reason, until
            ),
        )
        for one, end, until in rows
    )  # fmt: skip
