"""The oracle of a council itself, on cases made by hand: RULE-2, RULE-18, RULE-19 and RULE-21 in a few posts each."""

import ast
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests import oracle_council
from tests.oracle_council import NO_UNIT, Council, CouncilOnDay, Row, figures
from tests.random_councils import TABLES, Publication, council, questions

DAY, INSTANT = date(2026, 3, 2), datetime(2026, 3, 2, 12, tzinfo=UTC)
LONG_AGO = date(2020, 1, 6)
BEGINNING = datetime(2020, 1, 6, 9, tzinfo=UTC)


def row(**values: Any) -> Row:
    return {"from": LONG_AGO, "to": None, "recorded": BEGINNING, "superseded": None, **values}


def posts(text: str) -> Council:
    """Posts as 'post holders>manager': `1 a>` is held by person a and reports to nobody, `2 bc>a` to person a,
    `3 ->1` is vacant and reports to post 1. Every post is in unit 1."""
    found: Council = {name: [] for name in (*TABLES, "modules", "certificates", "activity")}
    for line in filter(None, map(str.strip, text.split(";"))):
        number, rest = line.split(" ")
        holders, above = rest.split(">")
        post, is_post = int(number), above.isdigit()
        found["post_details"].append(
            row(
                post=post, reference=f"P{post:03}", unit=1, manager=ord(above) if above and not is_post else None,
                manager_post=int(above) if is_post else None,
            )
        )  # fmt: skip
        found["holdings"] += [row(person=ord(one), post=post) for one in holders if one != "-"]
    found["unit_places"].append(row(unit=1, kind="team", parent=None))
    found["unit_names"].append(row(unit=1, name="Parks"))
    return found


def on_day(tables: Council, day: date = DAY, instant: datetime = INSTANT) -> CouncilOnDay:
    return CouncilOnDay(tables, day, instant)


def letters(people: Any) -> str:
    return "".join(sorted(chr(person) for person in people))


@pytest.mark.parametrize(
    ("tree", "manager", "direct", "whole"),
    [
        pytest.param("1 a>; 2 b>a; 3 c>b", "a", "b", "bc", id="the tree below goes on through people"),
        pytest.param("1 a>; 2 b>1; 3 c>2", "a", "b", "bc", id="or through the posts that they hold"),
        pytest.param("1 a>; 2 ->1; 3 c>2", "a", "", "c", id="through a vacant post the chain goes on"),
        pytest.param("1 a>; 2 ->a; 3 ->2; 4 d>3", "a", "", "d", id="and through two of them"),
        pytest.param("1 a>; 2 ->a; 3 c>b", "a", "", "", id="at a manager in no post it stops"),
        pytest.param("1 a>; 3 c>b; 4 d>c", "c", "d", "d", id="who is below a departed manager keeps a team"),
        pytest.param("1 a>c; 2 b>a; 3 c>b", "a", "b", "bc", id="a circle is followed once, without oneself"),
        pytest.param("1 ->3; 2 ->1; 3 ->2; 4 d>1", "d", "", "", id="a circle of vacant posts ends"),
        pytest.param("1 a>a; 2 b>a", "a", "b", "b", id="nobody is in their own"),
        pytest.param("1 ab>; 2 c>1", "b", "c", "c", id="who shares a post shares its reports"),
        pytest.param("1 ab>1", "a", "b", "b", id="two in a post that reports to itself"),
        pytest.param("1 a>; 2 b>a; 3 b>; 4 d>3", "a", "b", "bd", id="by all the posts of whom one passes"),
        pytest.param("1 a>; 2 c>a; 3 c>b; 4 b>", "b", "c", "c", id="one person in two posts appears to both"),
    ],
)
def test_reports_follow_the_posts_of_the_day(tree: str, manager: str, direct: str, whole: str) -> None:
    said = on_day(posts(tree))
    found = (letters(said.direct_reports(ord(manager))), letters(said.all_reports(ord(manager))))
    assert found == (direct, whole)


@pytest.mark.parametrize(
    ("tree", "without"),
    [
        pytest.param("1 a>; 2 b>a", "", id="whoever is at the top is not listed"),
        pytest.param("2 b>a; 3 c>b", "b", id="the reports of somebody in no post are"),
        pytest.param("1 ->a; 2 b>1", "b", id="through a vacant post too"),
        pytest.param("1 ->; 2 b>1", "", id="a vacant post at the top is nobody in no post"),
    ],
)
def test_no_manager_in_post(tree: str, without: str) -> None:
    assert letters(on_day(posts(tree)).without_manager()) == without


def test_the_main_post_is_the_one_begun_first_then_the_lowest_reference() -> None:
    tables = posts("1 a>; 2 a>; 3 a>")
    assert on_day(tables).main_post(ord("a")) == 1
    tables["holdings"][2]["from"] = date(2019, 1, 1)
    assert on_day(tables).main_post(ord("a")) == 3
    tables["post_details"][1]["reference"] = "P000"
    tables["holdings"][2]["from"] = LONG_AGO
    assert on_day(tables).main_post(ord("a")) == 2


def test_the_line_manager_of_a_shared_post_is_who_has_been_there_longest_and_never_oneself() -> None:
    tables = posts("1 ab>; 2 c>1; 3 b>1")
    tables["holdings"][1]["from"] = date(2019, 1, 1)
    said = on_day(tables)
    assert letters([said.line_manager(ord("c")) or 0]) == "b"
    assert said.line_manager(ord("a")) is None
    assert letters([on_day(posts("1 a>; 2 b>1")).line_manager(ord("b")) or 0]) == "a"
    assert on_day(posts("1 ->; 2 b>1")).line_manager(ord("b")) is None


def places(text: str) -> list[Row]:
    """Units as 'unit kind parent', with 0 for none."""
    found = []
    for unit, kind, parent in (line.split() for line in text.split(";")):
        found.append(row(unit=int(unit), kind=kind, parent=int(parent) or None))
    return found


def test_a_person_counts_once_in_each_unit_of_any_post_and_in_those_above() -> None:
    tables = posts("1 a>; 2 a>; 3 b>")
    tables["unit_places"] = places("1 directorate 0;2 service 1;3 team 2;4 team 2")
    tables["unit_names"] = [row(unit=unit, name=f"U{unit}") for unit in (1, 2, 3, 4)]
    for detail, unit in zip(tables["post_details"], (3, 4, 1), strict=True):
        detail["unit"] = unit
    said = on_day(tables)
    assert said.units_of(ord("a")) == {1, 2, 3, 4}
    assert said.units_of(ord("b")) == {1}
    assert said.path(3) == ("U1", "U2", "U3")
    assert said.path_in_words(1) == "U1"
    assert said.below(None) == [1]
    assert said.below(2) == [3, 4]


def test_a_post_in_a_unit_that_does_not_exist_that_day_is_under_no_unit() -> None:
    tables = posts("1 a>")
    tables["unit_places"][0]["to"] = date(2026, 3, 1)
    assert on_day(tables).units_of(ord("a")) == {NO_UNIT}
    assert on_day(tables, date(2026, 3, 1)).units_of(ord("a")) == {1}
    assert on_day(tables).path_in_words(NO_UNIT) == "no unit"


def test_a_fact_is_known_from_its_recording_included_to_its_supersession_excluded() -> None:
    tables = posts("1 a>")
    tables["holdings"][0].update(recorded=INSTANT, superseded=INSTANT.replace(hour=13))
    known = [on_day(tables, DAY, INSTANT.replace(hour=hour)).in_post() for hour in (11, 12, 13)]
    assert known == [[], [ord("a")], []]


def test_what_rows_add_up_to() -> None:
    words = ["completed", "expiring", "overdue", "in progress", "exempt", "on leave", "on leave"]
    found = figures([{"standing": word} for word in words])
    parts = {
        "assigned": 7, "counted": 4, "compliant": 2, "not_compliant": 1, "not_yet_due": 1, "exempt": 1, "on_leave": 2,
    }  # fmt: skip
    assert {name: found[name] for name in parts} == parts
    assert found["rate"] == "50.0"
    assert found["standings"]["on leave"] == 2
    assert figures([])["rate"] is None
    assert figures([{"standing": word} for word in ("completed", "completed", "overdue")])["rate"] == "66.6"


def test_the_oracle_shares_no_code_with_the_product() -> None:
    for name in ("oracle.py", "oracle_council.py"):
        tree = ast.parse(Path(oracle_council.__file__).with_name(name).read_text(encoding="utf-8"))
        modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        modules |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        assert not [module for module in modules if module and module.startswith("elearning")]


def test_random_councils_are_always_the_same_and_meet_every_standing_and_every_shape() -> None:
    at = datetime(2024, 1, 8, tzinfo=UTC)
    published = [Publication(1, "alpha", 1, 1, 60, at), Publication(2, "beta", 1, 2, 0, at)]
    met: set[str] = set()
    for seed in range(12):
        lived = council(seed, published)
        assert lived == council(seed, published)
        assert 5 <= lived.people <= 80
        for day, instant in questions(lived, 3, 2, datetime(2026, 11, 1, tzinfo=UTC)):
            said = CouncilOnDay(lived.tables, day, instant)
            met |= {found["standing"] for found in said.rows()}
            shapes = {
                "two posts": any(len(said.posts_of(one)) > 1 for one in said.in_post()),
                "a vacant post": any(not said.holders(post) for post in said.posts),
                "no manager in post": bool(said.without_manager()),
                "no unit": any(NO_UNIT in said.units_of(one) for one in said.in_post()),
                "a circle": any(one in said.above(one) for one in said.in_post()),
                "a whole tree that is more": any(
                    said.direct_reports(one) < said.all_reports(one) for one in said.in_post()
                ),
            }  # fmt: skip
            met |= {name for name, is_met in shapes.items() if is_met}
    assert met == set(oracle_council.STANDINGS) | {
        "two posts", "a vacant post", "no manager in post", "no unit", "a circle", "a whole tree that is more",
    }  # fmt: skip
