"""One attempt as it happened, for whoever may see it: what was shown, what was answered, how it was marked."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.assessment import marking_rule
from elearning.domain.learning import Purpose
from elearning.domain.modules import ModuleVersion, Question
from elearning.domain.refusals import NotFound
from elearning.domain.replays import Corrected, MarkedAs, Replay, Replayed, SavedAnswer
from elearning.domain.reports import Asked
from elearning.models import modules
from elearning.models.audit import AuditEvent
from elearning.models.key_corrections import KeyCorrection, ResultCorrection, corrected_questions, has_passed
from elearning.models.learning import Attempt, Enrolment, Response, Result
from elearning.models.merges import of_people
from elearning.models.modules import Module
from elearning.models.submitted import Submitted, submitted
from elearning.queries.person_record import actor_names
from elearning.queries.remarking import differences


class OwnAttempt(NamedTuple):
    """One go at a final assessment: of which module and version, when, and passed or not; None while open."""

    attempt_id: int
    title: str
    version: int
    begun_at: datetime
    submitted_at: datetime | None
    has_passed: bool | None


def attempts_made(session: Session, scope: Scope) -> tuple[OwnAttempt, ...]:
    """Every attempt of the people in scope, the latest first."""
    statement = (
        select(Attempt.id, modules.ModuleVersion.title, modules.ModuleVersion.number, Attempt.recorded_at,
               Result.recorded_at, has_passed())
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(modules.ModuleVersion, modules.ModuleVersion.id == Enrolment.version_id)
        .outerjoin(Result, Result.attempt_id == Attempt.id)
        .order_by(Attempt.recorded_at.desc(), Attempt.id.desc())
    )  # fmt: skip
    return tuple(OwnAttempt(*row) for row in session.execute(_within(statement, scope)))


def _within(statement: Select[*tuple[Any, ...]], scope: Scope) -> Select[*tuple[Any, ...]]:
    if scope.is_everybody:
        return statement
    return statement.where(of_people(Enrolment.person_id, scope.person_ids))


def replay(session: Session, scope: Scope, attempt_id: int, asked: Asked) -> Replay:
    """An attempt of a person in scope. Raises NotFound alike for a stranger's and for none.

    `asked` says on which day the people are called who corrected something.
    """
    version = modules.ModuleVersion
    found = session.execute(
        _within(
            select(Attempt, Enrolment.person_id, Module.slug, version.id, version.number, version.digest,
                   version.recorded_at)
            .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
            .join(Module, Module.id == Enrolment.module_id)
            .join(version, version.id == Enrolment.version_id)
            .where(Attempt.id == attempt_id),
            scope,
        )
    ).first()  # fmt: skip
    if found is None:
        raise NotFound("There is no such attempt.")
    attempt, person_id, slug, version_id, number, digest, published_at = found
    content = modules.frozen(session, version_id, digest)
    stored = next(submitted(session, attempt_id=attempt_id), None)
    return Replay(
        attempt_id=attempt.id, person_id=person_id, number=attempt.number, seed=attempt.seed, slug=slug,
        title=content.title, version=number, digest=digest, published_at=published_at, begun_at=attempt.recorded_at,
        questions=_questions(session, attempt, content, version_id, stored),
        marked=_marked(session, content, stored, Purpose(attempt.purpose), asked) if stored else None,
    )  # fmt: skip


def _questions(
    session: Session, attempt: Attempt, content: ModuleVersion, version_id: int, stored: Submitted | None
) -> tuple[Replayed, ...]:
    saved: dict[str, list[SavedAnswer]] = defaultdict(list)
    answers = select(Response.question_id, Response.chosen, Response.recorded_at).where(
        Response.attempt_id == attempt.id
    )
    for question_id, chosen, at in session.execute(answers.order_by(Response.id)):
        saved[question_id].append(SavedAnswer(tuple(chosen), at))
    keys = _keys(session, content, version_id, stored)
    marks = stored.result.marks if stored else {}
    better = stored.standing.marks if stored and stored.corrections else {}
    return tuple(
        Replayed(
            place=place, question=content.question(id), order=tuple(order), answers=tuple(saved[id]),
            mark=marks.get(id), corrected_mark=better.get(id) if better.get(id) != marks.get(id) else None,
            keys=(content.question(id), *keys.get(id, ())),
        )
        for place, (id, order) in enumerate(attempt.shown, 1)
    )  # fmt: skip


def _keys(
    session: Session, content: ModuleVersion, version_id: int, stored: Submitted | None
) -> Mapping[str, list[Question]]:
    """The questions with the corrected keys by which a result was marked again."""
    found: dict[str, list[Question]] = defaultdict(list)
    if stored and stored.corrections:
        known = corrected_questions(session, version_id, content)
        for key_id in stored.standing.key_ids:
            found[known[key_id].id].append(known[key_id])
    return found


def _marked(session: Session, content: ModuleVersion, stored: Submitted, purpose: Purpose, asked: Asked) -> MarkedAs:
    passed = stored.result.passed or bool(stored.corrections and stored.standing.passed)
    return MarkedAs(
        score=stored.result.score, out_of=stored.out_of, pass_mark=stored.pass_mark, passed=stored.result.passed,
        submitted_at=stored.submitted_at, rule=marking_rule(content), agrees=not differences(session, stored),
        correction=_correction(session, stored, asked) if stored.corrections else None,
        tells=content.assessment.tells(passed=passed, is_test_out=purpose is Purpose.TEST_OUT),
    )  # fmt: skip


def _correction(session: Session, stored: Submitted, asked: Asked) -> Corrected:
    event = session.scalars(
        select(AuditEvent)
        .join(ResultCorrection, ResultCorrection.recorded_by == AuditEvent.id)
        .where(ResultCorrection.result_id == stored.result_id)
        .order_by(ResultCorrection.id.desc())
        .limit(1)
    ).one()
    reasons = session.scalars(
        select(KeyCorrection.reason)
        .where(KeyCorrection.id.in_(stored.standing.key_ids))
        .order_by(KeyCorrection.id)
    )  # fmt: skip
    counted = stored.standing
    by = actor_names(session, [event], asked)[event.id]
    return Corrected(counted.score, counted.passed, event.at, by, tuple(reasons))
