"""Reminders: what a standing calls for on a day, table by table, and what holds of any sequence of days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearning.domain.calendar import is_working_day
from elearning.domain.facts import Row, Standing
from elearning.domain.reminders import (
    WEEK,
    Considered,
    Holidays,
    Kind,
    Occasion,
    Recipient,
    ReminderRules,
    TeamRow,
    Why,
    occasion,
    plan_digest,
    plan_learner,
    team_row,
)

RULES, HOLIDAYS = ReminderRules(), Holidays()
DUE = date(2026, 12, 11)  # a Friday
MONDAY = date(2026, 11, 23)
LATE, NEW, DONE = Standing.OVERDUE, Standing.NOT_STARTED, Standing.COMPLETED


def row(standing: Standing, *, due_on: date | None = DUE, ends_on: date | None = None) -> Row:
    """A row as the rule answers it, as far as reminders look at it."""
    return Row(standing, due_on, None, ends_on, None, None, None, 7, ())


def day(text: str) -> date:
    """A day of December 2026, or any other."""
    return date.fromisoformat(text if "-" in text else f"2026-12-{text}")


@pytest.mark.parametrize(
    ("standing", "on", "expected"),
    [
        (NEW, "2026-11-26", None),
        (NEW, "2026-11-27", (Kind.BEFORE_DUE, 14)),
        (NEW, "2026-11-30", (Kind.BEFORE_DUE, 14)),  # the first working day after a day that was none, or was missed
        (NEW, "07", (Kind.BEFORE_DUE, 14)),
        (Standing.IN_PROGRESS, "08", (Kind.BEFORE_DUE, 3)),
        (NEW, "10", (Kind.BEFORE_DUE, 3)),
        (NEW, "11", (Kind.DUE, 0)),
        (LATE, "12", (Kind.OVERDUE, 1)),
        (LATE, "17", (Kind.OVERDUE, 1)),
        (LATE, "18", (Kind.OVERDUE, 7)),
        (LATE, "2027-01-01", (Kind.OVERDUE, 21)),
        (LATE, "2028-01-01", (Kind.OVERDUE, 21)),
        (Standing.EXPIRED, "12", (Kind.EXPIRED, 1)),
        (DONE, "11", None),
        (Standing.EXEMPT, "11", None),
        (Standing.ON_LEAVE, "11", None),
    ],
)
def test_what_a_standing_calls_for_on_a_day(standing: Standing, on: str, expected: tuple[Kind, int] | None) -> None:
    found = occasion(row(standing), 5, day(on), RULES, HOLIDAYS)
    assert (found and (found.kind, found.stage)) == expected
    assert found is None or (found.module_id, found.on) == (5, DUE)


@pytest.mark.parametrize(("on", "stage"), [("2026-11-10", None), ("2026-11-11", 30), ("03", 30), ("04", 7), ("11", 7)])
def test_a_completion_that_runs_out_is_told_of_in_stages(on: str, stage: int | None) -> None:
    found = occasion(row(Standing.EXPIRING, due_on=DUE, ends_on=DUE), 5, day(on), RULES, HOLIDAYS)
    assert (found and found.stage) == stage
    assert found is None or found.kind is Kind.EXPIRING


def test_what_is_due_on_a_sunday_is_called_due_on_the_friday_before() -> None:
    sunday = date(2026, 12, 13)
    found = occasion(row(NEW, due_on=sunday), 5, day("11"), RULES, HOLIDAYS)
    assert found == Occasion(Kind.DUE, 5, 0, sunday)


def test_a_proclaimed_bank_holiday_is_no_day_to_be_told_on() -> None:
    proclaimed = Holidays(added=frozenset({day("10")}))
    (one,) = plan_learner({5: row(NEW)}, day("10"), Recipient(True), RULES, proclaimed)
    assert one.why is Why.NOT_A_WORKING_DAY
    assert occasion(row(NEW, due_on=day("10")), 5, day("09"), RULES, proclaimed) == Occasion(Kind.DUE, 5, 0, day("10"))


TOLD_BEFORE = Occasion(Kind.DUE, 5, 0, DUE).key


@pytest.mark.parametrize(
    ("standing", "to", "on", "why"),
    [
        (NEW, Recipient(True), "11", Why.TELL),
        (NEW, Recipient(True, this_week=1), "11", Why.TELL),
        (NEW, Recipient(True, this_week=2), "11", Why.OVER_BUDGET),
        (NEW, Recipient(False), "11", Why.NO_MAILBOX),
        (NEW, Recipient(True, {TOLD_BEFORE}), "11", Why.ALREADY_TOLD),
        (LATE, Recipient(True), "12", Why.NOT_A_WORKING_DAY),
        (LATE, Recipient(False), "28", Why.NOT_A_WORKING_DAY),  # Boxing Day's substitute
        (DONE, Recipient(True), "11", Why.IN_ORDER),
        (Standing.EXEMPT, Recipient(True), "11", Why.EXEMPT),
        (Standing.ON_LEAVE, Recipient(True), "11", Why.ON_LEAVE),
    ],
)
def test_why_somebody_is_told_or_not(standing: Standing, to: Recipient, on: str, why: Why) -> None:
    (one,) = plan_learner({5: row(standing)}, day(on), to, RULES, HOLIDAYS)
    assert one.why is why


def test_what_was_told_of_one_module_keeps_nobody_from_hearing_of_another() -> None:
    found = plan_learner(
        {5: row(NEW), 6: row(LATE, due_on=day("01"))}, DUE, Recipient(True, {TOLD_BEFORE}), RULES, HOLIDAYS
    )
    assert [(one.module_id, one.why) for one in found] == [(5, Why.ALREADY_TOLD), (6, Why.TELL)]


def test_a_due_date_that_moved_is_told_again() -> None:
    (one,) = plan_learner({5: row(NEW, due_on=day("14"))}, day("14"), Recipient(True, {TOLD_BEFORE}), RULES, HOLIDAYS)
    assert one.why is Why.TELL


LATE_ROW = TeamRow(1, 5, LATE, day("01"))
SOON_ROW = TeamRow(2, 5, NEW, day("11"))
ASKING_ROW = TeamRow(2, 5, NEW, day("30"), wished_on=day("31"))


@pytest.mark.parametrize(
    ("team", "to", "on", "away", "why"),
    [
        ([LATE_ROW, SOON_ROW], Recipient(True), "07", False, Why.TELL),
        ([SOON_ROW], Recipient(True), "07", False, Why.IN_ORDER),
        ([ASKING_ROW], Recipient(True), "07", False, Why.TELL),
        ([ASKING_ROW], Recipient(True, {"digest:0:0:2026-12-07"}), "09", False, Why.ALREADY_TOLD),
        ([], Recipient(True), "07", False, Why.IN_ORDER),
        ([LATE_ROW], Recipient(False), "07", False, Why.NO_MAILBOX),
        ([LATE_ROW], Recipient(True, this_week=2), "07", False, Why.OVER_BUDGET),
        ([LATE_ROW], Recipient(True), "07", True, Why.ON_LEAVE),
        ([LATE_ROW], Recipient(True, {"digest:0:0:2026-12-07"}), "09", False, Why.ALREADY_TOLD),
        ([LATE_ROW], Recipient(True, {"digest:0:0:2026-12-07"}), "14", False, Why.TELL),
        ([LATE_ROW], Recipient(True), "12", False, Why.NOT_A_WORKING_DAY),
        ([LATE_ROW], Recipient(True), "09", False, Why.TELL),  # nobody worked on Monday: nothing is lost
    ],
)
def test_a_manager_has_one_digest_a_week_that_is_silent_when_nobody_is_late(
    team: list[TeamRow], to: Recipient, on: str, away: bool, why: Why
) -> None:
    assert plan_digest(team, day(on), to, RULES, HOLIDAYS, is_away=away).why is why


def test_a_digest_waits_for_its_day_of_the_week() -> None:
    rules = ReminderRules(digest_weekday=2)
    whys = [
        plan_digest([LATE_ROW], day(on), Recipient(True), rules, HOLIDAYS, is_away=False).why for on in ("08", "09")
    ]
    assert whys == [Why.IN_ORDER, Why.TELL]


@pytest.mark.parametrize(
    ("found", "on"),
    [
        (row(LATE), DUE), (row(Standing.EXPIRED), DUE), (row(NEW), DUE), (row(Standing.IN_PROGRESS), DUE),
        (row(Standing.EXPIRING, ends_on=day("08")), day("08")), (row(NEW, due_on=day("30")), None), (row(DONE), None),
        (row(Standing.EXEMPT, due_on=None), None), (row(Standing.ON_LEAVE, due_on=None), None),
    ],
)  # fmt: skip
def test_what_a_manager_is_told_of_somebody(found: Row, on: date | None) -> None:
    said = team_row(1, 5, found, day("05"), RULES)
    assert (said and said.on) == on


dues = st.dates(date(2026, 11, 1), date(2027, 2, 28))
standings = st.sampled_from(list(Standing))
rules_of = st.builds(
    ReminderRules,
    before_due=st.lists(st.integers(1, 40), max_size=4).map(tuple),
    overdue=st.lists(st.integers(1, 40), max_size=4).map(tuple),
    before_end=st.lists(st.integers(1, 40), max_size=4).map(tuple),
    a_week=st.integers(1, 4),
)


def standing_on(due_on: date, on: date, as_it_was: Standing) -> Standing:
    """A standing that the rule could answer: late only after the due date."""
    if as_it_was in (Standing.OVERDUE, Standing.EXPIRED, NEW, Standing.IN_PROGRESS):
        return LATE if on > due_on else NEW
    return as_it_was


@given(
    st.dictionaries(st.integers(1, 5), st.tuples(standings, dues), max_size=5), rules_of, st.sets(st.integers(0, 120)),
    st.booleans(),
)  # fmt: skip
def test_over_any_days_nobody_is_told_twice_or_too_often_or_on_a_day_off_or_of_what_is_in_order(
    modules: dict[int, tuple[Standing, date]], rules: ReminderRules, days: set[int], has_mailbox: bool
) -> None:
    told: set[str] = set()
    sent: list[date] = []
    for number in sorted(days):
        on = MONDAY + timedelta(days=number)
        rows = {id: row(standing_on(due, on, was), due_on=due, ends_on=due) for id, (was, due) in modules.items()}
        lately = sum(1 for one in sent if one > on - timedelta(days=WEEK))
        found = plan_learner(rows, on, Recipient(has_mailbox, frozenset(told), lately), rules, HOLIDAYS)
        now = [one for one in found if one.why is Why.TELL]
        for one in now:
            assert one.occasion is not None
            assert one.occasion.key not in told
            assert rows[one.module_id].standing not in (DONE, Standing.EXEMPT, Standing.ON_LEAVE)
            told.add(one.occasion.key)
        if now:
            assert is_working_day(on)
            assert has_mailbox
            sent.append(on)
    for on in sent:
        assert sum(1 for other in sent if on <= other < on + timedelta(days=WEEK)) <= rules.a_week


@given(st.lists(st.sampled_from([LATE_ROW, SOON_ROW])), st.sets(st.integers(0, 60)))
def test_over_any_days_a_manager_has_at_most_one_digest_a_week_and_none_when_nobody_is_late(
    team: list[TeamRow], days: set[int]
) -> None:
    told: set[str] = set()
    weeks = []
    for number in sorted(days):
        on = MONDAY + timedelta(days=number)
        found: Considered = plan_digest(team, on, Recipient(True, frozenset(told)), RULES, HOLIDAYS, is_away=False)
        if found.why is Why.TELL:
            assert found.occasion is not None
            told.add(found.occasion.key)
            weeks.append(on.isocalendar()[:2])
    assert len(weeks) == len(set(weeks))
    assert LATE_ROW in team or not weeks
