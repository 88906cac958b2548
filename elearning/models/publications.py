"""What publications ask and what became of them: refreshers asked and done, withdrawals, proposals and decisions."""

from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    bindparam,
    exists,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearning.domain.calendar import london_date
from elearning.domain.refreshers import Publication
from elearning.models.dated import known
from elearning.models.learning import Enrolment
from elearning.models.modules import ModuleVersion
from elearning.models.recorded import Recorded, one_live, superseding_whole
from elearning.orm import Base, Instant


class RefresherAsk(Recorded, Base):
    """The publication of a version asks those who hold an older one for a refresher by a day (RULE-10, RULE-14)."""

    __tablename__ = "refresher_asks"
    __table_args__ = (
        superseding_whole(),
        one_live("refresher_asks", "version_id"),
        CheckConstraint("due_by >= published_on", name="days_in_order"),
    )
    version_id: Mapped[int] = mapped_column(ForeignKey("module_versions.id"))
    published_on: Mapped[date]
    due_by: Mapped[date]


class RefresherDone(Recorded, Base):
    """A person did everything of a refresher: it lifts what they hold to its version (RULE-14)."""

    __tablename__ = "refreshers_done"
    __table_args__ = (
        superseding_whole(),
        one_live("refreshers_done_enrolment", "enrolment_id"),
        Index("ix_refreshers_done_person_id_module_id", "person_id", "module_id"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("module_versions.id"))
    made_at: Mapped[datetime]
    done_on: Mapped[date]


class Withdrawal(Recorded, Base):
    """A version that nobody may begin any more. What was begun or completed on it stays as it is."""

    __tablename__ = "withdrawals"
    __table_args__ = (superseding_whole(), one_live("withdrawals", "version_id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("module_versions.id"))
    reason: Mapped[str] = mapped_column(String(1000))


class Proposal(Base):
    """A publication that waits for a second person: everything that would be published, frozen with its digest.

    `base_version_id` is the version that was current when it was proposed, if there was one.
    """

    __tablename__ = "proposals"
    __table_args__ = (
        CheckConstraint("change IN ('first', 'typo', 'clarification', 'material', 'law')", name="change_known"),
        Index("ix_proposals_module_id", "module_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id"))
    base_version_id: Mapped[int | None] = mapped_column(ForeignKey("module_versions.id"))
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]]
    change: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(1000))
    lessons: Mapped[list[Any]]
    refresher_by: Mapped[date | None]
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("audit_events.id"))


class ProposalDecision(Base):
    """What became of a proposal, once: approved, which published it, or declined with a reason."""

    __tablename__ = "proposal_decisions"
    __table_args__ = (CheckConstraint("decision IN ('approved', 'declined')", name="decision_known"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"), unique=True)
    decision: Mapped[str] = mapped_column(String(20))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("module_versions.id"))
    reason: Mapped[str] = mapped_column(String(1000), default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("audit_events.id"))


def is_refreshed() -> ColumnElement[bool]:
    """Whether the enrolment of a statement is a refresher that is done; found by the index, as `is_completed` is."""
    is_its = (RefresherDone.enrolment_id == Enrolment.id) & (RefresherDone.person_id == Enrolment.person_id)
    return exists().where(is_its, RefresherDone.module_id == Enrolment.module_id).correlate(Enrolment)


def is_withdrawn(on: datetime | BindParameter[Any] | None = None) -> ColumnElement[bool]:
    """Whether a version is known to be withdrawn on an instant; None asks what is known now."""
    return exists().where(Withdrawal.version_id == ModuleVersion.id, known(Withdrawal, on)).correlate(ModuleVersion)


def publications(session: Session, module_id: int, on: datetime | None = None) -> tuple[Publication, ...]:
    """Every publication of a module as known on an instant, the first first."""
    return tuple(
        Publication(number, london_date(at), change, reason, tuple(touches or ()), due_by, bool(withdrawn))
        for number, at, change, reason, touches, due_by, withdrawn in session.execute(
            _publications_statement(on is None), {"module_id": module_id, "on": on}
        )
    )


@cache
def _publications_statement(is_now: bool) -> Select[*tuple[Any, ...]]:
    """Built once: every act of a learner that begins or completes asks it, and building takes longer than running."""
    version, on = ModuleVersion, None if is_now else bindparam("on", type_=Instant())
    statement = (
        select(
            version.number, version.recorded_at, version.change, version.reason, version.touches, RefresherAsk.due_by,
            is_withdrawn(on),
        )
        .outerjoin(RefresherAsk, (RefresherAsk.version_id == version.id) & known(RefresherAsk, on))
        .where(version.module_id == bindparam("module_id"))
        .order_by(version.number)
    )  # fmt: skip
    return statement if on is None else statement.where(version.recorded_at <= on)
