"""That somebody stands in for a line manager, from a day to a day: a recorded fact."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from elearning.models.recorded import Dated, days_in_order, one_live, superseding_whole
from elearning.orm import Base


class Delegation(Dated, Base):
    """A delegate may see a manager's team and act for it while this holds; never the other way round."""

    __tablename__ = "delegations"
    __table_args__ = (
        days_in_order(),
        superseding_whole(),
        one_live("delegations", "manager_id", "delegate_id", "true_from"),
        CheckConstraint("true_to IS NOT NULL", name="has_end"),
        CheckConstraint("manager_id <> delegate_id", name="not_own_delegate"),
        Index("ix_delegations_manager_id", "manager_id"),
        Index("ix_delegations_delegate_id", "delegate_id"),
    )
    manager_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    delegate_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
