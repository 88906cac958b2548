"""A replay holds what was on the page in its order, every answer with its time, and the key for HR alone."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from elearning.domain.answer_keys import whole_key
from elearning.domain.assessment import MarkingRule
from elearning.domain.corrected_keys import corrected
from elearning.domain.drawing import draw
from elearning.domain.modules import Assessment, Kind, Question, Reveal
from elearning.domain.replays import Corrected, MarkedAs, Replay, Replayed, SavedAnswer, as_plain, lists_shown
from tests.questions_of_kinds import every_kind, question_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def replayed(question: Question, order: tuple[str, ...], *answers: tuple[str, ...], **changes: Any) -> Replayed:
    saved = tuple(SavedAnswer(answer, NOON + timedelta(minutes=n)) for n, answer in enumerate(answers))
    values = {"place": 1, "question": question, "order": order, "answers": saved, "mark": None, "keys": (question,)}
    return Replayed(**{**values, **changes})  # type: ignore[arg-type]


def test_lists_stand_in_the_order_in_which_they_were_shown() -> None:
    options = lists_shown(replayed(question_of(Kind.SINGLE), ("c", "a", "d", "b")))
    assert [(shown.heading, [part.text for part in shown.parts]) for shown in options] == [
        ("Options", ["Text c", "Text a", "Text d", "Text b"])
    ]
    steps = lists_shown(replayed(question_of(Kind.ORDERING), ("d", "b", "a", "c")))
    assert [part.text for part in steps[0].parts] == ["Act", "Trace it", "Stop", "Compare it"]
    items, matches = lists_shown(replayed(question_of(Kind.MATCHING), ("4", "1", "3", "2")))
    assert [part.text for part in items.parts] == ["ICT", "HR", "Managers"]
    assert [part.id for part in matches.parts] == ["4", "1", "3", "2"]
    assert lists_shown(replayed(question_of(Kind.NUMBER), ())) == ()
    assert lists_shown(replayed(question_of(Kind.SHORT_ANSWER), ())) == ()


STORY = ("d1=c", "d1=a", "d1=b", "d2=b", "d2=a")


@pytest.mark.parametrize(
    ("answers", "reached"),
    [((), ["A child asks to follow you."]), ((("d1=a",),), ["A child asks to follow you."]),
     ((("d1=b",), ("d1=a",)), ["A child asks to follow you.", "Their latest post worries you."])],
)  # fmt: skip
def test_a_story_shows_the_decisions_that_were_reached_by_any_answer(answers: Any, reached: list[str]) -> None:
    shown = lists_shown(replayed(question_of(Kind.SCENARIO), STORY, *answers))
    assert [one.heading for one in shown] == reached
    assert [part.id for part in shown[0].parts] == ["c", "a", "b"]


def test_a_story_tells_the_consequence_of_the_choice_that_counts() -> None:
    shown = lists_shown(replayed(question_of(Kind.SCENARIO), STORY, ("d1=a",), ("d1=b", "d2=a")))
    assert [one.told for one in shown] == ["They understand.", "Help comes the same day."]
    changed = lists_shown(replayed(question_of(Kind.SCENARIO), STORY, ("d1=b",), ("d1=a",)))
    assert [one.told for one in changed] == ["They see your family.", ""]


def a_replay(*, corrected_key: bool = False, is_open: bool = False) -> Replay:
    version = every_kind()
    questions = []
    for place, (id, order) in enumerate(draw(version, seed=3), 1):
        question = version.question(id)
        keys = (
            (question, corrected(question, ("b",))) if question.kind is Kind.SINGLE and corrected_key else (question,)
        )
        questions.append(replayed(question, order, whole_key(question), place=place, keys=keys,
                                  mark=None if is_open else 1, corrected_mark=1 if len(keys) > 1 else None))  # fmt: skip
    correction = Corrected(9, True, NOON, "Carys Morgan", ("The right option is b.",)) if corrected_key else None
    marked = MarkedAs(8, 8, 8, True, NOON, MarkingRule.ALL_OR_NOTHING, True, correction)
    return Replay(7, 70, 1, 3, "kinds", "Kinds", 2, "d" * 64, NOON, NOON, tuple(questions), None if is_open else marked)


def test_hrs_file_holds_the_key_and_the_learners_file_nothing_of_it() -> None:
    replay = a_replay(corrected_key=True)
    hrs, learners = (json.dumps(as_plain(replay, for_hr=key)) for key in (True, False))
    for secret in ("keys", "seed", "The right option is b.", "Carys Morgan"):
        assert secret in hrs
        assert secret not in learners
    assert json.loads(learners)["result"]["correction"] == {"score": 9, "passed": True, "recorded_at": NOON.isoformat()}
    assert json.loads(hrs)["result"]["rule"] == "all-or-nothing-1"
    assert "correction" not in as_plain(a_replay(), for_hr=True)["result"]


def test_the_learners_file_holds_the_key_where_the_module_tells_it_and_nothing_else_of_hrs() -> None:
    replay = a_replay(corrected_key=True)
    assert replay.marked is not None
    told = replace(replay, marked=replace(replay.marked, tells=Reveal.ANSWERS))
    plain = as_plain(told, for_hr=False)
    assert all(one["keys"] for one in plain["questions"])
    assert "seed" not in plain
    assert "recorded_by" not in plain["result"]["correction"]
    assert not replace(told, marked=None).tells_key


def test_a_file_says_every_answer_and_which_one_counts() -> None:
    question = question_of(Kind.SINGLE)
    one = replayed(question, ("a", "b", "c", "d"), ("b",), ("a",), mark=1)
    (plain,) = as_plain(Replay(7, 70, 1, 3, "s", "S", 1, "d", NOON, NOON, (one,), None), for_hr=False)["questions"]
    assert [(answer["answer"], answer["in_words"], answer["counts"]) for answer in plain["answers"]] == [
        (["b"], ["Text b"], False), (["a"], ["Text a"], True)
    ]  # fmt: skip
    assert one.counted == ("a",)
    assert replayed(question, ()).counted == ()


def test_an_attempt_that_is_open_has_no_result_and_no_mark() -> None:
    plain = as_plain(a_replay(is_open=True), for_hr=False)
    assert plain["result"] is None
    assert {one["mark"] for one in plain["questions"]} == {None}


def test_the_mark_that_counts_is_the_corrected_one_and_a_corrected_pass_is_a_pass() -> None:
    question = question_of(Kind.SINGLE)
    assert replayed(question, (), mark=0, corrected_mark=1).final_mark == 1
    assert replayed(question, (), mark=0).final_mark == 0
    failed = MarkedAs(7, 8, 8, False, NOON, MarkingRule.ALL_OR_NOTHING, True)
    assert not failed.has_passed
    better = Corrected(8, True, NOON, "", ())
    assert MarkedAs(7, 8, 8, False, NOON, MarkingRule.ALL_OR_NOTHING, True, better).has_passed
    assert MarkedAs(8, 8, 8, True, NOON, MarkingRule.ALL_OR_NOTHING, True).has_passed


@pytest.mark.parametrize(
    ("passed", "is_test_out", "told"),
    [
        (True, False, Reveal.ANSWERS), (False, False, Reveal.OBJECTIVES), (False, True, Reveal.FEEDBACK),
        (True, True, Reveal.ANSWERS),
    ],
)  # fmt: skip
def test_a_result_tells_what_its_module_says_and_a_test_out_always_gives_feedback(
    passed: bool, is_test_out: bool, told: Reveal
) -> None:
    assessment = Assessment(minutes=5, draw={"lesson-1": 1}, pass_mark=1)
    assert assessment.tells(passed=passed, is_test_out=is_test_out) is told
