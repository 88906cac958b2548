"""Several screens and several answers in one act: what is written is what one after another would have written."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.answer_keys import whole_key
from elearning.domain.modules import Assessment, CompletionCondition, ModuleVersion
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.models import learning as tables
from elearning.services.attempts import Answer, save_responses
from elearning.services.learning import ScreenRead, read_in_one_sitting, read_screen
from tests import builders
from tests.acts import COUNCIL, Learner
from tests.builders import Town

READ = (CompletionCondition.LESSONS_READ,)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def published(session: Session, town: Town, **changes: Any) -> ModuleVersion:
    version = builders.small_version(**changes)
    module_id = builders.publish(session, version)
    builders.assign(session, module_id=module_id, person_ids=[town.amina, town.dev], due_on=date(2026, 12, 31))
    return version


def sitting(*screens: str) -> list[ScreenRead]:
    """Screens of the small module's lesson, a minute apart."""
    return [ScreenRead("lesson-1", screen, NOON + timedelta(minutes=place)) for place, screen in enumerate(screens)]


def read(session: Session, person_id: int, *screens: str) -> bool:
    return read_in_one_sitting(
        session, person_id=person_id, slug="small", screens=sitting(*screens), council_name=COUNCIL, day=NOON.date()
    )


def screens_of(session: Session, person_id: int) -> list[tuple[Any, ...]]:
    session.flush()
    table = tables.LessonProgress
    statement = select(table.lesson_id, table.screen_id, table.recorded_at).join(
        tables.Enrolment, tables.Enrolment.id == table.enrolment_id
    )
    return [tuple(row) for row in session.execute(statement.where(tables.Enrolment.person_id == person_id))]


def test_a_sitting_writes_what_its_screens_write_one_after_another(session: Session, town: Town) -> None:
    published(session, town, completion=READ)
    assert read(session, town.amina, "first", "second", "second")
    for lesson_id, screen_id, at in sitting("first", "second", "second"):
        read_screen(
            session, person_id=town.dev, slug="small", lesson_id=lesson_id, screen_id=screen_id, council_name=COUNCIL,
            now=at, day=at.date(),
        )  # fmt: skip
    assert screens_of(session, town.amina) == screens_of(session, town.dev)
    together, apart = (
        session.scalars(select(tables.Completion).where(tables.Completion.person_id == person_id)).one()
        for person_id in (town.amina, town.dev)
    )
    assert together.made_at == apart.made_at == NOON + timedelta(minutes=1)
    assert together.expires_on == apart.expires_on


def test_a_sitting_with_a_screen_that_there_is_not_is_refused_whole(session: Session, town: Town) -> None:
    published(session, town)
    with pytest.raises(NotFound):
        read(session, town.amina, "first", "third")
    assert screens_of(session, town.amina) == []


def test_a_sitting_of_somebody_who_only_looks_again_writes_nothing(session: Session, town: Town) -> None:
    published(session, town, completion=READ)
    read(session, town.amina, "first", "second")
    before = screens_of(session, town.amina)
    assert read(session, town.amina, "first", "second") is False
    assert screens_of(session, town.amina) == before


def answers(session: Session, learner: Learner, attempt_id: int, at: datetime) -> list[Answer]:
    """The right answer to each question of an attempt."""
    shown = session.scalars(select(tables.Attempt.shown).where(tables.Attempt.id == attempt_id)).one()
    return [Answer(question_id, whole_key(learner.version.question(question_id)), at) for question_id, _ in shown]


def given(session: Session) -> list[str]:
    return list(session.scalars(select(tables.Response.question_id)))


def test_answers_saved_together_are_marked_and_kept_each_at_its_instant(session: Session, town: Town) -> None:
    learner = Learner(session, town.amina, published(session, town))
    learner.read()
    attempt_id = learner.start()
    first, second = answers(session, learner, attempt_id, NOON)
    later = second._replace(at=NOON + timedelta(seconds=9))
    save_responses(session, person_id=town.amina, attempt_id=attempt_id, answers=[first, later])
    assert list(session.scalars(select(tables.Response.recorded_at))) == [NOON, later.at]
    assert learner.submit(attempt_id).passed


def test_of_answers_saved_together_none_is_kept_if_one_cannot_be(session: Session, town: Town) -> None:
    learner = Learner(session, town.amina, published(session, town))
    learner.read()
    attempt_id = learner.start()
    right = answers(session, learner, attempt_id, NOON)
    with pytest.raises(NotFound):
        save_responses(
            session, person_id=town.amina, attempt_id=attempt_id, answers=[*right, Answer("no-such", ("a",), NOON)]
        )
    assert given(session) == []
    with pytest.raises(NotFound):
        save_responses(session, person_id=town.dev, attempt_id=attempt_id, answers=right)


def test_answers_after_the_hand_in_are_refused_together(session: Session, town: Town) -> None:
    learner = Learner(session, town.amina, published(session, town))
    learner.read()
    attempt_id = learner.start()
    right = answers(session, learner, attempt_id, NOON)
    save_responses(session, person_id=town.amina, attempt_id=attempt_id, answers=right)
    learner.submit(attempt_id)
    with pytest.raises(NotAllowed, match="is submitted"):
        save_responses(session, person_id=town.amina, attempt_id=attempt_id, answers=right)
    assert len(given(session)) == len(right)


def test_one_answer_that_comes_too_late_keeps_the_others_out(session: Session, town: Town) -> None:
    timed = Assessment(minutes=1, pass_mark=2, draw={"lesson-1": 2}, time_limit=10)
    learner = Learner(session, town.amina, published(session, town, assessment=timed))
    learner.read()
    attempt_id = learner.start()
    first, second = answers(session, learner, attempt_id, learner.now)
    late = second._replace(at=learner.now + timedelta(hours=1))
    with pytest.raises(NotAllowed, match="time for this attempt is over"):
        save_responses(session, person_id=town.amina, attempt_id=attempt_id, answers=[first, late])
    assert given(session) == []
