"""Who looked at or exported whose data, and who asked for a page that is not theirs. For HR to answer for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked
from elearning.models.accesses import Access, AccessSubject
from elearning.models.audit import AuditEvent
from elearning.models.dated import known
from elearning.models.merges import of_one_person
from elearning.models.people import EmployeeNumber
from elearning.queries.people import names, numbers

PAGE = 50
"""Accesses, or the people of one, on a page."""

REFUSED = "refused"
"""The kind of an access that was not given: somebody asked for a page that their role does not open."""


class Subject(NamedTuple):
    """Somebody as the list names them."""

    person_id: int
    name: str
    number: str


class Sought(NamedTuple):
    """Which accesses: by whom, about whom, of which kind, and between which instants, both included."""

    actor_id: int | None = None
    subject_id: int | None = None
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Looked:
    """One access. `by` is None for a command, of which `command` says who ran it.

    `about` is the one person whom it is kept against. `people` is how many it was about and `listed` how many of them
    are kept by name; no count is known of a refused one.
    """

    access_id: int
    at: datetime
    kind: str
    what: str
    by: Subject | None
    command: str
    about: Subject | None
    people: int
    listed: int


@dataclass(frozen=True)
class Accesses:
    """One page of accesses, the newest first."""

    looks: tuple[Looked, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class PeopleOf:
    """One access with a page of the people whom it is kept against, by number."""

    look: Looked
    people: tuple[Subject, ...]
    total: int
    page: int
    pages: int


def accesses(
    session: Session, sought: Sought, asked: Asked, *, page: int = 1, size: int = PAGE, oldest_first: bool = False
) -> Accesses:  # fmt: skip
    """Accesses, the newest first or the oldest; a page that is not there answers with the nearest. Names are of the
    day."""
    every = union_all(_looks(sought), _refusals(sought)).subquery()
    total = session.scalar(select(func.count()).select_from(every)) or 0
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    order = (every.c.at, every.c.id) if oldest_first else (every.c.at.desc(), every.c.id.desc())
    rows = session.execute(select(every).order_by(*order).offset((page - 1) * size).limit(size)).all()
    return Accesses(_described(session, rows, asked), total, page, pages)


def _between(table: type[Access] | type[AuditEvent], sought: Sought) -> list[ColumnElement[bool]]:
    found = []
    if sought.actor_id is not None:
        found.append(table.actor_id == sought.actor_id)
    if sought.since is not None:
        found.append(table.at >= sought.since)
    if sought.until is not None:
        found.append(table.at <= sought.until)
    return found


def _looks(sought: Sought) -> Select[*tuple[Any, ...]]:
    columns = (Access.id, Access.at, Access.kind, Access.what, Access.actor_id, Access.actor_name, Access.people)
    statement = select(*columns).where(*_between(Access, sought))
    if sought.kind:
        statement = statement.where(Access.kind == sought.kind)
    if sought.subject_id is not None:
        about = select(AccessSubject.access_id).where(of_one_person(AccessSubject.person_id, sought.subject_id))
        statement = statement.where(Access.id.in_(about))
    return statement


def _refusals(sought: Sought) -> Select[*tuple[Any, ...]]:
    event = AuditEvent
    kind, people = literal(REFUSED).label("kind"), literal(0).label("people")
    columns = (event.id, event.at, kind, event.reason, event.actor_id, event.actor_name, people)
    statement = select(*columns).where(event.action == "access.refused", *_between(event, sought))
    is_sought = sought.kind in ("", REFUSED) and sought.subject_id is None
    return statement if is_sought else statement.where(literal(1) == 0)


def _described(session: Session, rows: Any, asked: Asked) -> tuple[Looked, ...]:
    """Rows with the names of those who looked, and of the one person whom each is about."""
    kept = {row.id for row in rows if row.kind != REFUSED}
    counted = (AccessSubject.access_id, func.count(), func.min(AccessSubject.person_id))
    of_access = {
        access_id: (listed, first)
        for access_id, listed, first in session.execute(
            select(*counted).where(AccessSubject.access_id.in_(kept)).group_by(AccessSubject.access_id)
        )
    }
    alone = {first for listed, first in of_access.values() if listed == 1}
    called = _subjects(session, alone | {row.actor_id for row in rows if row.actor_id is not None}, asked)
    found = []
    for row in rows:
        listed, first = of_access.get(row.id, (0, 0)) if row.kind != REFUSED else (0, 0)
        found.append(
            Looked(
                access_id=row.id, at=row.at, kind=row.kind, what=row.what, by=called.get(row.actor_id),
                command=row.actor_name, people=row.people, listed=listed,
                about=called.get(first) if listed == row.people == 1 else None,
            )
        )  # fmt: skip
    return tuple(found)


def _subjects(session: Session, person_ids: set[int], asked: Asked) -> Mapping[int, Subject]:
    called = names(session, person_ids, asked.as_at, known_on=asked.known_on)
    numbered = numbers(session, person_ids, asked.as_at, known_on=asked.known_on)
    return {
        person: Subject(person, called[person].name if person in called else "", numbered.get(person, ""))
        for person in person_ids
    }


def people_of(session: Session, access_id: int, asked: Asked, *, page: int = 1) -> PeopleOf:
    """One access and the people whom it is kept against. Raises NotFound."""
    row = session.execute(_looks(Sought()).where(Access.id == access_id)).first()
    if row is None:
        raise NotFound("There is no such access.")
    (look,) = _described(session, [row], asked)
    pages = max(1, -(-look.listed // PAGE))
    page = min(max(1, page), pages)
    has_number = (EmployeeNumber.person_id == AccessSubject.person_id) & known(EmployeeNumber, None)
    ids = list(
        session.scalars(
            select(AccessSubject.person_id)
            .outerjoin(EmployeeNumber, has_number & EmployeeNumber.true_to.is_(None))
            .where(AccessSubject.access_id == access_id)
            .order_by(EmployeeNumber.number, AccessSubject.person_id)
            .offset((page - 1) * PAGE)
            .limit(PAGE)
        )
    )
    called = _subjects(session, set(ids), asked)
    return PeopleOf(look, tuple(called[one] for one in ids), look.listed, page, pages)
