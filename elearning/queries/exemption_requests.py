"""Requests for exemptions, for HR alone: those that wait and those decided, and what one would change."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from elearning.domain.access import Scope
from elearning.domain.decisions import Outcome
from elearning.domain.exemptions import ExemptionReason
from elearning.domain.facts import Row
from elearning.domain.name_search import folded
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked
from elearning.domain.spans import Days, without
from elearning.models.assignments import Exemption
from elearning.models.dated import known
from elearning.models.merges import kept_record
from elearning.models.requests import ExemptionDecision, ExemptionRequest, ExemptionRequestPerson
from elearning.queries.compliance import ModuleName, module_names, standings
from elearning.queries.id_lists import dialect_of, is_among
from elearning.queries.keys import Key
from elearning.queries.people import names, numbers
from elearning.queries.same_people import same_people

SHOWN = 50
"""How many decided requests a list shows: the latest."""


class Decided(NamedTuple):
    """What became of a request, by whom, when and why."""

    outcome: Outcome
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Request:
    """A request with all that HR knows of it."""

    request_id: int
    module: ModuleName
    people: int
    reason: ExemptionReason
    note: str
    first_on: date
    last_on: date
    asked_by: int
    asked_by_name: str
    asked_at: datetime
    decided: Decided | None


class Person(NamedTuple):
    """Somebody whom a request is about: where they stand without it, and the days that it would add."""

    person_id: int
    name: str
    number: str
    row: Row | None
    left: tuple[Days, ...]
    is_partly: bool


@dataclass(frozen=True)
class Effect:
    """What a request would change on a day: its first day, or today if that is later."""

    day: date
    people: tuple[Person, ...]

    @cached_property
    def becoming(self) -> tuple[Person, ...]:
        """Those who have a standing on the day and would be exempt instead."""
        return tuple(one for one in self.people if one.row is not None and _covers(one.left, self.day))

    def count(self, part: str) -> int:
        """How many of those who become exempt are in a part of the figures."""
        return sum(one.row is not None and one.row.standing.is_in(part) for one in self.becoming)

    @property
    def not_assigned(self) -> int:
        """How many must not do the module on the day, so that it would change nothing for them then."""
        return sum(one.row is None for one in self.people)

    @property
    def covered(self) -> int:
        """How many are exempt on all the days already."""
        return sum(not one.left for one in self.people)

    @property
    def partly(self) -> int:
        """How many are exempt on some of the days already, and become so on the others."""
        return sum(one.is_partly for one in self.people)


def _covers(days: Collection[Days], day: date) -> bool:
    return any(first <= day and (last is None or day <= last) for first, last in days)


def effect(
    session: Session, person_ids: Collection[int], *, module_id: int, first_on: date, last_on: date, today: Asked
) -> Effect:  # fmt: skip
    """What excusing these people would change, by what is recorded now."""
    day = max(first_on, today.as_at)
    scope = Scope(frozenset(same_people(session, None).all(person_ids)))
    rows = standings(session, scope, today._replace(as_at=day), module_ids=[module_id])
    held = _held(session, scope, module_id)
    called, numbered = names(session, scope.person_ids, today.as_at), numbers(session, scope.person_ids, today.as_at)
    found = []
    for id in scope.person_ids:
        left = tuple(without((first_on, last_on), held.get(id, ())))
        name, row = called[id].name if id in called else "", rows.get(Key(id, module_id))
        is_partly = bool(left) and left != ((first_on, last_on),)
        found.append(Person(id, name, numbered.get(id, ""), row, left, is_partly))
    return Effect(day, tuple(sorted(found, key=lambda one: (folded(one.name), one.person_id))))


def _held(session: Session, scope: Scope, module_id: int) -> Mapping[int, list[Days]]:
    table, same = Exemption, same_people(session, None)
    found: dict[int, list[Days]] = {}
    for record, first, last in session.execute(
        select(table.person_id, table.true_from, table.true_to).where(
            is_among(table.person_id, same.records(scope.person_ids), dialect_of(session)),
            table.module_id == module_id, known(table, None),
        )
    ):  # fmt: skip
        found.setdefault(same.one(record), []).append((first, last))
    return found


def _is_decided() -> ColumnElement[bool]:
    decision = aliased(ExemptionDecision)
    return select(decision.id).where(decision.request_id == ExemptionRequest.id).exists()


def waiting_count(session: Session) -> int:
    """How many requests wait for a second person."""
    return session.scalar(select(func.count(ExemptionRequest.id)).where(~_is_decided())) or 0


def waiting(session: Session, asked: Asked) -> tuple[Request, ...]:
    """Those that wait, the oldest first."""
    return _requests(session, ~_is_decided(), asked, ExemptionRequest.id)


def decided(session: Session, asked: Asked) -> tuple[Request, ...]:
    """The latest of those that were decided, the newest first."""
    return _requests(session, _is_decided(), asked, ExemptionRequest.id.desc())[:SHOWN]


def request_of(session: Session, request_id: int, asked: Asked) -> Request:
    """One request. Raises NotFound."""
    for one in _requests(session, ExemptionRequest.id == request_id, asked, ExemptionRequest.id):
        return one
    raise NotFound("There is no such request.")


def people_of(session: Session, request_id: int) -> frozenset[int]:
    """Whom a request is about, each person once."""
    table = ExemptionRequestPerson
    return frozenset(session.scalars(select(kept_record(table.person_id)).where(table.request_id == request_id)))


def _requests(session: Session, which: ColumnElement[bool], asked: Asked, order: Any) -> tuple[Request, ...]:
    people = (
        select(func.count(kept_record(ExemptionRequestPerson.person_id).distinct()))
        .where(ExemptionRequestPerson.request_id == ExemptionRequest.id)
        .correlate(ExemptionRequest)
        .scalar_subquery()
    )
    rows = session.execute(
        select(ExemptionRequest, ExemptionDecision, people)
        .outerjoin(ExemptionDecision, ExemptionDecision.request_id == ExemptionRequest.id)
        .where(which)
        .order_by(order)
    ).all()
    modules, same = module_names(session, asked), same_people(session, None)
    ids = {same.one(id) for one, end, _ in rows for id in (one.asked_by, end.decided_by if end else one.asked_by)}
    called = {id: one.name for id, one in names(session, ids, asked.as_at).items()}
    return tuple(
        Request(
            request_id=one.id, module=modules[one.module_id], people=count, reason=ExemptionReason(one.reason_code),
            note=one.note, first_on=one.first_on, last_on=one.last_on, asked_by=same.one(one.asked_by),
            asked_by_name=called.get(same.one(one.asked_by), ""), asked_at=one.recorded_at,
            decided=None if end is None else Decided(
                Outcome(end.outcome), called.get(same.one(end.decided_by), ""), end.recorded_at, end.reason
            ),
        )
        for one, end, count in rows
    )  # fmt: skip


def asked_for_by(session: Session, events: Collection[int]) -> Mapping[int, int]:
    """Of exemptions that came of a request, by the event that recorded them: who had asked."""
    statement = (
        select(ExemptionDecision.recorded_by, ExemptionRequest.asked_by)
        .join(ExemptionRequest, ExemptionRequest.id == ExemptionDecision.request_id)
        .where(ExemptionDecision.recorded_by.in_(events))
    )
    return {event: person_id for event, person_id in session.execute(statement)}
