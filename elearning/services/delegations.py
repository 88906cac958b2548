"""Naming somebody to stand in for a line manager until a day, and ending that earlier."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor, Role, reasons_not_to_delegate
from elearning.domain.calendar import london_date
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.models.dated import holds, known
from elearning.models.delegations import Delegation
from elearning.models.merges import of_one_person
from elearning.models.people import Holding, RoleGrant
from elearning.services.people import lock_person
from elearning.services.recording import add_one, begin, end


def name_delegate(
    session: Session, manager_id: int, *, delegate_id: int, first_on: date, last_on: date, actor: Actor, now: datetime
) -> int:  # fmt: skip
    """Let somebody stand in for a line manager, both days included. Returns the delegation's id.

    The same again is the same delegation. Raises NotAllowed with every reason that speaks against it.
    """
    today = london_date(now)
    for person_id in sorted({manager_id, delegate_id}):
        lock_person(session, person_id)
    reasons = reasons_not_to_delegate(
        actor, is_hr=_is_hr(session, actor, today), manager_id=manager_id, delegate_id=delegate_id, first_on=first_on,
        last_on=last_on, today=today,
    )  # fmt: skip
    if not reasons and not _is_in_post(session, delegate_id, today):
        reasons = ("Whoever stands in must be in post today.",)
    if reasons:
        raise NotAllowed(*reasons)
    pair = (Delegation.manager_id == manager_id, Delegation.delegate_id == delegate_id, known(Delegation, None))
    for one in session.scalars(select(Delegation).where(*pair)):
        if (one.true_from, one.true_to) == (first_on, last_on):
            return one.id
        if one.true_from <= last_on and first_on <= (one.true_to or date.max):
            raise NotAllowed("They stand in on some of these days already.", "End that first, or choose other days.")
    act = begin(session, actor=actor, action="delegation.name", now=now, subject="person", subject_id=manager_id)
    row = {"manager_id": manager_id, "delegate_id": delegate_id, "true_from": first_on, "true_to": last_on}
    return add_one(session, Delegation, act, row)


def end_delegation(session: Session, manager_id: int, delegation_id: int, *, actor: Actor, now: datetime) -> None:
    """End it at once: the delegate sees nothing from this moment on. One that has ended changes nothing.

    Raises NotFound unless it is the manager's.
    """
    found, today = session.get(Delegation, delegation_id), london_date(now)
    if found is None or found.manager_id != manager_id:
        raise NotFound("There is no such delegation.")
    if actor.person_id not in (None, manager_id) and not _is_hr(session, actor, today):
        raise NotAllowed("You can end this for yourself alone.")
    lock_person(session, manager_id)
    session.refresh(found)
    yesterday = today - timedelta(days=1)
    if found.is_superseded or (found.true_to or date.max) <= yesterday:
        return
    act = begin(session, actor=actor, action="delegation.end", now=now, subject="person", subject_id=manager_id)
    end(session, Delegation, act, {found.id: yesterday if found.true_from <= yesterday else None})


def _is_hr(session: Session, actor: Actor, day: date) -> bool:
    if actor.person_id is None:
        return True
    grant = (of_one_person(RoleGrant.person_id, actor.person_id), RoleGrant.role == Role.HR.value)
    return session.scalar(select(RoleGrant.id).where(*grant, holds(RoleGrant, day)).limit(1)) is not None


def _is_in_post(session: Session, person_id: int, day: date) -> bool:
    of_person = of_one_person(Holding.person_id, person_id)
    return session.scalar(select(Holding.id).where(of_person, holds(Holding, day)).limit(1)) is not None
