"""What changes the records of people: HR's file applied, roles given and taken, leave recorded."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor, Role
from elearning.domain.calendar import british_date
from elearning.domain.hr_brakes import Consent, faulty_rows, reasons_not_to_apply
from elearning.domain.hr_plan import Effect, ImportPlan
from elearning.domain.refusals import NotAllowed, NotFound, Stale
from elearning.models.dated import known
from elearning.models.merges import of_one_person
from elearning.models.people import ImportRun, Leave, Person, RoleGrant
from elearning.services.assignments import assign_concerned
from elearning.services.organisation import (
    add_leave,
    add_people,
    add_posts,
    add_tags,
    add_units,
    end_replaced,
    hold_leave,
    make_ids,
)
from elearning.services.recording import Act, add, add_one, begin, end, hold_organisation, supersede


def begin_import(session: Session) -> None:
    """Let one import wait for another, so that what it is planned from still holds when it is applied."""
    hold_organisation(session)


def apply_import(
    session: Session, plan: ImportPlan, *, actor: Actor, now: datetime, today: date, file_name: str,
    sha256: str,
    consent: Consent = Consent(),
) -> int | None:  # fmt: skip
    """Write what a plan says, with everybody's assignments, and return the id of the import run.

    Returns None and writes nothing if there is nothing to change. Raises NotAllowed if the consent does not
    cover the rows that would be left out or the brakes, Stale if the record has changed since the plan was made.
    """
    reasons = reasons_not_to_apply(plan, consent, today=today)
    if reasons:
        raise NotAllowed(*reasons)
    if plan.is_empty:
        return None
    hold_leave(session, plan)
    left_out = faulty_rows(plan)
    reason = file_name[:200] + (f", {left_out} row{'s' if left_out > 1 else ''} left out" if left_out else "")
    act = begin(session, actor=actor, action="people.import", now=now, reason=reason)
    _write(session, plan, act)
    assign_concerned(session, act=act, today=today)
    return _record_run(session, plan, act, file_name=file_name, sha256=sha256)


def _write(session: Session, plan: ImportPlan, act: Act) -> None:
    """Everything that the plan records or ends."""
    end_replaced(session, plan, act)
    ids = make_ids(session, plan)
    add_people(session, plan, ids, act)
    add_units(session, plan, ids, act)
    add_posts(session, plan, ids, act)
    add_leave(session, plan, ids, act)
    add_tags(session, plan, ids, act)


def _record_run(session: Session, plan: ImportPlan, act: Act, *, file_name: str, sha256: str) -> int:
    run = ImportRun(
        recorded_at=act.at, recorded_by=act.event_id, file_name=file_name[:200], sha256=sha256,
        rows=plan.row_count,
        joiners=plan.count(Effect.JOINER), changes=plan.count(Effect.CHANGE),
        leavers=plan.count(Effect.LEAVER),
        unchanged=plan.count(Effect.UNCHANGED),
    )  # fmt: skip
    session.add(run)
    session.flush()
    return run.id


def lock_person(session: Session, person_id: int) -> None:
    """Let writes about one person happen one after another. Raises NotFound if there is no such person."""
    found = session.scalar(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    if found is None:
        raise NotFound("There is no such person.")


def _open_grant(session: Session, person_id: int, role: Role) -> RoleGrant | None:
    return session.scalar(
        select(RoleGrant).where(
            RoleGrant.person_id == person_id, RoleGrant.role == role.value, known(RoleGrant, None),
            RoleGrant.true_to.is_(None),
        )
    )  # fmt: skip


def grant_role(
    session: Session, person_id: int, role: Role, *, actor: Actor, now: datetime, today: date, reason: str = ""
) -> bool:
    """Make a person HR officer, author or administrator from today. False if they are already."""
    lock_person(session, person_id)
    if _open_grant(session, person_id, role) is not None:
        return False
    act = begin(
        session, actor=actor, action=f"role.grant.{role.value}", now=now, subject="person",
        subject_id=person_id,
        reason=reason,
    )  # fmt: skip
    add(session, RoleGrant, act, [{"person_id": person_id, "role": role.value, "true_from": today}])
    return True


def end_role(
    session: Session, person_id: int, role: Role, *, actor: Actor, now: datetime, today: date, reason: str = ""
) -> bool:
    """Take a role away at once: its last day was yesterday. False if the person does not have it."""
    lock_person(session, person_id)
    grant = _open_grant(session, person_id, role)
    if grant is None:
        return False
    act = begin(
        session, actor=actor, action=f"role.end.{role.value}", now=now, subject="person",
        subject_id=person_id,
        reason=reason,
    )  # fmt: skip
    yesterday = today - timedelta(days=1)
    end(session, RoleGrant, act, {grant.id: yesterday if grant.true_from <= yesterday else None})
    return True


def _check_days(first_on: date, last_on: date | None) -> None:
    if last_on is not None and last_on < first_on:
        raise NotAllowed("The last day is before the first.", "Correct one of the two dates.", about="last_on")


def _check_free(leaves: Iterable[Leave], first_on: date, last_on: date | None) -> None:
    """Raise NotAllowed if the days are already leave."""
    for leave in leaves:
        if leave.true_from <= (last_on or date.max) and first_on <= (leave.true_to or date.max):
            until = f"until {british_date(leave.true_to)}" if leave.true_to else "with no last day"
            raise NotAllowed(
                f"The person is already on leave from {british_date(leave.true_from)} {until}.",
                "Correct that record, or choose other days.",
                about="first_on",
            )


def _leaves(session: Session, person_id: int) -> list[Leave]:
    of_person = (of_one_person(Leave.person_id, person_id), known(Leave, None))
    return list(session.scalars(select(Leave).where(*of_person).order_by(Leave.true_from)))


def record_leave(
    session: Session, person_id: int, *, first_on: date, last_on: date | None, actor: Actor, now: datetime,
    reason: str = "",
) -> int:  # fmt: skip
    """Record that somebody is away, from a day to a day, or with no last day yet. Returns the leave's id.

    The same days again are the same leave. Raises NotAllowed where other leave covers one of the days.
    """
    _check_days(first_on, last_on)
    lock_person(session, person_id)
    leaves = _leaves(session, person_id)
    for leave in leaves:
        if (leave.true_from, leave.true_to) == (first_on, last_on):
            return leave.id
    _check_free(leaves, first_on, last_on)
    act = begin(
        session, actor=actor, action="leave.record", now=now, subject="person", subject_id=person_id, reason=reason
    )
    row = {"person_id": person_id, "true_from": first_on, "true_to": last_on}
    return add_one(session, Leave, act, row)


def correct_leave(
    session: Session, leave_id: int, *, first_on: date, last_on: date | None, actor: Actor, now: datetime,
    reason: str,
) -> int:  # fmt: skip
    """Replace a record of leave, for example when its last day becomes known. Returns the id of the new
    record.

    The same again is the same record. Raises NotFound if there is no such leave, Stale if it was corrected
    before, NotAllowed as record_leave does.
    """
    _check_days(first_on, last_on)
    leave = session.get(Leave, leave_id)
    if leave is None:
        raise NotFound("There is no such leave.")
    lock_person(session, leave.person_id)
    session.refresh(leave)
    leaves = _leaves(session, leave.person_id)
    if leave.is_superseded:
        for one in leaves:
            if (one.true_from, one.true_to) == (first_on, last_on):
                return one.id
        raise Stale("This leave has been corrected since.", "Look at it again.")
    if (leave.true_from, leave.true_to) == (first_on, last_on):
        return leave.id
    _check_free([one for one in leaves if one.id != leave_id], first_on, last_on)
    act = begin(
        session, actor=actor, action="leave.correct", now=now, subject="person", subject_id=leave.person_id,
        reason=reason,
    )  # fmt: skip
    supersede(session, Leave, act, [leave_id])
    row = {"person_id": leave.person_id, "true_from": first_on, "true_to": last_on}
    return add_one(session, Leave, act, row)


def remove_leave(session: Session, leave_id: int, *, actor: Actor, now: datetime, reason: str) -> None:
    """Take a leave away that should never have been recorded. One that is gone already changes nothing.

    Raises NotFound if there is no such leave, Stale if it was corrected before, NotAllowed without a reason.
    """
    leave = session.get(Leave, leave_id)
    if leave is None:
        raise NotFound("There is no such leave.")
    if not reason.strip():
        raise NotAllowed("Say why the leave is taken away.")
    lock_person(session, leave.person_id)
    session.refresh(leave)
    if leave.is_superseded:
        if any(one.true_from == leave.true_from for one in _leaves(session, leave.person_id)):
            raise Stale("This leave has been corrected since.", "Look at it again.")
        return
    act = begin(
        session, actor=actor, action="leave.remove", now=now, subject="person", subject_id=leave.person_id,
        reason=reason,
    )  # fmt: skip
    end(session, Leave, act, {leave_id: None})
