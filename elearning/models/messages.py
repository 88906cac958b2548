"""The outbox: messages to people, what each of them is told once, what became of it, and what was not sent and why."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from elearning.orm import Base


class Message(Base):
    """One message to one person, as it was put into the outbox on a day."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("kind IN ('reminder', 'digest', 'nudge')", name="kind_known"),
        UniqueConstraint("person_id", "kind", "day"),
        Index("ix_messages_day", "day"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(20))
    day: Mapped[date]
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("audit_events.id"))


class MessageOccasion(Base):
    """One thing that a message tells: nobody is ever told the same twice."""

    __tablename__ = "message_occasions"
    __table_args__ = (UniqueConstraint("person_id", "occasion"),)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    occasion: Mapped[str] = mapped_column(String(120), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))


class MessageState(Base):
    """What became of a message: sent, given up or withdrawn, once; or failed, however often.

    `text` is what was sent, where that is no longer what was put into the outbox.
    """

    __tablename__ = "message_states"
    __table_args__ = (
        CheckConstraint("state IN ('sent', 'failed', 'given up', 'withdrawn')", name="state_known"),
        CheckConstraint("actor_name <> ''", name="has_actor"),
        Index("ix_message_states_message_id", "message_id"),
        Index(
            "uq_message_states_final", "message_id", unique=True, sqlite_where=text("state <> 'failed'"),
            postgresql_where=text("state <> 'failed'"),
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(300), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    actor_name: Mapped[str] = mapped_column(String(120))


class WithheldReminder(Base):
    """A reminder that was called for and not sent, and why: kept once for each reason."""

    __tablename__ = "withheld_reminders"
    __table_args__ = (
        UniqueConstraint("person_id", "occasion", "reason"),
        CheckConstraint("reason IN ('no mailbox', 'enough messages this week', 'on leave')", name="reason_known"),
        Index("ix_withheld_reminders_day", "day"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    occasion: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(String(40))
    day: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("audit_events.id"))


class SelfAudit(Base):
    """One check of the record against itself: how many things were looked at, and every finding in words."""

    __tablename__ = "self_audits"
    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    findings: Mapped[list[Any]]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("audit_events.id"))
