"""Who did what, when and why. Every fact names the event that recorded it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from elearning.orm import Base


class AuditEvent(Base):
    """One act: its instant, its actor (a person, or a command and the system user who ran it), and the reason."""

    __tablename__ = "audit_events"
    __table_args__ = (
        CheckConstraint("actor_id IS NOT NULL OR actor_name <> ''", name="has_actor"),
        Index("ix_audit_events_subject", "subject", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    actor_name: Mapped[str] = mapped_column(String(120), default="")
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(40), default="")
    subject_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(1000), default="")
