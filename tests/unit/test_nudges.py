"""Who is nudged and who is not, and why; which modules somebody is late with."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from elearning.domain.facts import Row, Standing
from elearning.domain.nudges import Answer, Late, answer, late_modules
from elearning.domain.reminders import Kind, Recipient, ReminderRules

DAY = date(2026, 11, 27)
RULES = ReminderRules(a_week=2)
LATE = (Late(1, Kind.OVERDUE, DAY - timedelta(days=3)),)


def row(standing: Standing, due_on: date | None) -> Row:
    return Row(standing, due_on, None, None, None, None, None, 5, ())


def test_the_modules_somebody_is_late_with_come_the_longest_first_and_no_others() -> None:
    rows = {
        1: row(Standing.OVERDUE, date(2026, 11, 1)), 2: row(Standing.EXPIRED, date(2026, 10, 1)),
        3: row(Standing.IN_PROGRESS, date(2026, 12, 1)), 4: row(Standing.ON_LEAVE, None),
    }  # fmt: skip
    found = late_modules(rows)
    assert [(one.module_id, one.kind) for one in found] == [(2, Kind.EXPIRED), (1, Kind.OVERDUE)]
    assert found[0].occasion(DAY).kind is Kind.NUDGE


@pytest.mark.parametrize(
    ("late", "to", "last_on", "said"),
    [
        ((), Recipient(True), None, Answer.NOT_LATE),
        (LATE, Recipient(False), None, Answer.NO_MAILBOX),
        (LATE, Recipient(True), DAY - timedelta(days=6), Answer.NUDGED_LATELY),
        (LATE, Recipient(True), DAY - timedelta(days=7), Answer.NUDGE),
        (LATE, Recipient(True, this_week=2), None, Answer.OVER_BUDGET),
        (LATE, Recipient(True, this_week=1), None, Answer.NUDGE),
    ],
)
def test_a_nudge_goes_once_in_seven_days_and_within_the_budget(
    late: tuple[Late, ...], to: Recipient, last_on: date | None, said: Answer
) -> None:
    assert answer(late, DAY, to, last_on, RULES) is said


def test_a_council_that_allows_no_messages_nudges_nobody() -> None:
    assert answer(LATE, DAY, Recipient(True), None, replace(RULES, a_week=0)) is Answer.OVER_BUDGET
