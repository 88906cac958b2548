"""Attempts that were handed in, with what was answered, one after another in flat memory. It marks nothing."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Select,
    String,
    Text,
    bindparam,
    cast,
    func,
    literal,
    select,
    type_coerce,
)
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


class Submitted(NamedTuple):
    """An attempt with its result, every saved answer in the order of saving, and the corrections of its result."""

    attempt_id: int
    begun_at: float
    shown: list[tuple[str, list[str]]]
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
    Attempt.shown, Enrolment.id.label("enrolment_id"), Enrolment.person_id, Module.slug,
    ModuleVersion.id.label("version_id"), ModuleVersion.number.label("version_number"), ModuleVersion.digest,
    Enrolment.lessons, Result.out_of, Result.pass_mark, Result.recorded_at.label("submitted_at"),
    Result.id.label("result_id"),
)  # fmt: skip
"""As `Submitted` has them, after its id and its beginning."""


def _attempts(narrow: tuple[ColumnElement[bool], ...], begun_at: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    return (
        select(Attempt.id, begun_at, *_COLUMNS, Result.score, Result.passed, Result.marks)
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
    session.flush()
    database = session.connection()  # rows as they come: there are millions, and no object of the session is among them
    after = 0
    while rows := database.execute(attempts, {"after": after}).all():
        first, after = rows[0][0], rows[-1][0]
        answers: dict[int, list[Answered]] = defaultdict(list)
        for attempt_id, question_id, chosen, at in database.execute(responses, {"first": first, "last": after}):
            answers[attempt_id].append(Answered(question_id, _said(chosen), at))
        corrections = _corrections(database, first, after)
        for attempt_id, begun_at, *values, result_id, score, passed, marks in rows:
            result, corrected = Stored(score, passed, marks), tuple(corrections.get(result_id, ()))
            answered = tuple(answers.get(attempt_id, ()))
            yield Submitted._make((attempt_id, begun_at, *values, result_id, result, corrected, answered))


@lru_cache(maxsize=100_000)
def _said(chosen: str) -> tuple[str, ...]:
    """A response out of its JSON text. Many people answer alike, so each is read once."""
    return tuple(json.loads(chosen))


def _responses(narrow: tuple[ColumnElement[bool], ...], at: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    statement = select(Response.attempt_id, Response.question_id, cast(Response.chosen, Text), at)
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


def _corrections(database: Connection, first: int, last: int) -> Mapping[int, list[Stored]]:
    found: dict[int, list[Stored]] = defaultdict(list)
    for result_id, score, passed, marks, key_ids in database.execute(_CORRECTIONS, {"first": first, "last": last}):
        found[result_id].append(Stored(score, passed, marks, tuple(key_ids)))
    return found
