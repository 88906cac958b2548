"""Short sets of questions after a completion: what was asked and answered, and whether the person wants them.

They count for nothing, and nobody but the person is ever shown any of it (D.6).
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from elearning.orm import Base


class FollowUp(Base):
    """One set: which of the days it belongs to, counted from 1, and its questions as they are shown."""

    __tablename__ = "follow_ups"
    __table_args__ = (UniqueConstraint("completion_id", "place"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    completion_id: Mapped[int] = mapped_column(ForeignKey("completions.id"))
    place: Mapped[int]
    shown: Mapped[list[Any]]
    recorded_at: Mapped[datetime]


class FollowUpAnswer(Base):
    """An answer to a question of a set. The latest is shown again; none is marked."""

    __tablename__ = "follow_up_answers"
    __table_args__ = (Index("ix_follow_up_answers_follow_up_id", "follow_up_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_ups.id"))
    question_id: Mapped[str] = mapped_column(String(80))
    chosen: Mapped[list[Any]]
    recorded_at: Mapped[datetime]


class FollowUpWish(Base):
    """The person wants no set before a day, or none at all where there is no day. The latest counts."""

    __tablename__ = "follow_up_wishes"
    __table_args__ = (Index("ix_follow_up_wishes_completion_id", "completion_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    completion_id: Mapped[int] = mapped_column(ForeignKey("completions.id"))
    not_before: Mapped[date | None]
    recorded_at: Mapped[datetime]
