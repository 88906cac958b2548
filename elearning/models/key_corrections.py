"""Keys found to be mistaken, and the results that became better by their correction. No result itself ever changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, exists, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearning.domain.corrected_keys import corrected
from elearning.domain.modules import ModuleVersion, Question
from elearning.models.learning import Result
from elearning.orm import Base


class KeyCorrection(Base):
    """What is right on a question of one module version beside what its key says; the latest of a question counts.

    `answer` is the right answer, as `domain.corrected_keys` describes it.
    """

    __tablename__ = "key_corrections"
    __table_args__ = (Index("ix_key_corrections_version_id_question_id", "version_id", "question_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("module_versions.id"))
    question_id: Mapped[str] = mapped_column(String(80))
    answer: Mapped[list[Any]]
    reason: Mapped[str] = mapped_column(String(1000))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("audit_events.id"))


class ResultCorrection(Base):
    """A result marked again by corrected keys, named by their ids, where that made it better; the latest counts.

    It is true from the day of the result. The result as it was first marked stays beside it, and a pass is a pass.
    """

    __tablename__ = "result_corrections"
    __table_args__ = (
        Index("ix_result_corrections_result_id", "result_id"),
        CheckConstraint("score >= 0", name="score_not_negative"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    result_id: Mapped[int] = mapped_column(ForeignKey("results.id"))
    score: Mapped[int]
    passed: Mapped[bool]
    marks: Mapped[dict[str, Any]]
    key_ids: Mapped[list[Any]]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("audit_events.id"))


def has_passed(known_on: datetime | None = None) -> ColumnElement[bool]:
    """Whether a result is a pass: as it was marked, or by a correction since, recorded by an instant if one is given.

    NULL where there is no result.
    """
    is_corrected = exists().where(ResultCorrection.result_id == Result.id, ResultCorrection.passed)
    if known_on is not None:
        is_corrected = is_corrected.where(ResultCorrection.recorded_at <= known_on)
    return or_(Result.passed, is_corrected.correlate(Result))


def corrected_questions(session: Session, version_id: int, version: ModuleVersion) -> Mapping[int, Question]:
    """Every question of a version that was ever given another key, by the id of the correction, oldest first."""
    rows = session.execute(
        select(KeyCorrection.id, KeyCorrection.question_id, KeyCorrection.answer)
        .where(KeyCorrection.version_id == version_id)
        .order_by(KeyCorrection.id)
    )
    return {id: corrected(version.question(question_id), tuple(answer)) for id, question_id, answer in rows}
