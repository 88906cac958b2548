"""Whom a rule means, since when and why; how it reads as a sentence; and what is done with tags of posts."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearning.domain.assignments import Audience, DueLine, due_line
from elearning.domain.audience_conditions import EVERYBODY_IN_POST, PostTag, Who, read_who, who_text
from elearning.domain.audience_words import sentence, who_words
from elearning.domain.membership import (
    HeldPost,
    Organised,
    PlaceOver,
    PostOver,
    ReportingOver,
    days_in,
    managing_days,
    stays,
)
from elearning.domain.planned_assignments import NO_EDIT, KnownAssignment, plan_assignments
from elearning.domain.post_tags import KnownTag, TagEdit, with_tag, without_tag
from elearning.domain.worked_examples import Because, chosen, example, in_post_from

FIRST, TODAY, LATER = date(2026, 9, 1), date(2026, 11, 22), date(2027, 3, 31)
ALWAYS = (date(2020, 1, 6), None)
ADULTS, CARE, ROADS = 1, 2, 3
UNIT_NAMES = {ADULTS: "Adult Social Care", CARE: "Home care", ROADS: "Roads"}


def terms(who: Who = EVERYBODY_IN_POST, **changes: Any) -> Audience:
    said: dict[str, Any] = {
        "module": "core", "name": "A rule", "first_on": FIRST, "fixed_due_on": LATER, "days_after_start": 30,
        "notice_days": 0, "who": who,
    }  # fmt: skip
    return Audience(**{**said, **changes})


def organised(**changes: Any) -> Organised:
    """Ann (1) holds post 10 in Home care, below Adult Social Care; Bo (2) holds 20 in Roads."""
    known: dict[str, Any] = {
        "held": {1: [HeldPost(10, ALWAYS)], 2: [HeldPost(20, ALWAYS)]},
        "posts": {10: [PostOver(CARE, "Frontline", ALWAYS)], 20: [PostOver(ROADS, "Office", ALWAYS)]},
        "places": {
            ADULTS: [PlaceOver(None, ALWAYS)], CARE: [PlaceOver(ADULTS, ALWAYS)], ROADS: [PlaceOver(None, ALWAYS)]
        },
    }  # fmt: skip
    return Organised(**{**known, **changes})


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        (
            terms(Who(units=(ADULTS,), tags=(PostTag.AT_RISK,))),
            "Everybody in Adult Social Care and below who works with children or adults at risk must do X "
            "by 31 March 2027; people who come later within 30 days.",
        ),
        (
            terms(fixed_due_on=None, days_after_start=1, notice_days=14),
            "Everybody in post must do X within 1 day of their first day among them, and nobody with less than 14 "
            "days’ notice.",
        ),
        (
            terms(Who(units=(ADULTS, CARE, ROADS), tags=tuple(PostTag), staff_groups=("Office",))),
            "Everybody in Adult Social Care, Home care or Roads and below who works with children or adults at risk, "
            "runs an account of the council or manages people and is in the staff group Office must do X by 31 March "
            "2027; people who come later within 30 days.",
        ),
    ],
)
def test_a_rule_is_one_plain_sentence(audience: Audience, expected: str) -> None:
    assert sentence(audience, "X", UNIT_NAMES) == expected


@pytest.mark.parametrize(
    ("who", "ending"),
    [
        (Who(started_from=FIRST), "who started on or after 1 September 2026"),
        (Who(started_to=FIRST), "who started on or before 1 September 2026"),
        (Who(started_from=FIRST, started_to=LATER), "who started from 1 September 2026 to 31 March 2027"),
        (Who(units=(99,)), "in a unit that is gone and below"),
    ],
)
def test_start_dates_and_lost_units_are_said_in_words(who: Who, ending: str) -> None:
    assert who_words(who, UNIT_NAMES).endswith(ending)


DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(
    st.builds(
        Who, units=st.lists(st.integers(1, 9), unique=True).map(lambda ids: tuple(sorted(ids))),
        staff_groups=st.lists(st.text(max_size=9), unique=True).map(lambda names: tuple(sorted(names))),
        tags=st.lists(st.sampled_from(PostTag), unique=True).map(lambda tags: tuple(sorted(tags))),
        started_from=st.none() | DAYS, started_to=st.none() | DAYS,
    )
)  # fmt: skip
def test_conditions_are_read_back_as_they_were_written(who: Who) -> None:
    assert read_who(who_text(who)) == who


@pytest.mark.parametrize(
    ("who", "people"),
    [
        (EVERYBODY_IN_POST, {1, 2}),
        (Who(units=(ADULTS,)), {1}),
        (Who(units=(CARE, ROADS)), {1, 2}),
        (Who(units=(ADULTS,), staff_groups=("Office",)), set()),
        (Who(staff_groups=("Office",)), {2}),
        (Who(tags=(PostTag.AT_RISK,)), {1}),
        (Who(tags=(PostTag.MANAGES,)), {2}),
        (Who(tags=(PostTag.AT_RISK, PostTag.MANAGES)), {1, 2}),
        (Who(tags=(PostTag.AT_RISK,), units=(ROADS,)), set()),
        (Who(started_from=date(2020, 1, 7)), set()),
        (Who(started_to=date(2020, 1, 6)), {1, 2}),
        (Who(started_to=date(2020, 1, 5)), set()),
    ],
)
def test_every_kind_of_condition_must_hold_of_one_post_and_within_a_kind_one_is_enough(
    who: Who, people: set[int]
) -> None:
    known = organised(tagged={(10, PostTag.AT_RISK): [ALWAYS]}, managing={2: [ALWAYS]})
    assert {person for person in (1, 2, 3) if days_in(who, person, known)} == people


def test_a_circle_of_units_leads_nowhere_and_a_unit_that_ended_holds_nobody() -> None:
    ends = date(2026, 10, 31)
    known = organised(
        places={CARE: [PlaceOver(ROADS, ALWAYS)], ROADS: [PlaceOver(CARE, ALWAYS)], ADULTS: [PlaceOver(None, (FIRST, ends))]},
        posts={10: [PostOver(CARE, "", ALWAYS)], 20: [PostOver(ADULTS, "", ALWAYS)]},
    )  # fmt: skip
    assert days_in(Who(units=(ADULTS,)), 1, known) == ()
    assert days_in(Who(units=(ADULTS,)), 2, known) == ((FIRST, ends),)


def test_somebody_manages_while_another_holds_a_post_that_reports_to_them_or_to_their_post() -> None:
    until = date(2026, 6, 30)
    reporting = [
        ReportingOver(20, 1, None, (FIRST, None)), ReportingOver(30, None, 10, ALWAYS), ReportingOver(40, 4, None, ALWAYS),
        ReportingOver(50, None, None, ALWAYS), ReportingOver(60, 9, None, (date(2019, 1, 1), date(2019, 2, 1))),
        ReportingOver(10, None, 10, ALWAYS),
    ]  # fmt: skip
    holders = {
        10: [(1, ALWAYS)],
        20: [(2, ALWAYS)],
        30: [(3, (ALWAYS[0], until))],
        40: [(4, ALWAYS)],
        60: [(6, ALWAYS)],
    }
    assert managing_days(reporting, holders) == {1: [(FIRST, None), (ALWAYS[0], until)]}


def test_a_stay_goes_on_through_a_change_of_terms_and_ends_where_they_leave_somebody_out() -> None:
    changed = date(2026, 12, 1)
    first = terms(Who(units=(ADULTS,)), last_on=changed - timedelta(days=1))
    everybody = terms(first_on=changed)
    assert [(one.first_on, one.last_on) for one in stays([everybody, first], 1, organised())] == [(FIRST, None)]
    (new,) = stays([first, everybody], 2, organised())
    assert (new.first_on, new.terms) == (changed, everybody)
    roads = terms(Who(units=(ROADS,)), first_on=changed)
    assert [one.last_on for one in stays([first, roads], 1, organised())] == [changed - timedelta(days=1)]


@pytest.mark.parametrize(
    ("since", "recorded", "notice", "line"),
    [
        (FIRST, FIRST, 0, DueLine.FIXED), (TODAY, FIRST, 0, DueLine.DAYS), (TODAY, TODAY, 60, DueLine.NOTICE),
        (FIRST, date(2027, 3, 30), 14, DueLine.NOTICE),
    ],
)  # fmt: skip
def test_the_line_that_decided_a_due_date_is_named(since: date, recorded: date, notice: int, line: DueLine) -> None:
    assert due_line(terms(notice_days=notice), in_audience_on=since, recorded_on=recorded) is line


def test_terms_that_move_due_dates_reach_whoever_is_assigned_on_their_first_day_or_later() -> None:
    moved = terms(first_on=TODAY, fixed_due_on=LATER + timedelta(days=30))
    (stay,) = stays([terms()], 1, organised())
    ended = stay._replace(last_on=TODAY - timedelta(days=1))
    known = KnownAssignment(7, FIRST, None, LATER, "because", FIRST)
    edit = plan_assignments([stay], [known], today=TODAY, moved_by=moved)
    assert [(one.first_on, one.due_on) for one in edit.added] == [(FIRST, LATER + timedelta(days=30))]
    over = known._replace(last_on=ended.last_on)
    assert plan_assignments([ended], [over], today=TODAY, moved_by=moved) == NO_EDIT


BECAUSE = [
    (EVERYBODY_IN_POST, 1, Because.IN),
    (Who(units=(ADULTS,)), 2, Because.UNIT),
    (Who(units=(ADULTS,), staff_groups=("Office",)), 1, Because.STAFF_GROUP),
    (Who(tags=(PostTag.AT_RISK, PostTag.MANAGES)), 1, Because.TAG),
    (Who(started_from=FIRST), 1, Because.START),
    (EVERYBODY_IN_POST, 3, Because.NOT_IN_POST),
]


@pytest.mark.parametrize(("who", "person", "because"), BECAUSE)
def test_an_example_says_why_somebody_is_in_or_out(who: Who, person: int, because: Because) -> None:
    told = example([terms(who)], person, organised(), NO_EDIT, day=TODAY, today=TODAY)
    assert told.because is because


def test_an_example_gives_the_date_and_the_line_of_what_would_be_recorded() -> None:
    rule, known = terms(), organised()
    edit = plan_assignments(stays([rule], 1, known), (), today=TODAY)
    told = example([rule], 1, known, edit, day=TODAY, today=TODAY)
    assert (told.first_on, told.due_on, told.line) == (FIRST, LATER, DueLine.FIXED)
    kept = example([rule], 1, known, NO_EDIT, day=TODAY, today=TODAY)
    assert (kept.due_on, kept.line) == (None, DueLine.KEPT)
    moved = edit._replace(added=(edit.added[0]._replace(due_on=TODAY),))
    assert example([rule], 1, known, moved, day=TODAY, today=TODAY).line is DueLine.KEPT
    ahead = terms(first_on=LATER)
    assert example([ahead], 1, known, NO_EDIT, day=TODAY, today=TODAY).because is Because.LATER
    over = terms(last_on=TODAY - timedelta(days=1))
    assert example([over], 1, known, NO_EDIT, day=TODAY, today=TODAY).because is Because.RULE_OVER


def test_examples_are_as_different_as_can_be_and_those_who_are_in_come_first() -> None:
    known = organised(held={person: [HeldPost(10 if person % 5 else 20, ALWAYS)] for person in range(1, 40)})
    rule = terms(Who(units=(ADULTS,)))
    everybody = [example([rule], id, known, NO_EDIT, day=TODAY, today=TODAY) for id in in_post_from(known, TODAY)]
    found = chosen(everybody, 10)
    assert [one.because for one in found] == [Because.IN] * 5 + [Because.UNIT] * 5
    assert in_post_from(organised(held={1: [HeldPost(10, (FIRST, FIRST))]}), TODAY) == []


TAGGED = KnownTag(1, FIRST, None)


@pytest.mark.parametrize(
    ("known", "day", "edit"),
    [
        ([], TODAY, TagEdit((), TODAY)),
        ([TAGGED], TODAY, TagEdit((), None)),
        ([TAGGED], date(2026, 8, 1), TagEdit(((1, None),), date(2026, 8, 1))),
        ([KnownTag(1, FIRST, TODAY - timedelta(days=1))], TODAY, TagEdit(((1, None),), FIRST)),
        ([KnownTag(1, FIRST, TODAY - timedelta(days=2))], TODAY, TagEdit((), TODAY)),
    ],
)
def test_a_tag_that_is_given_joins_what_is_on_record(known: list[KnownTag], day: date, edit: TagEdit) -> None:
    assert with_tag(known, day) == edit


@pytest.mark.parametrize(
    ("known", "edit"),
    [
        ([], TagEdit((), None)),
        ([TAGGED], TagEdit(((1, TODAY),), None)),
        ([KnownTag(1, LATER, None)], TagEdit(((1, None),), None)),
        ([KnownTag(1, FIRST, TODAY)], TagEdit((), None)),
    ],
)
def test_a_tag_that_is_taken_ends_on_its_last_day(known: list[KnownTag], edit: TagEdit) -> None:
    assert without_tag(known, TODAY) == edit


def test_a_time_in_post_before_the_rule_is_no_stay() -> None:
    known = organised(held={1: [HeldPost(10, (date(2020, 1, 6), date(2020, 2, 1)))]})
    assert stays([terms()], 1, known) == []


def test_what_is_on_record_is_kept_cut_moved_opened_again_or_taken_away() -> None:
    (stay,) = stays([terms()], 1, organised())
    same = KnownAssignment(7, FIRST, None, LATER, "because", FIRST)
    assert plan_assignments([stay], [same], today=TODAY) == NO_EDIT
    assert plan_assignments([stay._replace(last_on=TODAY)], [same], today=TODAY).ended == ((7, TODAY),)
    opened = plan_assignments([stay], [same._replace(last_on=TODAY)], today=TODAY)
    assert (opened.ended, opened.added[0].last_on) == (((7, None),), None)
    later = plan_assignments([stay._replace(first_on=TODAY)], [same], today=TODAY)
    assert (later.ended, later.added[0].due_on) == (((7, None),), TODAY + timedelta(days=30))
    assert plan_assignments([], [same], today=TODAY).ended == ((7, None),)
    gone = same._replace(last_on=FIRST)
    apart = plan_assignments([stay._replace(first_on=TODAY)], [gone], today=TODAY)
    assert (apart.ended, len(apart.added)) == (((7, None),), 1)
