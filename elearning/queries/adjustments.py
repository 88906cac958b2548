"""Reasonable adjustments, for HR alone: of one person, and all whose review is due."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.adjustments import AdjustmentKind, Unit
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked
from elearning.models.adjustments import Adjustment
from elearning.models.audit import AuditEvent
from elearning.models.dated import known
from elearning.queries.people import names
from elearning.queries.person_record import actor_names
from elearning.queries.same_people import same_people


class AdjustmentHeld(NamedTuple):
    """An adjustment with all that HR knows of it."""

    adjustment_id: int
    person_id: int
    kind: AdjustmentKind
    amount: int
    unit: Unit
    note: str
    first_on: date
    last_on: date | None
    review_on: date
    recorded_at: datetime
    recorded_by: str

    def is_review_due(self, day: date) -> bool:
        """Whether its review date has passed while it still holds."""
        return self.review_on < day and (self.last_on is None or self.last_on >= day)


def adjustments(session: Session, person_id: int, asked: Asked) -> tuple[AdjustmentHeld, ...]:
    """A person's adjustments, the latest first."""
    rows = session.execute(
        select(Adjustment, AuditEvent)
        .join(AuditEvent, AuditEvent.id == Adjustment.recorded_by)
        .where(Adjustment.person_id.in_(same_people(session, asked.known_on).records([person_id])))
        .where(known(Adjustment, asked.known_on))
        .order_by(Adjustment.true_from.desc(), Adjustment.id.desc())
    ).all()
    actors = actor_names(session, [event for _, event in rows], asked)
    return tuple(_held(one, event.at, actors[event.id]) for one, event in rows)


def _held(one: Adjustment, at: datetime, by: str) -> AdjustmentHeld:
    return AdjustmentHeld(
        one.id, one.person_id, AdjustmentKind(one.kind), one.amount, Unit(one.unit), one.note, one.true_from,
        one.true_to, one.review_on, at, by,
    )  # fmt: skip


def adjustment_of(session: Session, person_id: int, adjustment_id: int, asked: Asked) -> AdjustmentHeld:
    """One adjustment of a person that has not been changed since. Raises NotFound."""
    for held in adjustments(session, person_id, asked):
        if held.adjustment_id == adjustment_id:
            return held
    raise NotFound("There is no such adjustment of this person.")


class ToReview(NamedTuple):
    """A person with an adjustment whose review date has passed."""

    person_id: int
    name: str
    kind: AdjustmentKind
    review_on: date


def to_review(session: Session, asked: Asked) -> tuple[ToReview, ...]:
    """Every adjustment that still holds and whose review date has passed, the longest first; two statements."""
    rows = session.execute(
        select(Adjustment.person_id, Adjustment.kind, Adjustment.review_on, Adjustment.true_to)
        .where(known(Adjustment, asked.known_on), Adjustment.review_on < asked.as_at)
        .order_by(Adjustment.review_on, Adjustment.id)
    ).all()
    held = [row for row in rows if row.true_to is None or row.true_to >= asked.as_at]
    called = names(session, {row.person_id for row in held}, asked.as_at, known_on=asked.known_on)
    return tuple(
        ToReview(
            row.person_id, called[row.person_id].name if row.person_id in called else "", AdjustmentKind(row.kind),
            row.review_on,
        )
        for row in held
    )  # fmt: skip
