"""Who is in post and never signed in: nobody with a session, a password, or a module begun."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.name_search import folded
from elearning.domain.people import UnitPath
from elearning.domain.reports import Asked
from elearning.models.learning import Enrolment
from elearning.models.people import Person
from elearning.models.sign_in import Password, SignInSession
from elearning.queries.people import numbers
from elearning.queries.people_search import people_search
from elearning.queries.same_people import same_people
from elearning.queries.structure import structure

PAGE = 50
"""People on one page of the list."""


class Order(StrEnum):
    """What the list is in the order of; within it, by unit and then by number."""

    UNIT = "unit"
    NAME = "name"
    NUMBER = "number"
    SINCE = "since"


class Wanted(NamedTuple):
    """Who is listed, and how: by part of a name or number, in a unit or below it."""

    words: str = ""
    unit_id: int | None = None
    order: Order = Order.UNIT
    backwards: bool = False


EVERYBODY_WAITING = Wanted()
"""All of them, by unit."""


class NewToUs(NamedTuple):
    """Somebody in post who never signed in. `since` is the first day in their main post."""

    person_id: int
    name: str
    number: str
    unit: UnitPath
    since: date


@dataclass(frozen=True)
class NeverSignedIn:
    """One page of them, and how many there are on all pages."""

    people: tuple[NewToUs, ...]
    total: int
    page: int
    pages: int


def _never(person_id: Any) -> ColumnElement[bool]:
    return ~(
        exists().where(SignInSession.person_id == person_id)
        | exists().where(Password.person_id == person_id)
        | exists().where(Enrolment.person_id == person_id)
    )


def has_never_signed_in(session: Session, person_id: int) -> bool:
    """Whether somebody never did. Sessions go after a month, passwords and what was begun stay."""
    return session.scalar(select(Person.id).where(Person.id == person_id, _never(Person.id))) is not None


def never_signed_in(
    session: Session, scope: Scope, asked: Asked, wanted: Wanted = EVERYBODY_WAITING, *, page: int = 1,
) -> NeverSignedIn:  # fmt: skip
    """One page of who is in post on the day and never signed in; one that is not there answers with the nearest."""
    found = everybody_who_never_did(session, scope, asked, wanted)
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, page), pages)
    return NeverSignedIn(found[(page - 1) * PAGE : page * PAGE], len(found), page, pages)


def everybody_who_never_did(
    session: Session, scope: Scope, asked: Asked, wanted: Wanted = EVERYBODY_WAITING
) -> tuple[NewToUs, ...]:  # fmt: skip
    """All of them, in the order that is wanted."""
    called = people_search(session, scope, asked, wanted.words).names
    where = structure(session, asked)
    never, same = set(session.scalars(select(Person.id).where(_never(Person.id)))), same_people(session, asked.known_on)
    waiting = {person for person in where.holdings_of if never.issuperset(same.records([person]))}
    waiting &= called.keys()
    if wanted.unit_id is not None:
        waiting = {person_id for person_id in waiting if where.kept(wanted.unit_id) in where.units_of(person_id)}
    numbered = numbers(session, waiting, asked.as_at, known_on=asked.known_on)
    found = []
    for person_id in waiting:
        held = where.main_holding(person_id)
        assert held is not None  # everybody of holdings_of holds a post
        unit = where.path(where.unit_of(held.post_id))
        found.append(NewToUs(person_id, called[person_id], numbered.get(person_id, ""), unit, held.first_on))
    found.sort(key=lambda one: (one.unit, one.number, one.person_id))
    return tuple(sorted(found, key=_KEYS[wanted.order], reverse=wanted.backwards))


_KEYS: dict[Order, Callable[[NewToUs], Any]] = {
    Order.UNIT: lambda one: one.unit,
    Order.NAME: lambda one: folded(one.name),
    Order.NUMBER: lambda one: one.number,
    Order.SINCE: lambda one: one.since,
}
