"""A column mapping: an HR system's own file says the same as ours; blanks, dates, paths and nobodies as was chosen."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.authoring.column_mappings import read_mapping, write_mapping
from elearning.domain.hr_file import HrFile, SheetRow
from elearning.domain.hr_import import plan_import
from elearning.domain.hr_mapping import (
    COLUMNS,
    EVERY_COLUMN,
    MAY_BE_CONSTANT,
    Blank,
    ColumnMapping,
    LastDay,
    LeaveTo,
    Missing,
    PathColumn,
    faults_of,
    likely_columns,
    same_headings,
)
from elearning.domain.hr_plan import Effect, Noun, Replaced
from elearning.domain.hr_rows import parse_people
from elearning.domain.people import KnownText, Organisation, Reporting
from tests.unit.hr_rows import TODAY, cells, plan, sheet
from tests.unit.test_people_plan import BOSS, CLERK, STARTED, YESTERDAY, known, somebody

THEIRS = {
    "employee_number": "Staff ID", "name": "Full name", "post_reference": "Post Unique Reference",
    "post_title": "Job", "line_manager_number": "Reports to", "start_date": "Started", "end_date": "First day away",
}  # fmt: skip
MAPPING = ColumnMapping(
    columns=THEIRS, path=PathColumn("Org path", ">", 1), last_day=LastDay.FIRST_AWAY, nobody=("Not disclosed", "Vacant")
)
HEADINGS = (*THEIRS.values(), "Org path", "Shoe size")


def theirs(*rows: tuple[str, ...], mapping: ColumnMapping = MAPPING) -> HrFile:
    """A file of the HR system, read by a mapping."""
    numbered = [
        SheetRow(at, (*row, "Marlshire > Resources > Finance > Treasury", "42")) for at, row in enumerate(rows, 2)
    ]
    return parse_people([SheetRow(1, HEADINGS), *numbered], mapping)


BOSS_LINE = ("1", "Somebody", "A", "Officer", "", "2020-01-06", "")
CLERK_LINE = ("2", "Somebody", "B", "Officer", "1", "2020-01-06", "")


def test_a_file_with_headings_of_its_own_says_the_same_as_ours() -> None:
    ours = parse_people(
        sheet(
            cells(number="1", post="A", group=""), cells(number="2", post="B", manager="1", group="", end="2026-12-31")
        )
    )
    read = theirs(BOSS_LINE, (*CLERK_LINE[:-1], "1 January 2027"))
    assert not read.problems
    assert [row._replace(known_as="") for row in read.rows] == [row._replace(known_as="") for row in ours.rows]


def test_a_fault_is_named_by_the_heading_of_the_file_itself() -> None:
    read = theirs((*BOSS_LINE[:5], "1/3/26", ""), ("", "Ann", "C", "Officer", "", "2020-01-06", ""))
    made = plan_import(Organisation(), read, today=TODAY)
    assert {(one.row, one.column) for one in made.problems} == {(2, "Started"), (3, "Staff ID")}


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("Marlshire > Resources", ("Resources", "", "")),
        ("Marlshire>Resources>Finance>Treasury", ("Resources", "Finance", "Treasury")),
        ("Marlshire > Resources > > Treasury", ("Resources", "Treasury", "")),
    ],
)
def test_a_unit_is_read_from_its_path(path: str, unit: tuple[str, str, str]) -> None:
    read = parse_people([SheetRow(1, HEADINGS), SheetRow(2, (*BOSS_LINE, path, ""))], MAPPING)
    assert [row.unit for row in read.rows] == [unit]


@pytest.mark.parametrize("path", ["Marlshire", "", "M > A > B > C > D", "M > " + "x" * 300])
def test_a_path_that_gives_no_unit_is_a_problem_of_its_column(path: str) -> None:
    read = parse_people([SheetRow(1, HEADINGS), SheetRow(2, (*BOSS_LINE, path, ""))], MAPPING)
    made = plan_import(Organisation(), read, today=TODAY)
    assert {one.column for one in made.problems} == {"Org path"}


def test_a_heading_that_is_absent_or_there_twice_stops_the_file() -> None:
    for headings in (HEADINGS[1:], (*HEADINGS, "staff_id")):
        read = parse_people([SheetRow(1, headings), SheetRow(2, ("x",) * len(headings))], MAPPING)
        assert [one.column for one in read.problems] == ["Staff ID"]
        assert read.row_count == 0


def test_a_constant_stands_in_every_row() -> None:
    mapping = replace(MAPPING, path=None, constants={"directorate": "Places", "staff_group": "Office"})
    assert {(row.unit, row.staff_group) for row in theirs(BOSS_LINE, CLERK_LINE, mapping=mapping).rows} == {
        (("Places", "", ""), "Office")
    }


def test_nobody_and_vacancies_make_posts_that_hold_their_place_and_no_accounts() -> None:
    hidden = ("7", "NOT DISCLOSED", "C", "Director", "1", "2020-01-06", "")
    made = plan_import(
        Organisation(), theirs(BOSS_LINE, hidden, ("8", "Ann", "D", "Officer", "7", "2021-01-04", "")), today=TODAY
    )
    assert not made.problems
    assert not made.listed
    assert made.joining == ("1", "8")
    assert {post.reference: post.facts.reporting for post in made.posts}["D"] == Reporting(post="C")
    assert {post.reference: post.facts.reporting for post in made.posts}["C"] == Reporting(person="1")


def test_whoever_is_not_disclosed_is_not_missing_either() -> None:
    mapping = replace(MAPPING, missing=Missing.LEFT)
    hidden = ("2", "Vacant", "B", "Officer", "1", "2020-01-06", "")
    made = plan_import(known(BOSS, CLERK), theirs(BOSS_LINE, hidden, mapping=mapping), today=TODAY)
    assert made.missing == ()
    assert made.count(Effect.LEAVER) == 0


def test_a_blank_cell_leaves_what_is_recorded_or_empties_it_as_was_chosen() -> None:
    known_as = KnownText(9, STARTED, "Somebody", "Sam")
    chosen = somebody("2", ("B", STARTED, date(2026, 12, 31)), email="s@m.example")._replace(name=known_as)
    record = known(BOSS, chosen)
    row = cells(number="2", post="B", group="")
    for blank, is_empty in ((Blank.LEAVES, True), (Blank.EMPTIES, False)):
        mapping = ColumnMapping(columns={name: name for name in COLUMNS}, blank=blank)
        read = parse_people(sheet(cells(number="1", post="A"), row), mapping)
        made = plan_import(record, read, today=TODAY)
        assert made.is_empty is is_empty, blank
    joined = plan_import(
        Organisation(), parse_people(sheet(cells(number="1", name="New")), MAPPING_LEAVES), today=TODAY
    )
    assert [(one.text, one.known_as) for one in joined.names] == [("New", "New")]


MAPPING_LEAVES = ColumnMapping(columns={name: name for name in COLUMNS}, blank=Blank.LEAVES)


def test_a_column_that_the_file_does_not_have_says_nothing() -> None:
    staffed = somebody("1", ("A", STARTED, None), email="a@m.example")
    made = plan_import(known(staffed, CLERK), theirs(BOSS_LINE, CLERK_LINE), today=TODAY)
    assert made.is_empty


def test_whoever_is_missing_has_left_only_if_that_was_chosen_and_every_row_says_whose_it_is() -> None:
    later = somebody("3", ("B", STARTED, None), ("A", TODAY + timedelta(days=9), None))
    record = known(BOSS, CLERK, later)
    gone = replace(MAPPING, missing=Missing.LEFT)
    made = plan_import(record, theirs(BOSS_LINE, mapping=gone), today=TODAY)
    assert made.are_missing_gone
    assert [(one.number, one.effect) for one in made.affected] == [
        ("1", Effect.UNCHANGED), ("2", Effect.LEAVER), ("3", Effect.LEAVER)
    ]  # fmt: skip
    assert set(made.replaced) == {
        Replaced(Noun.HOLDING, CLERK.holdings[0].fact_id, YESTERDAY),
        Replaced(Noun.HOLDING, later.holdings[0].fact_id, YESTERDAY),
        Replaced(Noun.HOLDING, later.holdings[1].fact_id, None),
    }
    bad = ("=A1", "Ann", "C", "Officer", "1", "2020-01-06", "")
    assert plan_import(record, theirs(BOSS_LINE, bad, mapping=gone), today=TODAY).count(Effect.LEAVER) == 0
    assert plan_import(record, theirs(BOSS_LINE), today=TODAY).count(Effect.LEAVER) == 0


def test_references_that_differ_by_capitals_are_one_and_it_is_said() -> None:
    rows = (
        cells(number="1", post="Pa-1"),
        cells(number="2", post="B", manager="1"),
        cells(number="3", post="C", manager="pa-1"),
    )
    read = parse_people(sheet(*rows))
    assert [(one.row, one.column, one.value) for one in read.remarks] == [(4, "line_manager_number", "pa-1")]
    assert "Pa-1" in read.remarks[0].problem
    assert parse_people(sheet(*(cells(number="7", post="ab1"), cells(number="7", post="ab2")))).remarks == ()


def faults(mapping: ColumnMapping) -> set[tuple[str, ...]]:
    return {fault.place for fault in faults_of(mapping)}


def test_a_mapping_that_cannot_be_used_says_what_to_change() -> None:
    assert faults(MAPPING) == set()
    assert faults(ColumnMapping(columns={})) == {("columns",)}
    assert len(faults_of(ColumnMapping(columns={}))) == 6
    assert faults(replace(MAPPING, constants={"email": "a@b.example"})) == {("constants", "email")}
    assert faults(replace(MAPPING, constants={"post_title": "Officer"})) == {("constants", "post_title")}
    assert faults(replace(MAPPING, constants={"team": "T"})) == {("constants", "team")}
    assert faults(replace(MAPPING, columns={**THEIRS, "team": "T"})) == {("columns", "team")}
    assert faults(replace(MAPPING, path=PathColumn("Org path", " "))) == {("unit_path", "separator")}


def test_likely_columns_are_offered_and_files_of_the_same_headings_are_known_again() -> None:
    found = likely_columns(["Staff ID", "Full Name", "Position ID", "REPORTS TO", "Other"])
    assert found == {
        "employee_number": "Staff ID", "name": "Full Name", "post_reference": "Position ID",
        "line_manager_number": "REPORTS TO",
    }  # fmt: skip
    assert same_headings(["Staff ID", "Name", ""]) == same_headings(["name", "staff_id"])


words = (
    st.text(st.characters(categories=["L", "N"], include_characters=" >/:#'\"-"), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)


@st.composite
def mappings(draw: st.DrawFn) -> ColumnMapping:
    """Any mapping without faults."""
    path = draw(st.none() | st.builds(PathColumn, words, st.sampled_from([">", " / ", "\\", "::"]), st.integers(0, 9)))
    some = draw(st.sampled_from([COLUMNS, (*COLUMNS, "leave_from"), (*COLUMNS, "post_tags"), EVERY_COLUMN]))
    own = [column for column in some if path is None or column not in ("directorate", "service", "team")]
    constant = draw(st.sets(st.sampled_from([column for column in MAY_BE_CONSTANT if column in own])))
    return ColumnMapping(
        columns={column: draw(words) for column in own if column not in constant},
        constants={column: draw(words) for column in own if column in constant},
        path=path, last_day=draw(st.sampled_from(LastDay)), blank=draw(st.sampled_from(Blank)),
        missing=draw(st.sampled_from(Missing)), nobody=tuple(draw(st.lists(words, max_size=3))),
        leave_to=draw(st.sampled_from(LeaveTo)),
    )  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(mappings())
def test_whatever_mapping_is_written_reads_back_the_same(mapping: ColumnMapping) -> None:
    assert read_mapping(write_mapping(mapping).encode()) == (mapping, [])


GOOD = write_mapping(MAPPING)


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (("employee_number: Staff ID", "employee_numbr: Staff ID"), 3, "employee_number"),
        (("end_date_is: first day away", "end_date_is: first"), 14, "Give"),
        (("separator: '>'", "separator: ''"), 12, "empty"),
        (("name: Full name", "name: [a]"), 4, "text"),
        (("name: Full name", "name: *a"), 4, "aliases"),
        (("blank_cell: empty it\n", ""), 2, "blank_cell is missing"),
    ],
)
def test_a_bad_mapping_file_is_refused_with_line_and_remedy(change: tuple[str, str], line: int, said: str) -> None:
    assert change[0] in GOOD, GOOD
    mapping, problems = read_mapping(GOOD.replace(*change).encode())
    assert mapping is None
    assert problems[0].line == line, problems
    assert said in problems[0].message


@pytest.mark.parametrize("content", [b"\xff", b"x" * 70_000, b"", b"- a", b"columns: {}", b"\x00"])
def test_what_is_no_mapping_is_refused_and_nothing_raised(content: bytes) -> None:
    mapping, problems = read_mapping(content)
    assert mapping is None
    assert all(problem.line for problem in problems)
    assert problems


def as_theirs(rows: list[dict[str, str]], order: list[str]) -> list[SheetRow]:
    """The same rows as the HR system would write them: its own headings, its own order, one path for the unit."""

    def line(row: dict[str, str]) -> dict[str, str]:
        path = " > ".join(filter(None, ("Marlshire", row["directorate"], row["service"], row["team"])))
        return {**{THEIRS[name]: row[name] for name in THEIRS}, "Org path": path}

    return [
        SheetRow(1, tuple(order)),
        *(SheetRow(at, tuple(line(row)[h] for h in order)) for at, row in enumerate(rows, 2)),
    ]


PEOPLE = [cells(number=str(n), post=f"P{n}", manager=str(n // 2 or ""), group="") for n in range(1, 9)]


@settings(max_examples=60, deadline=None)
@given(st.permutations(PEOPLE), st.permutations([*THEIRS.values(), "Org path"]))
def test_order_of_rows_and_columns_does_not_matter_through_a_mapping(
    rows: list[dict[str, str]], order: list[str]
) -> None:
    mapping = replace(MAPPING, last_day=LastDay.INCLUDED)
    made: Any = plan_import(Organisation(), parse_people(as_theirs(rows, order), mapping), today=TODAY)
    ours = plan(*PEOPLE)
    for part in ("joining", "names", "emails", "units", "posts", "holdings", "replaced", "affected"):
        assert sorted(getattr(made, part)) == sorted(getattr(ours, part)), part
