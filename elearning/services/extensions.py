"""More time on a module: asked for by a learner, given by a line manager within a limit or by HR, or declined."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.calendar import british_date, london_date
from elearning.domain.decisions import Outcome
from elearning.domain.extensions import Earlier, fault_of_until, latest_for_manager
from elearning.domain.refusals import NotAllowed, NotFound, Stale
from elearning.models.dated import known
from elearning.models.merges import is_one_person, kept_records, of_one_person, records_of
from elearning.models.requests import Extension, ExtensionDecision, ExtensionRequest
from elearning.services.assignments import assign
from elearning.services.people import lock_person
from elearning.services.recording import Act, add_one, begin, hold_organisation


def ask_for_more_time(
    session: Session, *, person_id: int, module_id: int, due_on: date, wished_on: date, reason: str, now: datetime
) -> int:  # fmt: skip
    """Ask for a later due date than `due_on`, which the person has now. Returns the request's id; the same again,
    while it waits, is the same request.

    Raises NotAllowed without a reason, for a day that is not later or too far away, and while another request waits.
    """
    reasons = [] if reason.strip() else ["Say why you need more time."]
    if fault := fault_of_until(wished_on, due_on=due_on, today=london_date(now)):
        reasons.append(fault)
    if reasons:
        raise NotAllowed(*reasons)
    lock_person(session, person_id)
    waiting = _waiting_of(session, person_id, module_id)
    if waiting is not None and (waiting.wished_on, waiting.reason) == (wished_on, reason.strip()):
        return waiting.id
    if waiting is not None:
        raise NotAllowed("You have asked already.", "Take that request back first, if you want to ask for another day.")
    act = begin(
        session, actor=Actor(person_id), action="extension.request", now=now, subject="module", subject_id=module_id
    )
    row = {
        "person_id": person_id, "module_id": module_id, "due_on": due_on, "wished_on": wished_on,
        "reason": reason.strip(),
    }  # fmt: skip
    return add_one(session, ExtensionRequest, act, row)


def withdraw_request(session: Session, request_id: int, *, person_id: int, now: datetime) -> None:
    """Take one's own request back. One that is decided already stays as it is. Raises NotFound for somebody else's."""
    request = _request(session, request_id)
    if not is_one_person(session, request.person_id, person_id):
        raise NotFound("There is no such request of yours.")
    if not _is_decided(session, request_id):
        _decide(session, request, Outcome.WITHDRAWN, reason="", actor=Actor(person_id), now=now)


def give_more_time(
    session: Session, request_id: int, *, until: date, due_on: date, reason: str, limit_days: int | None,
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Move the due date of whoever asked from `due_on`, which they have now, to a later day.

    A line manager may go `limit_days` beyond the first due date in all; None is HR, who may go further. Raises
    NotAllowed for a day that is not later or beyond the limit and for one's own request, Stale if it was decided.
    """
    today = london_date(now)
    hold_organisation(session)
    request = _open(session, request_id, actor)
    if fault := fault_of_until(until, due_on=due_on, today=today):
        raise NotAllowed(fault)
    (person_id,) = kept_records(session, [request.person_id])
    if limit_days is not None:
        latest = latest_for_manager(due_on, earlier(session, person_id, request.module_id), days=limit_days)
        if until > latest:
            raise NotAllowed(
                f"A line manager can give more time until {british_date(latest)} at the latest. Give that day or an "
                "earlier one, or leave the request for HR, who can give more."
            )
    act = _decide(session, request, Outcome.AGREED, reason=reason.strip(), actor=actor, now=now)
    row = {
        "person_id": person_id, "module_id": request.module_id, "request_id": request.id, "due_on": due_on,
        "true_from": today, "true_to": until,
    }  # fmt: skip
    add_one(session, Extension, act, row)
    if not assign(session, records_of(session, person_id), act=act, today=today):
        raise NotAllowed("The person must not do this module any more, so there is no due date to move.")


def decline_more_time(session: Session, request_id: int, *, reason: str, actor: Actor, now: datetime) -> None:
    """Decline a request; the reason is told to whoever asked.

    Raises NotAllowed without a reason and for one's own request, Stale if it was decided before.
    """
    request = _open(session, request_id, actor)
    if not reason.strip():
        raise NotAllowed("Say why, for the person who asked.")
    _decide(session, request, Outcome.DECLINED, reason=reason.strip(), actor=actor, now=now)


def earlier(session: Session, person_id: int, module_id: int) -> Sequence[Earlier]:
    """The extensions that were granted to somebody on a module."""
    of_both = (of_one_person(Extension.person_id, person_id), Extension.module_id == module_id, known(Extension, None))
    rows = session.execute(select(Extension.due_on, Extension.true_to).where(*of_both))
    return [Earlier(due, until) for due, until in rows if until]


def _request(session: Session, request_id: int) -> ExtensionRequest:
    request = session.get(ExtensionRequest, request_id)
    if request is None:
        raise NotFound("There is no such request.")
    lock_person(session, request.person_id)
    return request


def _open(session: Session, request_id: int, actor: Actor) -> ExtensionRequest:
    """A request that waits, to be decided by somebody else than who asked."""
    request = _request(session, request_id)
    if actor.person_id is None or is_one_person(session, request.person_id, actor.person_id):
        raise NotAllowed("Nobody decides about their own request.")
    if _is_decided(session, request_id):
        raise Stale("This request has been decided or taken back already.", "Look at it again.")
    return request


def _is_decided(session: Session, request_id: int) -> bool:
    return session.scalar(select(ExtensionDecision.id).where(ExtensionDecision.request_id == request_id)) is not None


def _waiting_of(session: Session, person_id: int, module_id: int) -> ExtensionRequest | None:
    decided = select(ExtensionDecision.id).where(ExtensionDecision.request_id == ExtensionRequest.id).exists()
    of_both = (of_one_person(ExtensionRequest.person_id, person_id), ExtensionRequest.module_id == module_id)
    return session.scalars(select(ExtensionRequest).where(*of_both, ~decided)).first()


def _decide(
    session: Session, request: ExtensionRequest, outcome: Outcome, *, reason: str, actor: Actor, now: datetime
) -> Act:
    act = begin(
        session, actor=actor, action=f"extension.{outcome.value}", now=now, subject="person",
        subject_id=request.person_id, reason=reason,
    )  # fmt: skip
    row = {"request_id": request.id, "outcome": outcome.value, "reason": reason, "decided_by": actor.person_id}
    add_one(session, ExtensionDecision, act, row)
    return act
