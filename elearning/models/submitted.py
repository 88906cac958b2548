"""Attempts that were handed in, with what was answered, one after another in flat memory. It marks nothing."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Float, Select, String, bindparam, cast, func, literal, select, type_coerce
from sqlalchemy.orm import Session

from elearning.domain.drawing import ShownQuestion
from elearning.domain.modules import ModuleVersion as ModuleContent
from elearning.domain.refreshers import cut_down
from elearning.models.key_corrections import ResultCorrection
from elearning.models.learning import Attempt, Enrolment, Response, Result
from elearning.models.modules import Module, ModuleVersion

AT_ONCE = 1_000
"""Attempts that are read together."""


class Answered(NamedTuple):
    """A saved answer. `at` is in seconds, to be compared within an attempt; 0 unless times were asked for."""

    question_id: str
    chosen: tuple[str, ...]
    at: float


class Stored(NamedTuple):
    """A marking as it is stored: the result, or a correction of it by the corrected keys of these ids."""

    score: int
    passed: bool
    marks: Mapping[str, int | float]
    key_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Submitted:
    """An attempt with its result, every saved answer in the order of saving, and the corrections of its result."""

    attempt_id: int
    shown: list[tuple[str, list[str]]]
    begun_at: float
    enrolment_id: int
    person_id: int
    slug: str
    version_id: int
    version_number: int
    digest: str
    lessons: list[str] | None
    out_of: int
    pass_mark: int
    submitted_at: datetime
    result_id: int
    result: Stored
    corrections: tuple[Stored, ...]
    answers: tuple[Answered, ...]

    def made_of(self, version: ModuleContent) -> ModuleContent:
        """What it was marked from: its version, or of a refresher no more than what that held."""
        return version if self.lessons is None else cut_down(version, self.lessons)

    @property
    def paper(self) -> tuple[ShownQuestion, ...]:
        """The questions that were asked, with their parts in the order shown."""
        return tuple(ShownQuestion(question_id, tuple(options)) for question_id, options in self.shown)

    @property
    def latest(self) -> dict[str, tuple[str, ...]]:
        """The answer that counts for each question: the latest saved."""
        return {answer.question_id: answer.chosen for answer in self.answers}

    @property
    def standing(self) -> Stored:
        """The marking that counts now."""
        return self.corrections[-1] if self.corrections else self.result


def _seconds(column: Any, dialect: str) -> ColumnElement[Any]:
    """An instant as seconds, worked out by the database, because there are millions."""
    if dialect == "sqlite":
        return func.julianday(type_coerce(column, String)) * 86_400.0
    return cast(func.extract("epoch", column), Float)


_FIRST: ColumnElement[int] = bindparam("first")
_LAST: ColumnElement[int] = bindparam("last")
_COLUMNS = (
    Attempt.id.label("attempt_id"), Attempt.shown, Enrolment.id.label("enrolment_id"), Enrolment.person_id, Module.slug,
    ModuleVersion.id.label("version_id"), ModuleVersion.number.label("version_number"), ModuleVersion.digest,
    Enrolment.lessons, Result.out_of, Result.pass_mark, Result.recorded_at.label("submitted_at"),
    Result.id.label("result_id"),
)  # fmt: skip
_NAMES = (*(column.key for column in _COLUMNS), "begun_at")
"""As `Submitted` names them."""


def _attempts(narrow: tuple[ColumnElement[bool], ...], begun_at: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    return (
        select(*_COLUMNS, begun_at.label("begun_at"), Result.score, Result.passed, Result.marks)
        .join(Result, Result.attempt_id == Attempt.id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Module, Module.id == Enrolment.module_id)
        .join(ModuleVersion, ModuleVersion.id == Enrolment.version_id)
        .where(Attempt.id > bindparam("after"), *narrow)
        .order_by(Attempt.id)
        .limit(AT_ONCE)
    )


def submitted(
    session: Session, *, module_id: int | None = None, version_id: int | None = None, attempt_id: int | None = None,
    timed: bool = False,
) -> Iterator[Submitted]:  # fmt: skip
    """Every attempt that was handed in, of one module or version or of all, or just one, in the order of their ids."""
    dialect = session.get_bind().dialect.name
    wanted = ((Enrolment.module_id, module_id), (Enrolment.version_id, version_id), (Attempt.id, attempt_id))
    narrow = tuple(column == value for column, value in wanted if value is not None)
    nothing: ColumnElement[Any] = literal(0.0)
    attempts = _attempts(narrow, _seconds(Attempt.recorded_at, dialect) if timed else nothing)
    responses = _responses(narrow, _seconds(Response.recorded_at, dialect) if timed else nothing)
    after = 0
    while rows := session.execute(attempts, {"after": after}).all():
        first, after = rows[0][0], rows[-1][0]
        answers: dict[int, list[Answered]] = defaultdict(list)
        for attempt_id, question_id, chosen, at in session.execute(responses, {"first": first, "last": after}):
            answers[attempt_id].append(Answered(question_id, tuple(chosen), at))
        corrections = _corrections(session, first, after)
        for row in rows:
            *values, score, passed, marks = row
            yield Submitted(
                **dict(zip(_NAMES, values, strict=True)), result=Stored(score, passed, marks),
                corrections=tuple(corrections.get(row.result_id, ())), answers=tuple(answers.get(row.attempt_id, ())),
            )  # fmt: skip


def _responses(narrow: tuple[ColumnElement[bool], ...], at: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    statement = select(Response.attempt_id, Response.question_id, Response.chosen, at)
    if narrow:
        of_attempt = Attempt.id == Response.attempt_id
        statement = statement.join(Attempt, of_attempt).join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    return statement.where(Response.attempt_id.between(_FIRST, _LAST), *narrow).order_by(Response.id)


_CORRECTIONS = (
    select(ResultCorrection.result_id, ResultCorrection.score, ResultCorrection.passed, ResultCorrection.marks,
           ResultCorrection.key_ids)
    .join(Result, Result.id == ResultCorrection.result_id)
    .where(Result.attempt_id.between(_FIRST, _LAST))
    .order_by(ResultCorrection.id)
)  # fmt: skip


def _corrections(session: Session, first: int, last: int) -> Mapping[int, list[Stored]]:
    found: dict[int, list[Stored]] = defaultdict(list)
    for result_id, score, passed, marks, key_ids in session.execute(_CORRECTIONS, {"first": first, "last": last}):
        found[result_id].append(Stored(score, passed, marks, tuple(key_ids)))
    return found
