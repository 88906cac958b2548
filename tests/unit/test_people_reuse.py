"""A number that returns with another name: held until a human says whose it is now."""

from datetime import date, timedelta

import pytest

from elearning.domain.hr_import import plan_import
from elearning.domain.hr_plan import Effect, ImportPlan, Noun, Replaced
from elearning.domain.hr_reuse import Decided
from elearning.domain.hr_rows import parse_people
from elearning.domain.people import KnownPerson, Reporting
from tests.unit.hr_rows import TODAY, cells, sheet
from tests.unit.test_people_plan import BOSS, BOSS_ROW, STARTED, YESTERDAY, known, somebody

LEFT = date(2024, 3, 31)
GONE = somebody("2", ("B", STARTED, LEFT), name="Amina Yusuf", email="a@m.example")._replace(number_fact_id=77)
NEW = frozenset({"2"})


def made(person: KnownPerson = GONE, decided: Decided = Decided(), **changes: str) -> ImportPlan:
    values = {"number": "2", "name": "Dev Patel", "post": "B", "manager": "1", "start": "2026-10-01", **changes}
    rows = parse_people(sheet(BOSS_ROW, cells(**values)))
    return plan_import(known(BOSS, person), rows, today=TODAY, decided=decided)


def test_another_name_after_the_other_left_is_held_and_nothing_of_it_applied() -> None:
    plan = made()
    assert [(one.row, one.column) for one in plan.problems] == [(3, "employee_number")]
    assert "Amina Yusuf, who left on 31 March 2024" in plan.problems[0].problem
    assert plan.held == ("2",)
    assert plan.is_empty


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Amina Yusuf-Khan"}, {"name": "amína khan"}, {"name": "Dev Patel", "known_as": "Amina"},
        {"name": "Dev Patel", "email": "A@m.example"},
    ],
)  # fmt: skip
def test_a_return_under_part_of_the_name_or_the_same_address_is_not_held(changes: dict[str, str]) -> None:
    assert made(**changes).held == ()


def test_nobody_is_held_who_has_not_left_or_was_never_in_post() -> None:
    for person in (somebody("2", ("B", STARTED, None), name="Amina Yusuf"), somebody("2", name="Amina Yusuf")):
        assert made(person).held == ()
    assert made(start="2024-03-01").held == ()


def test_the_same_person_keeps_record_and_number() -> None:
    plan = made(decided=Decided(same_people=NEW))
    assert plan.problems == ()
    assert plan.joining == ()
    assert [name.text for name in plan.names] == ["Dev Patel"]


def test_a_new_person_gets_the_number_and_nobody_s_past_or_reports() -> None:
    plan = made(decided=Decided(new_people=NEW), email="a@m.example")
    assert plan.problems == ()
    assert plan.joining == ("2",)
    assert [one.effect for one in plan.affected] == [Effect.UNCHANGED, Effect.JOINER]
    assert Replaced(Noun.NUMBER, 77, date(2026, 9, 30)) in plan.replaced
    assert Replaced(Noun.EMAIL, 2002, date(2026, 9, 30)) in plan.replaced
    record = known(BOSS, GONE, posts={"C": Reporting(person="2")})
    row = cells(number="2", name="Dev Patel", post="B", manager="1", start="2026-10-01")
    third = cells(number="3", post="C", manager="2")
    plan = plan_import(record, parse_people(sheet(BOSS_ROW, row, third)), today=TODAY, decided=Decided(NEW))
    assert "C" in {post.reference for post in plan.posts}, "the post reports to another person now"


def test_an_address_younger_than_the_new_start_is_taken_away() -> None:
    young = GONE._replace(email=GONE.email and GONE.email._replace(true_from=TODAY))
    plan = made(young, Decided(new_people=NEW), email="a@m.example")
    assert Replaced(Noun.EMAIL, 2002, None) in plan.replaced


def test_a_number_does_not_pass_on_before_its_holder_has_left() -> None:
    leaving = somebody("2", ("B", STARTED, TODAY), name="Amina Yusuf")
    start = (TODAY + timedelta(days=1)).isoformat()
    plan = made(leaving, Decided(new_people=NEW), start=start)
    assert plan.held == ("2",)
    assert "after that day" in plan.problems[0].remedy
    left = somebody("2", ("B", STARTED, YESTERDAY), name="Amina Yusuf")
    assert made(left, Decided(new_people=NEW), start=start).joining == ("2",)
