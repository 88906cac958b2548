"""A mistaken key and the one in its place: every kind, every way to get it wrong, and marks that are never lowered."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearning.domain.answer_keys import whole_key, wrong_response
from elearning.domain.assessment import MarkingRule, mark, mark_attempt, marking_rule
from elearning.domain.corrected_keys import corrected, key_in_words, problems_with, read_answer
from elearning.domain.drawing import draw
from elearning.domain.modules import Assessment, Kind
from elearning.domain.question_kinds import Number
from tests.questions_of_kinds import BODIES, EVERY_KIND, VERDICTS, every_kind, question_of

OTHER = {
    Kind.SINGLE: ("b", ("b",)),
    Kind.MULTIPLE: ("b, d", ("b", "d")),
    Kind.TRUE_FALSE: ("false", ("false",)),
    Kind.MATCHING: ("a=1,b=2,c=3", ("a=1", "b=2", "c=3")),
    Kind.ORDERING: ("d,c,b,a", ("d=1", "c=2", "b=3", "a=4")),
    Kind.SHORT_ANSWER: ("on purpose, deliberate", ("on purpose", "deliberate")),
    Kind.NUMBER: ("48", ("48",)),
    Kind.SCENARIO: ("b", ("b",)),
}
"""What somebody types to correct the key of each kind, and how it is read."""

RIGHT_THEN = {Kind.SCENARIO: ("d1=b", "d2=b"), Kind.SHORT_ANSWER: ("Deliberate",)}


@pytest.mark.parametrize("kind", Kind)
def test_a_corrected_key_marks_as_right_what_it_says_and_the_old_one_no_longer(kind: Kind) -> None:
    question = question_of(kind)
    typed, read = OTHER[kind]
    answer = read_answer(question, typed)
    assert answer == read
    assert problems_with(question, answer) == ()
    other = corrected(question, answer)
    assert mark(other, RIGHT_THEN.get(kind, answer)) == 1
    assert mark(other, whole_key(question)) == 0
    assert replace(other, options=question.options, body=question.body) == question


@pytest.mark.parametrize("kind", Kind)
def test_the_same_key_again_is_no_correction(kind: Kind) -> None:
    question = question_of(kind)
    same = {Kind.SCENARIO: ("a",), Kind.SHORT_ANSWER: ("Purposeful", "purposful", "with purpose")}
    assert "already" in problems_with(question, same.get(kind, whole_key(question)))[0]


@pytest.mark.parametrize(
    ("kind", "typed", "says"),
    [
        (Kind.SINGLE, "", "Say what"), (Kind.SINGLE, "x", "no option 'x'"), (Kind.SINGLE, "b,c", "name one"),
        (Kind.MULTIPLE, "a,z", "no option 'z'"), (Kind.TRUE_FALSE, "maybe", "no option"),
        (Kind.MATCHING, "a=1,b=2", "Name each"), (Kind.MATCHING, "a=1,b=2,c=9", "Name each"),
        (Kind.MATCHING, "a", "Name each"), (Kind.ORDERING, "a=1,b=1,c=2,d=3", "place of its own"),
        (Kind.ORDERING, "a,b,c", "Name each"), (Kind.SHORT_ANSWER, "?!", "a letter or a digit"),
        (Kind.NUMBER, "", "Say what"), (Kind.NUMBER, "many", "is a number"), (Kind.SCENARIO, "c", "no choice 'c'"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_key_is_refused_with_what_to_do(kind: Kind, typed: str, says: str) -> None:
    question = question_of(kind)
    assert says in problems_with(question, read_answer(question, typed))[0]


def test_a_scenario_whose_marked_decision_is_missing_has_no_choices() -> None:
    question = question_of(Kind.SCENARIO)
    assert "no choice" in problems_with(replace(question, body=replace(question.body, marked="d9")), ("a",))[0]  # type: ignore[type-var]


def test_a_corrected_matching_keeps_its_matches_and_their_numbers() -> None:
    question = question_of(Kind.MATCHING)
    other = corrected(question, ("a=1", "b=1", "c=1"))
    assert other.body is not None
    assert other.body.matches == question.body.matches  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.MULTIPLE, [("", "Text a"), ("", "Text c")]),
        (Kind.MATCHING, [("ICT", "Runs the filters"), ("HR", "Keeps the policies"), ("Managers", "Act early")]),
        (Kind.ORDERING, [("1.", "Stop"), ("2.", "Trace it"), ("3.", "Compare it"), ("4.", "Act")]),
        (Kind.SHORT_ANSWER, [("", "purposeful"), ("", "purposful"), ("", "with purpose")]),
        (Kind.NUMBER, [("", "72 hours")]),
        (Kind.SCENARIO, [("Their latest post worries you.", "Report it today")]),
    ],
)
def test_a_key_is_said_in_the_words_of_its_question(kind: Kind, words: list[tuple[str, str]]) -> None:
    assert [(part.to, part.answer) for part in key_in_words(question_of(kind))] == words


def test_a_number_with_a_tolerance_says_it() -> None:
    body = Number(Decimal(10), Decimal("0.5"), "", VERDICTS)
    assert key_in_words(question_of(Kind.NUMBER, body=body))[0].answer == "10, within 0.5"


@given(seed=st.integers(0, 2**31), right=st.sets(st.sampled_from(list(Kind))), partial=st.booleans())
def test_another_key_beside_the_published_one_never_lowers_a_mark(seed: int, right: set[Kind], partial: bool) -> None:
    version = every_kind(assessment=Assessment(5, 8, {"lesson-1": 8}, partial_credit=partial))
    shown = draw(version, seed=seed)
    said = {
        q.id: whole_key(q) if q.kind in right else wrong_response(q) for q in version.bank
    }  # fmt: skip
    also = {q.id: [corrected(q, OTHER[q.kind][1])] for q in version.bank}
    alone, best = mark_attempt(version, shown, said), mark_attempt(version, shown, said, also=also)
    assert all(best.marks[id] >= mark for id, mark in alone.marks.items())
    assert best.score >= alone.score
    others = {q.id: RIGHT_THEN.get(q.kind, OTHER[q.kind][1]) for q in version.bank}
    assert mark_attempt(version, shown, others, also=also).passed


def test_the_rule_of_marking_has_a_name_with_a_number() -> None:
    assert marking_rule(every_kind()) is MarkingRule.ALL_OR_NOTHING
    partial = Assessment(5, 8, {"lesson-1": 8}, partial_credit=True)
    assert marking_rule(every_kind(assessment=partial)).value == "partial-credit-1"


def test_every_kind_has_another_key_to_try() -> None:
    assert OTHER.keys() == set(Kind) == {question.kind for question in EVERY_KIND}
    assert BODIES.keys() < OTHER.keys()
