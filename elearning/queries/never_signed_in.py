"""Who is in post and never signed in: nobody with a session, a password, or a module begun."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.people import UnitPath
from elearning.domain.reports import Asked
from elearning.models.learning import Enrolment
from elearning.models.people import Person
from elearning.models.sign_in import Password, SignInSession
from elearning.queries.people import names, numbers
from elearning.queries.structure import structure

PAGE = 50
"""People on one page of the list."""


class NewToUs(NamedTuple):
    """Somebody in post who never signed in. `since` is the first day in their main post."""

    person_id: int
    name: str
    number: str
    unit: UnitPath
    since: date


@dataclass(frozen=True)
class NeverSignedIn:
    """One page of them, by unit and then by number, and how many there are."""

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


def never_signed_in(session: Session, scope: Scope, asked: Asked, *, page: int = 1) -> NeverSignedIn:
    """Who is in post on the day and never signed in; a page that is not there answers with the nearest."""
    where = structure(session, asked)
    waiting = set(session.scalars(select(Person.id).where(_never(Person.id)))) & where.holdings_of.keys()
    if not scope.is_everybody:
        waiting &= scope.person_ids
    numbered = numbers(session, None if scope.is_everybody else waiting, asked.as_at, known_on=asked.known_on)
    found = []
    for person_id in waiting:
        held = where.main_holding(person_id)
        assert held is not None  # everybody of holdings_of holds a post
        unit = where.path(where.unit_of(held.post_id))
        found.append((unit, numbered.get(person_id, ""), person_id, held.first_on))
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, page), pages)
    shown = sorted(found)[(page - 1) * PAGE : page * PAGE]
    called = names(session, [person_id for _, _, person_id, _ in shown], asked.as_at, known_on=asked.known_on)
    people = tuple(
        NewToUs(person_id, called[person_id].name, number, unit, since) for unit, number, person_id, since in shown
    )
    return NeverSignedIn(people, len(found), page, pages)
