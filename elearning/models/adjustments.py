"""Reasonable adjustments that HR keeps for a person. For HR alone: no line manager ever sees that there are any."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

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
