"""That one unit is another, from a day on: a dated fact, which nothing is re-pointed for (decision 153)."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from elearning.models.recorded import Dated, days_in_order, one_live, superseding_whole
from elearning.orm import Base


class UnitJoin(Dated, Base):
    """The unit `unit_id` is the unit `into_id`, by whose name and place it is known on these days.

    Taking the two apart gives the row a last day, or takes it away on its first. What is joined into may itself be
    joined into a third later: a chain is followed to its end, and never closes, because what is joined into stands by
    itself at that time.
    """

    __tablename__ = "unit_joins"
    __table_args__ = (
        days_in_order(),
        superseding_whole(),
        one_live("unit_joins", "unit_id", also="true_to IS NULL"),
        CheckConstraint("unit_id <> into_id", name="two_units"),
        Index("ix_unit_joins_unit_id", "unit_id"),
    )
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    into_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
