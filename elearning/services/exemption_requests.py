"""Requests for exemptions: asked for by one person, agreed or declined by another. Nothing changes before that."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor, Role
from elearning.domain.calendar import london_date
from elearning.domain.decisions import Outcome
from elearning.domain.exemptions import MOST_PEOPLE, ExemptionReason
from elearning.domain.refusals import NotAllowed, NotFound, Stale
from elearning.domain.spans import Days, without
from elearning.models.assignments import Exemption
from elearning.models.dated import holds, known
from elearning.models.merges import is_one_person, kept_record, kept_records, of_one_person, of_people
from elearning.models.modules import Module
from elearning.models.people import Person, RoleGrant
from elearning.models.requests import ExemptionDecision, ExemptionRequest, ExemptionRequestPerson
from elearning.services.recording import Act, add, add_one, batches, begin


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is asked for: to excuse people from a module from a day to a day, and why (RULE-22)."""

    module_id: int
    person_ids: frozenset[int]
    reason_code: ExemptionReason
    note: str
    first_on: date
    last_on: date


def request_exemptions(session: Session, wanted: Wanted, *, actor: Actor, now: datetime) -> int:
    """Ask that people be excused from one module. Returns the request's id; the same again, while it waits, is the
    same request.

    Raises NotFound for an unknown person or module, NotAllowed if nobody is named or too many are, if the days are not
    in order or have passed, or if all of the days are covered for everybody already.
    """
    asked_by = _person(actor)
    if wanted.last_on < wanted.first_on:
        raise NotAllowed("The last day is before the first.", "Correct one of the two dates.")
    if wanted.last_on < london_date(now):
        raise NotAllowed("The last day has passed.", "Give today or a later day.")
    if not 1 <= len(wanted.person_ids) <= MOST_PEOPLE:
        raise NotAllowed(f"A request is about at least one person and at most {MOST_PEOPLE:,}.", "Choose fewer people.")
    wanted = replace(wanted, person_ids=kept_records(session, wanted.person_ids))
    _lock(session, wanted.person_ids, wanted.module_id)
    if not any(_still_open(session, wanted)):
        raise NotAllowed("Everybody chosen is already exempt on all of these days.", "Choose other days or people.")
    row = {
        "module_id": wanted.module_id, "reason_code": wanted.reason_code.value, "note": wanted.note.strip(),
        "first_on": wanted.first_on, "last_on": wanted.last_on, "asked_by": asked_by,
    }  # fmt: skip
    if (same := _same(session, row, wanted.person_ids)) is not None:
        return same
    act = begin(
        session, actor=actor, action="exemption.request", now=now, subject="module", subject_id=wanted.module_id,
        reason=wanted.reason_code.value,
    )  # fmt: skip
    request_id = add_one(session, ExemptionRequest, act, row)
    for batch in batches(sorted(wanted.person_ids)):
        people = [{"request_id": request_id, "person_id": person_id} for person_id in batch]
        session.execute(insert(ExemptionRequestPerson), people)
    return request_id


def agree_to_exemptions(session: Session, request_id: int, *, actor: Actor, now: datetime) -> int:
    """Excuse everybody whom a request is about, as approved by the actor. Returns how many people become exempt.

    Whoever is exempt on some of the days already becomes so on the others. Raises NotAllowed for whoever asked, for
    somebody whom it is about, and for anybody who is not in HR; Stale if it was decided before.
    """
    request = _waiting(session, request_id)
    wanted = _wanted(session, request)
    _refuse_unless_second(session, request, wanted, actor, now)
    _lock(session, wanted.person_ids, wanted.module_id)
    act = _decide(session, request, Outcome.AGREED, reason=request.reason_code, actor=actor, now=now)
    given = {
        "module_id": wanted.module_id, "reason_code": request.reason_code, "note": request.note,
        "approver_id": _person(actor),
    }  # fmt: skip
    rows = [
        {"person_id": person_id, "true_from": first, "true_to": last, **given}
        for person_id, left in _uncovered(session, wanted).items()
        for first, last in left
    ]
    add(session, Exemption, act, rows)
    return len({row["person_id"] for row in rows})


def decline_exemptions(session: Session, request_id: int, *, reason: str, actor: Actor, now: datetime) -> None:
    """Decline a request, with the reason; whoever made it takes it back in the same way.

    Raises NotAllowed without a reason and for anybody who is not in HR, Stale if it was decided before.
    """
    request = _waiting(session, request_id)
    if not reason.strip():
        raise NotAllowed("Say why.")
    is_own = is_one_person(session, request.asked_by, _person(actor))
    _refuse_unless_hr(session, actor, now)
    outcome = Outcome.WITHDRAWN if is_own else Outcome.DECLINED
    _decide(session, request, outcome, reason=reason.strip(), actor=actor, now=now)


def _person(actor: Actor) -> int:
    if actor.person_id is None:
        raise NotAllowed("Sign in: a request and its decision are made by people.")
    return actor.person_id


def _lock(session: Session, person_ids: Collection[int], module_id: int) -> None:
    """Hold the records of these people. Raises NotFound if one of them, or the module, does not exist."""
    locked = 0
    for batch in batches(sorted(person_ids)):
        statement = select(Person.id).where(Person.id.in_(batch)).order_by(Person.id)
        locked += len(session.scalars(statement.with_for_update(key_share=True)).all())
    if locked != len(person_ids):
        raise NotFound("There is no such person.")
    if session.get(Module, module_id) is None:
        raise NotFound("There is no such module.")


def _uncovered(session: Session, wanted: Wanted) -> dict[int, list[Days]]:
    """Of each person the days that no exemption covers yet."""
    held: dict[int, list[Days]] = {person_id: [] for person_id in wanted.person_ids}
    table = Exemption
    for batch in batches(sorted(wanted.person_ids)):
        statement = select(kept_record(table.person_id), table.true_from, table.true_to).where(
            of_people(table.person_id, batch), table.module_id == wanted.module_id, known(table, None)
        )
        for person_id, first, last in session.execute(statement):
            held[person_id].append((first, last))
    return {person_id: without((wanted.first_on, wanted.last_on), days) for person_id, days in sorted(held.items())}


def _still_open(session: Session, wanted: Wanted) -> Iterable[Sequence[Days]]:
    return _uncovered(session, wanted).values()


def _same(session: Session, row: Mapping[str, object], person_ids: Collection[int]) -> int | None:
    """A request for exactly this that still waits: pressed twice, it was asked once."""
    decided = select(ExemptionDecision.id).where(ExemptionDecision.request_id == ExemptionRequest.id).exists()
    for request in session.scalars(select(ExemptionRequest).filter_by(**row).where(~decided)):
        if _people(session, request.id) == set(person_ids):
            return request.id
    return None


def _people(session: Session, request_id: int) -> set[int]:
    table = ExemptionRequestPerson
    return set(session.scalars(select(kept_record(table.person_id)).where(table.request_id == request_id)))


def _wanted(session: Session, request: ExemptionRequest) -> Wanted:
    return Wanted(
        module_id=request.module_id, person_ids=frozenset(_people(session, request.id)),
        reason_code=ExemptionReason(request.reason_code), note=request.note, first_on=request.first_on,
        last_on=request.last_on,
    )  # fmt: skip


def _waiting(session: Session, request_id: int) -> ExemptionRequest:
    """The request, held so that one decision waits for another. Raises NotFound, Stale."""
    statement = select(ExemptionRequest).where(ExemptionRequest.id == request_id)
    request = session.scalar(statement.with_for_update(key_share=True))
    if request is None:
        raise NotFound("There is no such request.")
    decided = select(ExemptionDecision.id).where(ExemptionDecision.request_id == request_id)
    if session.scalar(decided) is not None:
        raise Stale("This request has been decided already.", "Look at it again.")
    return request


def _refuse_unless_hr(session: Session, actor: Actor, now: datetime) -> None:
    is_hr = select(RoleGrant.id).where(
        of_one_person(RoleGrant.person_id, actor.person_id),
        RoleGrant.role == Role.HR.value,
        holds(RoleGrant, london_date(now)),
    )
    if session.scalar(is_hr.limit(1)) is None:
        raise NotAllowed("Somebody of HR decides about exemptions.")


def _refuse_unless_second(
    session: Session, request: ExemptionRequest, wanted: Wanted, actor: Actor, now: datetime
) -> None:
    if is_one_person(session, request.asked_by, _person(actor)):
        raise NotAllowed("You asked for this.", "Somebody else of HR must agree to it.")
    if actor.person_id in wanted.person_ids:
        raise NotAllowed("This is about you too.", "Somebody else of HR must agree to it.")
    _refuse_unless_hr(session, actor, now)
    if request.last_on < london_date(now):
        raise NotAllowed("The last day has passed while the request waited.", "Decline it, and ask for other days.")


def _decide(
    session: Session, request: ExemptionRequest, outcome: Outcome, *, reason: str, actor: Actor, now: datetime
) -> Act:
    act = begin(
        session, actor=actor, action=f"exemption.request.{outcome.value}", now=now, subject="exemption request",
        subject_id=request.id, reason=reason,
    )  # fmt: skip
    row = {"request_id": request.id, "outcome": outcome.value, "reason": reason, "decided_by": _person(actor)}
    add_one(session, ExemptionDecision, act, row)
    return act
