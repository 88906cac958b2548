"""The brakes on HR's file: what fires them, what the typed number must be, and what counts as another line manager."""

import pytest

from elearning.domain.hr_brakes import Brakes, Consent, brakes, reasons_not_to_apply
from elearning.domain.hr_changes import changes_of
from elearning.domain.hr_import import plan_import
from elearning.domain.hr_plan import ImportPlan
from elearning.domain.hr_rows import parse_people
from elearning.domain.people import Organisation, Reporting
from tests.unit.hr_rows import TODAY, cells, plan
from tests.unit.test_people_plan import BOSS, BOSS_ROW, STARTED, known, somebody

MANY = [somebody(str(n), (f"P{n}", STARTED, None)) for n in range(2, 22)]


def record() -> Organisation:
    """A boss and twenty people who report to them."""
    posts = {f"P{n}": known().posts["B"].facts.reporting for n in range(2, 22)}
    return known(BOSS, *MANY, posts=posts)


def rows(**changes: dict[str, str]) -> list[dict[str, str]]:
    made = [cells(number=str(n), post=f"P{n}", manager="1") for n in range(2, 22)]
    return [BOSS_ROW, *({**row, **changes.get(f"n{row['employee_number']}", {})} for row in made)]


def measured(made: ImportPlan, percent: int = 10) -> Brakes:
    return brakes(made, today=TODAY, percent=percent)


def test_a_first_load_has_no_brakes() -> None:
    found = measured(plan(*rows()))
    assert (found.leavers, found.in_post, found.managers, found.managed) == (0, 0, 0, 0)
    assert not found.asks_leavers
    assert not found.asks_managers


@pytest.mark.parametrize(("leavers", "asks"), [(0, False), (2, False), (3, True)])
def test_more_than_the_share_of_leavers_asks_for_their_number(leavers: int, asks: bool) -> None:
    left = {f"n{n}": {"end_date": "2026-12-31"} for n in range(2, 2 + leavers)}
    found = measured(plan(*rows(**left), current=record()))
    assert (found.leavers, found.in_post, found.asks_leavers) == (leavers, 21, asks)


@pytest.mark.parametrize(("moved", "asks"), [(0, False), (2, False), (3, True)])
def test_more_than_the_share_of_changed_managers_asks_for_their_number(moved: int, asks: bool) -> None:
    changed = {f"n{n}": {"line_manager_number": "2"} for n in range(3, 3 + moved)}
    found = measured(plan(*rows(**changed), current=record()))
    assert (found.managers, found.managed, found.asks_managers) == (moved, 20, asks)


def test_a_move_to_a_post_under_somebody_else_is_another_manager_and_one_under_the_same_is_not() -> None:
    elsewhere = {"post_reference": "X", "start_date": "2026-11-02"}
    same = measured(plan(*rows(n5=elsewhere), current=record()))
    other = measured(plan(*rows(n5={**elsewhere, "line_manager_number": "2"}), current=record()))
    assert (same.managers, other.managers) == (0, 1)


def test_a_manager_taken_away_counts_and_a_leaver_has_none_to_change() -> None:
    gone = measured(plan(*rows(n5={"end_date": "2026-11-01", "line_manager_number": "2"}), current=record()))
    assert (gone.leavers, gone.managers) == (1, 0)


def test_a_setting_of_nothing_asks_at_the_first_and_one_of_a_hundred_never() -> None:
    made = plan(*rows(n2={"end_date": "2026-12-31"}), current=record())
    assert measured(made, 0).asks_leavers
    assert not measured(made, 100).asks_leavers


def test_only_the_very_number_and_leaving_out_together_let_a_file_pass() -> None:
    left = {f"n{n}": {"end_date": "2026-12-31"} for n in range(2, 7)}
    moved = {f"n{n}": {"line_manager_number": "8"} for n in range(9, 14)}
    bad = cells(number="30", post="Z", manager="1", start="1/1/26")
    made = plan(*rows(**left, **moved), bad, current=record())
    assert len(reasons_not_to_apply(made, Consent(), today=TODAY)) == 3
    assert len(reasons_not_to_apply(made, Consent(True, 5), today=TODAY)) == 1
    assert len(reasons_not_to_apply(made, Consent(True, 4, 5), today=TODAY)) == 1
    assert reasons_not_to_apply(made, Consent(True, 5, 5), today=TODAY) == ()


def test_the_digest_is_that_of_the_decision_and_not_of_the_order_of_rows() -> None:
    straight, turned = plan(*rows(), current=record()), plan(*reversed(rows()), current=record())
    assert straight.digest == turned.digest
    assert straight.digest != plan(*rows(n3={"name": "Other"}), current=record()).digest
    assert straight.digest != plan(*rows(), current=known(BOSS, *MANY[1:])).digest


def test_changes_are_told_before_and_after() -> None:
    changed = {"n5": {"name": "New Name", "email": "n@m.example", "post_title": "Clerk", "end_date": "2026-12-31"}}
    told = changes_of(plan(*rows(**changed), current=record()), ["5", "7"])
    assert told["7"] == ()
    assert [(one.what, one.before, one.after) for one in told["5"]] == [
        ("Name", "Somebody", "New Name"), ("Known as", "Somebody", "New Name"),
        ("E-mail address", "none", "n@m.example"),
        ("Time in post", "P5 from 6 January 2020 with no last day", "P5 from 6 January 2020 to 31 December 2026"),
        ("Post title", "Officer", "Clerk"),
    ]  # fmt: skip


def test_a_file_of_which_nothing_can_be_read_changes_nothing_and_says_so() -> None:
    made = plan_import(record(), parse_people([]), today=TODAY)
    (reason,) = reasons_not_to_apply(made, Consent(leave_out=True), today=TODAY)
    assert reason == "Nothing can be read from the file as it is, so nothing was changed."


def test_a_time_in_post_long_over_gives_nobody_another_manager() -> None:
    past = cells(number="5", post="P6", manager="1", start="2018-01-08", end="2018-12-31")
    found = measured(plan(*rows(), past, current=record()))
    assert (found.leavers, found.managers) == (0, 0)


def told_of(number: str, *given: dict[str, str], current: Organisation) -> dict[str, tuple[str, str]]:
    made = changes_of(plan(*given, current=current), [number])
    return {one.what: (one.before, one.after) for one in made[number]}


def test_changes_of_posts_and_addresses_are_told_whether_somebody_holds_the_post_or_not() -> None:
    two = somebody("2", ("B", STARTED, None), email="two@m.example")
    current = known(BOSS, two, posts={"V": Reporting(person="1")})
    vacant = cells(number="", name="", post="V", manager="2", title="Clerk", start="")
    new = cells(number="3", post="C", manager="1", name="New Name")
    under_post = cells(number="2", post="B", manager="V")
    told = told_of("V", BOSS_ROW, vacant, cells(number="2", post="B", manager="1"), current=current)
    assert told == {"Post title": ("Officer", "Clerk"), "Line manager": ("Somebody (1)", "Somebody (2)")}
    told = told_of("2", BOSS_ROW, {**vacant, "line_manager_number": "1"}, under_post, current=current)
    assert told["E-mail address"] == ("two@m.example", "none")
    assert told["Line manager"] == ("Somebody (1)", "post V")
    told = told_of("2", BOSS_ROW, new, {**under_post, "line_manager_number": "3"}, current=current)
    assert told["Line manager"] == ("Somebody (1)", "New Name (3)")
    moved = cells(number="2", post="D", manager="1", start="2026-11-02")
    told = told_of("2", BOSS_ROW, moved, current=current)
    assert told["Time in post"][1].endswith("D from 2 November 2026 with no last day")
    assert told_of("3", BOSS_ROW, new, current=current) == {}, "of somebody new all is new"
