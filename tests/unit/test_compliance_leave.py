"""Leave and exemptions move due dates on return, and never an expiry (RULE-17).

Easter Monday is 6 April 2026; Monday 4 and 25 May are bank holidays. Ten working days after Monday 27 April is 12 May.
"""

import pytest

from elearning.domain.compliance import Facts, standing
from tests.unit.histories import asks, assigned, d, done, facts, rows, span, words

SPRING = span("2026-03-16", "2026-04-24")


@rows(
    ("over the due date: ten working days after the return, which is day 0",
     facts(leaves=(SPRING,)),
     ("2026-03-15 not started; 2026-03-16 on leave; 2026-04-24 on leave; 2026-04-27 not started; "
     "2026-05-12 not started; 2026-05-13 overdue")),
    ("it moves on the return and not before: not on the weekend between",
     facts(leaves=(SPRING,)),
     "2026-04-25 overdue; 2026-04-26 overdue; 2026-04-27 not started"),
    ("an exemption that ends moves the date in the same way",
     facts(exemptions=(SPRING,)),
     "2026-04-24 exempt; 2026-04-27 not started; 2026-05-12 not started; 2026-05-13 overdue"),
    ("who was late before going is late on return",
     facts(leaves=(span("2026-04-01", "2026-04-24"),)),
     "2026-04-27 overdue"),
    ("leave that begins on the due date moves it",
     facts(leaves=(span("2026-03-31", "2026-04-24"),)),
     "2026-04-27 not started; 2026-05-12 not started; 2026-05-13 overdue"),
    ("leave that ended the day before it became required does not",
     facts(assignments=(assigned("2026-01-02", "2026-01-05"),), leaves=(span("2025-12-01", "2026-01-01"),)),
     "2026-01-05 not started; 2026-01-06 overdue"),
    ("leave that ended on the day it became required does",
     facts(assignments=(assigned("2026-01-01", "2026-01-05"),), leaves=(span("2025-12-01", "2026-01-01"),)),
     "2026-01-06 not started; 2026-01-16 not started; 2026-01-17 overdue"),
    ("a return long before the due date moves nothing",
     facts(leaves=(span("2026-01-05", "2026-01-09"),)),
     "2026-03-31 not started; 2026-04-01 overdue"),
    ("a later leave is held against the date as moved by the earlier",
     facts(leaves=(SPRING, span("2026-05-12", "2026-05-22"))),
     "2026-05-26 not started; 2026-06-09 not started; 2026-06-10 overdue"),
    ("and in order of first day, however they are recorded",
     facts(leaves=(span("2026-05-12", "2026-05-22"), SPRING)),
     "2026-06-09 not started; 2026-06-10 overdue"),
    ("a later leave that begins after the moved date moves nothing",
     facts(leaves=(SPRING, span("2026-05-13", "2026-05-22"))),
     "2026-05-26 overdue"),
    ("leave and exemption in turn",
     facts(leaves=(SPRING,), exemptions=(span("2026-05-12", "2026-05-22"),)),
     "2026-05-26 not started; 2026-06-09 not started; 2026-06-10 overdue"),
    ("leave from which nobody has returned moves nothing",
     facts(leaves=(span("2026-03-16"),)),
     "2026-03-15 not started; 2036-01-01 on leave"),
    ("leave of one day within another",
     facts(leaves=(SPRING, span("2026-03-20", "2026-03-20"))),
     "2026-05-12 not started; 2026-05-13 overdue"),
)  # fmt: skip
def test_leave_moves_a_due_date_on_return(history: Facts, day: str, expected: str) -> None:
    assert words(history, day) == expected


@rows(
    ("a completion that ran out while away: not started until the moved date, then expired",
     facts(completions=(done("2025-04-10", "2026-04-10"),), leaves=(SPRING,)),
     ("2026-03-15 expiring; 2026-04-10 on leave; 2026-04-11 on leave; 2026-04-27 not started; 2026-05-12 not started; "
     "2026-05-13 expired")),
    ("leave that begins on its last day",
     facts(completions=(done("2025-04-10", "2026-04-10"),), leaves=(span("2026-04-10", "2026-04-24"),)),
     "2026-04-27 not started; 2026-05-13 expired"),
    ("leave that begins after its last day: expired on return",
     facts(completions=(done("2025-04-10", "2026-04-10"),), leaves=(span("2026-04-11", "2026-04-24"),)),
     "2026-04-27 expired"),
    ("leave moves no expiry: back in time, the completion still ends on its day",
     facts(completions=(done("2025-05-05", "2026-05-05"),), leaves=(SPRING,)),
     "2026-04-27 expiring; 2026-05-05 expiring; 2026-05-06 not started; 2026-05-12 not started; 2026-05-13 expired"),
    ("leave that ended before the window opened moves nothing",
     facts(completions=(done("2025-05-05", "2026-05-05", window=7),), leaves=(SPRING,)),
     "2026-05-05 expiring; 2026-05-06 expired"),
    ("a refresher's date passed while away is moved too",
     facts(assignments=(assigned("2025-01-01", "2025-12-31"),), completions=(done("2025-09-01", "2026-09-01"),),
           refresher_asks=(asks(2, "2026-02-02", "2026-04-01"),), leaves=(SPRING,)),
     "2026-03-15 expiring; 2026-04-27 not started; 2026-05-12 not started; 2026-05-13 expired"),
    ("revoked after the due date: leave after that moves nothing",
     facts(completions=(done("2026-02-01", "2027-02-01", revoked=(span("2026-05-20"),)),),
           leaves=(span("2026-05-20", "2026-05-22"),)),
     "2026-05-26 overdue"),
)  # fmt: skip
def test_leave_never_moves_an_expiry(history: Facts, day: str, expected: str) -> None:
    assert words(history, day) == expected


@pytest.mark.parametrize(
    ("day", "due_on"), [("2026-03-15", "2026-03-31"), ("2026-03-16", None), ("2026-04-26", "2026-03-31"),
                        ("2026-04-27", "2026-05-12")],
)  # fmt: skip
def test_while_away_no_due_date_is_shown_and_on_return_the_moved_one(day: str, due_on: str | None) -> None:
    row = standing(facts(leaves=(SPRING,)), d(day))
    assert row and row.due_on == (d(due_on) if due_on else None)


def test_each_assignment_is_moved_on_its_own_and_the_earliest_date_counts() -> None:
    both = (assigned("2026-01-01", "2026-03-31"), assigned("2026-04-27", "2026-05-05"))
    row = standing(facts(assignments=both, leaves=(SPRING,)), d("2026-04-30"))
    assert row and row.due_on == d("2026-05-05")


def test_proclaimed_bank_holidays_move_the_return_and_the_date() -> None:
    extra = facts(leaves=(SPRING,), bank_holidays_added=frozenset({d("2026-04-27"), d("2026-05-01")}))
    row = standing(extra, d("2026-04-28"))
    assert row and row.due_on == d("2026-05-14")
    fewer = facts(leaves=(SPRING,), bank_holidays_removed=frozenset({d("2026-05-04")}))
    row = standing(fewer, d("2026-04-28"))
    assert row and row.due_on == d("2026-05-11")


def test_the_number_of_working_days_is_a_fact() -> None:
    row = standing(facts(leaves=(SPRING,), working_days_after_return=0), d("2026-04-27"))
    assert row and row.due_on == d("2026-04-27")
