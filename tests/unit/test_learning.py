"""Where a learner is in a module, what comes next, and what stands in the way of it."""

from dataclasses import replace
from datetime import date

import pytest

from elearning.domain.adjustments import (
    NO_ALLOWANCE,
    AdjustmentKind,
    Allowance,
    Granted,
    Unit,
    allowance,
    attempts_allowed,
    hand_in_by,
    is_amount_right,
    minutes_allowed,
)
from elearning.domain.compliance import Facts
from elearning.domain.help_notes import FAILS, help_note, may_ask_for_help
from elearning.domain.learning import (
    NOTHING_DONE,
    TESTED_OUT,
    AttemptMade,
    Progress,
    Purpose,
    StepKind,
    is_complete,
    is_lesson_done,
    lessons_unread,
    may_begin_again,
    minutes_left,
    next_place,
    next_step,
    progress_made,
    reason_to_wait,
    reasons_not_to_acknowledge,
    reasons_not_to_be_assessed,
    stands,
    steps_left,
    still_required,
)
from elearning.domain.modules import CompletionCondition, ModuleVersion, Screen
from elearning.domain.test_out import is_passed, lessons_known, reasons_not_to_test_out
from tests.unit.histories import asks, d, done
from tests.unit.test_assessment import NOON, version

SCREENS = tuple(Screen(id, id, "Words.") for id in ("a", "b", "c"))


def module(*completion: CompletionCondition, **changes: object) -> ModuleVersion:
    """Three lessons of three screens each."""
    made = version()
    lessons = tuple(replace(lesson, screens=SCREENS) for lesson in made.lessons)
    return replace(made, lessons=lessons, completion=completion or tuple(CompletionCondition), **changes)  # type: ignore[arg-type]


MODULE = module()
FIRST = MODULE.lessons[0]
ALL_READ = frozenset((lesson.id, screen.id) for lesson in MODULE.lessons for screen in SCREENS)


def test_lessons_come_first_then_the_assessment_then_the_policy() -> None:
    step = next_step(MODULE, NOTHING_DONE)
    assert (step.kind, step.lesson, step.number, step.place, step.minutes) == (StepKind.LESSON, FIRST, 1, 1, 3)
    assert steps_left(MODULE, NOTHING_DONE) == 5
    half_way = Progress(screens_read=frozenset({("lesson-1", "a"), ("lesson-1", "b")}))
    step = next_step(MODULE, half_way)
    assert (step.number, step.place, step.minutes) == (1, 3, 1)
    read = Progress(screens_read=ALL_READ)
    assert next_step(MODULE, read).kind is StepKind.ASSESSMENT
    assert next_step(MODULE, read).minutes == MODULE.assessment.minutes
    assert next_step(MODULE, replace(read, has_passed=True)).kind is StepKind.ACKNOWLEDGEMENT
    finished = replace(read, has_passed=True, has_acknowledged=True)
    assert next_step(MODULE, finished).kind is StepKind.DONE
    assert is_complete(MODULE, finished)
    assert not is_complete(MODULE, read)
    assert steps_left(MODULE, finished) == 0


def test_only_what_the_completion_rule_asks_for_is_asked() -> None:
    lessons_alone = module(CompletionCondition.LESSONS_READ)
    assert next_step(lessons_alone, Progress(screens_read=ALL_READ)).kind is StepKind.DONE
    assessment_alone = module(CompletionCondition.ASSESSMENT_PASSED)
    assert next_step(assessment_alone, NOTHING_DONE).kind is StepKind.ASSESSMENT
    assert lessons_unread(assessment_alone, NOTHING_DONE) == ()
    assert reasons_not_to_be_assessed(assessment_alone, NOTHING_DONE) == ()
    assert reasons_not_to_acknowledge(module(CompletionCondition.POLICY_ACKNOWLEDGED), NOTHING_DONE) == ()


def test_a_lesson_begins_where_it_was_left_and_from_the_first_screen_once_read() -> None:
    assert next_place(Progress(screens_read=frozenset({("lesson-1", "a"), ("lesson-1", "c")})), FIRST) == 2
    assert next_place(Progress(screens_read=ALL_READ), FIRST) == 1
    assert [minutes_left(FIRST, place) for place in (1, 2, 3)] == [3, 2, 1]
    assert minutes_left(replace(FIRST, minutes=1), 3) == 1, "never none"


def test_a_lesson_that_was_tested_out_is_done_though_nothing_of_it_was_read() -> None:
    known = Progress(tested_out=frozenset({"lesson-1"}))
    assert is_lesson_done(known, FIRST)
    assert [lesson.id for lesson in lessons_unread(MODULE, known)] == ["lesson-2", "lesson-3"]
    assert next_step(MODULE, known).number == 2


def test_progress_is_made_of_screens_and_attempts_and_a_test_out_is_no_attempt_at_the_assessment() -> None:
    attempts = [
        AttemptMade(1, Purpose.TEST_OUT, None), AttemptMade(2, Purpose.FINAL, False), AttemptMade(3, Purpose.FINAL, None)
    ]  # fmt: skip
    made = progress_made([("lesson-1", "a"), ("lesson-2", TESTED_OUT)], attempts, has_acknowledged=True)
    assert made == Progress(
        screens_read=frozenset({("lesson-1", "a")}), has_passed=False, has_acknowledged=True, open_attempt_id=3,
        attempts_submitted=1, tested_out=frozenset({"lesson-2"}), test_out_id=1, is_test_out_open=True,
    )  # fmt: skip
    passed = progress_made([], [AttemptMade(1, Purpose.TEST_OUT, True)], has_acknowledged=False)
    assert passed.has_passed, "a test-out that counts as the pass is a pass"
    assert not passed.is_test_out_open
    assert (passed.attempts_submitted, passed.open_attempt_id) == (0, None)
    assert progress_made([], [], has_acknowledged=False) == NOTHING_DONE


@pytest.mark.parametrize(
    "begun",
    [
        Progress(screens_read=frozenset({("lesson-1", "a")})), Progress(has_passed=True),
        Progress(has_acknowledged=True), Progress(open_attempt_id=1), Progress(test_out_id=1),
    ],
)  # fmt: skip
def test_anything_at_all_that_was_done_is_a_beginning(begun: Progress) -> None:
    assert begun.is_begun
    assert not NOTHING_DONE.is_begun


def test_what_stands_in_the_way_is_said_with_where_to_go_on() -> None:
    (reason,) = reasons_not_to_be_assessed(MODULE, NOTHING_DONE)
    assert reason == "Read all the lessons first: 3 lessons are left, beginning with “Lesson 1”."
    last = Progress(screens_read=ALL_READ - {("lesson-3", "c")})
    (reason,) = reasons_not_to_be_assessed(MODULE, last)
    assert reason == "Read all the lessons first: 1 lesson is left, beginning with “Lesson 3”."
    assert reasons_not_to_be_assessed(MODULE, Progress(screens_read=ALL_READ)) == ()
    assert "already passed" in reasons_not_to_be_assessed(MODULE, Progress(has_passed=True))[0]
    assert "Pass the final assessment first" in reasons_not_to_acknowledge(MODULE, NOTHING_DONE)[0]
    assert "Read all the lessons" in reasons_not_to_acknowledge(MODULE, Progress(has_passed=True))[0]
    assert reasons_not_to_acknowledge(MODULE, Progress(screens_read=ALL_READ, has_passed=True)) == ()


def test_modules_that_come_first_are_named() -> None:
    after = replace(MODULE, requires=("one", "two"))
    assert still_required(after, {"two"}) == ("one",)
    assert still_required(after, ["one", "two"]) == ()
    assert reason_to_wait(["One", "Two"]) == "Complete “One” first. Complete “Two” first."


@pytest.mark.parametrize(
    ("day", "does_stand", "may_begin"),
    [
        ("2025-12-31", False, True), ("2026-01-01", True, False), ("2026-10-31", True, False),
        ("2026-11-01", True, True), ("2026-12-31", True, True), ("2027-01-01", False, True),
    ],
)  # fmt: skip
def test_a_module_is_begun_again_when_nothing_stands_or_inside_the_window(
    day: str, does_stand: bool, may_begin: bool
) -> None:
    earned = Facts((), (), completions=(done("2026-01-01", "2026-12-31"),))
    assert stands(earned, d(day)) is does_stand
    assert may_begin_again(earned, d(day)) is may_begin


def test_a_refresher_that_is_asked_opens_no_window() -> None:
    asked = Facts(
        (), (), completions=(done("2026-01-01", "2026-12-31"),), refresher_asks=(asks(2, "2026-03-01", "2026-04-01"),)
    )
    assert not may_begin_again(asked, d("2026-03-15"))


def test_help_is_offered_after_three_fails_until_it_is_passed_and_says_nothing_of_answers() -> None:
    assert not may_ask_for_help(Progress(attempts_submitted=FAILS - 1))
    assert may_ask_for_help(Progress(attempts_submitted=FAILS))
    assert not may_ask_for_help(Progress(attempts_submitted=FAILS, has_passed=True))
    note = help_note(name="Amina Yusuf", title="Digital", day=date(2026, 3, 2))
    assert note == "Amina Yusuf has asked for help with “Digital”, on 2 March 2026."


TEST_OUT = module(assessment=replace(MODULE.assessment, test_out=9))


def test_a_test_out_that_counts_as_the_pass_makes_every_lesson_known_but_those_always_read() -> None:
    lessons = (replace(FIRST, always_read=True), *TEST_OUT.lessons[1:])
    assert is_passed(TEST_OUT, 9)
    assert not is_passed(TEST_OUT, 8)
    assert not is_passed(MODULE, 10), "this module has none"
    assert lessons_known(TEST_OUT, {}, 9) == ("lesson-1", "lesson-2", "lesson-3")
    assert lessons_known(replace(TEST_OUT, lessons=lessons), {}, 10) == ("lesson-2", "lesson-3")


def test_with_the_pass_mark_the_lessons_are_known_in_which_all_was_right_and_with_less_none() -> None:
    marks = {"q-core-1.1-single": 1, "q-core-2.1-single": 1, "q-core-2.2-single": 0.5}
    assert lessons_known(TEST_OUT, marks, 8) == ("lesson-1",), "lesson 3 was not asked, lesson 2 in part wrong"
    assert lessons_known(TEST_OUT, marks, 7) == ()


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (NOTHING_DONE, ""),
        (Progress(test_out_id=1, is_test_out_open=True, screens_read=frozenset({("lesson-1", "a")})), ""),
        (Progress(has_passed=True), "already passed"),
        (Progress(test_out_id=1), "It can be taken once"),
        (Progress(screens_read=frozenset({("lesson-1", "a")})), "before you begin"),
    ],
)
def test_a_test_out_is_for_whoever_has_not_begun_and_one_that_is_open_goes_on(progress: Progress, said: str) -> None:
    reasons = reasons_not_to_test_out(TEST_OUT, progress)
    assert said in " ".join(reasons)
    assert bool(reasons) is bool(said)


def test_a_module_without_a_test_out_says_so() -> None:
    assert reasons_not_to_test_out(MODULE, NOTHING_DONE) == ("This module has no test-out.",)


def test_of_several_adjustments_the_greatest_of_each_unit_counts_and_none_is_added_up() -> None:
    given = [
        Granted(AdjustmentKind.EXTRA_TIME, 25, Unit.PERCENT), Granted(AdjustmentKind.EXTRA_TIME, 50, Unit.PERCENT),
        Granted(AdjustmentKind.EXTRA_TIME, 5, Unit.MINUTES), Granted(AdjustmentKind.MORE_ATTEMPTS, 2, Unit.ATTEMPTS),
        Granted(AdjustmentKind.ASSISTED, 0, Unit.NONE),
    ]  # fmt: skip
    assert allowance(given) == Allowance(percent=50, minutes=5, attempts=2)
    assert allowance([]) == NO_ALLOWANCE


def test_extra_time_lengthens_a_limit_and_makes_none() -> None:
    limited = replace(MODULE.assessment, time_limit=15, attempts=3)
    assert minutes_allowed(limited, Allowance(percent=25)) == 19, "the part of a minute is a minute"
    assert minutes_allowed(limited, Allowance(percent=100, minutes=5)) == 35
    assert minutes_allowed(MODULE.assessment, Allowance(percent=25)) is None
    assert attempts_allowed(limited, Allowance(attempts=2)) == 5
    assert attempts_allowed(MODULE.assessment, Allowance(attempts=2)) is None
    until = hand_in_by(limited, NO_ALLOWANCE, NOON)
    assert until is not None
    assert (until - NOON).total_seconds() == 15 * 60
    assert hand_in_by(MODULE.assessment, NO_ALLOWANCE, NOON) is None


@pytest.mark.parametrize(
    ("kind", "amount", "unit", "is_right"),
    [
        (AdjustmentKind.EXTRA_TIME, 1, Unit.PERCENT, True), (AdjustmentKind.EXTRA_TIME, 1000, Unit.MINUTES, True),
        (AdjustmentKind.EXTRA_TIME, 0, Unit.PERCENT, False), (AdjustmentKind.EXTRA_TIME, 1001, Unit.MINUTES, False),
        (AdjustmentKind.EXTRA_TIME, 2, Unit.ATTEMPTS, False), (AdjustmentKind.OTHER_FORMAT, 0, Unit.NONE, True),
        (AdjustmentKind.ASSISTED, 1, Unit.NONE, False),
    ],
)  # fmt: skip
def test_an_amount_fits_its_kind(kind: AdjustmentKind, amount: int, unit: Unit, is_right: bool) -> None:
    assert is_amount_right(kind, amount, unit) is is_right
