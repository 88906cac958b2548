"""Who looked at or exported whose data: kept for ever, so that it can be answered for."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from elearning.orm import Base


class Access(Base):
    """One look or export: by whom, of what kind, and in words what was seen. `people` is how many it was about."""

    __tablename__ = "accesses"
    __table_args__ = (
        CheckConstraint("actor_id IS NOT NULL OR actor_name <> ''", name="has_actor"),
        CheckConstraint("kind IN ('person', 'team', 'list', 'export')", name="kind_known"),
        CheckConstraint("people >= 0", name="people_not_negative"),
        Index("ix_accesses_at", "at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    actor_name: Mapped[str] = mapped_column(String(120), default="")
    kind: Mapped[str] = mapped_column(String(20))
    what: Mapped[str] = mapped_column(String(300))
    people: Mapped[int]


class AccessSubject(Base):
    """One person whose data an access was about: of a person's page and of an export, everybody in it; of a team's
    page, whom it named."""

    __tablename__ = "access_subjects"
    __table_args__ = (Index("ix_access_subjects_person_id", "person_id"),)
    access_id: Mapped[int] = mapped_column(ForeignKey("accesses.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
