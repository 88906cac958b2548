"""What HR's file would change: joiners, leavers, moves, returns, conflicts, faults of the tree."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.documents.tables import read_table
from elearning.domain.hr_file import SheetRow
from elearning.domain.hr_import import plan_import
from elearning.domain.hr_mapping import COLUMNS
from elearning.domain.hr_plan import Effect, ImportPlan, NewHolding, Noun, Replaced
from elearning.domain.hr_rows import parse_people
from elearning.domain.people import (
    Employment,
    KnownHolding,
    KnownPerson,
    KnownPost,
    KnownText,
    KnownUnit,
    Organisation,
    PostFacts,
    Reporting,
    canonical_number,
    employments,
    with_parents,
)  # fmt: skip
from tests.spreadsheets_written import ods, xlsx
from tests.unit.hr_rows import TODAY, cells, plan

UNIT = ("Resources", "Finance", "Treasury")
STARTED = date(2020, 1, 6)
YESTERDAY = TODAY - timedelta(days=1)


def known(*people: KnownPerson, posts: dict[str, Reporting] | None = None) -> Organisation:
    """A record of these people, in posts of one team."""
    facts = {"A": Reporting(), "B": Reporting(person="1")} | (posts or {})
    units = {path: KnownUnit(at, 100 + at, 200 + at, STARTED) for at, path in enumerate(with_parents(UNIT), 1)}
    return Organisation(
        people={person.number: person for person in people},
        posts={
            reference: KnownPost(at, 300 + at, STARTED, STARTED, PostFacts("Officer", UNIT, "Office", reporting))
            for at, (reference, reporting) in enumerate(facts.items(), 1)
        },
        units=units,
    )


def somebody(
    number: str, *holdings: tuple[str, date, date | None], name: str = "Somebody", email: str = ""
) -> KnownPerson:
    """A person on record."""
    at = int(number)
    return KnownPerson(
        at, number, KnownText(1000 + at, STARTED, name, name),
        KnownText(2000 + at, STARTED, email, email) if email else None,
        tuple(KnownHolding(3000 + 10 * at + i, *holding) for i, holding in enumerate(holdings)),
    )  # fmt: skip


BOSS = somebody("1", ("A", STARTED, None))
CLERK = somebody("2", ("B", STARTED, None))
BOSS_ROW = cells(number="1", post="A")
CLERK_ROW = cells(number="2", post="B", manager="1")


def effects(made: ImportPlan) -> dict[str, Effect]:
    return {one.number: one.effect for one in made.affected}


def columns(made: ImportPlan) -> set[tuple[int, str]]:
    return {(problem.row, problem.column) for problem in (*made.problems, *made.listed)}


def test_a_first_file_makes_everybody_a_joiner_from_their_first_day() -> None:
    made = plan(BOSS_ROW, CLERK_ROW)
    assert not made.problems
    assert effects(made) == {"1": Effect.JOINER, "2": Effect.JOINER}
    assert made.holdings == (NewHolding("1", "A", STARTED, None), NewHolding("2", "B", STARTED, None))
    assert {unit.path for unit in made.units} == set(with_parents(UNIT))
    assert {post.true_from for post in made.posts} == {STARTED}
    assert made.posts[1].facts.reporting == Reporting(person="1")


def test_the_same_file_again_changes_nothing() -> None:
    made = plan(CLERK_ROW, BOSS_ROW, current=known(BOSS, CLERK))
    assert made.is_empty
    assert set(effects(made).values()) == {Effect.UNCHANGED}


def test_a_person_whom_the_file_leaves_out_is_listed_and_stays() -> None:
    made = plan(BOSS_ROW, current=known(BOSS, CLERK))
    assert made.is_empty
    assert made.missing == (("2", "Somebody"),)


def test_only_an_end_date_makes_a_leaver_and_it_may_lie_ahead() -> None:
    row = cells(number="2", post="B", manager="1", end="31/12/2026")
    made = plan(BOSS_ROW, row, current=known(BOSS, CLERK))
    assert effects(made)["2"] is Effect.LEAVER
    assert made.replaced == (Replaced(Noun.HOLDING, CLERK.holdings[0].fact_id, date(2026, 12, 31)),)
    gone = somebody("2", ("B", STARTED, date(2026, 12, 31)))
    assert plan(BOSS_ROW, row, current=known(BOSS, gone)).is_empty


def test_a_new_first_day_after_an_end_is_a_return_with_a_time_in_post_of_its_own() -> None:
    gone = somebody("2", ("B", STARTED, date(2024, 3, 31)))
    row = cells(number="2", post="B", manager="1", start="2026-10-01")
    made = plan(BOSS_ROW, row, current=known(BOSS, gone))
    assert effects(made)["2"] is Effect.JOINER
    assert made.holdings == (NewHolding("2", "B", date(2026, 10, 1), None),)
    assert not made.replaced


def test_a_return_listed_beside_the_time_before_is_the_same_return() -> None:
    gone = somebody("2", ("B", STARTED, date(2024, 3, 31)))
    earlier = cells(number="2", post="B", manager="1", end="2024-03-31")
    later = cells(number="2", post="B", manager="1", start="2026-10-01")
    made = plan(later, BOSS_ROW, earlier, current=known(BOSS, gone))
    assert not made.problems
    assert made.holdings == (NewHolding("2", "B", date(2026, 10, 1), None),)


def test_a_new_post_ends_the_one_that_is_no_longer_listed() -> None:
    row = cells(number="2", post="C", manager="1", start="2026-10-01")
    made = plan(BOSS_ROW, row, current=known(BOSS, CLERK))
    assert effects(made)["2"] is Effect.CHANGE
    assert Replaced(Noun.HOLDING, CLERK.holdings[0].fact_id, date(2026, 9, 30)) in made.replaced
    assert made.holdings == (NewHolding("2", "C", date(2026, 10, 1), None),)


def test_a_move_under_the_first_day_of_the_employment_is_true_from_today_and_stays_so() -> None:
    row = cells(number="2", post="C", manager="1")
    made = plan(BOSS_ROW, row, current=known(BOSS, CLERK))
    assert Replaced(Noun.HOLDING, CLERK.holdings[0].fact_id, YESTERDAY) in made.replaced
    assert made.holdings == (NewHolding("2", "C", TODAY, None),)
    moved = somebody("2", ("B", STARTED, YESTERDAY), ("C", TODAY, None))
    assert plan(BOSS_ROW, row, current=known(BOSS, moved, posts={"C": Reporting(person="1")})).is_empty


def test_a_second_post_that_the_file_leaves_out_is_kept() -> None:
    both = somebody("2", ("B", STARTED, None), ("C", date(2024, 1, 8), None))
    made = plan(BOSS_ROW, CLERK_ROW, current=known(BOSS, both, posts={"C": Reporting(person="1")}))
    assert made.is_empty


def test_a_row_with_a_problem_keeps_a_new_post_from_ending_its_own() -> None:
    new = cells(number="2", post="C", manager="1", start="2026-10-01")
    bad = cells(number="2", post="B", manager="1", start="1/6/20")
    made = plan(BOSS_ROW, new, bad, current=known(BOSS, CLERK))
    assert not [one for one in made.replaced if one.noun is Noun.HOLDING]


def test_a_corrected_first_day_replaces_the_wrong_one() -> None:
    row = cells(number="2", post="B", manager="1", start="2020-02-03")
    made = plan(BOSS_ROW, row, current=known(BOSS, CLERK))
    assert made.replaced == (Replaced(Noun.HOLDING, CLERK.holdings[0].fact_id, None),)
    assert made.holdings == (NewHolding("2", "B", date(2020, 2, 3), None),)


def test_a_change_of_name_manager_or_team_is_true_from_today() -> None:
    row = cells(number="2", name="Somebody Else", post="B", manager="A", team="Pensions")
    made = plan(BOSS_ROW, row, current=known(BOSS, CLERK))
    assert made.affected[1].what == ("name", "unit", "line manager")
    assert {one.last_on for one in made.replaced} == {YESTERDAY}
    assert [name.true_from for name in made.names] == [TODAY]
    assert [(post.true_from, post.facts.reporting) for post in made.posts] == [(TODAY, Reporting(post="A"))]


def test_a_change_that_comes_with_a_new_holder_is_true_from_the_holder_s_first_day() -> None:
    rows = (BOSS_ROW, cells(number="3", post="B", manager="1", team="Pensions", start="2026-11-02"))
    made = plan(*rows, current=known(BOSS))
    assert [post.true_from for post in made.posts] == [date(2026, 11, 2)]
    assert made.replaced == (Replaced(Noun.POST, 302, date(2026, 11, 1)),)


def test_an_address_is_ended_when_its_cell_is_empty_and_may_pass_to_another() -> None:
    one, two = somebody("1", ("A", STARTED, None), email="x@m.example"), somebody("2", ("B", STARTED, None))
    given_on = cells(number="2", post="B", manager="1", email="X@m.example")
    made = plan(BOSS_ROW, given_on, current=known(one, two))
    assert not made.problems
    assert [(email.number, email.true_from) for email in made.emails] == [("2", TODAY)]
    assert Replaced(Noun.EMAIL, 2001, YESTERDAY) in made.replaced


def test_a_vacant_post_is_as_old_as_those_who_report_to_it() -> None:
    vacant = cells(number="", name="", post="V", manager="1", start="")
    made = plan(BOSS_ROW, vacant, cells(number="2", post="B", manager="v", start="2021-05-04"))
    by_reference = {post.reference: post for post in made.posts}
    assert by_reference["V"].true_from == date(2021, 5, 4)
    assert by_reference["B"].facts.reporting == Reporting(post="V")
    assert made.count(Effect.JOINER) == 2


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ((BOSS_ROW, cells(number="2", post="B", manager="9")), {(3, "line_manager_number")}),
        ((BOSS_ROW, cells(number="2", post="B", manager="2")), {(3, "line_manager_number")}),
        ((BOSS_ROW, cells(number="2", post="B", manager="B")), {(3, "line_manager_number")}),
        (
            (BOSS_ROW, cells(number="2", post="B", manager="3"), cells(number="3", post="C", manager="2")),
            {(3, "line_manager_number"), (4, "line_manager_number")},
        ),
        (
            (BOSS_ROW, CLERK_ROW, cells(number="3", post="C")),
            {(4, "line_manager_number")},
        ),
        ((BOSS_ROW, CLERK_ROW, cells(number="2", name="Twin", post="C", manager="1")), {(3, "name"), (4,
        "name")}),
        ((BOSS_ROW, CLERK_ROW, CLERK_ROW), {(3, "post_reference"), (4, "post_reference")}),
        (
            (cells(number="1", email="a@m.example"), cells(number="2", post="B", manager="1",
            email="A@M.example")),
            {(2, "email"), (3, "email")},
        ),
        (
            (BOSS_ROW, CLERK_ROW, cells(number="3", post="B", manager="1", team="Pensions")),
            {(3, "team"), (4, "team")},
        ),
        (
            (BOSS_ROW, CLERK_ROW, cells(number="", name="", post="B", manager="1", start="")),
            {(4, "post_reference")},
        ),
    ],
    ids=["unknown", "self", "own post", "circle", "several tops", "two names", "same row twice",
    "one address",
         "post in two teams", "vacant and held"],
)  # fmt: skip
def test_what_rows_say_against_each_other_is_named_by_row_and_column(
    rows: tuple[dict[str, str], ...], found: set[tuple[int, str]]
) -> None:
    made = plan(*rows)
    assert columns(made) == found


def test_a_circle_is_found_through_the_record_of_people_whom_the_file_leaves_out() -> None:
    record = known(BOSS, CLERK, posts={"C": Reporting(person="2")})
    made = plan(cells(number="1", post="A", manager="2"), current=record)
    assert columns(made) == {(2, "line_manager_number")}
    assert "1, 2" in made.listed[0].problem


def test_whoever_somebody_of_a_circle_also_reports_to_is_not_in_it() -> None:
    made = plan(
        BOSS_ROW,
        cells(number="2", post="B", manager="3"),
        cells(number="2", post="D", manager="4"),
        cells(number="3", post="C", manager="2"),
        cells(number="4", post="E", manager="1"),
    )
    assert columns(made) == {(3, "line_manager_number"), (5, "line_manager_number")}
    assert all("2, 3" in one.problem or "3, 2" in one.problem for one in made.listed)


def test_an_address_of_somebody_whom_the_file_leaves_out_is_not_taken() -> None:
    record = known(somebody("1", ("A", STARTED, None), email="a@m.example"), CLERK)
    made = plan(cells(number="2", post="B", manager="1", email="a@m.example"), current=record)
    assert columns(made) == {(2, "email")}


def test_a_number_that_lost_its_zeros_names_the_likely_person() -> None:
    zeros = KnownPerson(7, "0042", KnownText(1, STARTED, "Asha Rao", "Asha Rao"), None, ())
    made = plan(BOSS_ROW, cells(number="42", post="B", manager="1"), current=known(BOSS, zeros))
    assert columns(made) == {(3, "employee_number")}
    assert "Asha Rao, 0042" in made.problems[0].problem


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_whoever_lost_their_zeros_is_not_also_called_missing_from_the_file(kind: str) -> None:
    zeros, other = somebody("0042", ("B", STARTED, None)), somebody("0043", ("B", STARTED, None))
    row = cells(number="42", post="B", manager="1")
    lines = [list(COLUMNS), list(BOSS_ROW.values()), list(row.values())]
    if kind == "csv":
        content = "\n".join(",".join(line) for line in lines).encode()
    else:
        content = xlsx([*lines[:2], [42, *lines[2][1:]]]) if kind == "xlsx" else ods(lines)
    file = parse_people(read_table(content).rows)
    made = plan_import(known(BOSS, zeros, other), file, today=TODAY)
    assert columns(made) == {(3, "employee_number")}
    assert [number for number, _ in made.missing] == ["0043"]


def test_people_below_a_bad_row_are_loaded_without_a_line_manager_and_listed() -> None:
    made = plan(
        BOSS_ROW, cells(number="2", post="B", manager="1", start="1/6/20"), cells(number="3", post="C", manager="2")
    )
    assert {(problem.row, problem.column) for problem in made.problems} == {(3, "start_date")}
    assert [problem.row for problem in made.listed] == [4]
    assert made.joining == ("1", "3")
    assert [post.facts.reporting for post in made.posts if post.reference == "C"] == [Reporting()]


def test_an_address_waits_for_the_row_of_whoever_has_it_now() -> None:
    one, two = somebody("1", ("A", STARTED, None), email="x@m.example"), somebody("2", ("B", STARTED, None))
    bad, given_on = cells(number="1", post="A", start="1/1/20"), cells(number="2", post="B", email="x@m.example")
    made = plan(bad, given_on, current=known(one, two))
    assert [(problem.row, problem.column) for problem in made.waiting] == [(3, "email")]
    assert made.is_empty


def loops(made: ImportPlan) -> set[str]:
    """The posts and people from which one comes back to where one was, as the plan would leave the record."""
    above = {f"post {reference}": post.facts.reporting for reference, post in made.known.posts.items()}
    above |= {f"post {post.reference}": post.facts.reporting for post in made.posts}
    posts_of: dict[str, set[str]] = {}
    gone = {one.fact_id for one in made.replaced if one.noun is Noun.HOLDING}
    for person in made.known.people.values():
        held = {h.reference for h in person.holdings if h.fact_id not in gone and h.last_on is None}
        posts_of[f"person {person.number}"] = held
    for holding in made.holdings:
        if holding.last_on is None:
            posts_of.setdefault(f"person {holding.number}", set()).add(holding.reference)
    steps: dict[str, set[str]] = {person: {f"post {ref}" for ref in held} for person, held in posts_of.items()}
    for post, reporting in above.items():
        steps[post] = {f"person {reporting.person}"} if reporting.person else set()
        steps[post] |= {f"post {reporting.post}"} if reporting.post else set()
    while idle := [one for one, to in steps.items() if not to & steps.keys()]:
        for one in idle:
            del steps[one]
    return set(steps)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["", "1", "2", "3", "4", "5", "9", "A1", "A3"]), min_size=5, max_size=5), st.data())
def test_whoever_is_named_as_line_manager_everybody_is_loaded_and_no_circle_is_recorded(
    managers: list[str], data: st.DataObject
) -> None:
    rows = [cells(number=str(n), post=f"A{n}", manager=m) for n, m in enumerate(managers, 1)]
    recorded = data.draw(st.lists(st.sampled_from(["", "1", "2", "3"]), min_size=5, max_size=5))
    people = [somebody(str(n), (f"A{n}", STARTED, None)) for n in range(1, 6)]
    posts = {f"A{n}": Reporting(person=m if m < str(n) else "") for n, m in enumerate(recorded, 1)}
    for current in (Organisation(), known(*people, posts=posts)):
        made = plan(*rows, current=current)
        assert not made.problems
        assert {one.number for one in made.affected} == {"1", "2", "3", "4", "5"}
        assert loops(made) == set(), made.listed


def test_a_line_manager_who_cannot_be_right_leaves_the_one_on_record() -> None:
    third = somebody("3", ("C", STARTED, None))
    record = known(BOSS, CLERK, third, posts={"C": Reporting(person="2")})
    for wrong in ("9", "3", "C"):
        made = plan(BOSS_ROW, CLERK_ROW, cells(number="3", post="C", manager=wrong), current=record)
        assert columns(made) == {(4, "line_manager_number")}
        assert made.is_empty, wrong


def test_posts_with_no_day_between_them_are_one_employment() -> None:
    spans = [(date(2020, 1, 6), date(2021, 3, 31)), (date(2021, 4, 1), date(2022, 1, 1)), (date(2022, 1, 3), None)]
    assert employments(reversed(spans)) == (
        Employment(date(2020, 1, 6), date(2022, 1, 1)), Employment(date(2022, 1, 3), None),
    )  # fmt: skip


ROWS = (
    BOSS_ROW,
    CLERK_ROW,
    cells(number="3", post="C", manager="2", email="c@m.example"),
    cells(number="3", post="D", manager="V", email="c@m.example", team="Pensions"),
    cells(number="", name="", post="V", manager="1", start=""),
    cells(number="4", post="E", manager="V", start="1/2/21"),
    cells(number="5", name="One", post="F", manager="2"),
    cells(number="5", name="Two", post="G", manager="2"),
    cells(number="6", post="H", manager="5"),
    cells(number="7", post="I", manager="8"),
    cells(number="8", post="J", manager="7", end="2024-01-01"),
)


@settings(max_examples=40)
@given(st.permutations(range(len(ROWS))))
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    straight, shuffled = plan(*ROWS), plan(*(ROWS[at] for at in order))
    place = {new: old for new, old in enumerate(order)}
    assert {(place[p.row - 2], p.column) for p in shuffled.problems} == {
        (p.row - 2, p.column) for p in straight.problems
    }
    for part in ("joining", "names", "emails", "units", "posts", "holdings", "replaced"):
        assert sorted(getattr(shuffled, part)) == sorted(getattr(straight, part))


CELL = st.sampled_from(
    ["", "1", "2", "A", "B", "Ann", "Bob", "a@m.example", "2020-01-06", "1/1/20", "2019-01-01", "\x07"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELL, min_size=13, max_size=13), max_size=6))
def test_whatever_a_file_says_nothing_is_raised_and_bad_rows_take_no_part(rows: list[list[str]]) -> None:
    keys = list(BOSS_ROW)
    made = plan(*(dict(zip(keys, row, strict=True)) for row in rows), current=known(BOSS, CLERK))
    bad = {problem.row for problem in (*made.problems, *made.waiting)}
    good_numbers = {canonical_number(row[0]) for at, row in enumerate(rows, 2) if at not in bad}
    assert {holding.number for holding in made.holdings} <= good_numbers


def test_a_number_that_lost_its_zeros_is_found_in_the_file_too_by_the_name_beside_it() -> None:
    rows = (BOSS_ROW, cells(number="0042", name="Asha Rao", post="B", manager="1"))
    twin = plan(*rows, cells(number="42", name="Asha Rao", post="C", manager="1"))
    assert columns(twin) == {(4, "employee_number")}
    assert "Asha Rao, 0042" in twin.problems[0].problem
    assert not plan(*rows, cells(number="42", name="Somebody Else", post="C", manager="1")).problems


def test_a_file_whose_headings_are_wrong_makes_nobody_missing() -> None:
    made = plan_import(known(BOSS, CLERK), parse_people([SheetRow(1, ("name",))]), today=TODAY)
    assert made.missing == ()
    assert made.problems


def test_a_line_manager_whose_number_lost_its_zeros_is_named() -> None:
    zeros = KnownPerson(7, "0042", KnownText(1, STARTED, "Asha Rao", "Asha Rao"), None, ())
    made = plan(BOSS_ROW, cells(number="2", post="B", manager="42"), current=known(BOSS, zeros))
    assert [one.problem for one in made.listed if one.row == 3] == [
        "The number has lost its leading zeros: it is probably 0042."
    ]


def test_of_two_who_report_to_nobody_the_one_with_most_people_below_is_the_top() -> None:
    below = [
        cells(number="2", post="B", manager="1"), cells(number="3", post="C", manager="1"),
        cells(number="4", post="D", manager="2"), cells(number="4", post="E", manager="3"),
    ]  # fmt: skip
    other = [cells(number="5", post="F"), *(cells(number=n, post=f"G{n}", manager="5") for n in ("6", "7"))]
    made = plan(BOSS_ROW, *below, *other)
    assert [one.row for one in made.listed] == [7], "three are below the first, who counts whoever has two posts once"


def test_a_post_begun_today_that_the_file_leaves_out_was_never_held() -> None:
    fresh = somebody("2", ("B", TODAY, None))
    made = plan(BOSS_ROW, cells(number="2", post="C", manager="1", start=TODAY.isoformat()), current=known(BOSS, fresh))
    assert made.replaced == (Replaced(Noun.HOLDING, 3020, None),)
    assert made.holdings == (NewHolding("2", "C", TODAY, None),)


def test_an_end_before_the_move_to_a_post_puts_right_the_whole_time_in_it() -> None:
    moved = somebody("2", ("A", STARTED, date(2022, 12, 31)), ("B", date(2023, 1, 1), None))
    left = cells(number="2", post="B", manager="1", end="2021-05-05")
    made = plan(BOSS_ROW, cells(number="2", post="A", end="2022-12-31"), left, current=known(BOSS, moved))
    assert Replaced(Noun.HOLDING, 3021, None) in made.replaced
    assert NewHolding("2", "B", STARTED, date(2021, 5, 5)) in made.holdings


def test_a_post_that_began_earlier_than_the_one_on_record_ends_nothing() -> None:
    made = plan(BOSS_ROW, cells(number="2", post="C", manager="1", start="2019-01-07"), current=known(BOSS, CLERK))
    assert made.holdings == (NewHolding("2", "C", date(2019, 1, 7), None),)
    assert not any(one.noun is Noun.HOLDING for one in made.replaced)


def test_a_first_day_before_the_post_was_known_makes_post_and_unit_as_old() -> None:
    early = date(2019, 1, 7)
    made = plan({**BOSS_ROW, "start_date": early.isoformat()}, current=known(BOSS))
    assert [(post.reference, post.true_from) for post in made.posts] == [("A", early)]
    assert {unit.true_from for unit in made.units} == {early}
    assert len(made.units) == 3, "team, service and directorate"
    nouns = [one.noun for one in made.replaced]
    assert (nouns.count(Noun.UNIT_NAME), nouns.count(Noun.UNIT_PLACE), nouns.count(Noun.POST)) == (3, 3, 1)


def test_a_post_that_somebody_on_record_holds_is_no_top_although_a_row_calls_it_vacant() -> None:
    holder = somebody("3", ("C", STARTED, None))
    vacant = cells(number="", name="", post="C", start="")
    made = plan(BOSS_ROW, CLERK_ROW, vacant, current=known(BOSS, CLERK, holder, posts={"C": Reporting(person="1")}))
    assert made.listed == ()


def test_of_two_at_the_top_the_one_with_more_people_below_is_right_however_many_posts_the_other_has() -> None:
    many = [cells(number="3", post=post) for post in "CDEF"]
    made = plan(*many, BOSS_ROW, CLERK_ROW)
    assert columns(made) == {(row, "line_manager_number") for row in (2, 3, 4, 5)}
