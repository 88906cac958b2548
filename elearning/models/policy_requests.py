"""A new version of the policy asks for a fresh acknowledgement: the request, of whom, and what was acknowledged."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from elearning.models.recorded import Recorded, superseding_whole
from elearning.orm import Base


class PolicyRequest(Recorded, Base):
    """HR asks everybody who holds a module to acknowledge the policy again by a day. No completion hangs on it."""

    __tablename__ = "policy_requests"
    __table_args__ = (
        superseding_whole(),
        CheckConstraint("due_by >= asked_on", name="days_in_order"),
        Index("ix_policy_requests_module_id", "module_id"),
    )
    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id"))
    policy_title: Mapped[str] = mapped_column(String(200))
    policy_version: Mapped[str] = mapped_column(String(40))
    policy_date: Mapped[date]
    asked_on: Mapped[date]
    due_by: Mapped[date]
    reason: Mapped[str] = mapped_column(String(1000))


class PolicyRequestPerson(Base):
    """Somebody whom a request is addressed to: they held the module on the day it was made."""

    __tablename__ = "policy_request_people"
    __table_args__ = (Index("ix_policy_request_people_person_id", "person_id"),)
    request_id: Mapped[int] = mapped_column(ForeignKey("policy_requests.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)


class PolicyAcknowledgement(Base):
    """A person acknowledged the policy, as it was shown to them, for a request."""

    __tablename__ = "policy_acknowledgements"
    __table_args__ = (UniqueConstraint("request_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("policy_requests.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    policy_title: Mapped[str] = mapped_column(String(200))
    policy_version: Mapped[str] = mapped_column(String(40))
    policy_date: Mapped[date]
    statements: Mapped[list[Any]]
    recorded_at: Mapped[datetime]
