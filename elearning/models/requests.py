"""What somebody asks for and another person decides: exemptions, more time; and the extensions that were granted."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from elearning.models.recorded import Dated, Recorded, days_in_order, one_live, superseding_whole
from elearning.orm import Base

_OUTCOMES = "outcome IN ('agreed', 'declined', 'withdrawn')"


class ExemptionRequest(Recorded, Base):
    """Somebody of HR asks that people be excused from a module until a day. Nothing changes before it is agreed."""

    __tablename__ = "exemption_requests"
    __table_args__ = (
        superseding_whole(),
        CheckConstraint("last_on >= first_on", name="days_in_order"),
        Index("ix_exemption_requests_module_id", "module_id"),
    )
    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id"))
    reason_code: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(String(1000))
    first_on: Mapped[date]
    last_on: Mapped[date]
    asked_by: Mapped[int] = mapped_column(ForeignKey("people.id"))


class ExemptionRequestPerson(Base):
    """Somebody whom a request for exemptions is about."""

    __tablename__ = "exemption_request_people"
    __table_args__ = (Index("ix_exemption_request_people_person_id", "person_id"),)
    request_id: Mapped[int] = mapped_column(ForeignKey("exemption_requests.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)


class ExemptionDecision(Recorded, Base):
    """What became of a request for exemptions: agreed by another person, declined, or taken back by whoever asked."""

    __tablename__ = "exemption_decisions"
    __table_args__ = (
        superseding_whole(),
        one_live("exemption_decisions", "request_id"),
        CheckConstraint(_OUTCOMES, name="outcome_known"),
        Index("ix_exemption_decisions_recorded_by", "recorded_by"),
    )
    request_id: Mapped[int] = mapped_column(ForeignKey("exemption_requests.id"))
    outcome: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(1000))
    decided_by: Mapped[int] = mapped_column(ForeignKey("people.id"))


class ExtensionRequest(Recorded, Base):
    """A learner asks for more time on a module, until a day; `due_on` is by when it was due when they asked."""

    __tablename__ = "extension_requests"
    __table_args__ = (superseding_whole(), Index("ix_extension_requests_person_id", "person_id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id"))
    due_on: Mapped[date]
    wished_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(1000))


class ExtensionDecision(Recorded, Base):
    """What became of a request for more time: agreed by the line manager or HR, declined, or taken back."""

    __tablename__ = "extension_decisions"
    __table_args__ = (
        superseding_whole(),
        one_live("extension_decisions", "request_id"),
        CheckConstraint(_OUTCOMES, name="outcome_known"),
    )
    request_id: Mapped[int] = mapped_column(ForeignKey("extension_requests.id"))
    outcome: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(1000))
    decided_by: Mapped[int] = mapped_column(ForeignKey("people.id"))


class Extension(Dated, Base):
    """More time that was granted, from the day of the granting to the new due date; `due_on` is what it was before."""

    __tablename__ = "extensions"
    __table_args__ = (
        days_in_order(),
        superseding_whole(),
        one_live("extensions", "request_id"),
        CheckConstraint("true_to IS NOT NULL AND true_to > due_on", name="later_than_before"),
        Index("ix_extensions_person_id_module_id", "person_id", "module_id"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id"))
    request_id: Mapped[int] = mapped_column(ForeignKey("extension_requests.id"))
    due_on: Mapped[date]
