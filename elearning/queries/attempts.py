"""A learner's own attempt: its paper, the answers saved, and its result. The key never leaves with an open attempt."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.adjustments import AdjustmentKind, Allowance, Granted, Unit, allowance
from elearning.domain.answer_keys import Gap, gap_in
from elearning.domain.learning import Purpose
from elearning.domain.modules import Lesson, ModuleVersion, Option, Question, Reveal
from elearning.domain.refusals import NotFound
from elearning.models import learning as tables
from elearning.models import modules
from elearning.models.adjustments import granted
from elearning.models.key_corrections import ResultCorrection
from elearning.models.merges import of_people


@dataclass(frozen=True)
class Asked:
    """One question of a paper, its parts in the order in which they were shown, and the answer saved.

    `order` holds the ids of the parts as the attempt keeps them, `options` the options among them.
    """

    place: int
    question: Question
    options: tuple[Option, ...]
    order: tuple[str, ...]
    chosen: tuple[str, ...]

    @cached_property
    def gap(self) -> Gap | None:
        """What is missing before the question is answered whole."""
        return gap_in(self.question, self.order, self.chosen)

    @property
    def is_begun(self) -> bool:
        """Whether anything is answered, be it in part."""
        return bool(self.chosen)

    @property
    def is_answered(self) -> bool:
        """Whether a whole answer is saved."""
        return self.gap is None


@dataclass(frozen=True)
class Outcome:
    """The result of a submitted attempt, and the objectives to revisit with the lesson that teaches each."""

    passed: bool
    score: int
    out_of: int
    pass_mark: int
    submitted_at: datetime
    revisit: tuple[str, ...]
    marks: Mapping[str, float]
    tested_out: frozenset[str] = frozenset()
    """The lessons that need not be read after this test-out."""


@dataclass(frozen=True)
class Paper:
    """An attempt as its learner sees it."""

    attempt_id: int
    number: int
    version: ModuleVersion
    questions: tuple[Asked, ...]
    outcome: Outcome | None
    purpose: Purpose = Purpose.FINAL
    hand_in_by: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        """Whether answers are no longer taken, because the time is over."""
        return self.hand_in_by is not None and now > self.hand_in_by

    @property
    def reveals(self) -> Reveal:
        """How much its result tells."""
        passed = self.outcome is not None and self.outcome.passed
        return self.version.assessment.tells(passed=passed, is_test_out=self.purpose is Purpose.TEST_OUT)

    @property
    def unanswered(self) -> tuple[Asked, ...]:
        """The questions without a whole answer, those answered in part among them."""
        return tuple(asked for asked in self.questions if not asked.is_answered)


_RESPONSES = (
    select(tables.Response.question_id, tables.Response.chosen)
    .where(tables.Response.attempt_id == bindparam("attempt_id"))
    .order_by(tables.Response.id)
)
_ATTEMPT = (
    select(tables.Attempt, tables.Result, tables.Enrolment.version_id, modules.ModuleVersion.digest, ResultCorrection)
    .join(tables.Enrolment, tables.Enrolment.id == tables.Attempt.enrolment_id)
    .join(modules.ModuleVersion, modules.ModuleVersion.id == tables.Enrolment.version_id)
    .join(modules.Module, modules.Module.id == tables.Enrolment.module_id)
    .outerjoin(tables.Result, tables.Result.attempt_id == tables.Attempt.id)
    .outerjoin(ResultCorrection, ResultCorrection.result_id == tables.Result.id)
    .where(
        tables.Attempt.id == bindparam("attempt_id"),
        of_people(tables.Enrolment.person_id, bindparam("people", expanding=True)),
        modules.Module.slug == bindparam("slug"),
    )
    .order_by(ResultCorrection.id.desc())
    .limit(1)
)


_TESTED_OUT = select(tables.TestedOutLesson.lesson_id).where(
    tables.TestedOutLesson.attempt_id == bindparam("attempt_id")
)


def _responses(session: Session, attempt_id: int) -> dict[str, tuple[str, ...]]:
    rows = session.execute(_RESPONSES, {"attempt_id": attempt_id})
    return {question_id: tuple(chosen) for question_id, chosen in rows}


def _asked(
    version: ModuleVersion, shown: list[tuple[str, list[str]]], saved: dict[str, tuple[str, ...]]
) -> tuple[Asked, ...]:
    asked = []
    for place, (question_id, option_ids) in enumerate(shown, 1):
        question = version.question(question_id)
        options = {option.id: option for option in question.options}
        in_order = tuple(options[id] for id in option_ids if id in options)
        asked.append(Asked(place, question, in_order, tuple(option_ids), saved.get(question_id, ())))
    return tuple(asked)


def _outcome(
    session: Session, result: tables.Result | None, correction: ResultCorrection | None, asked: tuple[Asked, ...]
) -> Outcome | None:
    """The result as it counts now: by the latest correction of keys, if there was one."""
    if result is None:
        return None
    counts = correction or result
    known = session.scalars(_TESTED_OUT, {"attempt_id": result.attempt_id})
    missed = [a.question.objective for a in asked if counts.marks.get(a.question.id, 0) < 1]
    return Outcome(
        passed=counts.passed, score=counts.score, out_of=result.out_of, pass_mark=result.pass_mark,
        submitted_at=result.recorded_at, revisit=tuple(dict.fromkeys(sorted(missed))),
        marks=counts.marks, tested_out=frozenset(known),
    )  # fmt: skip


def paper(session: Session, scope: Scope, *, slug: str, attempt_id: int) -> Paper:
    """One attempt of a person in scope. Raises NotFound alike for a stranger's and for none; three statements, and
    one more for a result."""
    values = {"attempt_id": attempt_id, "people": list(scope.person_ids), "slug": slug}
    found = session.execute(_ATTEMPT, values).first()
    if found is None:
        raise NotFound("There is no such attempt.")
    attempt, result, version_id, digest, correction = found
    version = modules.frozen(session, version_id, digest)
    asked = _asked(version, attempt.shown, _responses(session, attempt_id))
    return Paper(
        attempt_id, attempt.number, version, asked, _outcome(session, result, correction, asked),
        Purpose(attempt.purpose), attempt.hand_in_by,
    )  # fmt: skip


_FAILS = (
    select(tables.Result.marks)
    .join(tables.Attempt, tables.Attempt.id == tables.Result.attempt_id)
    .where(
        tables.Attempt.enrolment_id
        == select(tables.Attempt.enrolment_id).where(tables.Attempt.id == bindparam("attempt_id")).scalar_subquery(),
        tables.Attempt.purpose == Purpose.FINAL.value,
        tables.Attempt.id <= bindparam("attempt_id"),
        tables.Result.passed.is_(False),
    )
)


@dataclass(frozen=True)
class Fails:
    """How often the assessment was failed up to an attempt, and the lessons to read again with what was missed most."""

    times: int
    lessons: tuple[tuple[Lesson, tuple[str, ...]], ...]


def fails(session: Session, found: Paper) -> Fails:
    """The fails of the same go at the module. Lessons come in the order of how often their questions were missed."""
    marks = session.scalars(_FAILS, {"attempt_id": found.attempt_id}).all()
    missed = Counter(
        found.version.question(question_id).objective
        for one in marks
        for question_id, worth in one.items()
        if worth < 1
    )
    of_lesson = [
        (lesson, tuple(sorted((one for one in lesson.objectives if one in missed), key=lambda one: -missed[one])))
        for lesson in found.version.lessons
    ]
    weak = [pair for pair in of_lesson if pair[1]]
    return Fails(len(marks), tuple(sorted(weak, key=lambda pair: -sum(missed[one] for one in pair[1]))))


def allowance_of(session: Session, scope: Scope, *, day: date) -> Allowance:
    """What the adjustments of the one person in scope add, for their own page."""
    (person_id,) = scope.person_ids
    rows = session.execute(granted(person_id, day))
    return allowance(Granted(AdjustmentKind(kind), amount, Unit(unit)) for kind, amount, unit in rows)


def place_of(session: Session, scope: Scope, attempt_id: int, question_id: str) -> tuple[str, int]:
    """The module of an attempt, and the place of one of its questions, counted from 1. Raises NotFound."""
    found = session.execute(
        select(modules.Module.slug, tables.Attempt.shown)
        .join(tables.Enrolment, tables.Enrolment.id == tables.Attempt.enrolment_id)
        .join(modules.Module, modules.Module.id == tables.Enrolment.module_id)
        .where(tables.Attempt.id == attempt_id, of_people(tables.Enrolment.person_id, scope.person_ids))
    ).first()
    places = {shown[0]: place for place, shown in enumerate(found[1], 1)} if found else {}
    if found is None or question_id not in places:
        raise NotFound("There is no such question in this attempt.")
    return found[0], places[question_id]
