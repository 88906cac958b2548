"""What learners did: enrolments, screens read, attempts, answers, markings, acknowledgements, completions.

The actor of each row without `recorded_by` is the person of its enrolment.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, exists
from sqlalchemy.orm import Mapped, mapped_column

from elearning.models.recorded import Dated, Recorded, days_in_order, one_live, superseding_whole
from elearning.orm import Base


class Enrolment(Base):
    """One go of a person at a module, on the version that they began; ended by its completion, if any.

    A refresher is a go of its own kind: `refreshes` is the number of the version that the person had passed, and
    `lessons` are all that it holds. Both are empty where the go is at the whole module.
    """

    __tablename__ = "enrolments"
    __table_args__ = (UniqueConstraint("person_id", "module_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("module_versions.id"))
    number: Mapped[int]
    refreshes: Mapped[int | None]
    lessons: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    recorded_at: Mapped[datetime]


class LessonProgress(Base):
    """A screen of a lesson was read: its Continue was pressed."""

    __tablename__ = "lesson_progress"
    __table_args__ = (UniqueConstraint("enrolment_id", "lesson_id", "screen_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    lesson_id: Mapped[str] = mapped_column(String(60))
    screen_id: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime]


class CheckAnswer(Base):
    """An answer to a knowledge check. They may be repeated and do not count."""

    __tablename__ = "check_answers"
    __table_args__ = (Index("ix_check_answers_enrolment_id", "enrolment_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    question_id: Mapped[str] = mapped_column(String(80))
    chosen: Mapped[list[Any]]
    recorded_at: Mapped[datetime]


class Attempt(Base):
    """One go at the final assessment or a test-out; `shown` is its questions and their options, in the order shown.

    `hand_in_by` is the last instant at which an answer is taken, with whatever extra time its person then had.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "number"),
        CheckConstraint("purpose IN ('final', 'test_out')", name="purpose_known"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    number: Mapped[int]
    seed: Mapped[int]
    shown: Mapped[list[Any]]
    recorded_at: Mapped[datetime]
    purpose: Mapped[str] = mapped_column(String(10), default="final", server_default="final")
    hand_in_by: Mapped[datetime | None]


class TestedOutLesson(Base):
    """A lesson that a test-out showed to be known, so that it need not be read."""

    __tablename__ = "tested_out_lessons"
    __table_args__ = (UniqueConstraint("attempt_id", "lesson_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    lesson_id: Mapped[str] = mapped_column(String(60))
    recorded_at: Mapped[datetime]


class HelpRequest(Base):
    """A learner asked their line manager for help with a module; `told` is what the manager reads, as it was shown."""

    __tablename__ = "help_requests"
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"), unique=True)
    told: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]


class Response(Base):
    """One saved answer. A changed mind is another row; the latest counts."""

    __tablename__ = "responses"
    __table_args__ = (Index("ix_responses_attempt_id", "attempt_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    question_id: Mapped[str] = mapped_column(String(80))
    chosen: Mapped[list[Any]]
    recorded_at: Mapped[datetime]


class Result(Base):
    """The marking of a submitted attempt, with the pass mark in force and the mark of every question."""

    __tablename__ = "results"
    __table_args__ = (CheckConstraint("score >= 0 AND score <= out_of", name="score_in_range"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), unique=True)
    score: Mapped[int]
    out_of: Mapped[int]
    pass_mark: Mapped[int]
    passed: Mapped[bool]
    marks: Mapped[dict[str, Any]]
    recorded_at: Mapped[datetime]


class Acknowledgement(Base):
    """A person said that they know about this version of the policy."""

    __tablename__ = "acknowledgements"
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"), unique=True)
    policy_title: Mapped[str] = mapped_column(String(200))
    policy_version: Mapped[str] = mapped_column(String(40))
    policy_date: Mapped[date]
    statements: Mapped[list[Any]]
    recorded_at: Mapped[datetime]


class PolicyQuestion(Base):
    """'I have a question first': what a learner asked the named contact before acknowledging the policy."""

    __tablename__ = "policy_questions"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id"))
    contact: Mapped[str] = mapped_column(String(60))
    question: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]


TOLD = ("expires_on", "module_id", "version_id", "completed_on")
"""What reports of many people tell completions by: its index holds all that they read, in the order of the ends."""


class Completion(Recorded, Base):
    """A person met a version's completion rule, at an instant; `expires_on` is worked out once (RULE-4, RULE-10).

    One without an enrolment was brought from elsewhere: `models.prior_learning` says from where.
    """

    __tablename__ = "completions"
    __table_args__ = (
        superseding_whole(),
        one_live("completions_enrolment", "enrolment_id"),
        Index("ix_completions_person_id_module_id_expires_on", "person_id", "module_id", "expires_on"),
        Index("ix_completions_told", *TOLD, "person_id", "recorded_at", "superseded_at"),
        CheckConstraint("expires_on >= completed_on", name="expires_after"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id"))
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolments.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("module_versions.id"))
    made_at: Mapped[datetime]
    completed_on: Mapped[date]
    expires_on: Mapped[date]


class Revocation(Dated, Base):
    """A completion does not count from a day until it is lifted (RULE-15)."""

    __tablename__ = "revocations"
    __table_args__ = (
        days_in_order(),
        superseding_whole(),
        one_live("revocations_completion", "completion_id", also="true_to IS NULL"),
        Index("ix_revocations_completion_id", "completion_id"),
    )
    completion_id: Mapped[int] = mapped_column(ForeignKey("completions.id"))
    reason: Mapped[str] = mapped_column(String(1000))


def is_completed() -> ColumnElement[bool]:
    """Whether the enrolment of a statement is completed. Its person and its module are said too: the index goes by
    them, and without them every completion there is would be looked at."""
    is_its = (Completion.enrolment_id == Enrolment.id) & (Completion.person_id == Enrolment.person_id)
    return exists().where(is_its, Completion.module_id == Enrolment.module_id).correlate(Enrolment)


def never_counted() -> ColumnElement[bool]:
    """That a revocation is of a completion, and from its first day: it never counted (RULE-15)."""
    is_its = (Revocation.completion_id == Completion.id) & Revocation.superseded_at.is_(None)
    return is_its & Revocation.true_to.is_(None) & (Revocation.true_from <= Completion.completed_on)
