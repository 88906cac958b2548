"""That a line manager held the conversation after a completion, and on which day. No word of what was said is kept."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from elearning.models.recorded import Recorded, one_live, superseding_whole
from elearning.orm import Base


class Conversation(Recorded, Base):
    """One conversation; a corrected day is another row. Who held it is the actor of the event that recorded it."""

    __tablename__ = "conversations"
    __table_args__ = (superseding_whole(), one_live("conversations", "completion_id"))
    completion_id: Mapped[int] = mapped_column(ForeignKey("completions.id"))
    held_on: Mapped[date]
