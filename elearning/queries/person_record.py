"""HR's record of one person: what they were called, their posts, roles and leave, and whether they ever signed in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearning.domain.access import Role
from elearning.domain.people import UnitPath
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked
from elearning.models.audit import AuditEvent
from elearning.models.dated import holds, known
from elearning.models.merges import is_one_person
from elearning.models.people import EmployeeNumber, Holding, Leave, Person, PersonEmail, PersonName, RoleGrant
from elearning.models.sign_in import SignInSession
from elearning.queries.never_signed_in import has_never_signed_in
from elearning.queries.people import names, numbers
from elearning.queries.same_people import same_people
from elearning.queries.structure import structure_of


class Heading(NamedTuple):
    """Enough of a person for the head of a page: what they are called, their number, and whether they are in post."""

    person_id: int
    name: str
    number: str
    is_in_post: bool


class Words(NamedTuple):
    """A name, an employee number, an e-mail address or a role, from a day to a day."""

    text: str
    first_on: date
    last_on: date | None


class PostHeld(NamedTuple):
    """A post that a person holds, held or will hold: as it is on the day asked, or on the nearest day that they do.

    `managers` are the ids and names of the line managers in post on that day.
    """

    title: str
    reference: str
    unit: UnitPath
    first_on: date
    last_on: date | None
    managers: tuple[tuple[int, str], ...]


class LeaveHeld(NamedTuple):
    """Leave, with who recorded it, when, and why."""

    leave_id: int
    first_on: date
    last_on: date | None
    reason: str
    recorded_at: datetime
    recorded_by: str


class SignInState(NamedTuple):
    """When somebody last signed in, None where that is not recorded; and whether they never did."""

    last_at: datetime | None
    is_never: bool


@dataclass(frozen=True)
class PersonRecord:
    """Who somebody is. Every text is the latest first. What is known of signing in is of now, whatever is asked."""

    heading: Heading
    known_as: str
    names: tuple[Words, ...]
    numbers: tuple[Words, ...]
    emails: tuple[Words, ...]
    posts: tuple[PostHeld, ...]
    roles: tuple[tuple[Role, Words], ...]
    leaves: tuple[LeaveHeld, ...]
    sign_in: SignInState


def require_person(session: Session, person_id: int) -> None:
    """Raises NotFound if there is no such person. Tells nothing else, so it may be asked before a look is recorded."""
    if session.get(Person, person_id) is None:
        raise NotFound("There is no such person.")


def heading(session: Session, person_id: int, asked: Asked) -> Heading:
    """The head of a person's page. Raises NotFound if there is no such person."""
    require_person(session, person_id)
    called = names(session, [person_id], asked.as_at, known_on=asked.known_on)
    number = numbers(session, [person_id], asked.as_at, known_on=asked.known_on)
    records = same_people(session, asked.known_on).records([person_id])
    in_post = select(Holding.id).where(Holding.person_id.in_(records), holds(Holding, *asked)).limit(1)
    return Heading(
        person_id=person_id,
        name=called[person_id].name if person_id in called else f"Person {person_id}",
        number=number.get(person_id, ""),
        is_in_post=session.scalar(in_post) is not None,
    )


def person_record(session: Session, person_id: int, asked: Asked) -> PersonRecord:
    """Who a person is, as at a day, as known on an instant. Raises NotFound if there is no such person."""
    called = names(session, [person_id], asked.as_at, known_on=asked.known_on)
    return PersonRecord(
        heading=heading(session, person_id, asked),
        known_as=called[person_id].known_as if person_id in called else "",
        names=_texts(session, PersonName, PersonName.name, person_id, asked),
        numbers=_texts(session, EmployeeNumber, EmployeeNumber.number, person_id, asked),
        emails=_texts(session, PersonEmail, PersonEmail.email, person_id, asked),
        posts=_posts(session, person_id, asked),
        roles=tuple(
            (Role(role.text), role) for role in _texts(session, RoleGrant, RoleGrant.role, person_id, asked)
        ),
        leaves=_leaves(session, person_id, asked),
        sign_in=sign_in_state(session, person_id),
    )  # fmt: skip


def sign_in_state(session: Session, person_id: int) -> SignInState:
    """What is known now of somebody's signing in."""
    records = same_people(session, None).records([person_id])
    last_at = select(func.max(SignInSession.started_at)).where(SignInSession.person_id.in_(records))
    return SignInState(session.scalar(last_at), all(has_never_signed_in(session, one) for one in records))


def _texts(session: Session, table: Any, text: Any, person_id: int, asked: Asked) -> tuple[Words, ...]:
    rows = session.execute(
        select(text, table.true_from, table.true_to)
        .where(table.person_id.in_(same_people(session, asked.known_on).records([person_id])))
        .where(known(table, asked.known_on))
        .order_by(table.true_from.desc(), table.id.desc())
    )
    return tuple(Words(*row) for row in rows)


def _posts(session: Session, person_id: int, asked: Asked) -> tuple[PostHeld, ...]:
    """The posts of all times, the latest first, each as it was on the day nearest to the one asked."""
    rows = session.execute(
        select(Holding.post_id, Holding.true_from, Holding.true_to)
        .where(Holding.person_id.in_(same_people(session, asked.known_on).records([person_id])))
        .where(known(Holding, asked.known_on))
        .order_by(Holding.true_from.desc(), Holding.id.desc())
    )
    return tuple(
        _post(session, person_id, post_id, first_on, last_on, asked) for post_id, first_on, last_on in rows
    )  # fmt: skip


def _post(
    session: Session, person_id: int, post_id: int, first_on: date, last_on: date | None, asked: Asked
) -> PostHeld:
    day = max(first_on, min(asked.as_at, last_on or date.max))
    where = structure_of(session, [person_id], asked._replace(as_at=day))
    post = where.posts.get(post_id)
    managers = [one for one in where.managers_of_post(post_id) if one != person_id]
    called = names(session, managers, day, known_on=asked.known_on)
    return PostHeld(
        title=post.title if post else "A post that is not described on that day",
        reference=post.reference if post else "",
        unit=where.path(where.unit_of(post_id)),
        first_on=first_on,
        last_on=last_on,
        managers=tuple((one, called[one].name) for one in managers if one in called),
    )


def _leaves(session: Session, person_id: int, asked: Asked) -> tuple[LeaveHeld, ...]:
    rows = session.execute(
        select(Leave, AuditEvent)
        .join(AuditEvent, AuditEvent.id == Leave.recorded_by)
        .where(Leave.person_id.in_(same_people(session, asked.known_on).records([person_id])))
        .where(known(Leave, asked.known_on))
        .order_by(Leave.true_from.desc(), Leave.id.desc())
    ).all()
    actors = actor_names(session, [event for _, event in rows], asked)
    return tuple(
        LeaveHeld(leave.id, leave.true_from, leave.true_to, event.reason, event.at, actors[event.id])
        for leave, event in rows
    )


def leave_of(session: Session, person_id: int, leave_id: int, asked: Asked) -> LeaveHeld:
    """One leave of a person that has not been corrected since. Raises NotFound."""
    for leave in _leaves(session, person_id, asked):
        if leave.leave_id == leave_id:
            return leave
    raise NotFound("There is no such leave of this person.")


def require_leave(session: Session, person_id: int, leave_id: int) -> None:
    """Raises NotFound unless the leave is, or before a correction was, of this person."""
    leave = session.get(Leave, leave_id)
    if leave is None or not is_one_person(session, leave.person_id, person_id):
        raise NotFound("There is no such leave of this person.")


def actor_names(session: Session, events: Iterable[AuditEvent], asked: Asked) -> Mapping[int, str]:
    """Who did each of some acts, by the ids of their events: a person as they are called, or a command's user."""
    found = list(events)
    people = {event.actor_id for event in found if event.actor_id is not None}
    called = names(session, people, asked.as_at, known_on=asked.known_on)
    return {
        event.id: called[event.actor_id].name if event.actor_id in called else event.actor_name or "somebody"
        for event in found
    }
