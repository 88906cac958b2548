"""Testing out, time limits, notes that ask for help: what each writes, and what comes of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.answer_keys import whole_key, wrong_response
from elearning.domain.learning import StepKind
from elearning.domain.modules import Assessment, Lesson, Reveal
from elearning.domain.refusals import NotAllowed
from elearning.models import learning as tables
from elearning.models.submitted import submitted
from elearning.queries import attempts as queries
from elearning.queries import learning as learning_query
from elearning.queries.remarking import differences
from elearning.services import attempts
from elearning.services.help_requests import ask_for_help
from tests import builders
from tests.acts import Learner
from tests.builders import Town, small_question

RULE = Assessment(minutes=1, pass_mark=4, draw={"lesson-1": 2, "lesson-2": 2, "lesson-3": 2}, test_out=5)


def lesson(number: int, **changes: Any) -> Lesson:
    one = builders.small_version().lessons[0]
    return replace(one, id=f"lesson-{number}", objectives=(f"O-{number}1", f"O-{number}2"), checks=(),
                   screens=one.screens[:1], **changes)  # fmt: skip


@pytest.fixture
def amina(session: Session, town: Town) -> Callable[..., Learner]:
    """A module of three lessons with a test-out, the third lesson always to be read, and Amina before it."""

    def publish(**rules: Any) -> Learner:
        lessons = (lesson(1), lesson(2), lesson(3, always_read=True))
        bank = tuple(
            small_question(number, objective, lesson=one.id, prefix=f"q-{objective.lower()}")
            for one in lessons
            for objective in one.objectives
            for number in range(1, 5)
        )
        objectives = {objective: "do it" for one in lessons for objective in one.objectives}
        version = builders.small_version(
            assessment=replace(RULE, **rules), lessons=lessons, bank=bank, objectives=objectives
        )
        builders.publish(session, version)
        return Learner(session, town.amina, version)

    return publish


def begin(learner: Learner, seed: int | None = 7) -> int:
    return attempts.start_test_out(
        learner.session,
        person_id=learner.person_id,
        slug=learner.version.slug,
        seed=seed,
        **learner.when,  # type: ignore[arg-type]
    )


def answer(learner: Learner, attempt_id: int, *, wrong: dict[str, int]) -> None:
    """Answer rightly but for so many questions of each lesson."""
    left = dict(wrong)
    for question_id, _ in shown(learner, attempt_id):
        question = learner.version.question(question_id)
        is_wrong = left.get(question.lesson, 0) > 0
        left[question.lesson] = left.get(question.lesson, 0) - 1
        save(learner, attempt_id, question_id, wrong_response(question) if is_wrong else whole_key(question))


def save(learner: Learner, attempt_id: int, question_id: str, chosen: tuple[str, ...]) -> None:
    attempts.save_response(
        learner.session, person_id=learner.person_id, attempt_id=attempt_id, question_id=question_id, chosen=chosen,
        now=learner.now,
    )  # fmt: skip


def shown(learner: Learner, attempt_id: int) -> list[Any]:
    return learner.session.scalars(select(tables.Attempt.shown).where(tables.Attempt.id == attempt_id)).one()


def test_out(learner: Learner, **wrong: int) -> attempts.Submission:
    attempt_id = begin(learner)
    answer(learner, attempt_id, wrong={f"lesson-{name[-1]}": times for name, times in wrong.items()})
    return learner.submit(attempt_id)


test_out.__test__ = False  # type: ignore[attr-defined]


def task(learner: Learner) -> learning_query.Task:
    scope = Scope(frozenset({learner.person_id}))
    return learning_query.task(learner.session, scope, slug=learner.version.slug, day=learner.when["day"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "passed", "skipped"),
    [
        ({}, True, {"lesson-1", "lesson-2"}),
        ({"l1": 1}, True, {"lesson-1", "lesson-2"}),
        ({"l1": 2}, False, {"lesson-2"}),
        ({"l1": 1, "l2": 1}, False, set()),
        ({"l3": 2}, False, {"lesson-1", "lesson-2"}),
        ({"l1": 2, "l2": 1}, False, set()),
    ],
    ids=[
        "all right",
        "one wrong",
        "a lesson all right",
        "no lesson all right",
        "the lesson to be read missed",
        "fewer",
    ],
)
def test_what_a_test_out_spares(
    amina: Callable[..., Learner], wrong: dict[str, int], passed: bool, skipped: set[str]
) -> None:
    learner = amina()
    assert test_out(learner, **wrong).passed is passed
    progress = task(learner).where.progress
    assert (progress.has_passed, progress.tested_out) == (passed, skipped)
    assert (progress.attempts_submitted, progress.open_attempt_id) == (0, None), "it is no go at the final assessment"


def test_after_testing_out_the_lesson_that_everybody_reads_and_the_acknowledgement_complete_the_module(
    session: Session, amina: Callable[..., Learner]
) -> None:
    learner = amina()
    test_out(learner)
    step = task(learner).step
    assert (step.kind, step.lesson.id if step.lesson else None) == (StepKind.LESSON, "lesson-3")
    with pytest.raises(NotAllowed, match="You have already passed"):
        learner.start()
    with pytest.raises(NotAllowed, match="1 lesson is left"):
        learner.acknowledge()
    for name in ("first",):
        learner_reads(learner, "lesson-3", name)
    assert task(learner).step.kind is StepKind.ACKNOWLEDGEMENT
    assert learner.acknowledge()
    assert len(learner.certificates()) == 1
    kept = session.scalars(select(tables.TestedOutLesson.lesson_id)).all()
    assert sorted(kept) == ["lesson-1", "lesson-2"]


def learner_reads(learner: Learner, lesson_id: str, screen_id: str) -> None:
    from elearning.services import learning

    learning.read_screen(
        learner.session, person_id=learner.person_id, slug=learner.version.slug, lesson_id=lesson_id,
        screen_id=screen_id, council_name="Marlshire", **learner.when,  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_test_out_is_taken_once_and_before_anything_else(amina: Callable[..., Learner]) -> None:
    learner = amina()
    attempt_id = begin(learner)
    assert begin(learner, seed=99) == attempt_id, "the open one is gone on with"
    learner.submit(attempt_id)
    with pytest.raises(NotAllowed, match="It can be taken once"):
        begin(learner)


def test_whoever_has_begun_the_lessons_takes_no_test_out(amina: Callable[..., Learner]) -> None:
    learner = amina()
    learner_reads(learner, "lesson-1", "first")
    with pytest.raises(NotAllowed, match="before you begin"):
        begin(learner)


def test_a_module_without_a_test_out_has_none(amina: Callable[..., Learner]) -> None:
    with pytest.raises(NotAllowed, match="no test-out"):
        begin(amina(test_out=None))


def test_the_final_assessment_after_a_test_out_asks_other_questions(amina: Callable[..., Learner]) -> None:
    learner = amina()
    seen = [{id for id, _ in shown(learner, begin(learner))}]
    test_out(learner, l1=2, l2=2)
    learner.read()
    for _ in range(3):
        attempt_id = learner.start(seed=None)
        asked = {id for id, _ in shown(learner, attempt_id)}
        assert not asked & set().union(*seen), "four of each objective are enough for four papers"
        seen.append(asked)
        learner.answer(attempt_id, right=False)
        learner.submit(attempt_id)
    again = {id for id, _ in shown(learner, learner.start(seed=None))}
    assert not again & seen[-1], "once all are used, those of the last attempt are the last to come again"


def paper(learner: Learner, attempt_id: int) -> queries.Paper:
    scope = Scope(frozenset({learner.person_id}))
    return queries.paper(learner.session, scope, slug=learner.version.slug, attempt_id=attempt_id)


def test_a_test_out_tells_what_each_answer_means_and_a_fail_does_not(amina: Callable[..., Learner]) -> None:
    learner = amina()
    tried = begin(learner)
    answer(learner, tried, wrong={"lesson-1": 2})
    learner.submit(tried)
    assert paper(learner, tried).reveals is Reveal.FEEDBACK
    learner.read()
    failed = learner.start()
    learner.answer(failed, right=False)
    learner.submit(failed)
    assert paper(learner, failed).reveals is Reveal.OBJECTIVES
    passed = learner.start()
    learner.answer(passed)
    learner.submit(passed)
    assert paper(learner, passed).reveals is Reveal.ANSWERS


def test_answers_after_the_time_are_refused_and_those_saved_before_count(amina: Callable[..., Learner]) -> None:
    learner = amina(time_limit=10)
    learner.read()
    attempt_id = learner.start()
    begun = learner.now
    questions = [learner.version.question(id) for id, _ in shown(learner, attempt_id)]
    learner.now = begun + timedelta(minutes=10)
    for question in questions[:4]:
        save(learner, attempt_id, question.id, whole_key(question))
    learner.now += timedelta(microseconds=1)
    with pytest.raises(NotAllowed, match="The time for this attempt is over"):
        save(learner, attempt_id, questions[4].id, whole_key(questions[4]))
    assert paper(learner, attempt_id).is_over(learner.now)
    learner.now += timedelta(days=3)
    assert learner.start() == attempt_id, "it waits to be handed in, however late"
    assert learner.submit(attempt_id).passed, "four right were saved in time"


def test_after_two_fails_the_lessons_missed_most_come_first(amina: Callable[..., Learner]) -> None:
    learner = amina()
    learner.read()
    for wrong in ({"lesson-2": 2, "lesson-3": 1}, {"lesson-2": 2, "lesson-1": 1}):
        attempt_id = learner.start(seed=None)
        answer(learner, attempt_id, wrong=wrong)
        learner.submit(attempt_id)
    fails = queries.fails(learner.session, paper(learner, attempt_id))
    assert fails.times == 2
    assert [lesson.id for lesson, _ in fails.lessons] == ["lesson-2", "lesson-1", "lesson-3"]


def fail(learner: Learner, times: int) -> None:
    for _ in range(times):
        learner.take(right=False, seed=None)


def ask(learner: Learner, told: str = "Amina Yusuf has asked for help.") -> None:
    ask_for_help(learner.session, person_id=learner.person_id, slug=learner.version.slug, told=told, **learner.when)  # type: ignore[arg-type]


def test_help_is_asked_for_after_three_fails_and_once(session: Session, amina: Callable[..., Learner]) -> None:
    learner = amina()
    learner.read()
    fail(learner, 2)
    with pytest.raises(NotAllowed, match="3 times"):
        ask(learner)
    fail(learner, 1)
    ask(learner)
    ask(learner, "Something else")
    assert session.scalars(select(tables.HelpRequest.told)).all() == ["Amina Yusuf has asked for help."]


@pytest.mark.parametrize("wrong", [{}, {"l1": 2}, {"l1": 2, "l2": 2}], ids=["passed", "in part", "not"])
def test_a_test_out_marked_again_by_its_own_pass_mark_comes_to_the_same(
    session: Session, amina: Callable[..., Learner], wrong: dict[str, int]
) -> None:
    test_out(amina(), **wrong)
    assert [differences(session, attempt) for attempt in submitted(session)] == [()]
