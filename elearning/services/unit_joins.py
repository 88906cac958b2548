"""Saying that one unit is another, and taking that back, from today on (decision 153). No post and no rule is moved."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.domain.unit_joins import JoinPlan
from elearning.models.dated import known
from elearning.models.unit_joins import UnitJoin
from elearning.services.assignments import assign_concerned
from elearning.services.recording import add, begin, end


def join_units(session: Session, plan: JoinPlan, *, reason: str, actor: Actor, now: datetime, today: date) -> None:
    """Record that units are others from today, with everybody's assignments.

    Whoever calls has waited for other writers of the organisation before the plan was made. Raises NotAllowed without a
    reason, or with why it cannot be.
    """
    if not reason.strip():
        raise NotAllowed("Say why the two are one unit.")
    if plan.reasons:
        raise NotAllowed(*plan.reasons)
    act = begin(
        session, actor=actor, action="units.join", now=now, subject="unit", subject_id=plan.pairs[0][0],
        reason=reason.strip(),
    )  # fmt: skip
    add(
        session, UnitJoin, act,
        ({"unit_id": unit_id, "into_id": into_id, "true_from": today} for unit_id, into_id in plan.pairs),
    )  # fmt: skip
    assign_concerned(session, act=act, today=today)


def take_units_apart(
    session: Session, unit_id: int, *, reason: str, actor: Actor, now: datetime, today: date
) -> None:  # fmt: skip
    """Take a join back with all that was joined by the same act: yesterday was its last day, and days before today stay
    as they are. One of today was never one.

    Whoever calls has waited for other writers of the organisation. Raises NotFound if the unit is not joined into
    another, NotAllowed without a reason.
    """
    live = known(UnitJoin, None), UnitJoin.true_to.is_(None)
    by = session.scalar(select(UnitJoin.recorded_by).where(UnitJoin.unit_id == unit_id, *live))
    if by is None:
        raise NotFound("This unit is not joined into another.")
    if not reason.strip():
        raise NotAllowed("Say why they are two units.")
    yesterday = today - timedelta(days=1)
    joins = session.execute(select(UnitJoin.id, UnitJoin.true_from).where(UnitJoin.recorded_by == by, *live)).all()
    act = begin(
        session, actor=actor, action="units.apart", now=now, subject="unit", subject_id=unit_id, reason=reason.strip()
    )
    end(session, UnitJoin, act, {id: yesterday if first_on <= yesterday else None for id, first_on in joins})
    assign_concerned(session, act=act, today=today)
