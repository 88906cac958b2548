"""A team as a list: order, what is wanted, who needs attention."""

from datetime import date, timedelta
from typing import Any

import pytest

from elearning.domain.facts import AssignedFact, Row, Standing
from elearning.domain.reports import ReportRow, worst_first
from elearning.domain.teams import SOON, Concern, Order, Wanted, attention, filtered, ordered, told_on

DAY = date(2026, 6, 1)
ASSIGNED = (AssignedFact(date(2026, 1, 1), None, date(2026, 5, 1), "everyone in post must complete it"),)


def row(name: str, standing: Standing, *, module: str = "one", **dates: Any) -> ReportRow:
    found = Row(standing, dates.get("due_on"), None, dates.get("ends_on"), dates.get("opens_on"), None,
                dates.get("until"), 0, ASSIGNED)  # fmt: skip
    return ReportRow(len(name), 1, "100", name, ("", "", ""), "", "", module, module, None, found, "")


LATE = row("Late", Standing.OVERDUE, due_on=DAY - timedelta(days=3))
RAN_OUT = row("Ran out", Standing.EXPIRED, due_on=DAY - timedelta(days=1), ends_on=DAY - timedelta(days=1))
TO_RENEW = row("renews", Standing.EXPIRING, ends_on=DAY + timedelta(days=50), opens_on=DAY)
SOON_DUE = row("Soonest", Standing.IN_PROGRESS, due_on=DAY + SOON)
LATER = row("Later on", Standing.NOT_STARTED, due_on=DAY + SOON + timedelta(days=1))
DONE = row("Done", Standing.COMPLETED, ends_on=DAY + timedelta(days=300), opens_on=DAY + timedelta(days=240))
AWAY = row("Away", Standing.ON_LEAVE)
EXCUSED = row("Excused", Standing.EXEMPT, module="two", until=DAY + timedelta(days=9))
TEAM = (DONE, AWAY, LATER, SOON_DUE, EXCUSED, TO_RENEW, RAN_OUT, LATE)


def named(rows: Any) -> list[str]:
    return [each.name for each in rows]


def test_worst_comes_first_unless_the_name_or_the_date_is_asked_for_either_way_round() -> None:
    worst = ["Late", "Ran out", "renews", "Later on", "Soonest", "Done", "Excused", "Away"]
    assert named(ordered(worst_first(TEAM), Order.STANDING)) == worst
    assert named(ordered(worst_first(TEAM), Order.STANDING, backwards=True)) == worst[::-1]
    by_name = ["Away", "Done", "Excused", "Late", "Later on", "Ran out", "renews", "Soonest"]
    assert named(ordered(worst_first(TEAM), Order.NAME)) == by_name
    assert named(ordered(worst_first(TEAM), Order.NAME, backwards=True)) == by_name[::-1]
    by_date = ["Late", "Ran out", "Excused", "Soonest", "Later on", "renews", "Done"]
    assert named(ordered(worst_first(TEAM), Order.DATE)) == [*by_date, "Away"]
    assert named(ordered(worst_first(TEAM), Order.DATE, backwards=True)) == [*by_date[::-1], "Away"]


def test_the_date_that_is_told_is_the_one_that_belongs_to_the_standing() -> None:
    assert told_on(LATE.row) == LATE.row.due_on
    assert told_on(RAN_OUT.row) == RAN_OUT.row.ends_on
    assert told_on(TO_RENEW.row) == TO_RENEW.row.ends_on
    assert told_on(EXCUSED.row) == EXCUSED.row.until
    assert told_on(AWAY.row) is None


@pytest.mark.parametrize(
    ("wanted", "people"),
    [
        (Wanted(), named(TEAM)),
        (Wanted(part="not compliant"), ["Ran out", "Late"]),
        (Wanted(standing=Standing.OVERDUE), ["Late"]),
        (Wanted(module="two"), ["Excused"]),
        (Wanted(part="compliant", module="two"), []),
        (Wanted(soon_after=DAY), ["Soonest"]),
    ],
)
def test_rows_are_wanted_by_part_standing_module_and_what_is_due_soon(wanted: Wanted, people: list[str]) -> None:
    assert named(filtered(TEAM, wanted)) == people


def test_who_needs_attention_is_told_by_concern_and_nobody_else_is() -> None:
    found = attention(TEAM, DAY)
    assert [(one.concern, named(one.rows)) for one in found] == [
        (Concern.OVERDUE, ["Late"]), (Concern.EXPIRED, ["Ran out"]), (Concern.DUE_SOON, ["Soonest"]),
        (Concern.EXPIRING, ["renews"]),
    ]  # fmt: skip
    assert attention((DONE, AWAY, EXCUSED, LATER), DAY) == ()


@pytest.mark.parametrize(
    ("part", "names"),
    [
        ("compliant", ["Done", "renews"]), ("not compliant", ["Ran out", "Late"]), ("exempt", ["Excused"]),
        ("counted", ["Done", "Later on", "Soonest", "renews", "Ran out", "Late"]), ("assigned", named(TEAM)),
    ],
)  # fmt: skip
def test_a_part_or_a_sum_of_parts_has_exactly_its_people(part: str, names: list[str]) -> None:
    assert named(filtered(TEAM, Wanted(part=part))) == names
