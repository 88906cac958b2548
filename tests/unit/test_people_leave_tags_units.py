"""Leave, tags of posts and spellings of units in HR's file: what changes, what is a problem, and what says nothing."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain.audience_conditions import PostTag
from elearning.domain.hr_changes import Change, arrivals_of, changes_of
from elearning.domain.hr_file import HrFile, SheetRow
from elearning.domain.hr_import import plan_import
from elearning.domain.hr_mapping import COLUMNS, EVERY_COLUMN, Blank, ColumnMapping, LeaveTo, faults_of
from elearning.domain.hr_plan import Effect, ImportPlan, NewLeave, NewTagging, Noun, Replaced
from elearning.domain.hr_rows import parse_people
from elearning.domain.people import KnownLeave, KnownTagging, Organisation
from tests.unit.hr_rows import TODAY, cells, plan, sheet
from tests.unit.test_people_plan import BOSS, BOSS_ROW, CLERK, CLERK_ROW, YESTERDAY, columns, known

AT_RISK, ACCOUNT = "works-with-people-at-risk", "runs-an-account"
SPRING, SUMMER = date(2026, 3, 2), date(2026, 6, 30)
Row = dict[str, str]


def away(row: Row, first: str = "", last: str = "") -> Row:
    return {**row, "leave_from": first, "leave_to": last}


def tagged(row: Row, tags: str) -> Row:
    return {**row, "post_tags": tags}


def record(*leaves: tuple[date, date | None], tags: tuple[tuple[str, date, date | None], ...] = ()) -> Organisation:
    """The clerk with leave, in a post with tags."""
    clerk = CLERK._replace(leaves=tuple(KnownLeave(50 + at, *leave) for at, leave in enumerate(leaves)))
    found = known(BOSS, clerk)
    taggings = tuple(KnownTagging(70 + at, *tagging) for at, tagging in enumerate(tags))
    return replace(found, posts={**found.posts, "B": found.posts["B"]._replace(taggings=taggings)})


def ended(fact_id: int, last_on: date | None, noun: Noun = Noun.LEAVE) -> Replaced:
    return Replaced(noun, fact_id, last_on)


@pytest.mark.parametrize(
    ("leaves", "cell", "replaced", "added"),
    [
        ((), ("2026-03-02", ""), (), (NewLeave("2", SPRING, None),)),
        ((), ("2026-03-02", "30/6/2026"), (), (NewLeave("2", SPRING, SUMMER),)),
        (((SPRING, None),), ("2026-03-02", "2026-06-30"), (ended(50, SUMMER),), ()),
        (((SPRING, date(2026, 5, 1)),), ("2026-03-02", "2026-06-30"), (ended(50, SUMMER),), ()),
        (((SPRING, SUMMER),), ("2026-03-02", "2026-06-30"), (), ()),
        (((SPRING, SUMMER),), ("2026-03-02", ""), (), ()),
        (((SPRING, SUMMER),), ("", ""), (), ()),
        (((SPRING, SUMMER),), ("2026-07-01", ""), (), (NewLeave("2", date(2026, 7, 1), None),)),
    ],
    ids=["new and open", "new and over", "its end becomes known", "its end was wrong", "the same by hand", "end by hand",
         "blank", "the next day"],
)  # fmt: skip
def test_leave_is_recorded_ended_or_left_as_it_is(
    leaves: tuple[tuple[date, date | None], ...], cell: tuple[str, str], replaced: tuple[Replaced, ...],
    added: tuple[NewLeave, ...],
) -> None:  # fmt: skip
    made = plan(BOSS_ROW, away(CLERK_ROW, *cell), current=record(*leaves))
    assert not made.problems
    assert (made.replaced, made.leaves) == (replaced, added)
    is_changed = bool(replaced or added)
    assert made.is_empty is not is_changed
    assert [(one.effect, one.what) for one in made.affected if one.number == "2"] == [
        (Effect.CHANGE, ("leave",)) if is_changed else (Effect.UNCHANGED, ())
    ]


VACANT = cells(number="", name="", post="V", manager="1", start="")


@pytest.mark.parametrize(
    ("leaves", "rows", "found", "said"),
    [
        ((), [away(CLERK_ROW, "", "2026-06-30")], {(3, "leave_from")}, "no first"),
        ((), [away(CLERK_ROW, "2026-06-30", "2026-03-02")], {(3, "leave_to")}, "before it begins, on 30 June 2026"),
        ((), [away(CLERK_ROW, "2/3/26")], {(3, "leave_from")}, "not a date"),
        ((), [away(CLERK_ROW, "2026-02-30")], {(3, "leave_from")}, "no such day"),
        ((), [away(VACANT, "2026-03-02")], {(3, "leave_from")}, "vacant post"),
        ((), [away({**CLERK_ROW, "end_date": "2026-01-30"}, "2026-03-02")], {(3, "leave_from")}, "last day in post"),
        ((), [away(CLERK_ROW, "2019-03-02", "2019-06-30")], {(3, "leave_to")}, "first day in post"),
        (((SPRING, None),), [away(CLERK_ROW, "2026-09-01")], {(3, "leave_from")}, "from 2 March 2026 with no last day"),
        (((SPRING, SUMMER),), [away(CLERK_ROW, "2026-03-03", "2026-06-30")], {(3, "leave_from")}, "until 30 June 2026"),
        ((), [away(CLERK_ROW, "2026-03-02", "2026-06-30"),
              away({**CLERK_ROW, "post_reference": "C"}, "2026-03-02", "2026-07-30")],
         {(3, "leave_from"), (4, "leave_from")}, "shares days"),
        ((), [away(CLERK_ROW, "2026-03-02"), away({**CLERK_ROW, "post_reference": "C"}, "2026-09-01")],
         {(3, "leave_from"), (4, "leave_from")}, "shares days"),
    ],
    ids=["no first day", "ends first", "not a date", "no such day", "vacant", "after the post", "before the post",
         "open on record", "other days on record", "two ends", "two that overlap"],
)  # fmt: skip
def test_leave_that_cannot_be_right_is_named_by_row_column_and_remedy_and_takes_no_part(
    leaves: tuple[tuple[date, date | None], ...], rows: list[Row], found: set[tuple[int, str]], said: str
) -> None:
    made = plan(BOSS_ROW, *rows, current=record(*leaves))
    assert columns(made) == found
    assert all(said in one.problem and one.remedy for one in made.problems), made.problems
    assert not made.leaves
    assert not [one for one in made.replaced if one.noun is Noun.LEAVE]


def test_leave_told_in_the_rows_of_two_posts_is_one_and_the_row_that_knows_its_end_tells_it() -> None:
    second = {**CLERK_ROW, "post_reference": "C"}
    made = plan(BOSS_ROW, away(CLERK_ROW, "2026-03-02"), away(second, "2026-03-02", "2026-06-30"), current=record())
    assert not made.problems
    assert made.leaves == (NewLeave("2", SPRING, SUMMER),)
    next_leave = plan(
        BOSS_ROW,
        away(CLERK_ROW, "2026-03-02", "2026-06-30"),
        away(second, "2026-09-01"),
        current=record((SPRING, None)),
    )
    assert not next_leave.problems
    assert next_leave.leaves == (NewLeave("2", date(2026, 9, 1), None),)


def test_leave_waits_when_the_row_that_ends_the_leave_before_it_is_left_out() -> None:
    ends = away(CLERK_ROW, "2026-03-02", "2026-06-30")
    against = cells(number="3", post="B", manager="1", team="Pensions")
    begins = away({**CLERK_ROW, "post_reference": "C"}, "2026-09-01")
    made = plan(BOSS_ROW, ends, against, begins, current=record((SPRING, None)))
    assert columns(made) == {(3, "team"), (4, "team")}
    assert [(one.row, one.column) for one in made.waiting] == [(5, "leave_from")]
    assert made.leaves == ()


def test_what_a_joiner_brings_is_told_in_words() -> None:
    row = tagged(away(CLERK_ROW, "2026-03-02", "2026-06-30"), f"{ACCOUNT};{AT_RISK}")
    brought = arrivals_of(plan(BOSS_ROW, row), ["1", "2"])
    assert brought["2"].leave == "from 2 March 2026 to 30 June 2026"
    assert brought["2"].tags == "runs an account of the council; works with children or adults at risk"
    assert "with no last day" in brought["2"].in_post
    assert (brought["1"].leave, brought["1"].tags) == ("", "")


def test_a_joiner_to_a_post_on_record_brings_the_tags_that_it_will_have() -> None:
    current = record(tags=((AT_RISK, date(2026, 1, 1), None),))
    row = {**tagged(CLERK_ROW, ACCOUNT), "employee_number": "9", "name": "New Clerk", "email": ""}
    assert arrivals_of(plan(BOSS_ROW, row, current=current), ["9"])["9"].tags == "runs an account of the council"


def test_changes_of_leave_and_tags_are_told_in_words() -> None:
    current = record((SPRING, None), tags=((AT_RISK, date(2026, 1, 1), None),))
    row = tagged(away(CLERK_ROW, "2026-03-02", "2026-06-30"), ACCOUNT)
    made = plan(BOSS_ROW, row, current=current)
    assert changes_of(made, ["2"])["2"] == (
        Change("Leave", "from 2 March 2026 with no last day", "from 2 March 2026 to 30 June 2026"),
        Change("Tags of the post", "works with children or adults at risk", "runs an account of the council"),
    )
    assert [one.what for one in made.affected if one.number == "2"] == [("leave", "tags of the post")]


@pytest.mark.parametrize(
    ("tags", "cell", "replaced", "added"),
    [
        ((), AT_RISK, (), (NewTagging("B", AT_RISK, TODAY),)),
        ((), f"{ACCOUNT} ;{AT_RISK};", (), (NewTagging("B", AT_RISK, TODAY), NewTagging("B", ACCOUNT, TODAY))),
        ((), "Runs an account of the council", (), (NewTagging("B", ACCOUNT, TODAY),)),
        (((AT_RISK, SPRING, None),), AT_RISK, (), ()),
        (((AT_RISK, SPRING, date(2026, 12, 31)),), AT_RISK, (), ()),
        (((AT_RISK, SPRING, None),), "", (), ()),
        (((AT_RISK, SPRING, None),), ";", (), ()),
        (((AT_RISK, SPRING, None),), ACCOUNT, (ended(70, YESTERDAY, Noun.TAG),), (NewTagging("B", ACCOUNT, TODAY),)),
        (((AT_RISK, TODAY, None),), ACCOUNT, (ended(70, None, Noun.TAG),), (NewTagging("B", ACCOUNT, TODAY),)),
        (((AT_RISK, TODAY + timedelta(9), None),), ACCOUNT, (), (NewTagging("B", ACCOUNT, TODAY),)),
        (((AT_RISK, SPRING, YESTERDAY),), AT_RISK, (ended(70, None, Noun.TAG),), (NewTagging("B", AT_RISK, SPRING),)),
    ],
    ids=["given", "two", "by its words", "has it", "has it till new year", "blank", "only a separator", "another",
         "another, given today", "one to come stays", "again the next day"],
)  # fmt: skip
def test_a_filled_cell_is_all_that_the_post_has_and_a_blank_one_says_nothing(
    tags: tuple[tuple[str, date, date | None], ...], cell: str, replaced: tuple[Replaced, ...],
    added: tuple[NewTagging, ...],
) -> None:  # fmt: skip
    made = plan(BOSS_ROW, tagged(CLERK_ROW, cell), current=record(tags=tags))
    assert not made.problems
    assert (made.replaced, made.taggings) == (replaced, added)


def test_a_new_post_has_its_tags_from_its_first_day_and_a_vacant_one_has_them_too() -> None:
    made = plan(tagged(BOSS_ROW, ACCOUNT), tagged(VACANT, AT_RISK))
    assert made.taggings == (NewTagging("A", ACCOUNT, date(2020, 1, 6)), NewTagging("V", AT_RISK, TODAY))


@pytest.mark.parametrize(
    ("cell", "value", "said", "remedy"),
    [
        ("drives a van", "drives a van", "no such tag", f"Use {AT_RISK} or {ACCOUNT}, with ; between two."),
        (f"{AT_RISK},{ACCOUNT}", f"{AT_RISK},{ACCOUNT}", "no such tag", f"Use {AT_RISK} or {ACCOUNT}"),
        (f"{AT_RISK};manages-people", "manages-people", "worked out", "Take this tag out"),
        ("=A1", "=A1", "no such tag", "Use"),
    ],
)
def test_a_tag_that_there_is_not_is_a_problem_that_names_those_that_there_are(
    cell: str, value: str, said: str, remedy: str
) -> None:
    made = plan(BOSS_ROW, tagged(CLERK_ROW, cell))
    (one,) = made.problems
    assert (one.row, one.column, one.value) == (3, "post_tags", value)
    assert said in one.problem
    assert one.remedy.startswith(remedy)


def test_rows_of_one_post_must_not_list_other_tags_but_one_may_be_blank() -> None:
    third = cells(number="3", post="B", manager="1")
    made = plan(BOSS_ROW, tagged(CLERK_ROW, AT_RISK), tagged(third, ACCOUNT))
    assert columns(made) == {(3, "post_tags"), (4, "post_tags")}
    assert not plan(BOSS_ROW, tagged(CLERK_ROW, AT_RISK), tagged(third, "")).problems


def mapped(rows: list[Row], **choices: object) -> HrFile:
    mapping = ColumnMapping(columns={column: column for column in EVERY_COLUMN}, **choices)  # type: ignore[arg-type]
    whole = [
        away(tagged(row, row.get("post_tags", "")), row.get("leave_from", ""), row.get("leave_to", "")) for row in rows
    ]
    return parse_people(sheet(*whole), mapping)


def test_a_mapping_chooses_what_blank_tags_and_the_last_day_of_leave_mean() -> None:
    current = record((SPRING, None), tags=((AT_RISK, SPRING, None),))
    for blank, gone in ((Blank.LEAVES, ()), (Blank.EMPTIES, (ended(70, YESTERDAY, Noun.TAG),))):
        made = plan_import(current, mapped([BOSS_ROW, CLERK_ROW], blank=blank), today=TODAY)
        assert made.replaced == gone, "blank leave is never taken away"
    back = mapped(
        [BOSS_ROW, away(CLERK_ROW, "2026-03-02", "2026-07-01")], leave_to=LeaveTo.FIRST_BACK, blank=Blank.LEAVES
    )
    assert plan_import(current, back, today=TODAY).replaced == (ended(50, SUMMER),)
    lonely = ColumnMapping(columns={**dict.fromkeys(COLUMNS, "x"), "leave_to": "Back"})
    assert ["leave_from" in fault.message for fault in faults_of(lonely)] == [True]


def test_an_optional_heading_that_is_there_twice_stops_the_file() -> None:
    headings = (*COLUMNS, "post_tags", "Post Tags")
    read = parse_people([SheetRow(1, headings), SheetRow(2, ("",) * len(headings))])
    assert [(one.row, one.column) for one in read.problems] == [(1, "post_tags")]


def test_a_unit_spelt_with_other_capitals_or_spaces_is_the_one_on_record_and_it_is_said() -> None:
    row = {**CLERK_ROW, "directorate": "RESOURCES", "team": "treasury"}
    made = plan({**BOSS_ROW, "service": "Finance "}, row, current=known(BOSS, CLERK))
    assert made.is_empty
    assert not made.problems
    assert {(one.row, one.column, one.value) for one in made.remarks} == {
        (3, "directorate", "RESOURCES"), (3, "team", "treasury")
    }  # fmt: skip
    assert "Treasury" in made.remarks[1].problem
    apart = plan(BOSS_ROW, {**CLERK_ROW, "team": "Treas  ury"}, current=known(BOSS, CLERK))
    assert [unit.path[2] for unit in apart.units] == ["Treas ury"], "a space is not nothing"
    assert [(one.column, one.value) for one in apart.remarks] == [("team", "Treas  ury")]


def test_a_new_unit_is_spelt_as_in_most_rows_and_a_team_of_the_same_name_elsewhere_is_another() -> None:
    people = [cells(number=str(n), post=f"P{n}", manager=str(n // 2 or "")) for n in range(1, 6)]
    spelt = ["ADULT CARE", "Adult Care", "Adult  Care", "adult care", "Adult Care"]
    rows = [{**row, "service": service} for row, service in zip(people, spelt, strict=True)]
    other = cells(number="6", post="P6", manager="1", directorate="Places", service="adult care", team="")
    made = plan(*rows, other)
    assert {unit.path[:2] for unit in made.units} == {
        ("Resources", ""), ("Resources", "Adult Care"), ("Places", ""), ("Places", "adult care")
    }  # fmt: skip
    assert {one.value for one in made.remarks} == {"ADULT CARE", "Adult  Care", "adult care"}


def after(current: Organisation, made: ImportPlan) -> Organisation:
    """The record with the leave and the tags of a plan."""
    new = {one.fact_id: one.last_on for one in made.replaced}
    people, posts = dict(current.people), dict(current.posts)
    for number, person in people.items():
        kept = [one._replace(last_on=new.get(one.fact_id, one.last_on)) for one in person.leaves]
        kept += [KnownLeave(900 + at, *one[1:]) for at, one in enumerate(made.leaves) if one.number == number]
        people[number] = person._replace(leaves=tuple(kept))
    for reference, post in posts.items():
        stays = [one for one in post.taggings if new.get(one.fact_id, TODAY) is not None]
        times = [one._replace(last_on=new.get(one.fact_id, one.last_on)) for one in stays]
        times += [
            KnownTagging(950 + at, one.tag, one.true_from, None)
            for at, one in enumerate(made.taggings)
            if one.reference == reference
        ]
        posts[reference] = post._replace(taggings=tuple(times))
    return replace(current, people=people, posts=posts)


DAYS = st.sampled_from(["", "", "2026-03-02", "2026-06-30", "2026-07-01", "2026-11-22", "2019-01-01", "1/1/26"])
TAGS = st.sampled_from(["", AT_RISK, f"{ACCOUNT};{AT_RISK}", ACCOUNT, "vans", ";"])
SPANS = st.sampled_from([(), ((SPRING, None),), ((SPRING, SUMMER),), ((SPRING, SUMMER), (date(2026, 7, 1), None))])
HAD = st.sampled_from([(), ((AT_RISK, SPRING, None),), ((ACCOUNT, SPRING, SUMMER), (ACCOUNT, TODAY, None))])
PLACES = (("1", "A", ""), ("2", "B", "1"), ("2", "C", "1"), ("3", "D", "1"), ("3", "B", "1"))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(DAYS, DAYS, TAGS), min_size=5, max_size=5), SPANS, HAD, st.permutations(range(5)))
def test_the_same_file_twice_changes_nothing_in_any_order_and_no_leave_shares_a_day_with_other_leave(
    told: list[tuple[str, str, str]], leaves: tuple[tuple[date, date | None], ...],
    tags: tuple[tuple[str, date, date | None], ...], order: list[int],
) -> None:  # fmt: skip
    rows = [
        tagged(away(cells(number=number, post=post, manager=manager), first, last), words)
        for (number, post, manager), (first, last, words) in zip(PLACES, told, strict=True)
    ]
    current = record(*leaves, tags=tags)
    made, shuffled = plan(*rows, current=current), plan(*(rows[at] for at in order), current=current)
    for part in ("leaves", "taggings", "replaced", "retagged"):
        assert sorted(getattr(made, part)) == sorted(getattr(shuffled, part)), part
    assert {(order[p.row - 2], p.column) for p in shuffled.problems} == {(p.row - 2, p.column) for p in made.problems}
    then = after(current, made)
    again = plan(*rows, current=then)
    assert {one for one in again.leaves if one.number in then.people} == set()
    assert [one for one in again.taggings if one.reference in then.posts] == []
    assert [one for one in again.replaced if one.noun in (Noun.LEAVE, Noun.TAG)] == []
    for person in then.people.values():
        spans = sorted((one.first_on, one.last_on or date.max) for one in person.leaves)
        assert all(one[1] < other[0] for one, other in pairwise(spans)), spans


HOSTILE = (
    "\x07",
    "=A1",
    "#N/A",
    "N\ufffd",
    "x" * 300,
    "31/02/2026",
    "9999-12-31",
    "46000",
    ";;;",
    "=HYPERLINK(1);x",
    "manages-people",
)


@pytest.mark.parametrize("cell", HOSTILE)
def test_a_hostile_cell_is_named_or_says_nothing_and_never_becomes_leave_or_a_tag(cell: str) -> None:
    current = record((SPRING, SUMMER), tags=((AT_RISK, SPRING, None),))
    for column in ("leave_from", "leave_to", "post_tags"):
        first = {"leave_from": "2026-07-06"} if column == "leave_to" else {}
        made = plan(BOSS_ROW, {**CLERK_ROW, **first, column: cell}, current=current)
        assert made.is_empty, (column, cell)
        says_nothing = column == "post_tags" and cell == ";;;"
        assert {(one.row, one.column) for one in made.problems} == (set() if says_nothing else {(3, column)})
        assert all(len(one.value) <= 60 and one.remedy for one in made.problems)


def test_tags_in_a_file_are_those_that_can_be_recorded() -> None:
    made = plan(tagged(BOSS_ROW, f"{AT_RISK};{ACCOUNT};{AT_RISK}"))
    assert [one.tag for one in made.taggings] == [PostTag.AT_RISK.value, PostTag.ACCOUNT.value]


def test_a_change_of_leave_is_told_before_and_after_and_other_leave_is_not() -> None:
    made = plan(
        BOSS_ROW, away(CLERK_ROW, "2026-03-02", "2026-06-30"),
        current=record((date(2025, 1, 6), date(2025, 1, 10)), (SPRING, None)),
    )  # fmt: skip
    assert changes_of(made, ["2"])["2"] == (
        Change("Leave", "from 2 March 2026 with no last day", "from 2 March 2026 to 30 June 2026"),
    )
    made = plan(BOSS_ROW, away(CLERK_ROW, "2026-03-02", "2026-06-30"), current=record())
    (told,) = changes_of(made, ["2"])["2"]
    assert (told.what, told.after) == ("Leave", "from 2 March 2026 to 30 June 2026")
