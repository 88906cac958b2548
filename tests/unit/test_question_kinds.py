"""Every kind of question: kept as values, answered through a page's fields, marked, described, and told what is wrong."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain.answer_keys import gap_in, whole_key, wrong_response
from elearning.domain.assessment import mark_attempt
from elearning.domain.compliance import Basis, Validity
from elearning.domain.drawing import CAPS, ShownQuestion, draw, order_in_lesson
from elearning.domain.marking import credit, forms, mark, number_in
from elearning.domain.module_plain import digest, from_plain, to_plain
from elearning.domain.modules import (
    Assessment,
    CompletionCondition,
    Kind,
    Lesson,
    ModuleVersion,
    Question,
    Screen,
    Status,
)
from elearning.domain.problems import Severity
from elearning.domain.question_kinds import Matching, Pair, Scenario
from elearning.domain.question_problems import question_problems
from elearning.domain.responses import LONGEST_TYPED, is_possible, parts_of, read_response, to_fields, walk
from tests.questions_of_kinds import BODIES, EVERY_KIND, VERDICTS, question_of

DAY = date(2026, 11, 16)
MATCHING, ORDERING, SHORT, NUMBER, SCENARIO = (question_of(kind) for kind in BODIES)
MULTIPLE = question_of(Kind.MULTIPLE)
kinds = st.sampled_from(EVERY_KIND)
hostile = st.text(max_size=20) | st.sampled_from(
    ["a=1", "a=9", "a=", "=1", "a=1=2", "d1=b", "d2=a", "d9=z", "72", "72 hours", "1e999999", "٧٢", "purposeful", "", "true"]
)  # fmt: skip


def with_body(question: Question, **changes: Any) -> Question:
    assert question.body is not None
    return replace(question, body=replace(question.body, **changes))


def version(bank: tuple[Question, ...], draw_: dict[str, int], **changes: Any) -> ModuleVersion:
    lessons = tuple(
        Lesson(
            id=id, title=id, minutes=3, objectives=("O-1",), sources=("FR-1",), status=Status.CHECKED, author="A",
            reviewer="B", review_by=DAY, screens=(Screen("one", "One", "Words."),), checks=(),
        )
        for id in draw_
    )  # fmt: skip
    return ModuleVersion(
        slug="small", title="Small", summary="Small.", minutes=8, objectives={"O-1": "know"},
        validity=Validity(Basis.COMPLETION, 12, 60), assessment=Assessment(4, 1, draw_, **changes),
        completion=tuple(CompletionCondition), acknowledgement=None, lessons=lessons, bank=bank,
    )  # fmt: skip


def test_every_kind_comes_back_from_json_unchanged() -> None:
    one = version(EVERY_KIND, {"lesson-1": 1}, partial_credit=True)
    kept = json.loads(json.dumps(to_plain(one)))
    assert from_plain(kept) == one
    assert digest(from_plain(kept)) == digest(one)


def test_what_was_published_before_the_new_kinds_has_the_plain_values_and_digest_it_had() -> None:
    old = version((question_of(Kind.SINGLE, "old"),), {"lesson-1": 1})
    plain = to_plain(old)
    assert "body" not in plain["bank"][0]
    assert "partial_credit" not in plain["assessment"]
    assert list(plain["bank"][0]) == [
        "id", "lesson", "objective", "kind", "stem", "options", "shuffle", "sources", "status", "author", "reviewer",
        "reviewed_on", "review_by",
    ]  # fmt: skip
    assert digest(old) == "bfd42c66581750068e14f42a341002f32ee0b5451e8caaa43d9fbeee1f777f39"


@given(kinds, st.lists(hostile, max_size=6))
def test_no_response_of_any_kind_raises(question: Question, sent: list[str]) -> None:
    for response in (tuple(sent), sent, set(sent), sent[0] if sent else None):
        assert mark(question, response) in (0, 1)
        assert 0 <= credit(question, response) <= 1
    response = read_response(question, order_in_lesson(question), tuple(sent), before=tuple(reversed(sent)))
    assert is_possible(question, response)
    gap_in(question, order_in_lesson(question), tuple(sent))
    parts_of(question, tuple(sent))
    is_possible(question, tuple(sent))


@pytest.mark.parametrize("question", EVERY_KIND, ids=lambda q: q.kind.value)
def test_the_key_is_right_by_way_of_the_page_and_a_wrong_answer_is_not(question: Question) -> None:
    order = order_in_lesson(question)
    for wanted, worth in ((whole_key(question), 1), (wrong_response(question), 0)):
        response: tuple[str, ...] = ()
        for fields in to_fields(question, order, wanted):
            response = read_response(question, order, fields, before=response)
        assert sorted(response) == sorted(wanted)
        assert mark(question, response) == worth
        assert is_possible(question, response)
        assert gap_in(question, order, response) is None
        assert parts_of(question, response)
    assert credit(question, whole_key(question)) == 1
    assert gap_in(question, order, ()) is not None
    assert mark(question, ()) == 0
    assert parts_of(question, ()) == ()


@given(kinds, st.integers(0, 2**31), st.randoms(use_true_random=False))
def test_the_order_in_which_a_page_shows_things_changes_no_answer(question: Question, seed: int, chance: Any) -> None:
    one = version((replace(question, id="q"),), {"lesson-1": 1})
    (shown,) = draw(one, seed=seed)
    for wanted in (whole_key(question), wrong_response(question)):
        response: tuple[str, ...] = ()
        for fields in to_fields(question, shown.option_ids, wanted):
            response = read_response(question, shown.option_ids, fields, before=response)
        mixed = tuple(chance.sample(response, len(response)))
        assert mark(question, response) == mark(question, mixed) == mark(question, wanted)


def test_what_a_matching_shows_says_nothing_of_the_pairs() -> None:
    body = MATCHING.body
    assert isinstance(body, Matching)
    texts = [body.matches[number] for number in sorted(body.matches)]
    assert texts == sorted(texts), "numbered by their words, in whatever order the pairs were written"
    other = replace(body, pairs=tuple(reversed(body.pairs)))
    assert other.matches == body.matches


def test_the_steps_of_an_ordering_are_never_shown_in_their_right_order() -> None:
    one = version((ORDERING,), {"lesson-1": 1})
    assert all(draw(one, seed=seed)[0].option_ids != tuple("abcd") for seed in range(200))
    assert order_in_lesson(ORDERING) != tuple("abcd")
    assert order_in_lesson(ORDERING) == order_in_lesson(ORDERING)


def test_half_a_matching_is_kept_described_and_named_as_unfinished() -> None:
    response = read_response(MATCHING, ("1", "2", "3", "4"), ("4", "", "2"))
    assert response == ("a=4", "c=2")
    assert [(part.to, part.answer) for part in parts_of(MATCHING, response)] == [
        ("ICT", "Runs the filters"), ("Managers", "Answers the phones"),
    ]  # fmt: skip
    gap = gap_in(MATCHING, (), response)
    assert gap == ("1 item has no match yet. Choose a match for each item", 1)
    assert mark(MATCHING, response) == 0
    assert credit(MATCHING, response) == Fraction(1, 3)


def test_two_items_may_go_with_one_match() -> None:
    body = MATCHING.body
    assert isinstance(body, Matching)
    same = with_body(MATCHING, pairs=(*body.pairs[:2], Pair("c", "Payroll", body.pairs[1].match, "Part of HR.")))
    assert mark(same, whole_key(same)) == 1
    assert len({said.partition("=")[2] for said in whole_key(same)}) == 2


@pytest.mark.parametrize(
    ("fields", "message", "field"),
    [
        (("", "", "", ""), "Choose a place for each step", 0),
        (("1", "", "2", ""), "2 steps have no place yet", 1),
        (("1", "2", "2", "4"), "2 steps have place 2", 2),
        (("1", "2", "3", "9"), "1 step has no place yet", 3),
    ],
)
def test_what_an_ordering_lacks_is_told_at_its_field(fields: tuple[str, ...], message: str, field: int) -> None:
    order = ("d", "b", "a", "c")
    response = read_response(ORDERING, order, fields)
    gap = gap_in(ORDERING, order, response)
    assert gap is not None
    assert gap.message.startswith(message)
    assert gap.field == field
    assert is_possible(ORDERING, response)
    assert mark(ORDERING, response) == 0


@pytest.mark.parametrize(
    "text",
    ["purposeful", " PURPOSEFUL ", "Purpose-ful.", "purposefuls", "“purposful”", "with  Purpose", "withpurpose", "púrposeful"],
)  # fmt: skip
def test_case_spaces_punctuation_accents_and_a_plural_s_do_not_matter_in_a_short_answer(text: str) -> None:
    assert mark(SHORT, (text,)) == 1


@pytest.mark.parametrize("text", ["", "purpos", "purposeful use", "s", "!!!", "purposeful " * 30])
def test_other_words_are_not_the_short_answer(text: str) -> None:
    assert mark(SHORT, (text,)) == 0
    assert mark(SHORT, ("purposeful", text + "x")) == 0


def test_words_are_compared_without_the_s_of_each_or_of_all() -> None:
    assert forms("privacy settings") & forms("Privacy setting")
    assert forms("hats") & forms("hat")
    assert forms("s") == {"s"}


@pytest.mark.parametrize(
    ("text", "number"),
    [("72", 72), (" 72 hours", 72), ("72 Hour", 72), ("72.", 72), ("+72.0", 72), ("1,000", 1000), ("£1,000.50", Fraction(2001, 2)),
     ("−3", -3), ("50%", 50), (".5", Fraction(1, 2)), ("7 2", 72)],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text: str, number: Fraction) -> None:
    assert number_in(text, "hours") == number


@pytest.mark.parametrize("text", ["", "about 72", "7,2", "1e3", "--1", "+", "hours", "٧٢", "nan", "1/2", "9" * 201])
def test_what_is_no_number_is_none(text: str) -> None:
    assert number_in(text, "hours") is None


def test_a_number_is_right_to_the_edge_of_its_tolerance() -> None:
    near = with_body(NUMBER, answer=Decimal("0.3"), tolerance=Decimal("0.1"))
    assert [mark(near, (text,)) for text in ("0.2", "0.4", "0.19", "0.41")] == [1, 1, 0, 0]
    assert gap_in(near, (), ("about 3",)) is not None
    assert parts_of(NUMBER, ("72",))[0] == ("", "72 hours", True)


def test_only_the_marked_decision_of_a_story_is_marked_and_only_on_the_way_to_it() -> None:
    assert mark(SCENARIO, ("d1=b", "d2=a")) == mark(SCENARIO, ("d1=c", "d2=a")) == 1
    assert mark(SCENARIO, ("d1=b", "d2=b")) == mark(SCENARIO, ("d1=a",)) == mark(SCENARIO, ("d1=b",)) == 0
    assert mark(SCENARIO, ("d2=a",)) == mark(SCENARIO, ("d1=a", "d2=a")) == 0, "no way leads there"
    assert mark(SCENARIO, ("d1=b", "d2=a", "d2=b")) == 0
    assert whole_key(SCENARIO) == ("d1=b", "d2=a")


def test_a_decision_taken_again_forgets_what_came_after_it_unless_it_is_the_same() -> None:
    way = ("d1=b", "d2=a")
    assert read_response(SCENARIO, (), ("d1=c",), before=way) == ("d1=c",)
    assert read_response(SCENARIO, (), ("d1=b",), before=way) == way
    assert read_response(SCENARIO, (), ("d2=b",), before=way) == ("d1=b", "d2=b")
    assert read_response(SCENARIO, (), ("d2=a",), before=()) == ()
    assert read_response(SCENARIO, (), ("d1=z", "nonsense"), before=way[:1]) == ()


def test_a_story_that_goes_round_is_walked_once() -> None:
    body = SCENARIO.body
    assert isinstance(body, Scenario)
    first, second = body.decisions
    round_ = replace(body, decisions=(first, replace(second, options=(replace(second.options[0], next="d1"),))))
    assert len(walk(round_, ("d1=b", "d2=a"))) == 2
    assert whole_key(replace(SCENARIO, body=round_)) == ("d1=b", "d2=a")


def test_what_was_typed_is_kept_without_what_no_page_can_show() -> None:
    (kept,) = read_response(SHORT, (), ("  a\x00b\u202e \n c" + "x" * 300,))
    assert kept.startswith("ab c")
    assert len(kept) <= LONGEST_TYPED
    assert read_response(SHORT, (), (" \x00 ",)) == ()
    assert not is_possible(SHORT, ("a\x00",))
    assert not is_possible(SHORT, ("a", "b"))


@pytest.mark.parametrize(
    ("question", "response", "worth"),
    [
        (MULTIPLE, ("a", "c"), 1), (MULTIPLE, ("a",), Fraction(1, 2)), (MULTIPLE, ("a", "b"), 0),
        (MULTIPLE, ("a", "b", "c"), Fraction(1, 2)), (MULTIPLE, ("a", "b", "c", "d"), 0), (MULTIPLE, ("zz",), 0),
        (ORDERING, ("a=1", "b=2", "c=4", "d=3"), Fraction(1, 2)), (SHORT, ("purpos",), 0), (SCENARIO, ("d1=b",), 0),
    ],
)  # fmt: skip
def test_partial_credit_is_given_to_multiple_choices_matchings_and_orderings(
    question: Question, response: tuple[str, ...], worth: Fraction
) -> None:
    assert credit(question, response) == worth


def test_three_thirds_make_a_whole_mark_and_nothing_is_rounded_up() -> None:
    thirds = tuple(replace(MATCHING, id=f"q-{n}", objective=f"O-{n}") for n in range(3))
    one = version(thirds, {"lesson-1": 3}, partial_credit=True)
    shown = [ShownQuestion(question.id, ()) for question in thirds]
    marking = mark_attempt(one, shown, {question.id: ("a=4",) for question in thirds})
    assert (marking.score, marking.passed) == (1, True)
    assert marking.marks == {"q-0": 0.3333, "q-1": 0.3333, "q-2": 0.3333}
    assert marking.objectives_to_revisit == ("O-0", "O-1", "O-2")
    less = mark_attempt(one, shown, {question.id: ("a=4",) for question in thirds[:2]})
    assert (less.score, less.passed) == (0, False)
    none = version(thirds, {"lesson-1": 3})
    assert mark_attempt(none, shown, {question.id: ("a=4",) for question in thirds}).score == 0


def kinds_of(one: ModuleVersion, seed: int, avoid: frozenset[str] = frozenset()) -> Counter[Kind]:
    return Counter(one.question(shown.question_id).kind for shown in draw(one, seed=seed, avoid=avoid))


BANK = tuple(
    question_of(kind, f"q-{lesson}-{objective}-{kind.value}", lesson=f"lesson-{lesson}", objective=f"O-{lesson}.{objective}")
    for lesson in range(3)
    for objective in range(4)
    for kind in (Kind.SHORT_ANSWER, Kind.ORDERING, Kind.SCENARIO, Kind.MULTIPLE, Kind.SINGLE)
)  # fmt: skip


@given(st.integers(0, 2**31), st.sets(st.sampled_from([question.id for question in BANK])))
@settings(max_examples=50)
def test_a_paper_keeps_to_the_caps_of_kinds_whatever_was_seen(seed: int, avoid: set[str]) -> None:
    one = version(BANK, {"lesson-0": 4, "lesson-1": 4, "lesson-2": 4})
    kinds = kinds_of(one, seed, frozenset(avoid))
    assert all(kinds[kind] <= most for kind, most in CAPS.items())
    assert kinds.total() == 12


def test_the_one_paper_within_the_caps_is_found_and_seen_questions_are_then_asked_again() -> None:
    plain = tuple(question_of(Kind.SINGLE, f"s-{n}", objective=f"O-{n}") for n in range(12))
    short = tuple(question_of(Kind.SHORT_ANSWER, f"t-{n}", objective=f"O-{n}") for n in range(12))
    one = version((*plain, *short), {"lesson-1": 12})
    for seed in range(20):
        assert kinds_of(one, seed)[Kind.SHORT_ANSWER] <= 1
        seen = frozenset(question.id for question in plain)
        assert kinds_of(one, seed, seen) == {Kind.SINGLE: 11, Kind.SHORT_ANSWER: 1}
    assert draw(one, seed=3) == draw(one, seed=3)


def test_the_caps_give_way_where_the_bank_has_no_other_paper() -> None:
    short = tuple(question_of(Kind.SHORT_ANSWER, f"t-{n}", objective=f"O-{n}") for n in range(4))
    single = (question_of(Kind.SINGLE, "s-0", objective="O-0"),)
    one = version((*short, *single), {"lesson-1": 3, "lesson-none": 1})
    for seed in range(20):
        kinds = kinds_of(one, seed)
        assert kinds == {Kind.SHORT_ANSWER: 2, Kind.SINGLE: 1}, "no more too many than must be"


def told(question: Question) -> list[tuple[tuple[str, ...], str]]:
    return [(problem.place[2:], problem.message) for problem in question_problems(question)]


@pytest.mark.parametrize("question", EVERY_KIND, ids=lambda q: q.kind.value)
def test_a_question_in_order_has_no_problem_but_a_way_past_what_is_marked(question: Question) -> None:
    found = list(question_problems(question))
    assert [problem.severity for problem in found] == ([Severity.WARNING] if question.body == SCENARIO.body else [])


def _pair(id: str, **changes: str) -> Pair:
    return Pair(**{"id": id, "text": f"Item {id}", "match": f"Match {id}", "feedback": "Why.", **changes})


def _story(*, first: str | None = "d2", second: str | None = None, **changes: Any) -> Question:
    """A story of two decisions, its marked one the second, whose options lead where they are told."""
    body = SCENARIO.body
    assert isinstance(body, Scenario)
    one, two = body.decisions
    ways = tuple(replace(choice, next=first) for choice in one.options)
    ends = tuple(replace(choice, next=second) for choice in two.options)
    return with_body(SCENARIO, **{"decisions": (replace(one, options=ways), replace(two, options=ends)), **changes})


_STEPS = BODIES[Kind.ORDERING].steps  # type: ignore[union-attr]
_DECISIONS = BODIES[Kind.SCENARIO].decisions  # type: ignore[union-attr]
PAIRS = tuple(_pair(id) for id in "abc")


@pytest.mark.parametrize(
    ("question", "place", "message"),
    [
        (with_body(MATCHING, pairs=PAIRS[:2]), ("pairs",), "three to five pairs; this has 2"),
        (with_body(MATCHING, pairs=tuple(_pair(id) for id in "abcdef")), ("pairs",), "this has 6"),
        (with_body(MATCHING, pairs=tuple(_pair(id, match="Same") for id in "abc")), ("pairs",), "the same match"),
        (with_body(MATCHING, pairs=(*PAIRS[:2], _pair("a", text="Other"))), ("pairs", "a", "2"), "Two pairs have the id a"),
        (with_body(MATCHING, pairs=(*PAIRS[:2], _pair("c", text="item A"))), ("pairs", "c", "text"), "Two items say the same"),
        (with_body(MATCHING, pairs=(*PAIRS[:2], _pair("c", feedback=" "))), ("pairs", "c", "feedback"), "feedback of pair c is empty"),
        (with_body(MATCHING, pairs=(*PAIRS[:2], _pair("c", match="{{ x }}"))), ("pairs", "c", "match"), "local setting"),
        (with_body(MATCHING, pairs=PAIRS, extra_matches=("match B",)), ("extra_matches",), "there already"),
        (with_body(MATCHING, pairs=PAIRS, extra_matches=("1", "2", "3")), ("extra_matches",), "Two are enough"),
        (with_body(ORDERING, steps=_STEPS[:2]), ("steps",), "three to five steps; this has 2"),
        (with_body(ORDERING, steps=(*_STEPS[:2], replace(_STEPS[2], id="a"))), ("steps", "a", "2"), "Two steps have the id a"),
        (with_body(ORDERING, steps=(*_STEPS[:2], replace(_STEPS[2], text="STOP"))), ("steps", "c", "text"), "say the same"),
        (replace(ORDERING, shuffle=False), (), "always shuffled"),
        (with_body(SHORT, accepted=("one two three four five",)), ("accepted", "0"), "has 5 words"),
        (with_body(SHORT, accepted=("fine", "!")), ("accepted", "1"), "no letter and no digit"),
        (with_body(SHORT, feedback=replace(VERDICTS, wrong="")), ("feedback", "wrong"), "feedback when wrong is empty"),
        (with_body(NUMBER, tolerance=Decimal(-1)), ("tolerance",), "below 0"),
        (_story(first="d7"), ("decisions", "d1", "options", "a", "next"), "no decision d7. The decisions are: d1, d2"),
        (_story(first=None), ("decisions", "d2"), "Nothing leads to d2"),
        (_story(second="d1"), ("decisions", "d1"), "can come back to d1"),
        (_story(second="d2"), ("decisions", "d2"), "can come back to d2"),
        (_story(marked="d9"), ("marked",), "no decision d9 to mark"),
        (with_body(SCENARIO, decisions=()), ("decisions",), "no decision"),
        (with_body(SCENARIO, decisions=_DECISIONS * 2), ("decisions",), "Three are the most"),
        (with_body(SCENARIO, decisions=_DECISIONS * 2), ("decisions", "d1", "2"), "Two decisions have the id d1"),
        (
            with_body(SCENARIO, decisions=(_DECISIONS[0], replace(_DECISIONS[1], options=_DECISIONS[1].options[1:]))),
            ("marked",), "No option of d2",
        ),
        (
            with_body(SCENARIO, decisions=(_DECISIONS[0], replace(_DECISIONS[1], options=_DECISIONS[1].options[:1]))),
            ("marked",), "Every option of d2",
        ),
        (
            with_body(SCENARIO, decisions=(_DECISIONS[0], replace(_DECISIONS[1], options=_DECISIONS[1].options[:1]))),
            ("decisions", "d2"), "has 1 options",
        ),
    ],
)  # fmt: skip
def test_each_fault_of_a_kind_is_told_at_its_place(question: Question, place: tuple[str, ...], message: str) -> None:
    assert [one for one in told(question) if one[0] == place and message in one[1]], told(question)
