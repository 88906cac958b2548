"""HR's files and records that are too large for memory: the same decisions as of small ones, and nothing left behind."""

import os
import random
import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from elearning import shelf
from elearning.cli.demo.people_file import people_file
from elearning.documents.tables import read_csv
from elearning.domain import packed
from elearning.domain.hr_brakes import brakes
from elearning.domain.hr_changes import arrivals_of, changes_of
from elearning.domain.hr_import import plan_import
from elearning.domain.hr_plan import ImportPlan
from elearning.domain.hr_rows import parse_people
from elearning.domain.overlaid import Overlaid
from elearning.domain.packed import Ordered, Packed
from elearning.domain.people import (
    KnownHolding,
    KnownPerson,
    KnownPost,
    KnownText,
    KnownUnit,
    Organisation,
    PostFacts,
    Reporting,
)
from elearning.shelf import Shelf, shelved
from tests.unit.hr_rows import TODAY, cells, sheet


class Pair(NamedTuple):
    letter: str
    day: date


PAIRS = [Pair(letter, date(2026, 1, at)) for at, letter in enumerate("cabbage", 1)]


@pytest.fixture
def no_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Hardly anything may stay in memory; the folder that temporary files go to."""
    for module, name, most in ((packed, "FEW", 2), (packed, "_TOGETHER", 2), (shelf, "FEW", 2)):
        monkeypatch.setattr(module, name, most)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path))
    return tmp_path


def test_packed_values_are_those_that_were_put_in(no_memory: Path) -> None:
    values = Packed(PAIRS)
    assert list(values) == PAIRS == list(values), "again and again"
    assert (len(values), values[0], values[-1], values[2:4]) == (7, PAIRS[0], PAIRS[-1], PAIRS[2:4])
    assert values == tuple(PAIRS)
    assert tuple(PAIRS) == values
    assert values != PAIRS[:-1]
    assert values != [*PAIRS[:-1], PAIRS[0]]
    with pytest.raises(IndexError):
        values[7]
    assert Packed(["a", "b", "c"]) == ["a", "b", "c"], "not only named tuples"


def test_a_packed_list_is_no_set_and_is_told_in_full_where_a_test_fails(no_memory: Path) -> None:
    values = Packed(range(3))
    assert values != {0, 1, 2}
    assert repr(values) == "Packed([0, 1, 2])"


def test_a_mapping_with_a_few_others_counts_and_finds_what_is_left() -> None:
    laid = Overlaid({"a": 1, "b": 2, "c": 3}, {"b": 7}, without={"c"})
    assert (len(laid), dict(laid)) == (2, {"a": 1, "b": 7})
    assert "c" not in laid


def test_values_can_be_added_while_they_are_gone_through(no_memory: Path) -> None:
    values = Packed(PAIRS[:4])
    met = []
    for one in values:
        met.append(one)
        if len(values) < 7:
            values.append(PAIRS[len(values)])
    assert met[:4] == PAIRS[:4]
    assert list(values) == PAIRS


def test_ordered_values_of_one_key_keep_their_order(no_memory: Path) -> None:
    in_order = Ordered(PAIRS, lambda one: one.letter)
    assert list(in_order) == sorted(PAIRS, key=lambda one: one.letter) == list(in_order)


def test_a_shelf_is_a_mapping(no_memory: Path) -> None:
    made = shelved([*((one.letter, one) for one in PAIRS)])
    assert isinstance(made, Shelf)
    expected = dict(sorted({one.letter: one for one in PAIRS}.items()))
    assert list(made.items()) == list(expected.items())
    assert (list(made), list(made.values()), len(made)) == (list(expected), list(expected.values()), 5)
    assert made["a"] == PAIRS[4], "the last of a key"
    assert ("g" in made, "x" in made, made.get("x"), made.keys() == expected.keys()) == (True, False, None, True)
    with pytest.raises(KeyError):
        made["x"]


def test_no_file_has_a_name(no_memory: Path) -> None:
    kept = Packed(PAIRS * 1000), shelved((str(at), PAIRS * 50) for at in range(2000))
    assert os.listdir(no_memory) == []
    assert all(map(len, kept))


def organisation(count: int) -> Organisation:
    """People in posts of one unit, each the line manager of the next; every fifth has left."""
    unit, began = ("Resources", "Finance", "Treasury"), date(2020, 1, 6)
    people, posts = {}, {}
    for at in range(1, count + 1):
        number, reference = f"{at:03}", f"P{at}"
        name = KnownText(at, began, f"Person {at}", f"Person {at}")
        email = KnownText(1000 + at, began, f"p{at}@x.example", f"p{at}@x.example")
        held = KnownHolding(2000 + at, reference, began, date(2026, 3, 1) if at % 5 == 0 else None)
        people[number] = KnownPerson(at, number, name, email, (held,), 3000 + at)
        reports = Reporting(person=f"{at - 1:03}") if at > 1 else Reporting()
        posts[reference] = KnownPost(at, 4000 + at, began, began, PostFacts("Officer", unit, "Office", reports))
    return Organisation(people, posts, {unit: KnownUnit(1, 1, 1, began)})


def rows(chance: random.Random) -> list[dict[str, str]]:
    """Rows of people on record and of others: unchanged, changed, wrong, twice, in circles, left, vacant."""
    found = []
    for _ in range(chance.randint(1, 40)):
        at = chance.randint(1, 30)
        row = cells(
            number=f"{at:03}", name=f"Person {at}", email=f"p{at}@x.example", post=f"P{at}",
            manager=f"{at - 1:03}" if at > 1 else "",
        )  # fmt: skip
        if chance.random() < 0.5:
            column, values = chance.choice(list(CHANGES.items()))
            row[column] = chance.choice(values)
        found.append(row)
    return found


CHANGES = {
    "employee_number": ["7", "a1", "A 1", "", "=1"], "name": ["Other Name", ""], "email": ["p3@x.example", "no"],
    "post_reference": ["P1", "p 2", "Q1", "Q2"], "line_manager_number": ["", "001", "020", "99", "Q1", "P4"],
    "start_date": ["2026-10-01", "x"], "end_date": ["2026-12-31", "2026-01-31"], "team": ["treasury", "Audit"],
}  # fmt: skip


def told(plan: ImportPlan) -> dict[str, Any]:
    numbers = [one.number for one in plan.affected]
    return {
        "digest": plan.digest, "line managers": plan.listed, "remarks": plan.remarks, "problems": plan.problems,
        "brakes": brakes(plan, today=TODAY, percent=10), "changes": changes_of(plan, numbers),
        "arrivals": arrivals_of(plan, numbers), "replaced": list(plan.replaced), "affected": list(plan.affected),
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_what_does_not_fit_memory_is_decided_in_the_same_way(seed: int, request: pytest.FixtureRequest) -> None:
    chance = random.Random(seed)
    known, file = organisation(chance.randint(0, 25)), rows(chance)
    expected = told(plan_import(known, parse_people(sheet(*file)), today=TODAY))
    request.getfixturevalue("no_memory")
    large = Organisation(shelved(known.people.items()), shelved(known.posts.items()), known.units)
    assert told(plan_import(large, parse_people(sheet(*file)), today=TODAY)) == expected


@pytest.fixture
def traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


def test_a_large_file_takes_little_memory_for_each_row(monkeypatch: pytest.MonkeyPatch, traced: None) -> None:
    monkeypatch.setattr(packed, "FEW", 100)
    monkeypatch.setattr(packed, "_TOGETHER", 50)
    content, count = people_file(3_000).encode(), 3_000
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    plan_import(Organisation(), parse_people(read_csv(content)), today=TODAY)
    _, most = tracemalloc.get_traced_memory()
    assert (most - before) / count < 900, "bytes; kept as they are, the rows and the plan take 1,300"
