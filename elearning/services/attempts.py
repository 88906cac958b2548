"""Attempts at the final assessment: started, answered, submitted and marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, cast

from sqlalchemy import Table, bindparam, insert, select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.assessment import mark_attempt, reasons_not_to_attempt
from elearning.domain.drawing import ShownQuestion
from elearning.domain.learning import Purpose, reasons_not_to_be_assessed
from elearning.domain.modules import ModuleVersion
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.domain.responses import is_possible
from elearning.domain.test_out import lessons_known, reasons_not_to_test_out
from elearning.models import learning as tables
from elearning.models import modules
from elearning.models.key_corrections import has_passed
from elearning.models.merges import of_one_person
from elearning.services import audit, enrolments, papers
from elearning.services.completions import complete_if_met
from elearning.services.key_corrections import hold_keys_of, mark_by_corrected_keys
from elearning.services.recording import Act


@dataclass(frozen=True)
class Submission:
    """What came of submitting: whether it passed, and whether that completed the module."""

    passed: bool
    completed: bool


_SUBMITTED = (
    select(tables.Result.recorded_at)
    .join(tables.Attempt, tables.Attempt.id == tables.Result.attempt_id)
    .where(tables.Attempt.enrolment_id == bindparam("enrolment_id"), tables.Attempt.purpose == Purpose.FINAL.value)
)


def start_attempt(session: Session, *, person_id: int, slug: str, seed: int | None, now: datetime, day: date) -> int:
    """Begin an attempt, or go on with the open one, and return its id. Raises NotAllowed with the reasons.

    The paper is drawn from the seed (a random one unless given) and avoids what earlier attempts asked (D.4).
    """
    place = enrolments.open_place(session, person_id=person_id, slug=slug, now=now, day=day)
    if place is None:
        raise NotAllowed("You have completed this module already.")
    progress = place.progress
    if progress.open_attempt_id is not None:
        return progress.open_attempt_id
    submitted_at = session.scalars(_SUBMITTED, {"enrolment_id": place.enrolment_id}).all()
    extra = papers.allowance_of(session, place, day=day)
    reasons = reasons_not_to_be_assessed(place.version, progress) or reasons_not_to_attempt(
        place.version, submitted_at=tuple(submitted_at), now=now, extra=extra
    )
    if reasons:
        raise NotAllowed(*reasons)
    return papers.new_attempt(session, place, Purpose.FINAL, seed=seed, extra=extra, now=now)


def start_test_out(session: Session, *, person_id: int, slug: str, seed: int | None, now: datetime, day: date) -> int:
    """Begin the test-out, or go on with the open one, and return its id. Raises NotAllowed with the reasons (D.5)."""
    place = enrolments.open_place(session, person_id=person_id, slug=slug, now=now, day=day, is_whole=True)
    if place is None:
        raise NotAllowed("You have completed this module already.")
    if place.progress.is_test_out_open and place.progress.test_out_id is not None:
        return place.progress.test_out_id
    reasons = reasons_not_to_test_out(place.version, place.progress)
    if reasons:
        raise NotAllowed(*reasons)
    extra = papers.allowance_of(session, place, day=day)
    return papers.new_attempt(session, place, Purpose.TEST_OUT, seed=seed, extra=extra, now=now)


_OWN = (
    select(tables.Attempt, tables.Result.id, modules.ModuleVersion.id, modules.ModuleVersion.digest)
    .join(tables.Enrolment, tables.Enrolment.id == tables.Attempt.enrolment_id)
    .join(modules.ModuleVersion, modules.ModuleVersion.id == tables.Enrolment.version_id)
    .outerjoin(tables.Result, tables.Result.attempt_id == tables.Attempt.id)
    .where(
        tables.Attempt.id == bindparam("attempt_id"), of_one_person(tables.Enrolment.person_id, bindparam("person_id"))
    )
    .with_for_update(of=tables.Attempt)
)

_responses = tables.Response.__table__
_given = [_responses.c[name] for name in ("attempt_id", "question_id", "chosen", "recorded_at")]
_attempt_id = bindparam("attempt_id", type_=_responses.c.attempt_id.type)
_is_submitted = select(tables.Result.id).where(tables.Result.attempt_id == _attempt_id).exists()
_ANSWER = (
    insert(cast("Table", _responses))
    .from_select(_given, select(*(bindparam(each.name, type_=each.type) for each in _given)).where(~_is_submitted))
    .execution_options(preserve_rowcount=True)
)
"""Keeps an answer unless the attempt was submitted while its lock was waited for: what was read before may be old."""


class Answer(NamedTuple):
    """A response to a question, as `domain.responses` describes it, and the instant at which it was saved."""

    question_id: str
    chosen: tuple[str, ...]
    at: datetime


def _own_attempt(
    session: Session, *, person_id: int, attempt_id: int
) -> tuple[tables.Attempt, bool, ModuleVersion]:  # fmt: skip
    """The person's attempt, locked, whether it is submitted, and its version. A stranger's is as none."""
    found = session.execute(_OWN, {"attempt_id": attempt_id, "person_id": person_id}).first()
    if found is None:
        raise NotFound("There is no such attempt.")
    attempt, result_id, version_id, digest = found
    return attempt, result_id is not None, modules.frozen(session, version_id, digest)


def save_response(
    session: Session, *, person_id: int, attempt_id: int, question_id: str, chosen: tuple[str, ...], now: datetime
) -> None:  # fmt: skip
    """Keep an answer to one question of an attempt that is not submitted yet, whole or not.

    `chosen` is a response as `domain.responses` describes it. Raises NotFound for one that no page could have made.
    """
    answer = Answer(question_id, chosen, now)
    save_responses(session, person_id=person_id, attempt_id=attempt_id, answers=[answer])


def save_responses(session: Session, *, person_id: int, attempt_id: int, answers: Sequence[Answer]) -> None:
    """Keep several answers in an attempt that is not submitted yet, each saved at its own instant.

    Raises NotFound for one that no page could have made.
    """
    attempt, is_submitted, version = _own_attempt(session, person_id=person_id, attempt_id=attempt_id)
    shown = dict(attempt.shown)
    for question_id, chosen, at in answers:
        if question_id not in shown or not is_possible(version.question(question_id), chosen):
            raise NotFound("There is no such question or answer in this attempt.")
        if attempt.hand_in_by is not None and at > attempt.hand_in_by:
            raise NotAllowed("The time for this attempt is over. What you saved before counts. Hand it in now.")
    rows = [
        {"attempt_id": attempt_id, "question_id": question_id, "chosen": list(chosen), "recorded_at": at}
        for question_id, chosen, at in answers
    ]
    if is_submitted or session.connection().execute(_ANSWER, rows).rowcount < len(rows):
        raise NotAllowed("This attempt is submitted, so its answers can no longer change.")


_RESPONSES = (
    select(tables.Response.question_id, tables.Response.chosen)
    .where(tables.Response.attempt_id == bindparam("attempt_id"))
    .order_by(tables.Response.id)
)


def latest_responses(session: Session, attempt_id: int) -> dict[str, tuple[str, ...]]:
    """The answer that counts for each question: the latest saved."""
    rows = session.execute(_RESPONSES, {"attempt_id": attempt_id})
    return {question_id: tuple(chosen) for question_id, chosen in rows}


_PASSED = select(has_passed()).where(tables.Result.attempt_id == bindparam("attempt_id"))


def submit_attempt(
    session: Session, *, person_id: int, attempt_id: int, council_name: str, now: datetime, day: date
) -> Submission:  # fmt: skip
    """Mark an attempt from the version it was made of, once. A second submit answers with what the first one did."""
    hold_keys_of(session, attempt_id)
    enrolments.lock_learner(session, person_id)
    attempt, is_submitted, _ = _own_attempt(session, person_id=person_id, attempt_id=attempt_id)
    if not is_submitted:
        _mark(session, enrolments.place_of(session, attempt.enrolment_id), attempt, now=now)
    place = enrolments.place_of(session, attempt.enrolment_id)
    passed = session.scalars(_PASSED, {"attempt_id": attempt_id}).one()
    completed = complete_if_met(session, place, place.progress, council_name=council_name, now=now, day=day)
    return Submission(passed, completed)


def _mark(session: Session, place: enrolments.Place, attempt: tables.Attempt, *, now: datetime) -> None:
    paper = tuple(ShownQuestion(question_id, tuple(options)) for question_id, options in attempt.shown)
    rule, action = place.version.assessment, "submit attempt"
    is_test_out = attempt.purpose == Purpose.TEST_OUT.value
    pass_mark = rule.test_out if is_test_out and rule.test_out is not None else rule.pass_mark
    marking = mark_attempt(place.version, paper, latest_responses(session, attempt.id), pass_mark=pass_mark)
    if is_test_out:
        action = "submit test-out"
        session.add_all(
            tables.TestedOutLesson(attempt_id=attempt.id, lesson_id=lesson_id, recorded_at=now)
            for lesson_id in lessons_known(place.version, marking.marks, marking.score)
        )
    session.add(
        tables.Result(
            attempt_id=attempt.id, score=marking.score, out_of=marking.out_of, passed=marking.passed,
            pass_mark=pass_mark, marks=dict(marking.marks), recorded_at=now,
        )
    )  # fmt: skip
    event = audit.record(
        session, actor=Actor(place.person_id), action=action, now=now, subject="attempt", subject_id=attempt.id
    )
    session.flush()
    mark_by_corrected_keys(session, attempt.id, Act(event, now))
