"""Where a completion was brought from: evidence of its own kind, for completions that were not made here."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from elearning.models.recorded import Recorded, one_live, superseding_whole
from elearning.orm import Base


class PriorLearning(Recorded, Base):
    """Who taught what counts as this completion, and what shows it. The reference is for HR alone."""

    __tablename__ = "prior_learning"
    __table_args__ = (superseding_whole(), one_live("prior_learning", "completion_id"))
    completion_id: Mapped[int] = mapped_column(ForeignKey("completions.id"))
    provider: Mapped[str] = mapped_column(String(200))
    reference: Mapped[str] = mapped_column(String(1000))
