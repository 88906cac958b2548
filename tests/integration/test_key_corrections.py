"""A mistaken key corrected: who gains gains at once, nobody loses, and a pass completes as of when all was done."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearning.domain.access import EVERYBODY, Actor, Scope
from elearning.domain.modules import ChangeClass, CompletionCondition
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.domain.reports import Asked
from elearning.models import learning as tables
from elearning.models.audit import AuditEvent
from elearning.models.key_corrections import KeyCorrection, ResultCorrection
from elearning.queries.attempts import paper
from elearning.queries.item_analysis import analysis
from elearning.queries.remarking import remark
from elearning.queries.replays import replay
from elearning.services import attempts
from elearning.services.key_corrections import KeyEffect, Mistake, correct_key
from elearning.services.modules import publish_version
from tests import builders
from tests.acts import COUNCIL, Learner
from tests.builders import SYSTEM, Town

LATER = datetime(2026, 5, 4, 8, tzinfo=UTC)
AUDITOR = Asked(LATER.date(), LATER + timedelta(days=1))
READ, PASSED = CompletionCondition.LESSONS_READ, CompletionCondition.ASSESSMENT_PASSED
EVERY = tuple(f"bank-{n}" for n in range(1, 5))


def learner_of(session: Session, person_id: int, **changes: Any) -> Learner:
    version = builders.small_version(**changes)
    publish_version(session, version, change=None, reason="", actor=SYSTEM, now=builders.BEGINNING)
    learner = Learner(session, person_id, version)
    learner.read()
    return learner


def answer(learner: Learner, chosen: str) -> int:
    """One attempt in which every answer is this option, handed in; its id."""
    attempt_id = learner.start()
    for question_id, _ in learner.session.get_one(tables.Attempt, attempt_id).shown:
        attempts.save_response(learner.session, person_id=learner.person_id, attempt_id=attempt_id,
                               question_id=question_id, chosen=(chosen,), now=learner.now)  # fmt: skip
    learner.submit(attempt_id)
    return attempt_id


def correct(session: Session, *right: str, questions: tuple[str, ...] = EVERY, **more: Any) -> list[KeyEffect]:
    values = {"reason": "The policy says so", "actor": SYSTEM, "slug": "small", "number": 1, "now": LATER, **more}
    reason, actor, now = values["reason"], values["actor"], values["now"]
    return [
        correct_key(session, Mistake(values["slug"], values["number"], id, right, reason), council_name=COUNCIL,
                    actor=actor, now=now, day=now.date())
        for id in questions
    ]  # fmt: skip


def test_who_passes_by_it_completes_as_of_the_day_on_which_all_was_done(session: Session, town: Town) -> None:
    learner = learner_of(session, town.amina, completion=(READ, PASSED))
    attempt_id = answer(learner, "c")
    assert learner.completions() == []
    effects = correct(session, "c")
    gains = [gain for effect in effects for gain in effect.gains]
    assert [(gain.attempt_id, gain.before, gain.after, gain.is_pass, gain.completes) for gain in gains] == [
        (attempt_id, 0, 1, False, False), (attempt_id, 1, 2, True, True)
    ]  # fmt: skip
    (completion,) = learner.completions()
    assert (completion.completed_on, completion.made_at) == (learner.now.date(), learner.now)
    assert completion.recorded_at == LATER
    assert completion.expires_on == learner.now.date().replace(year=2027)
    (certificate,) = learner.certificates()
    assert (certificate.completed_on, certificate.recorded_at) == (learner.now.date(), LATER)
    assert remark(session).disagreements == ()


def test_the_acts_name_who_did_it_and_why_and_the_first_result_stays(session: Session, town: Town) -> None:
    learner = learner_of(session, town.amina)
    attempt_id = answer(learner, "c")
    correct(session, "c", actor=Actor(town.efa))
    first = session.scalars(select(tables.Result).where(tables.Result.attempt_id == attempt_id)).one()
    assert (first.score, first.passed) == (0, False)
    found = session.execute(
        select(ResultCorrection.score, AuditEvent.actor_id, AuditEvent.action, AuditEvent.reason)
        .join(AuditEvent, AuditEvent.id == ResultCorrection.recorded_by)
        .order_by(ResultCorrection.id)
    ).all()
    assert found == [
        (1, town.efa, "correct key", "The policy says so"),
        (2, town.efa, "correct key", "The policy says so"),
    ]
    replayed = replay(session, EVERYBODY, attempt_id, AUDITOR)
    assert replayed.marked is not None and replayed.marked.correction is not None
    assert (replayed.marked.correction.recorded_by, replayed.marked.has_passed) == ("Efa Rhys", True)
    assert [(one.mark, one.corrected_mark, len(one.keys)) for one in replayed.questions] == [(0, 1, 2), (0, 1, 2)]


def test_a_pass_that_waits_for_its_acknowledgement_completes_when_that_is_given(session: Session, town: Town) -> None:
    learner = learner_of(session, town.amina)
    answer(learner, "c")
    effects = correct(session, "c")
    assert [gain.completes for effect in effects for gain in effect.gains] == [False, False]
    learner.now = LATER + timedelta(days=2)
    assert learner.acknowledge()
    assert [done.completed_on for done in learner.completions()] == [learner.now.date()]


def test_a_pass_is_never_taken_away_and_the_mark_by_the_old_key_stays(session: Session, town: Town) -> None:
    learner = learner_of(session, town.amina, completion=(READ, PASSED))
    attempt_id = answer(learner, "b")
    before = learner.certificates()[0].number
    effects = correct(session, "c")
    assert sum(effect.kept for effect in effects) == 2
    assert [effect.gains for effect in effects] == [()] * 4
    assert session.scalar(select(func.count(ResultCorrection.id))) == 0
    assert [one.number for one in learner.certificates()] == [before]
    found = paper(session, Scope(frozenset({learner.person_id})), slug="small", attempt_id=attempt_id).outcome
    assert found is not None and found.passed


def test_who_completed_by_a_later_attempt_keeps_that_completion(session: Session, town: Town) -> None:
    learner = learner_of(session, town.amina, completion=(READ, PASSED))
    answer(learner, "c")
    learner.now += timedelta(days=3)
    answer(learner, "b")
    (before,) = [(done.id, done.completed_on) for done in learner.completions()]
    correct(session, "c")
    assert [(done.id, done.completed_on) for done in learner.completions()] == [before]


def test_an_attempt_handed_in_afterwards_is_marked_by_the_corrected_key_too(session: Session, town: Town) -> None:
    learner = learner_of(session, town.amina)
    correct(session, "c")
    attempt_id = learner.start()
    for question_id, _ in session.get_one(tables.Attempt, attempt_id).shown:
        attempts.save_response(session, person_id=town.amina, attempt_id=attempt_id, question_id=question_id,
                               chosen=("c",), now=learner.now)  # fmt: skip
    assert learner.submit(attempt_id).passed
    assert remark(session).corrected == 1
    assert remark(session).disagreements == ()


def test_a_correction_that_was_wrong_itself_is_corrected_and_nobody_loses_by_that(session: Session, town: Town) -> None:
    amina, dev = (learner_of(session, id) for id in (town.amina, town.dev))
    answer(amina, "a")
    correct(session, "a")
    correct(session, "c", now=LATER + timedelta(hours=1))
    answer(dev, "a")
    results = dict(session.execute(
        select(tables.Enrolment.person_id, func.max(ResultCorrection.score))
        .join(tables.Attempt, tables.Attempt.enrolment_id == tables.Enrolment.id)
        .join(tables.Result).join(ResultCorrection, ResultCorrection.result_id == tables.Result.id)
        .group_by(tables.Enrolment.person_id)
    ).all())  # fmt: skip
    assert results == {town.amina: 2}


@pytest.mark.parametrize(
    ("act", "error", "says"),
    [
        (lambda s: correct(s, "c", reason=" "), NotAllowed, "Say why"),
        (lambda s: correct(s, "z"), NotAllowed, "no option 'z'"),
        (lambda s: correct(s, "b"), NotAllowed, "already"),
        (lambda s: correct(s, "c", number=9), NotFound, "no version 9"),
        (lambda s: correct(s, "c", questions=("check-1",)), NotFound, "no question 'check-1'"),
        (lambda s: [correct(s, "c"), correct(s, "c")], NotAllowed, "in this way already"),
    ],
)  # fmt: skip
def test_what_cannot_be_corrected_is_refused(
    session: Session, town: Town, act: Callable[[Session], Any], error: type[Exception], says: str
) -> None:
    learner_of(session, town.amina)
    with pytest.raises(error, match=says):
        act(session)


def test_the_same_button_pressed_twice_does_it_once(session: Session, town: Town) -> None:
    answer(learner_of(session, town.amina), "c")
    correct(session, "c", actor=Actor(town.efa))
    again = correct(session, "c", actor=Actor(town.efa))
    assert {effect.papers for effect in again} == {0}
    assert session.scalar(select(func.count(KeyCorrection.id))) == 4


def test_other_versions_with_the_same_mistake_are_named(session: Session, town: Town) -> None:
    learner = learner_of(session, town.amina)
    other = replace(learner.version, title="Small, again")
    publish_version(session, other, change=ChangeClass.TYPO, reason="Title", actor=SYSTEM, now=learner.now)
    assert correct(session, "c", questions=("bank-1",))[0].also_in == (2,)


def test_the_analysis_counts_what_was_answered_and_how_long_it_took(session: Session, town: Town) -> None:
    for who in town.ids.values():
        learner = learner_of(session, who)
        attempt_id = learner.start(seed=None)
        for question_id, _ in session.get_one(tables.Attempt, attempt_id).shown:
            learner.now += timedelta(seconds=25)
            attempts.save_response(session, person_id=who, attempt_id=attempt_id, question_id=question_id,
                                   chosen=("b",), now=learner.now)  # fmt: skip
        learner.submit(attempt_id)
    items = [item for item in analysis(session, "small").items if not item.is_withheld]
    assert sum(item.answers or 0 for item in analysis(session, "small").items) in range(0, 11)
    assert all((item.facility, item.median_seconds) == (1.0, 25) for item in items)
    with pytest.raises(NotFound):
        analysis(session, "small", 7)
