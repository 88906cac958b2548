"""Module versions as values: kept and restored unchanged, known by their digest, and told what is wrong with them."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearning.domain.compliance import Basis, Validity
from elearning.domain.module_plain import digest, from_plain, to_plain
from elearning.domain.module_problems import problems_in, shortest_days
from elearning.domain.modules import (
    Acknowledgement,
    Assessment,
    CompletionCondition,
    FollowUp,
    Kind,
    Lesson,
    ModuleVersion,
    Option,
    Question,
    Screen,
    Status,
)

DAY = date(2026, 11, 16)


def question(id: str, objective: str = "CORE-1.1", **changes: Any) -> Question:
    values: dict[str, Any] = {
        "lesson": "lesson-1", "kind": Kind.SINGLE, "stem": "What now?", "shuffle": True, "sources": ("FR-1",),
        "options": tuple(Option(letter, f"Text {letter}", letter == "a", "Because.") for letter in "abc"),
        "status": Status.CHECKED, "author": "A", "reviewer": "B", "reviewed_on": DAY, "review_by": DAY,
    }  # fmt: skip
    return Question(id=id, objective=objective, **{**values, **changes})


def true_false(**changes: Any) -> Question:
    options = (Option("true", "True", True, "Yes."), Option("false", "False", False, "No."))
    return question("q-2", **{"kind": Kind.TRUE_FALSE, "options": options, "shuffle": False, **changes})


def options(keys: str, ids: str = "abcd") -> tuple[Option, ...]:
    return tuple(Option(id, f"Text {id}", id in keys, "Because.") for id in ids)


LESSON = Lesson(
    id="lesson-1", title="One", minutes=3, objectives=("CORE-1.1", "CORE-1.2"), sources=("FR-1",),
    status=Status.CHECKED, author="A", reviewer="B", review_by=DAY, checks=(question("check-1"),),
    screens=(Screen("one", "One", "Words."), Screen("two", "Two", "More.", check="check-1")),
)  # fmt: skip
BANK = (
    question("q-1"), true_false(), question("q-3", "CORE-1.2"),
    question("q-4", "CORE-1.2", kind=Kind.MULTIPLE, options=options("ab")),
)  # fmt: skip


def version(**changes: Any) -> ModuleVersion:
    values: dict[str, Any] = {
        "slug": "small", "title": "Small", "summary": "Small.", "minutes": 8,
        "objectives": {"CORE-1.1": "know", "CORE-1.2": "do"}, "validity": Validity(Basis.COMPLETION, 12, 60),
        "assessment": Assessment(minutes=4, pass_mark=2, draw={"lesson-1": 2}),
        "completion": tuple(CompletionCondition),
        "acknowledgement": Acknowledgement("{{ policy_title }}", ("I know {{ council_name }}.",)),
        "lessons": (LESSON,), "bank": BANK,
    }  # fmt: skip
    return ModuleVersion(**{**values, **changes})


def with_lesson(**changes: Any) -> ModuleVersion:
    return version(lessons=(replace(LESSON, **changes),))


def with_question(changed: Question) -> ModuleVersion:
    """The version with another question in the place of its second."""
    return version(bank=(BANK[0], changed, *BANK[2:]))


def said(one: ModuleVersion) -> list[tuple[tuple[str, ...], str]]:
    return [(problem.place, problem.message) for problem in problems_in(one)]


def test_a_version_in_order_has_no_problems() -> None:
    assert problems_in(version()) == ()


def drawn(numbers: dict[str, int]) -> ModuleVersion:
    return version(assessment=Assessment(4, 1, numbers))


def with_test_out(number: int, **changes: Any) -> ModuleVersion:
    return version(assessment=Assessment(4, 1, {"lesson-1": 2}, test_out=number), **changes)


def followed_up(*days: int, lessons: tuple[str, ...] = ()) -> ModuleVersion:
    return version(follow_up=FollowUp(days, 2, lessons))


def least(*kinds: tuple[Kind, int]) -> ModuleVersion:
    return version(assessment=Assessment(4, 2, {"lesson-1": 2}, at_least=kinds))


def test_a_draw_by_objective_with_kinds_that_the_bank_has_is_in_order() -> None:
    assert problems_in(drawn({"CORE-1.1": 2, "CORE-1.2": 1})) == ()
    assert problems_in(least((Kind.SINGLE, 1), (Kind.TRUE_FALSE, 1))) == ()


def test_a_test_out_within_the_paper_and_follow_ups_in_their_order_are_in_order() -> None:
    assert problems_in(with_test_out(1)) == problems_in(with_test_out(2)) == ()
    assert problems_in(followed_up(3, 14, 60, lessons=("lesson-1",))) == ()


MODULE, VALIDITY, LEAST = ("module",), ("module", "validity"), ("module", "assessment", "at_least")
DRAW, OBJECTIVES = ("module", "assessment", "draw"), ("module", "objectives")
Q2 = ("question", "q-2")
TEST_OUT, FOLLOW_UP = ("module", "assessment", "test_out"), ("module", "follow_up")


@pytest.mark.parametrize(
    ("broken", "place", "message"),
    [
        (version(lessons=(), assessment=Assessment(4, 2, {"lesson-1": 2})), MODULE, "no lesson. Write one"),
        (version(title="{{ council_name }}"), (*MODULE, "title"), "cannot be named here"),
        (version(summary="Of {{council_name}}"), (*MODULE, "summary"), "cannot be named here"),
        (version(objectives={"CORE-1.1": "{{ x }}", "CORE-1.2": "do"}), (*OBJECTIVES, "CORE-1.1"), "cannot be named"),
        (version(objectives={"CORE-1.1": "know"}), ("lesson", "lesson-1", "objectives"), "no objective CORE-1.2"),
        (version(objectives={"CORE-1.1": "a", "CORE-1.2": "b", "CORE-1.3": "c"}), (*OBJECTIVES, "CORE-1.3"), "no lesson"),
        (version(lessons=(LESSON, replace(LESSON, id="lesson-2", checks=()))), (*OBJECTIVES, "CORE-1.1"), "2 lessons"),
        (version(lessons=(LESSON, LESSON)), ("lesson", "lesson-1", "2"), "two lessons with the id lesson-1"),
        (version(bank=BANK[2:]), (*OBJECTIVES, "CORE-1.1"), "No question in the bank asks for"),
        (version(bank=(*BANK, BANK[0])), ("question", "q-1", "2"), "two questions with the id q-1"),
        (version(bank=(*BANK, question("check-1"))), ("question", "check-1", "2"), "two questions with the id check-1"),
        (version(assessment=Assessment(4, 3, {"lesson-1": 2})), ("module", "assessment", "pass_mark"), "from 1 to 2"),
        (version(assessment=Assessment(4, 0, {"lesson-1": 2})), ("module", "assessment", "pass_mark"), "from 1 to 2"),
        (version(assessment=Assessment(4, 2, {"lesson-1": 3})), (*DRAW, "lesson-1"), "4 on 2 objectives"),
        (version(assessment=Assessment(4, 1, {"lesson-9": 1})), (*DRAW, "lesson-9"), "The lessons are: lesson-1"),
        (drawn({"CORE-1.1": 3, "CORE-1.2": 1}), (*DRAW, "CORE-1.1"), "the bank has 2"),
        (drawn({"CORE-1.1": 1, "CORE-7.7": 1}), (*DRAW, "CORE-7.7"), "The objectives are: CORE-1.1, CORE-1.2"),
        (drawn({"CORE-1.1": 1, "lesson-1": 1}), (*DRAW, "lesson-1"), "never by both"),
        (drawn({"CORE-1.1": 2}), DRAW, "No attempt would ask for objective CORE-1.2"),
        (least((Kind.SCENARIO, 1)), (*LEAST, "scenario"), "allow at most 0"),
        (least((Kind.TRUE_FALSE, 2)), (*LEAST, "true_false"), "allow at most 1"),
        (least((Kind.SINGLE, 1), (Kind.TRUE_FALSE, 1), (Kind.MULTIPLE, 1)), LEAST, "too few places for them all, by 1"),
        (with_test_out(3), TEST_OUT, "more than the 2 questions"),
        (with_test_out(0), TEST_OUT, "cannot be easier than the pass mark, 1"),
        (
            with_test_out(2, completion=(CompletionCondition.LESSONS_READ,), acknowledgement=None), TEST_OUT,
            "nobody is asked to pass one",
        ),
        (followed_up(14, 3), (*FOLLOW_UP, "days"), "in their order, each once"),
        (followed_up(3, 3), (*FOLLOW_UP, "days"), "in their order, each once"),
        (followed_up(3, lessons=("lesson-1", "lesson-9")), (*FOLLOW_UP, "lessons", "1"), "The lessons are: lesson-1"),
        (version(requires=("small",)), ("module", "requires"), "before itself"),
        (version(requires=("other", "other")), ("module", "requires"), "named twice"),
        (version(completion=()), ("module", "completion"), "Nothing completes"),
        (version(completion=(*CompletionCondition, CompletionCondition.LESSONS_READ)), ("module", "completion"), "twice"),
        (version(acknowledgement=None), ("module", "completion"), "needs an acknowledgement"),
        (version(completion=tuple(CompletionCondition)[:2]), ("module", "acknowledgement"), "nothing asks for"),
        (with_lesson(title="At {{ council_name }}"), ("lesson", "lesson-1", "title"), "cannot be named here"),
        (with_lesson(screens=(), checks=()), ("lesson", "lesson-1"), "no screen"),
        (with_lesson(screens=(Screen("one", "{{ a }}", "x"), *LESSON.screens[1:])), ("screen", "lesson-1", "one"), "named"),
        (with_lesson(screens=(*LESSON.screens, Screen("e", "E", ""))), ("screen", "lesson-1", "e"), "nothing on this"),
        (with_lesson(screens=(*LESSON.screens, LESSON.screens[0])), ("screen", "lesson-1", "one", "2"), "two screens"),
        (with_lesson(checks=()), ("screen", "lesson-1", "two", "check"), "no knowledge check check-1"),
        (with_lesson(screens=LESSON.screens[:1]), ("question", "check-1"), "No screen of lesson-1 shows this check"),
        (with_lesson(screens=(*LESSON.screens, Screen("t", "T", "x", check="check-1"))), ("screen", "lesson-1", "t", "check"), "two screens"),
        (with_lesson(checks=(question("check-1", lesson="lesson-2"),)), ("question", "check-1", "lesson"), "says lesson lesson-2"),
        (with_lesson(checks=(question("check-1", "CORE-9.9"),)), ("question", "check-1", "objective"), "no objective CORE-9.9"),
        (with_question(question("q-2", lesson="lesson-7")), (*Q2, "lesson"), "no lesson lesson-7"),
        (with_question(question("q-2", "CORE-7.7")), (*Q2, "objective"), "not one of lesson-1"),
        (with_question(question("q-2", options=options("ab"))), (*Q2, "options"), "here 2 are"),
        (with_question(question("q-2", options=options(""))), (*Q2, "options"), "here 0 are"),
        (with_question(question("q-2", options=options("a", "ab"))), (*Q2, "options"), "three or four options"),
        (with_question(question("q-2", options=options("a", "abcde"))), (*Q2, "options"), "three or four options"),
        (with_question(question("q-2", kind=Kind.MULTIPLE)), (*Q2, "options"), "this has 1 and 2"),
        (with_question(question("q-2", kind=Kind.MULTIPLE, options=options("abc"))), (*Q2, "options"), "this has 3 and 1"),
        (with_question(true_false(options=options("a", "ab"))), (*Q2, "options"), "ids true and false"),
        (with_question(true_false(shuffle=True)), (*Q2, "options"), "not shuffled"),
        (with_question(question("q-2", stem=" ")), (*Q2, "stem"), "The stem is empty"),
        (with_question(question("q-2", stem="At {{ council_name }}?")), (*Q2, "stem"), "may not name a local setting"),
        (with_question(question("q-2", review_by=date(2026, 1, 1))), (*Q2, "review_by"), "before reviewed_on"),
        (version(validity=Validity(Basis.COMPLETION, 2, 59)), (*VALIDITY, "window_days"), "as long as the shortest"),
        (version(validity=Validity(Basis.FIXED_DAY, 12, 60)), VALIDITY, "needs fixed_day and minimum_months"),
        (version(validity=Validity(Basis.FIXED_DAY, 12, 60, (3, 31), 2)), (*VALIDITY, "window_days"), "2 months"),
        (version(validity=Validity(Basis.FIXED_DAY, 12, 60, (2, 30), 6)), (*VALIDITY, "fixed_day"), "no day 02-30"),
        (version(validity=Validity(Basis.PREVIOUS_EXPIRY, 12, 60, (3, 31))), VALIDITY, "mean nothing"),
    ],
)  # fmt: skip
def test_each_broken_rule_is_named_at_its_place(broken: ModuleVersion, place: tuple[str, ...], message: str) -> None:
    assert [one for one in said(broken) if one[0] == place and message in one[1]], said(broken)


@pytest.mark.parametrize(
    ("option", "part", "message"),
    [
        (Option("b", " ", False, "No."), "text", "The text of option b is empty"),
        (Option("b", "Text b", False, ""), "feedback", "The feedback of option b is empty"),
        (Option("b", "Text b", False, "Ask {{ council_name }}."), "feedback", "may not name a local setting"),
        (Option("b", "{{ council_name }}", False, "No."), "text", "may not name a local setting"),
    ],
)
def test_each_option_needs_its_text_and_feedback_without_settings(option: Option, part: str, message: str) -> None:
    broken = question("q-2", options=(options("a")[0], option, options("a")[2]))
    assert [(place, text) for place, text in said(with_question(broken)) if message in text] == [
        (("question", "q-2", "options", "b", part), said(with_question(broken))[0][1])
    ]


def test_two_options_may_not_have_one_id_nor_say_the_same() -> None:
    first, second, third = options("a", "abc")
    same_id = question("q-2", options=(first, second, replace(third, id="b")))
    same_text = question("q-2", options=(first, second, replace(third, text=" text B ")))
    assert [message for _, message in said(with_question(same_id))] == [
        "Two options have the id b. Give one another id."
    ]
    assert [place for place, _ in said(with_question(same_text))] == [("question", "q-2", "options", "c")]


def test_a_knowledge_check_may_recall_an_earlier_lesson() -> None:
    later = Lesson(
        id="lesson-2", title="Two", minutes=3, objectives=("CORE-2.1",), sources=("FR-1",), status=Status.CHECKED,
        author="A", reviewer="B", review_by=DAY, screens=(Screen("one", "One", "Words.", check="check-2"),),
        checks=(question("check-2", "CORE-1.1", lesson="lesson-2"),),
    )  # fmt: skip
    more = tuple(question(f"q-2{n}", "CORE-2.1", lesson="lesson-2") for n in range(2))
    two = version(
        lessons=(LESSON, later), bank=(*BANK, *more),
        objectives={"CORE-1.1": "a", "CORE-1.2": "b", "CORE-2.1": "c"},
    )  # fmt: skip
    assert problems_in(two) == ()


@pytest.mark.parametrize(
    "rule",
    [
        Validity(Basis.COMPLETION, 2, 58),
        Validity(Basis.PREVIOUS_EXPIRY, 12, 60),
        Validity(Basis.FIXED_DAY, 12, 60, (2, 29), 6),
        Validity(Basis.COMPLETION, 12, 0),
    ],
)
def test_sound_validity_rules_are_accepted(rule: Validity) -> None:
    assert problems_in(version(validity=rule)) == ()


@pytest.mark.parametrize(
    ("months", "days"), [(1, 28), (2, 59), (3, 89), (6, 181), (11, 334), (12, 365), (13, 393), (36, 1095)]
)
def test_the_shortest_months_hold_a_february_of_28_days(months: int, days: int) -> None:
    assert shortest_days(months) == days


texts = st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=12)
versions = st.builds(
    lambda words, fixed, attempts, acknowledged: version(
        title=words[0], objectives={words[1]: words[2], **version().objectives},
        validity=Validity(Basis.FIXED_DAY, 12, 60, fixed, 6) if fixed else Validity(Basis.PREVIOUS_EXPIRY, 12, 60),
        assessment=Assessment(4, 2, {words[3]: 1, "lesson-1": 2}, attempts=attempts, wait_minutes=5),
        follow_up=FollowUp((3, attempts or 14), 2, (words[9],)) if attempts else None,
        acknowledgement=Acknowledgement(words[4], (words[5],)) if acknowledged else None,
        lessons=(replace(LESSON, title=words[6], screens=(Screen("one", words[7], words[8]),)),),
    ),
    st.tuples(*[texts] * 10), st.none() | st.tuples(st.integers(1, 12), st.integers(1, 31)),
    st.none() | st.integers(1, 9), st.booleans(),
)  # fmt: skip


@given(versions)
def test_a_version_kept_as_json_comes_back_the_same(one: ModuleVersion) -> None:
    kept = json.loads(json.dumps(to_plain(one)))
    assert from_plain(kept) == one
    assert to_plain(from_plain(kept)) == kept == to_plain(one)
    assert digest(from_plain(kept)) == digest(one)


def test_follow_ups_come_back_as_they_were_kept() -> None:
    one = followed_up(3, 14, lessons=("lesson-1",))
    assert from_plain(json.loads(json.dumps(to_plain(one)))) == one


def reordered(plain: Any) -> Any:
    """The same values with the keys of every mapping the other way round."""
    if isinstance(plain, dict):
        return {key: reordered(plain[key]) for key in reversed(plain)}
    return [reordered(part) for part in plain] if isinstance(plain, list) else plain


def test_the_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest(from_plain(reordered(to_plain(version())))) == digest(version())


@pytest.mark.parametrize(
    "changed",
    [
        version(title="Small!"), version(minutes=9), version(bank=tuple(reversed(BANK))), with_question(true_false(author="C")),
        version(validity=Validity(Basis.COMPLETION, 12, 61)), with_lesson(review_by=date(2027, 1, 1)), version(slug="other"),
        with_lesson(screens=(*LESSON.screens[:1], replace(LESSON.screens[1], check=None)), checks=()),
    ],
)  # fmt: skip
def test_the_digest_changes_with_every_value(changed: ModuleVersion) -> None:
    assert digest(changed) != digest(version())


def test_the_digest_is_64_hexadecimal_digits() -> None:
    assert len(digest(version())) == 64
    assert int(digest(version()), 16)


def test_questions_are_found_by_id_among_checks_and_bank() -> None:
    assert version().question("check-1") is LESSON.checks[0]
    assert version().question("q-3") is BANK[2]
    with pytest.raises(KeyError):
        version().question("none")


def test_an_attempt_asks_as_many_questions_as_are_drawn() -> None:
    assert Assessment(8, 8, {"lesson-1": 2, "lesson-2": 4, "lesson-3": 4}).questions == 10
