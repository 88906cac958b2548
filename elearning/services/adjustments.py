"""Reasonable adjustments that HR keeps for a person: granted, looked at again, ended, taken away."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.adjustments import AdjustmentKind, Granted, is_amount_right
from elearning.domain.calendar import london_date
from elearning.domain.refusals import NotAllowed, NotFound, Stale
from elearning.models.adjustments import Adjustment
from elearning.models.dated import known
from elearning.models.merges import is_one_person, of_one_person
from elearning.services.people import lock_person
from elearning.services.recording import add_one, begin, end, supersede


def grant_adjustment(
    session: Session, person_id: int, granted: Granted, *, note: str, first_on: date, review_on: date, actor: Actor,
    now: datetime,
) -> int:  # fmt: skip
    """Record an adjustment from a day on, to be looked at again by another. Returns its id.

    The same again is the same adjustment. Raises NotAllowed where the amount does not fit the kind, the review comes
    before the first day, or another adjustment of the kind begins on that day.
    """
    if not is_amount_right(*granted):
        raise NotAllowed("Give an amount from 1 to 1,000 that fits the adjustment.")
    if review_on <= first_on:
        raise NotAllowed("The review must come after the first day.")
    lock_person(session, person_id)
    values = {"amount": granted.amount, "unit": granted.unit.value, "note": note.strip(), "review_on": review_on}
    for one in _held(session, person_id, granted.kind):
        if one.true_from == first_on and all(getattr(one, name) == value for name, value in values.items()):
            return one.id
        if one.true_to is None or one.true_to >= first_on:
            raise NotAllowed("There is an adjustment of this kind already. Change or end that one first.")
    act = begin(
        session, actor=actor, action="adjustment.grant", now=now, subject="person", subject_id=person_id, reason=note
    )
    row = {"person_id": person_id, "kind": granted.kind.value, "true_from": first_on, "true_to": None, **values}
    return add_one(session, Adjustment, act, row)


def _held(session: Session, person_id: int, kind: AdjustmentKind) -> list[Adjustment]:
    of_person = (of_one_person(Adjustment.person_id, person_id), Adjustment.kind == kind.value, known(Adjustment, None))
    return list(session.scalars(select(Adjustment).where(*of_person)))


def _locked(session: Session, person_id: int, adjustment_id: int) -> Adjustment:
    found = session.get(Adjustment, adjustment_id)
    if found is None or not is_one_person(session, found.person_id, person_id):
        raise NotFound("There is no such adjustment of this person.")
    lock_person(session, person_id)
    session.refresh(found)
    if found.is_superseded:
        raise Stale("This adjustment has been changed since.", "Look at it again.")
    return found


def keep_adjustment(
    session: Session, person_id: int, adjustment_id: int, *, review_on: date, reason: str, actor: Actor, now: datetime
) -> int:  # fmt: skip
    """Record that an adjustment was looked at and goes on, until the next review. Returns the new record's id.

    Raises NotFound, Stale if it was changed before, NotAllowed if the next review is not in the future.
    """
    found = _locked(session, person_id, adjustment_id)
    if review_on <= london_date(now):
        raise NotAllowed("The next review must be after today.")
    act = begin(
        session, actor=actor, action="adjustment.review", now=now, subject="person", subject_id=person_id, reason=reason
    )
    row = {
        name: getattr(found, name) for name in ("person_id", "kind", "amount", "unit", "note", "true_from", "true_to")
    }
    supersede(session, Adjustment, act, [adjustment_id])
    return add_one(session, Adjustment, act, {**row, "review_on": review_on})


def end_adjustment(
    session: Session, person_id: int, adjustment_id: int, *, last_on: date | None, reason: str, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Give an adjustment a last day, or take it away (None) because it should never have been recorded.

    Raises NotFound, Stale if it was changed before, NotAllowed for a last day before the first.
    """
    found = _locked(session, person_id, adjustment_id)
    if last_on is not None and last_on < found.true_from:
        raise NotAllowed("The last day is before the first.")
    act = begin(
        session, actor=actor, action="adjustment.end", now=now, subject="person", subject_id=person_id, reason=reason
    )
    end(session, Adjustment, act, {adjustment_id: last_on})
