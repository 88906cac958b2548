"""Reasonable adjustments that HR keeps for a person. For HR alone: no line manager ever sees that there are any."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from elearning.models.dated import holds
from elearning.models.merges import of_one_person
from elearning.models.recorded import Dated, days_in_order, one_live, superseding_whole
from elearning.orm import Base


class Adjustment(Dated, Base):
    """One adjustment, the day by which HR looks at it again, and a note. `amount` is of `unit`, where there is one."""

    __tablename__ = "adjustments"
    __table_args__ = (
        days_in_order(),
        superseding_whole(),
        one_live("adjustments", "person_id", "kind", "true_from"),
        Index("ix_adjustments_person_id", "person_id"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(20))
    amount: Mapped[int]
    unit: Mapped[str] = mapped_column(String(10), default="")
    note: Mapped[str] = mapped_column(String(1000), default="")
    review_on: Mapped[date]


def granted(person_id: int, day: date) -> Select[str, int, str]:
    """Kind, amount and unit of each adjustment that holds for a person on a day, as known now."""
    columns = (Adjustment.kind, Adjustment.amount, Adjustment.unit)
    return select(*columns).where(of_one_person(Adjustment.person_id, person_id), holds(Adjustment, day))
