"""Who must do what: audiences, the assignments they cause, and exemptions from them."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from elearning.domain.assignments import Audience as Terms
from elearning.domain.audience_conditions import read_who
from elearning.models.recorded import Dated, days_in_order, one_live, superseding_whole
from elearning.orm import Base


class Audience(Dated, Base):
    """The terms of a rule over some days: who must do a module, and by when (RULE-16).

    `who` holds the conditions as `domain.audience_conditions` writes them, and nothing for everybody in post. A rule is
    known by the id of its first row; terms that follow, from a later day, name that row as `continues_id`.
    """

    __tablename__ = "audiences"
    __table_args__ = (
        days_in_order(),
        superseding_whole(),
        one_live("audiences", "module_id", "name", also="true_to IS NULL"),
        CheckConstraint("days_after_start >= 0 AND notice_days >= 0", name="days_not_negative"),
    )
    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id"))
    name: Mapped[str] = mapped_column(String(200))
    fixed_due_on: Mapped[date | None]
    days_after_start: Mapped[int]
    notice_days: Mapped[int]
    who: Mapped[str | None] = mapped_column(Text)
    continues_id: Mapped[int | None] = mapped_column(ForeignKey("audiences.id"))

    def terms(self, module: str) -> Terms:
        """The row as the rules know it; `module` is the slug."""
        return Terms(
            module=module, name=self.name, first_on=self.true_from, last_on=self.true_to,
            fixed_due_on=self.fixed_due_on, days_after_start=self.days_after_start, notice_days=self.notice_days,
            who=read_who(self.who),
        )  # fmt: skip


TOLD = ("module_id", "true_from", "true_to", "due_on")
"""What reports of many people tell assignments by: its index holds all that they read."""


class Assignment(Dated, Base):
    """A person must do a module, since a day, by a due date that was worked out once (RULE-6, RULE-16).

    `audience_id` is the first row of the rule, whatever terms it has had since.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        days_in_order(),
        superseding_whole(),
        one_live("assignments", "person_id", "audience_id", "true_from"),
        Index("ix_assignments_person_id_module_id", "person_id", "module_id"),
        Index("ix_assignments_told", *TOLD, "person_id", "recorded_at", "superseded_at"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id"))
    audience_id: Mapped[int] = mapped_column(ForeignKey("audiences.id"))
    due_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(300))


class Exemption(Dated, Base):
    """Excused from one module until a day (RULE-22). Reason and note are for HR alone."""

    __tablename__ = "exemptions"
    __table_args__ = (
        days_in_order(),
        superseding_whole(),
        one_live("exemptions", "person_id", "module_id", "true_from"),
        Index("ix_exemptions_person_id_module_id", "person_id", "module_id"),
        CheckConstraint("true_to IS NOT NULL", name="has_end"),
        CheckConstraint("approver_id <> person_id", name="not_own_approver"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id"))
    reason_code: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(String(1000), default="")
    approver_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
