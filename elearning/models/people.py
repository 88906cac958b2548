"""People, the units and posts of the organisation, and the HR files that told of them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from elearning.models.recorded import Dated, Recorded, days_in_order, one_live, superseding_whole
from elearning.orm import Base


class Person(Base):
    """A human being: an id and nothing else, because everything about a person has dates of its own."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)


class PersonName(Dated, Base):
    """What a person is called: in full, and as they wish to be known. Never split into parts."""

    __tablename__ = "person_names"
    __table_args__ = (
        days_in_order(),
        superseding_whole(),
        one_live("person_names", "person_id", "true_from"),
        Index("ix_person_names_person_id", "person_id"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str] = mapped_column(String(200))
    known_as: Mapped[str] = mapped_column(String(200))


class EmployeeNumber(Dated, Base):
    """The payroll number of a person, as text: leading zeros count."""

    __tablename__ = "employee_numbers"
    __table_args__ = (
        days_in_order(),
        superseding_whole(),
        one_live("employee_numbers_number", "number", also="true_to IS NULL"),
        one_live("employee_numbers_person", "person_id", also="true_to IS NULL"),
        Index("ix_employee_numbers_person_id", "person_id"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    number: Mapped[str] = mapped_column(String(40), index=True)


class PersonEmail(Dated, Base):
    """A work e-mail address, in lower case. People without a mailbox have no row."""

    __tablename__ = "person_emails"
    __table_args__ = (
        days_in_order(),
        superseding_whole(),
        one_live("person_emails_email", "email", also="true_to IS NULL"),
        one_live("person_emails_person", "person_id", also="true_to IS NULL"),
        Index("ix_person_emails_person_id", "person_id"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    email: Mapped[str] = mapped_column(String(254), index=True)


class Unit(Base):
    """A directorate, service or team: an id; its name and place are dated facts."""

    __tablename__ = "units"
    id: Mapped[int] = mapped_column(primary_key=True)


class UnitName(Dated, Base):
    """What a unit is called."""

    __tablename__ = "unit_names"
    __table_args__ = (
        days_in_order(),
        superseding_whole(),
        one_live("unit_names", "unit_id", "true_from"),
        Index("ix_unit_names_unit_id", "unit_id"),
    )
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    name: Mapped[str] = mapped_column(String(200))


class UnitPlace(Dated, Base):
    """What kind of unit it is and which unit it belongs to; a directorate belongs to none."""

    __tablename__ = "unit_places"
    __table_args__ = (
        days_in_order(),
        superseding_whole(),
        one_live("unit_places", "unit_id", "true_from"),
        Index("ix_unit_places_unit_id", "unit_id"),
        CheckConstraint("kind IN ('directorate', 'service', 'team')", name="kind_known"),
        CheckConstraint("parent_id IS NULL OR parent_id <> unit_id", name="not_own_parent"),
    )
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[str] = mapped_column(String(20))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))


class Post(Base):
    """A job: an id; what it is called, where it is and who manages it are dated facts."""

    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)


class PostDetail(Dated, Base):
    """A post's reference, title, unit, staff group and line manager.

    The line manager is a person where HR's file names a person, or a post where it names a post that may be vacant:
    through a vacant post the chain goes on, at a person who left it stops (RULE-18).
    """

    __tablename__ = "post_details"
    __table_args__ = (
        days_in_order(),
        superseding_whole(),
        one_live("post_details", "post_id", "true_from"),
        one_live("post_details_reference", "reference", also="true_to IS NULL"),
        CheckConstraint("manager_id IS NULL OR manager_post_id IS NULL", name="one_manager"),
        CheckConstraint("manager_post_id IS NULL OR manager_post_id <> post_id", name="not_own_manager"),
        Index("ix_post_details_post_id", "post_id"),
    )
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    reference: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    staff_group: Mapped[str] = mapped_column(String(80), default="")
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    manager_post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"), index=True)


class PostTagging(Dated, Base):
    """A post brings something with it that rules ask about, from a day to a day. (Who manages people is worked out.)"""

    __tablename__ = "post_taggings"
    __table_args__ = (
        days_in_order(),
        superseding_whole(),
        one_live("post_taggings", "post_id", "tag", "true_from"),
        CheckConstraint("tag IN ('runs-an-account', 'works-with-people-at-risk')", name="tag_known"),
        Index("ix_post_taggings_post_id", "post_id"),
    )
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    tag: Mapped[str] = mapped_column(String(40))


class Holding(Dated, Base):
    """A person holds a post, from a day to a day."""

    __tablename__ = "holdings"
    __table_args__ = (
        days_in_order(),
        superseding_whole(),
        one_live("holdings", "person_id", "post_id", "true_from"),
        Index("ix_holdings_person_id", "person_id"),
        Index("ix_holdings_post_id", "post_id"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))


class RoleGrant(Dated, Base):
    """HR officer, content author or administrator; every person is a learner without a row."""

    __tablename__ = "role_grants"
    __table_args__ = (
        days_in_order(),
        superseding_whole(),
        one_live("role_grants", "person_id", "role", also="true_to IS NULL"),
        CheckConstraint("role IN ('hr', 'author', 'administrator')", name="role_known"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str] = mapped_column(String(20))


class Leave(Dated, Base):
    """Recorded absence from work; with no last day until an end is recorded."""

    __tablename__ = "leaves"
    __table_args__ = (
        days_in_order(),
        superseding_whole(),
        one_live("leaves", "person_id", "true_from"),
        Index("ix_leaves_person_id", "person_id"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))


class ImportRun(Base):
    """One HR file that was applied: what it was and what it did."""

    __tablename__ = "import_runs"
    id: Mapped[int] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("audit_events.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int]
    joiners: Mapped[int]
    changes: Mapped[int]
    leavers: Mapped[int]
    unchanged: Mapped[int]


class ImportUndo(Base):
    """One HR file whose effect was undone, and by which act; an act has the reason."""

    __tablename__ = "import_undos"
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id"), unique=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("audit_events.id"))


class SavedMapping(Base):
    """A column mapping as somebody saved it, for files with certain headings; the newest for them is offered."""

    __tablename__ = "column_mappings"
    id: Mapped[int] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("audit_events.id"))
    headings_sha256: Mapped[str] = mapped_column(String(64), index=True)
    content: Mapped[str] = mapped_column(Text)


__all__ = [
    "EmployeeNumber", "Holding", "ImportRun", "ImportUndo", "Leave", "Person", "PersonEmail", "PersonName", "Post",
    "PostDetail", "PostTagging", "Recorded", "RoleGrant", "SavedMapping", "Unit", "UnitName", "UnitPlace",
]  # fmt: skip
