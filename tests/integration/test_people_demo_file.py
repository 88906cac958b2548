"""The demonstration's HR file: made the same every time, in order, with the people whom the story needs."""

import csv
import io
from datetime import date

import pytest

from elearning.cli.demo.people_file import PEOPLE_CSV, people_file
from elearning.documents.tables import read_csv
from elearning.domain.hr_import import plan_import
from elearning.domain.hr_plan import Effect
from elearning.domain.hr_rows import parse_people
from elearning.domain.people import Organisation

TODAY = date(2026, 11, 22)


def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(PEOPLE_CSV.read_text(encoding="utf-8"))))


def test_the_file_in_the_repository_is_what_the_generator_makes() -> None:
    assert PEOPLE_CSV.read_text(encoding="utf-8") == people_file(1000)


@pytest.mark.parametrize("count", [60, 150, 299, 300, 1000, 2500])
def test_a_file_of_any_size_is_in_order_and_holds_that_many_people(count: int) -> None:
    plan = plan_import(Organisation(), parse_people(read_csv(people_file(count).encode())), today=TODAY)
    assert not plan.problems
    assert not plan.waiting
    assert plan.count(Effect.JOINER) == count


def test_too_few_people_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 60"):
        people_file(59)


def test_the_personas_are_where_their_stories_need_them() -> None:
    by_number = {row["employee_number"]: row for row in rows()}
    amina, ben, carys, dev, efa, fran = (by_number[str(number)] for number in range(100001, 100007))
    assert [row["name"] for row in (amina, ben, carys, dev, efa, fran)] == [
        "Amina Yusuf", "Ben Okafor", "Carys Morgan", "Dev Patel", "Efa Rhys", "Fran Adeyemi",
    ]  # fmt: skip
    assert amina["line_manager_number"] == "100002"
    assert (amina["service"], amina["email"]) == ("Libraries", "amina.yusuf@marlshire.example")
    assert dev["team"] != amina["team"]
    assert carys["service"] == fran["service"] == "Human Resources"
    assert efa["service"] == "Communications and Engagement"


def test_the_council_has_the_shapes_that_break_careless_software() -> None:
    people = rows()
    held = [row for row in people if row["employee_number"]]
    numbers = [row["employee_number"] for row in held]
    assert len(set(numbers)) == 1000
    assert len(numbers) > 1005, "some hold two posts"
    assert any(number.startswith("0") for number in numbers)
    vacant = [row for row in people if not row["employee_number"]]
    assert len(vacant) == 2
    for post in vacant:
        assert any(row["line_manager_number"] == post["post_reference"] for row in held)
    assert [row for row in held if not row["line_manager_number"]] == [held[0]], "one chief executive"
    no_mailbox = [row for row in held if not row["email"]]
    assert len(no_mailbox) > 80
    assert {row["staff_group"] for row in no_mailbox} == {"Frontline"}
    names = [row["name"] for row in held]
    assert any(" " not in name for name in names)
    assert any(len(name) > 50 for name in names)
    assert any("'" in name for name in names)
    assert any(not name.isascii() for name in names)


def test_the_council_is_as_large_as_a_county_s() -> None:
    people = rows()
    assert len({row["directorate"] for row in people}) == 6
    assert len({row["service"] for row in people if row["service"]}) == 25
    assert 105 <= len({(row["service"], row["team"]) for row in people if row["team"]}) <= 115
