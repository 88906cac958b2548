"""Drawing and marking: what every attempt must be, whatever the seed and whatever a browser sends."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain.answer_keys import whole_key
from elearning.domain.assessment import ShownQuestion, draw, mark, mark_attempt, reasons_not_to_attempt
from elearning.domain.compliance import Basis, Validity
from elearning.domain.drawing import CAPS, questions_lacking
from elearning.domain.modules import (
    Acknowledgement,
    Assessment,
    CompletionCondition,
    Kind,
    Lesson,
    ModuleVersion,
    Question,
    Screen,
    Status,
)
from elearning.domain.question_kinds import Matching, Ordering, Scenario
from tests.questions_of_kinds import question_of

DAY = date(2026, 11, 16)
NOON = datetime.fromisoformat("2026-11-16T12:00:00+00:00")
DRAW = {"lesson-1": 2, "lesson-2": 4, "lesson-3": 4}
seeds = st.integers(min_value=0, max_value=2**48)


def question(id: str, lesson: str, objective: str, kind: Kind = Kind.SINGLE) -> Question:
    return question_of(kind, id, lesson=lesson, objective=objective)


def lesson(number: int, objectives: int) -> Lesson:
    return Lesson(
        id=f"lesson-{number}", title=f"Lesson {number}", minutes=3, sources=("FR-1",), status=Status.CHECKED,
        objectives=tuple(f"CORE-{number}.{n}" for n in range(1, objectives + 1)), author="A", reviewer="B",
        review_by=DAY, screens=(Screen("one", "One", "Words."),), checks=(),
    )  # fmt: skip


def version(**changes: Any) -> ModuleVersion:
    """Three lessons with eleven objectives, eight questions for each: one of each kind."""
    lessons = (lesson(1, 3), lesson(2, 4), lesson(3, 4))
    bank = [
        question(f"q-{objective.lower()}-{kind}", one.id, objective, kind)
        for one in lessons
        for objective in one.objectives
        for kind in Kind
    ]
    values = {
        "slug": "small", "title": "Small", "summary": "Small.", "minutes": 20,
        "objectives": {objective: "know it" for one in lessons for objective in one.objectives},
        "validity": Validity(Basis.COMPLETION, 12, 60),
        "assessment": Assessment(minutes=8, pass_mark=8, draw=DRAW),
        "completion": tuple(CompletionCondition),
        "acknowledgement": Acknowledgement("Policy", ("I know it.",)), "lessons": lessons, "bank": tuple(bank),
    }  # fmt: skip
    return ModuleVersion(**{**values, **changes})


VERSION = version()


def questions(shown: tuple[ShownQuestion, ...]) -> list[Question]:
    return [VERSION.question(one.question_id) for one in shown]


@given(seeds, st.sets(st.sampled_from([q.id for q in VERSION.bank])))
def test_a_draw_keeps_to_the_blueprint_whatever_is_avoided(seed: int, avoid: set[str]) -> None:
    drawn = questions(draw(VERSION, seed=seed, avoid=frozenset(avoid)))
    assert Counter(one.lesson for one in drawn) == DRAW
    assert max(Counter(one.objective for one in drawn).values()) == 1


def parts(question: Question) -> list[str]:
    """What a question of each kind shows in some order."""
    by_kind = {
        Kind.MATCHING: ["1", "2", "3", "4"], Kind.ORDERING: list("abcd"),
        Kind.SCENARIO: ["d1=a", "d1=b", "d1=c", "d2=a", "d2=b"], Kind.SHORT_ANSWER: [], Kind.NUMBER: [],
    }  # fmt: skip
    return by_kind.get(question.kind, [option.id for option in question.options])


@given(seeds)
def test_a_draw_shows_every_option_once_and_true_or_false_in_its_own_order(seed: int) -> None:
    for shown in draw(VERSION, seed=seed):
        question = VERSION.question(shown.question_id)
        assert sorted(shown.option_ids) == sorted(parts(question))
        assert len(shown.option_ids) == len(set(shown.option_ids))
        if question.kind is Kind.TRUE_FALSE:
            assert list(shown.option_ids) == ["true", "false"]
        if question.kind is Kind.ORDERING:
            assert shown.option_ids != tuple("abcd"), "the right order is never shown"


@given(seeds, seeds)
def test_a_second_attempt_asks_nothing_of_the_first_where_the_bank_has_enough(first: int, second: int) -> None:
    asked = frozenset(one.question_id for one in draw(VERSION, seed=first))
    again = frozenset(one.question_id for one in draw(VERSION, seed=second, avoid=asked))
    assert not asked & again


def test_a_question_is_asked_again_only_where_the_bank_has_no_other() -> None:
    one_each = tuple(q for q in VERSION.bank if q.kind is Kind.SINGLE)
    small = version(bank=one_each)
    seen = frozenset(q.id for q in one_each if q.objective in ("CORE-1.1", "CORE-2.1"))
    drawn = {one.question_id for one in draw(small, seed=7, avoid=seen)}
    assert "q-core-1.1-single" not in drawn, "two other objectives of lesson 1 are unseen"
    assert "q-core-2.1-single" in drawn, "four of four objectives of lesson 2 are asked"


def test_the_same_seed_gives_the_same_attempt_for_ever() -> None:
    shown = draw(VERSION, seed=20261116)
    assert shown == draw(version(), seed=20261116)
    assert [one.question_id for one in shown[:3]] == [
        "q-core-2.2-matching", "q-core-2.1-number", "q-core-2.3-short_answer",
    ]  # fmt: skip
    assert shown != draw(VERSION, seed=20261117)


BY_OBJECTIVE = {"CORE-1.1": 1, "CORE-1.2": 3, "CORE-1.3": 1, "CORE-2.1": 2, "CORE-2.2": 1, "CORE-2.3": 1, "CORE-2.4": 1,
                "CORE-3.1": 1, "CORE-3.2": 1, "CORE-3.3": 1, "CORE-3.4": 1}  # fmt: skip
some_kinds = st.dictionaries(st.sampled_from(list(Kind)), st.integers(1, 4), max_size=2)


def of_kinds(one: ModuleVersion, shown: tuple[ShownQuestion, ...]) -> Counter[Kind]:
    return Counter(one.question(asked.question_id).kind for asked in shown)


@given(seeds, st.sets(st.sampled_from([q.id for q in VERSION.bank])))
def test_a_draw_by_objective_asks_as_many_different_questions_of_each_as_it_says(seed: int, avoid: set[str]) -> None:
    one = version(assessment=replace(VERSION.assessment, draw=BY_OBJECTIVE))
    drawn = questions(draw(one, seed=seed, avoid=frozenset(avoid)))
    assert Counter(asked.objective for asked in drawn) == BY_OBJECTIVE
    assert len({asked.id for asked in drawn}) == sum(BY_OBJECTIVE.values())


@settings(deadline=None)
@given(seeds, st.sets(st.sampled_from([q.id for q in VERSION.bank])), some_kinds, st.sampled_from([DRAW, BY_OBJECTIVE]))
def test_an_attempt_holds_the_kinds_it_must_wherever_a_paper_can(
    seed: int, avoid: set[str], least: dict[Kind, int], numbers: dict[str, int]
) -> None:
    at_least = tuple((kind, least[kind]) for kind in Kind if kind in least)
    one = version(assessment=replace(VERSION.assessment, draw=numbers, at_least=at_least))
    shown = draw(one, seed=seed, avoid=frozenset(avoid))
    kinds = of_kinds(one, shown)
    lacking = sum(max(0, wanted - kinds[kind]) for kind, wanted in at_least)
    assert lacking == questions_lacking(one)
    assert lacking == max(0, sum(least.values()) - sum(numbers.values())), "this bank has each kind for each objective"
    assert len(shown) == sum(numbers.values())
    if not lacking:
        assert all(kinds[kind] <= max(most, least.get(kind, 0)) for kind, most in CAPS.items())


def test_a_kind_that_few_questions_have_is_in_every_attempt_that_must_hold_it() -> None:
    rare = {"q-core-2.3-scenario", "q-core-3.4-scenario"}
    bank = tuple(q for q in VERSION.bank if q.kind is not Kind.SCENARIO or q.id in rare)
    one = version(bank=bank, assessment=replace(VERSION.assessment, at_least=((Kind.SCENARIO, 2),)))
    for seed in range(50):
        assert rare <= {asked.question_id for asked in draw(one, seed=seed)}


def test_the_order_of_questions_and_options_differs_between_attempts() -> None:
    attempts = [draw(VERSION, seed=seed) for seed in range(40)]
    assert len({tuple(VERSION.question(one.question_id).lesson for one in shown) for shown in attempts}) > 10
    firsts = {one.option_ids[0] for shown in attempts for one in shown if one.question_id.endswith("single")}
    assert firsts == set("abcd")


def test_every_question_of_the_bank_is_drawn_sooner_or_later() -> None:
    drawn = {one.question_id for seed in range(200) for one in draw(VERSION, seed=seed)}
    assert drawn == {q.id for q in VERSION.bank}


def test_options_of_a_question_that_says_so_are_not_shuffled() -> None:
    fixed = version(bank=tuple(replace(q, shuffle=False) for q in VERSION.bank))
    for seed in range(10):
        for shown in draw(fixed, seed=seed):
            asked = VERSION.question(shown.question_id)
            if asked.kind is not Kind.ORDERING:
                assert list(shown.option_ids) == parts(asked)


@pytest.mark.parametrize("one", VERSION.bank[:3], ids=lambda q: str(q.kind))
def test_only_all_keys_and_nothing_else_is_right(one: Question) -> None:
    keys = sorted(one.keys)
    assert mark(one, keys) == mark(one, tuple(reversed(keys))) == mark(one, set(keys)) == mark(one, keys * 2) == 1
    assert mark(one, keys[1:]) == mark(one, []) == mark(one, [*keys, "b"]) == mark(one, ["nothing"]) == 0
    assert mark(one, [option.id for option in one.options]) == 0


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.sampled_from("abcd"),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner),
    max_leaves=6,
)


@given(st.sampled_from(VERSION.bank), anything)
def test_no_response_makes_marking_raise(one: Question, chosen: object) -> None:
    assert mark(one, chosen) in (0, 1)


@pytest.mark.parametrize("chosen", [None, "a", b"a", 7, {"a": 1}, [["a"]], [None], [{}], ["a", 0]])
def test_what_is_no_list_of_option_ids_is_wrong(chosen: object) -> None:
    assert mark(question("q", "lesson-1", "CORE-1.1"), chosen) == 0


def responses_to(question: Question) -> st.SearchStrategy[tuple[str, ...]]:
    """Answers that the pages can make, right, wrong and half, and some that no page makes."""
    body = question.body
    if isinstance(body, Matching | Ordering):
        values = st.sampled_from([*body.key.values(), ""])
        return st.fixed_dictionaries({id: values for id in body.key}).map(
            lambda given: tuple(f"{id}={value}" for id, value in given.items() if value)
        )
    if isinstance(body, Scenario):
        return st.lists(st.sampled_from(parts(question)), max_size=3).map(tuple)
    if not question.options:
        return st.sampled_from(["purposeful", "72", "72 hours", "7", ""]).map(lambda text: (text,))
    return st.lists(st.sampled_from([option.id for option in question.options]), max_size=4).map(tuple)


@given(seeds, st.data(), st.randoms(use_true_random=False), st.booleans())
def test_shuffling_never_changes_a_mark(seed: int, data: Any, chance: Any, partial: bool) -> None:
    one = version(assessment=replace(VERSION.assessment, partial_credit=partial))
    shown = draw(one, seed=seed)
    responses = {asked.question_id: data.draw(responses_to(one.question(asked.question_id))) for asked in shown}
    before = mark_attempt(one, shown, responses)
    reshuffled = [ShownQuestion(id, tuple(chance.sample(options, len(options)))) for id, options in shown]
    chance.shuffle(reshuffled)
    mixed = {id: chance.sample(chosen, len(chosen)) for id, chosen in responses.items()}
    assert mark_attempt(one, reshuffled, mixed) == before
    assert all(0 <= worth <= 1 for worth in before.marks.values())


@given(seeds, st.booleans())
def test_the_whole_key_always_scores_in_full(seed: int, partial: bool) -> None:
    one = version(assessment=replace(VERSION.assessment, partial_credit=partial))
    shown = draw(one, seed=seed)
    marking = mark_attempt(one, shown, {asked.id: whole_key(asked) for asked in questions(shown)})
    assert (marking.score, marking.out_of, marking.passed, marking.objectives_to_revisit) == (10, 10, True, ())


@pytest.mark.parametrize(("right", "passed"), [(7, False), (8, True)])
def test_the_pass_mark_itself_passes_and_one_less_does_not(right: int, passed: bool) -> None:
    shown = draw(VERSION, seed=1)
    asked = questions(shown)
    marking = mark_attempt(VERSION, shown, {one.id: whole_key(one) for one in asked[:right]})
    assert (marking.score, marking.passed) == (right, passed)
    assert marking.marks == {one.id: int(place < right) for place, one in enumerate(asked)}
    assert marking.objectives_to_revisit == tuple(sorted(one.objective for one in asked[right:]))


def test_answers_to_questions_that_were_not_asked_count_for_nothing() -> None:
    shown = draw(VERSION, seed=1)
    asked = {one.question_id for one in shown}
    others = {q.id: whole_key(q) for q in VERSION.bank if q.id not in asked}
    assert mark_attempt(VERSION, shown, others).score == 0


def test_an_attempt_of_another_version_is_not_marked() -> None:
    with pytest.raises(KeyError):
        mark_attempt(VERSION, [ShownQuestion("from-elsewhere", ("a",))], {})


def attempts(limit: int | None, wait_minutes: int) -> ModuleVersion:
    return version(assessment=Assessment(8, 8, DRAW, attempts=limit, wait_minutes=wait_minutes))


def test_there_is_no_limit_and_no_wait_unless_the_module_says_so() -> None:
    assert reasons_not_to_attempt(VERSION, submitted_at=(NOON,) * 20, now=NOON) == ()


def test_the_last_attempt_allowed_may_begin_and_the_next_may_not() -> None:
    two = attempts(2, 0)
    assert reasons_not_to_attempt(two, submitted_at=(NOON,), now=NOON) == ()
    assert reasons_not_to_attempt(two, submitted_at=(NOON, NOON), now=NOON) == (
        "You have taken this assessment 2 times, which is as often as the council allows. "
        "Ask your line manager what to do next.",
    )
    (once,) = reasons_not_to_attempt(attempts(1, 0), submitted_at=(NOON,), now=NOON)
    assert once.startswith("You have taken this assessment once, which is all the council allows.")


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "15 minutes"), (60, "14 minutes"), (61, "14 minutes"), (14 * 60 + 59, "1 minute")]
)
def test_another_attempt_waits_and_is_told_how_long(seconds: int, said: str) -> None:
    earlier = NOON - timedelta(hours=5)
    (reason,) = reasons_not_to_attempt(
        attempts(None, 15), submitted_at=(NOON, earlier), now=NOON + timedelta(seconds=seconds)
    )
    assert reason.startswith(f"You can try again in {said}.")


def test_after_the_wait_another_attempt_may_begin() -> None:
    now = NOON + timedelta(minutes=15)
    assert reasons_not_to_attempt(attempts(None, 15), submitted_at=(NOON,), now=now) == ()
    assert reasons_not_to_attempt(attempts(None, 15), submitted_at=(), now=NOON) == ()


def test_questions_of_the_last_attempt_are_asked_again_only_where_there_is_no_other() -> None:
    ever = frozenset(one.id for one in VERSION.bank)
    last = frozenset(one.id for one in VERSION.bank if one.kind is not Kind.SINGLE)
    for seed in range(20):
        asked = questions(draw(VERSION, seed=seed, avoid=ever, last=last))
        assert {one.kind for one in asked} == {Kind.SINGLE}, "all were seen before, these not the last time"
