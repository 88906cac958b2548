"""Fresh acknowledgements of the policy: whom a request would concern, who did it, and what one person is asked.

Apart from compliance: nothing here is in any rate.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from elearning.domain.access import EVERYBODY, Scope
from elearning.domain.completions import governing
from elearning.domain.facts import holds_on
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked
from elearning.models import modules
from elearning.models.dated import holds, known
from elearning.models.learning import Acknowledgement, Enrolment
from elearning.models.people import Holding
from elearning.models.policy_requests import PolicyAcknowledgement, PolicyRequest, PolicyRequestPerson
from elearning.queries.compliance import module_names
from elearning.queries.facts import facts
from elearning.queries.people import names, numbers


class Request(NamedTuple):
    """A request with how many were asked, did it, have not, and left without it."""

    request_id: int
    module_id: int
    module_title: str
    policy_title: str
    policy_version: str
    policy_date: date
    asked_on: date
    due_by: date
    reason: str
    asked: int
    done: int
    left: int

    @property
    def not_done(self) -> int:
        """Those in post who have not done it."""
        return self.asked - self.done - self.left


class State(StrEnum):
    """What became of asking one person."""

    DONE = "done"
    NOT_DONE = "not done"
    LEFT = "left without it"


class AskedPerson(NamedTuple):
    """Somebody who was asked. `done_at` is None while they have not done it."""

    person_id: int
    name: str
    number: str
    done_at: datetime | None
    is_in_post: bool

    @property
    def state(self) -> State:
        """What became of it."""
        if self.done_at is not None:
            return State.DONE
        return State.NOT_DONE if self.is_in_post else State.LEFT


class OwnRequest(NamedTuple):
    """What one person is asked to acknowledge, with the statements of the module that they hold."""

    request_id: int
    module_title: str
    due_by: date
    reason: str
    statements: tuple[str, ...]


def holders(session: Session, *, module_id: int, asked: Asked) -> tuple[int, ...]:
    """Who is in post on the day and holds a completion of the module that stands."""
    known_facts = facts(session, EVERYBODY, as_at=asked.as_at, known_on=asked.known_on, module_ids=[module_id])
    return tuple(
        key.person_id
        for key, of in known_facts.items()
        if any(holds_on(post, asked.as_at) for post in of.posts) and governing(of, asked.as_at) is not None
    )


_since = (Enrolment.id == Acknowledgement.enrolment_id, Enrolment.person_id == PolicyRequestPerson.person_id)
_IN_MODULE = exists().where(
    *_since, Enrolment.module_id == PolicyRequest.module_id, Acknowledgement.recorded_at >= PolicyRequest.recorded_at
)
"""The policy was acknowledged since, on the way through the module itself."""
_ALONE = exists().where(
    PolicyAcknowledgement.request_id == PolicyRequestPerson.request_id,
    PolicyAcknowledgement.person_id == PolicyRequestPerson.person_id,
)


def _is_done() -> ColumnElement[bool]:
    return or_(_ALONE, _IN_MODULE)


def _in_post(day: date) -> ColumnElement[bool]:
    return exists().where(Holding.person_id == PolicyRequestPerson.person_id, holds(Holding, day))


def requests(session: Session, asked: Asked) -> tuple[Request, ...]:
    """Every request, the newest first, counted today."""
    titles = module_names(session, asked)
    counted = (
        select(
            PolicyRequest.id, func.count(), func.count().filter(_is_done()),
            func.count().filter(~_is_done(), ~_in_post(asked.as_at)),
        )
        .join(PolicyRequestPerson, PolicyRequestPerson.request_id == PolicyRequest.id)
        .where(known(PolicyRequest, None))
        .group_by(PolicyRequest.id)
    )  # fmt: skip
    counts = {row[0]: row[1:] for row in session.execute(counted)}
    known_now = select(PolicyRequest).where(PolicyRequest.id.in_(counts)).order_by(PolicyRequest.id.desc())
    return tuple(
        Request(
            one.id, one.module_id, titles[one.module_id].title, one.policy_title, one.policy_version, one.policy_date,
            one.asked_on, one.due_by, one.reason, *counts[one.id],
        )
        for one in session.scalars(known_now)
    )  # fmt: skip


def request_of(session: Session, request_id: int, asked: Asked) -> Request:
    """One request. Raises NotFound."""
    found = next((one for one in requests(session, asked) if one.request_id == request_id), None)
    if found is None:
        raise NotFound("There is no such request.")
    return found


def people_asked(session: Session, request_id: int, asked: Asked) -> tuple[AskedPerson, ...]:
    """Everybody who was asked, those who have not done it first, then by number; four statements."""
    alone = select(func.max(PolicyAcknowledgement.recorded_at)).where(
        PolicyAcknowledgement.request_id == PolicyRequestPerson.request_id,
        PolicyAcknowledgement.person_id == PolicyRequestPerson.person_id,
    )
    in_module = (
        select(func.max(Acknowledgement.recorded_at))
        .join(Enrolment, Enrolment.id == Acknowledgement.enrolment_id)
        .where(
            Enrolment.person_id == PolicyRequestPerson.person_id, Enrolment.module_id == PolicyRequest.module_id,
            Acknowledgement.recorded_at >= PolicyRequest.recorded_at,
        )
    )  # fmt: skip
    rows = session.execute(
        select(
            PolicyRequestPerson.person_id, alone.scalar_subquery(), in_module.scalar_subquery(), _in_post(asked.as_at)
        )
        .join(PolicyRequest, PolicyRequest.id == PolicyRequestPerson.request_id)
        .where(PolicyRequestPerson.request_id == request_id)
    ).all()
    return _people(session, rows, asked)


def _people(session: Session, rows: Iterable[Any], asked: Asked) -> tuple[AskedPerson, ...]:
    listed = list(rows)
    ids = [row[0] for row in listed]
    called, numbered = names(session, ids, asked.as_at), numbers(session, ids, asked.as_at)
    found = [
        AskedPerson(id, called[id].name if id in called else "", numbered.get(id, ""), alone or in_module, bool(there))
        for id, alone, in_module, there in listed
    ]
    return tuple(sorted(found, key=lambda one: (one.done_at is not None, not one.is_in_post, one.number)))


def own_requests(session: Session, scope: Scope) -> tuple[OwnRequest, ...]:
    """What the person in scope is asked to acknowledge and has not, the most pressing first."""
    rows = session.execute(
        select(PolicyRequest)
        .join(PolicyRequestPerson, PolicyRequestPerson.request_id == PolicyRequest.id)
        .where(PolicyRequestPerson.person_id.in_(scope.person_ids), known(PolicyRequest, None), ~_is_done())
        .order_by(PolicyRequest.due_by, PolicyRequest.id)
    ).scalars()
    return tuple(_own(session, one) for one in rows)


def own_request(session: Session, scope: Scope, request_id: int) -> tuple[OwnRequest, bool]:
    """One request of the person in scope, and whether it is done. Raises NotFound alike for another's and for none."""
    row = session.execute(
        select(PolicyRequest, _is_done())
        .join(PolicyRequestPerson, PolicyRequestPerson.request_id == PolicyRequest.id)
        .where(PolicyRequestPerson.person_id.in_(scope.person_ids), PolicyRequest.id == request_id)
    ).first()
    if row is None:
        raise NotFound("This was not asked of you.")
    return _own(session, row[0]), bool(row[1])


def statements_of(session: Session, module_id: int) -> tuple[str, tuple[str, ...]]:
    """The title of a module's newest version, and what its acknowledgement states; no statement where it has none."""
    version = modules.ModuleVersion
    newest = select(version.id, version.digest).where(version.module_id == module_id).order_by(version.number.desc())
    id, digest = session.execute(newest.limit(1)).one()
    content = modules.frozen(session, id, digest)
    return content.title, content.acknowledgement.statements if content.acknowledgement else ()


def _own(session: Session, one: PolicyRequest) -> OwnRequest:
    title, statements = statements_of(session, one.module_id)
    return OwnRequest(one.id, title, one.due_by, one.reason, statements)
