"""Follow-ups and adjustments as rules: which set is due, what it asks, and what an adjustment adds."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearning.domain.adjustments import AdjustmentKind, Allowance, Granted, Unit, allowance, is_amount_right
from elearning.domain.answer_keys import whole_key, wrong_response
from elearning.domain.feedback import feedback_given
from elearning.domain.follow_ups import missed_in, place_due, questions_for
from elearning.domain.learning import Progress, reason_to_wait
from elearning.domain.modules import FollowUp, Kind
from elearning.domain.test_out import lessons_known, reasons_not_to_test_out
from tests import builders
from tests.questions_of_kinds import question_of
from tests.unit.test_assessment import VERSION

RULE = FollowUp((3, 14, 60, 180), 3, ("lesson-2",))
DONE = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("after", "place"), [(0, None), (2, None), (3, 1), (13, 1), (14, 2), (59, 2), (60, 3), (179, 3), (180, 4), (364, 4)]
)
def test_a_set_is_due_from_its_day_until_the_next(after: int, place: int | None) -> None:
    assert place_due(RULE, completed_on=DONE, day=DONE + timedelta(days=after)) == place


def objectives(shown: tuple[object, ...]) -> list[str]:
    return [VERSION.question(one[0]).objective for one in shown]  # type: ignore[index]


def test_what_was_missed_most_comes_first_and_then_the_lessons_named() -> None:
    missed = {"CORE-3.4": 1, "CORE-1.2": 2}
    shown = questions_for(VERSION, RULE, missed=missed, asked=(), seed=1)
    assert objectives(shown) == ["CORE-1.2", "CORE-3.4", "CORE-2.1"]
    assert objectives(questions_for(VERSION, RULE, missed={}, asked=(), seed=1)) == ["CORE-2.1", "CORE-2.2", "CORE-2.3"]


def test_an_objective_with_nothing_left_to_ask_waits() -> None:
    asked = {question.id for question in VERSION.bank if question.objective == "CORE-2.1"}
    assert "CORE-2.1" not in objectives(questions_for(VERSION, RULE, missed={}, asked=asked, seed=1))
    everything = {question.id for question in VERSION.bank}
    assert len(questions_for(VERSION, RULE, missed={}, asked=everything, seed=1)) == 3


@given(st.integers(0, 2**31), st.sets(st.sampled_from([q.id for q in VERSION.bank])), st.integers(1, 10))
def test_a_set_asks_each_objective_once_and_nothing_twice_while_it_can(seed: int, asked: set[str], number: int) -> None:
    shown = questions_for(VERSION, replace(RULE, questions=number), missed={}, asked=asked, seed=seed)
    assert len(set(objectives(shown))) == len(shown) == number
    fresh = {q.objective for q in VERSION.bank if q.id not in asked}
    assert sum(one.question_id not in asked for one in shown) == min(number, len(fresh))


def test_misses_are_counted_over_all_attempts() -> None:
    ids = [q.id for q in VERSION.bank if q.objective == "CORE-1.1"][:2]
    assert missed_in(VERSION, [{ids[0]: 0, ids[1]: 1}, {ids[0]: 0.5}]) == {"CORE-1.1": 2}


@pytest.mark.parametrize(
    ("kind", "amount", "unit", "is_right"),
    [
        (AdjustmentKind.EXTRA_TIME, 25, Unit.PERCENT, True),
        (AdjustmentKind.EXTRA_TIME, 1000, Unit.MINUTES, True),
        (AdjustmentKind.EXTRA_TIME, 25, Unit.ATTEMPTS, False),
        (AdjustmentKind.EXTRA_TIME, 0, Unit.MINUTES, False),
        (AdjustmentKind.MORE_ATTEMPTS, 1, Unit.ATTEMPTS, True),
        (AdjustmentKind.MORE_ATTEMPTS, 1001, Unit.ATTEMPTS, False),
        (AdjustmentKind.OTHER_FORMAT, 0, Unit.NONE, True),
        (AdjustmentKind.ASSISTED, 1, Unit.NONE, False),
    ],
)
def test_an_amount_fits_its_kind(kind: AdjustmentKind, amount: int, unit: Unit, is_right: bool) -> None:
    assert is_amount_right(kind, amount, unit) is is_right


def test_of_several_adjustments_in_one_unit_the_greatest_counts() -> None:
    granted = [
        Granted(AdjustmentKind.EXTRA_TIME, 25, Unit.PERCENT), Granted(AdjustmentKind.EXTRA_TIME, 50, Unit.PERCENT),
        Granted(AdjustmentKind.EXTRA_TIME, 5, Unit.MINUTES), Granted(AdjustmentKind.MORE_ATTEMPTS, 2, Unit.ATTEMPTS),
        Granted(AdjustmentKind.ASSISTED, 0, Unit.NONE),
    ]  # fmt: skip
    assert allowance(granted) == Allowance(percent=50, minutes=5, attempts=2)


@pytest.mark.parametrize("kind", list(Kind))
def test_feedback_on_a_wrong_answer_never_holds_the_words_on_the_right_one(kind: Kind) -> None:
    question = question_of(kind, "q", lesson="lesson-1", objective="CORE-1.1")
    right = feedback_given(question, whole_key(question))
    wrong = feedback_given(question, wrong_response(question))
    assert right
    keys = {option.feedback for option in question.options if option.is_key}
    assert not keys & set(wrong)
    if kind in (Kind.MATCHING, Kind.ORDERING, Kind.SHORT_ANSWER, Kind.NUMBER):
        assert wrong == ()


def test_a_module_without_a_test_out_spares_nothing_and_says_so() -> None:
    version = builders.small_version()
    assert lessons_known(version, {"bank-1": 1, "bank-2": 1}, 2) == ("lesson-1",), "the pass mark alone is two of two"
    assert reasons_not_to_test_out(version, Progress()) == ("This module has no test-out.",)
    offered = builders.small_version(assessment=replace(version.assessment, test_out=2))
    assert reasons_not_to_test_out(offered, Progress()) == ()
    assert reasons_not_to_test_out(offered, Progress(is_test_out_open=True, test_out_id=1)) == ()
    assert reasons_not_to_test_out(offered, Progress(has_passed=True))[0].startswith("You have already passed")
    assert reason_to_wait(["One", "Two"]) == "Complete “One” first. Complete “Two” first."
