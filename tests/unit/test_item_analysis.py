"""Item analysis recovers what was put into simulated learners of known ability, and shows nothing of a few people."""

import math
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from elearning.domain.answer_keys import whole_key
from elearning.domain.item_analysis import (
    Chosen,
    Flag,
    ItemStatistics,
    MarkedAnswer,
    MarkedPaper,
    analyse,
    offered,
    token_words,
    tokens_of,
)  # fmt: skip
from elearning.domain.marking import mark
from elearning.domain.modules import Kind, Option, Question
from tests.questions_of_kinds import EVERY_KIND, question_of


def bank(size: int = 40) -> list[Question]:
    """Single choices with four options, of which a is right."""
    return [question_of(Kind.SINGLE, f"q-{n}") for n in range(size)]


def sat(
    questions: list[Question], chance: Random, person_id: int, difficulty: dict[str, float], truth: dict[str, str]
) -> MarkedPaper:  # fmt: skip
    """One learner's paper of fifteen. `truth` is the option that is right in the world, `a` unless said."""
    ability = chance.gauss(0, 1)
    answers = []
    for question in chance.sample(questions, 15):
        knows = chance.random() < 1 / (1 + math.exp(-1.7 * (ability - difficulty.get(question.id, -0.5))))
        right = truth.get(question.id, "a")
        chosen = right if knows else chance.choice([one for one in "abcd" if one != right])
        answers.append(MarkedAnswer(question.id, mark(question, (chosen,)), (chosen,), 20 + 10 * chance.random()))
    return MarkedPaper(person_id, tuple(answers))


def simulated(seed: int, *, people: int = 600, **more: Any) -> dict[str, ItemStatistics]:
    questions, chance = bank(), Random(seed)
    papers = [sat(questions, chance, n, more.get("difficulty", {}), more.get("truth", {})) for n in range(people)]
    return {item.question.id: item for item in analyse(questions, papers)}


@pytest.mark.parametrize("seed", range(3))
def test_what_was_put_into_simulated_learners_is_recovered(seed: int) -> None:
    difficulty = {"q-0": -4.0, "q-1": 3.0, "q-2": 0.0}
    items = simulated(seed, difficulty=difficulty, truth={"q-3": "b", "q-4": "c"})
    assert Flag.TOO_EASY in items["q-0"].flags
    assert Flag.TOO_HARD in items["q-1"].flags
    assert items["q-2"].flags == frozenset()
    for broken, right in (("q-3", "b"), ("q-4", "c")):
        assert Flag.MISLEADING in items[broken].flags
        assert items[broken].discrimination is not None and items[broken].discrimination < 0
        assert [one.token for one in items[broken].chosen if one.lures] == [right]
    good = [item for id, item in items.items() if id not in ("q-0", "q-1", "q-3", "q-4")]
    assert sum(Flag.MISLEADING in item.flags for item in good) == 0
    assert sum(bool(item.flags) for item in good) <= 1
    assert all(item.discrimination is not None and item.discrimination > 0 for item in good)


def test_harder_questions_have_a_lower_facility_and_the_median_time_is_what_it_took() -> None:
    items = simulated(7, difficulty={"q-0": -2.0, "q-1": 0.0, "q-2": 2.0})
    found = [items[id].facility for id in ("q-0", "q-1", "q-2")]
    assert found == sorted(found, reverse=True)  # type: ignore[type-var]
    assert all(23 <= (item.median_seconds or 0) <= 27 for item in items.values())


def test_a_question_is_not_judged_before_fifty_answers() -> None:
    few = simulated(5, people=60, difficulty={"q-0": 9.0})
    assert (few["q-0"].answers or 0) < 50
    assert few["q-0"].flags == frozenset()


def papers_of(question: Question, responses: list[tuple[str, ...]], *, people: int = 100) -> ItemStatistics:
    """One question beside another that half get right, answered so by one person after another."""
    other = question_of(Kind.SINGLE, "other")
    papers = [
        MarkedPaper(n % people, (MarkedAnswer(question.id, mark(question, said), said, None),
                                 MarkedAnswer("other", n % 2, ("a",), None)))
        for n, said in enumerate(responses)
    ]  # fmt: skip
    return analyse([question, other], papers)[0]


def test_what_fewer_than_five_people_did_is_withheld() -> None:
    question = question_of(Kind.SINGLE)
    assert papers_of(question, [("a",)] * 80, people=4).is_withheld
    assert papers_of(question, []).is_withheld
    item = papers_of(question, [("a",)] * 60 + [("b",)] * 4)
    counts = {one.token: one.times for one in item.chosen}
    assert counts == {"a": 60, "b": None, "c": 0, "d": 0}
    assert not item.is_withheld


def test_a_distractor_that_nobody_chooses_is_named() -> None:
    question = question_of(Kind.SINGLE)
    assert Flag.NEVER_CHOSEN in papers_of(question, [("a",), ("b",), ("c",)] * 30).flags
    assert Flag.NEVER_CHOSEN not in papers_of(question, [("a",), ("b",), ("c",), ("d",)] * 30).flags


def test_what_few_people_typed_is_not_shown_at_all_and_what_many_typed_is() -> None:
    words = papers_of(question_of(Kind.SHORT_ANSWER), [("Purposeful!",)] * 30 + [("careful",)] * 30 + [("my name",)])
    assert [(one.token, one.is_right, one.times) for one in words.chosen] == [
        ("careful", False, 30), ("purposeful", True, 30)
    ]  # fmt: skip
    numbers = papers_of(question_of(Kind.NUMBER), [("72 hours",)] * 30 + [("48",)] * 30 + [("soon",)] * 9)
    assert [(one.token, one.is_right) for one in numbers.chosen] == [("48", False), ("72", True), ("soon", False)]


@pytest.mark.parametrize("question", EVERY_KIND, ids=lambda question: question.kind)
def test_every_kind_is_counted_by_what_can_be_chosen_and_said_in_words(question: Question) -> None:
    item = papers_of(question, [whole_key(question)] * 30)
    rightly = {one.token for one in item.chosen if one.is_right and one.times}
    assert rightly == set(tokens_of(question, whole_key(question)))
    assert item.facility == 1.0
    assert item.discrimination is None  # everybody is right, so nobody is told from anybody
    assert all(token_words(question, one.token).answer for one in item.chosen)
    assert set(offered(question)) <= {one.token for one in item.chosen}


def test_where_all_are_equally_strong_no_groups_are_made() -> None:
    question = question_of(Kind.SINGLE)
    alone = [MarkedPaper(n, (MarkedAnswer(question.id, n % 2, ("ab"[n % 2],), 9_999.0),)) for n in range(80)]
    (item,) = analyse([question], alone)
    assert item.discrimination is None
    assert item.median_seconds is None
    assert item.chosen[0] == Chosen("a", True, 40)


def test_an_answer_left_empty_is_an_answer_that_chose_nothing() -> None:
    item = papers_of(question_of(Kind.SHORT_ANSWER), [()] * 10 + [("?",)] * 10)
    assert item.answers == 20
    assert [one.token for one in item.chosen] == [""]


def test_partial_marks_count_for_their_part() -> None:
    question = replace(question_of(Kind.MULTIPLE), options=tuple(Option(o, o, o in "ab", "Why") for o in "abcd"))
    papers = [MarkedPaper(n, (MarkedAnswer(question.id, 0.5, ("a",), 1.0),)) for n in range(10)]
    assert analyse([question], papers)[0].facility == 0.5


@pytest.mark.parametrize(("people", "are_shown"), [(18, False), (19, True)])
def test_the_strong_and_the_weak_are_shown_only_where_each_are_five_or_more(people: int, are_shown: bool) -> None:
    one, other = question_of(Kind.SINGLE, "q-1"), question_of(Kind.SINGLE, "q-2")
    papers = [
        MarkedPaper(n, (MarkedAnswer("q-1", 1, ("a",), 1.0), MarkedAnswer("q-2", n % 2, ("ba"[n % 2],), 1.0)))
        for n in range(people)
    ]
    chosen = analyse([one, other], papers)[0].chosen[0]
    assert chosen.times == people
    assert (chosen.strong, chosen.weak) == ((1.0, 1.0) if are_shown else (None, None))
