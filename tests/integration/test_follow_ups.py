"""Follow-ups: offered when due, kept as they are answered, put off and stopped, and never counted."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.modules import FollowUp
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.queries.follow_ups import due, follow_up
from elearning.services.completions import revoke
from elearning.services.follow_ups import answer_follow_up, start_follow_up, want_no_follow_up
from tests import builders
from tests.acts import Learner
from tests.builders import SYSTEM, Town

DONE = date(2026, 3, 2)


@pytest.fixture
def amina(session: Session, town: Town) -> Learner:
    """Amina, who completed a module with sets of two after 3 and 14 days."""
    version = builders.small_version(follow_up=FollowUp((3, 14), 2, ()))
    builders.publish(session, version)
    learner = Learner(session, town.amina, version)
    learner.complete()
    return learner


def due_after(learner: Learner, days: int) -> list[int]:
    found = due(learner.session, Scope(frozenset({learner.person_id})), day=DONE + timedelta(days=days))
    return [one.place for one in found]


@pytest.fixture
def start(amina: Learner) -> Callable[..., int]:
    def act(days: int = 3, **changes: Any) -> int:
        values: dict[str, Any] = {"person_id": amina.person_id, "completion_id": amina.completions()[-1].id, **changes}
        return start_follow_up(amina.session, now=amina.now, day=DONE + timedelta(days=days), **values)

    return act


def answer(learner: Learner, id: int, person_id: int | None = None, chosen: tuple[str, ...] = ("a",)) -> None:
    for question, _, _ in follow_up(learner.session, Scope(frozenset({learner.person_id})), id).questions:
        answer_follow_up(
            learner.session, person_id=person_id or learner.person_id, follow_up_id=id, question_id=question.id,
            chosen=chosen, now=learner.now,
        )  # fmt: skip


def test_a_set_is_offered_on_its_day_until_it_is_done(amina: Learner, start: Callable[..., int]) -> None:
    assert due_after(amina, 2) == []
    assert due_after(amina, 3) == [1]
    id = start()
    assert start() == id, "begun once"
    assert due_after(amina, 5) == [1], "begun and not done"
    answer(amina, id)
    assert due_after(amina, 5) == []
    assert due_after(amina, 14) == [2]
    with pytest.raises(NotAllowed):
        start(days=2)


def test_the_second_set_asks_other_questions(amina: Learner, start: Callable[..., int]) -> None:
    scope = Scope(frozenset({amina.person_id}))
    first, second = (
        {question.id for question, _, _ in follow_up(amina.session, scope, start(days)).questions} for days in (3, 14)
    )
    assert len(first | second) == 4


def test_it_can_be_put_off_and_stopped(amina: Learner) -> None:
    def wish(not_before: date | None) -> None:
        want_no_follow_up(
            amina.session, person_id=amina.person_id, completion_id=amina.completions()[-1].id, not_before=not_before,
            now=amina.now,
        )  # fmt: skip

    wish(DONE + timedelta(days=10))
    assert (due_after(amina, 9), due_after(amina, 10)) == ([], [1])
    wish(None)
    assert due_after(amina, 10) == due_after(amina, 400) == []


def test_it_changes_nothing_that_anybody_earned(amina: Learner, start: Callable[..., int]) -> None:
    def earned() -> list[Any]:
        tables = ("enrolments", "attempts", "responses", "results", "completions", "check_answers", "lesson_progress")
        return [amina.session.execute(text(f"SELECT * FROM {name} ORDER BY id")).all() for name in tables]

    before = earned()
    answer(amina, start())
    assert earned() == before


def test_it_is_nobody_elses(amina: Learner, start: Callable[..., int], town: Town) -> None:
    id = start()
    with pytest.raises(NotFound):
        start(person_id=town.dev)
    with pytest.raises(NotFound):
        answer(amina, id, person_id=town.dev)
    with pytest.raises(NotFound):
        answer(amina, id, chosen=("no such option",))
    with pytest.raises(NotFound):
        follow_up(amina.session, Scope(frozenset({town.dev})), id)


def test_a_completion_that_no_longer_counts_offers_nothing(amina: Learner) -> None:
    assert due_after(amina, 400) == []
    number = amina.certificates()[-1].number
    revoke(amina.session, number=number, reason="A test", true_from=None, actor=SYSTEM, now=amina.now)
    assert due_after(amina, 3) == []
