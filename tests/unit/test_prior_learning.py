"""A file of completions from elsewhere: what can be read, what is new, on record already, or wrong, and where."""

from datetime import date

import pytest

from elearning.domain.hr_file import SheetRow
from elearning.domain.prior_learning import COLUMNS, Held, Known, PriorPlan, parse_prior, plan_prior

TODAY = date(2026, 5, 1)
DAY = date(2025, 3, 1)
RIGHT = ("100001", "small", "1/3/2025", "Bryn NHS Trust", "CERT-7")
NOBODY_YET: dict[tuple[int, int, date], tuple[Held, ...]] = {}


def known(held: dict[tuple[int, int, date], tuple[Held, ...]] = NOBODY_YET) -> Known:
    return Known({"100001": 1, "00012A": 2}, {"small": 7, "bribery at work": 8}, ("bribery", "small"), held)


def planned(
    *rows: tuple[str, ...], held: dict[tuple[int, int, date], tuple[Held, ...]] = NOBODY_YET,
    header: tuple[str, ...] = COLUMNS,
) -> PriorPlan:  # fmt: skip
    sheet = (SheetRow(number, cells) for number, cells in enumerate((header, *rows), 1))
    return plan_prior(parse_prior(sheet), known(held), today=TODAY)


def told(plan: PriorPlan) -> list[tuple[int, str, str]]:
    """The problems, as row, column and value."""
    return [(one.row, one.column, one.value) for one in plan.problems]


def test_rows_in_order_are_new_by_any_spelling_that_means_the_same() -> None:
    plan = planned(RIGHT, ("00012 a", "Bribery  at work", "2026-05-01", "ACAS", "x"), ("", "", "", "", ""))
    assert [tuple(one) for _, one in plan.new] == [(1, 7, DAY, "Bryn NHS Trust", "CERT-7"), (2, 8, TODAY, "ACAS", "x")]
    assert (plan.problems, plan.unchanged, plan.row_count) == ((), 0, 2)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("employee_number", "999", "Nobody has this employee number"),
        ("employee_number", "", "The cell is empty"),
        ("employee_number", "1E+5", "A spreadsheet has changed this number"),
        ("module", "smal", "Give one of: bribery, small"),
        ("module", " ", "The cell is empty"),
        ("completed_on", "2/5/2026", "still to come"),
        ("completed_on", "31/2/2025", "no such day"),
        ("completed_on", "1/3/25", "not a date that can be read"),
        ("provider", "", "Say who taught it"),
        ("provider", "a" * 201, "Shorten it"),
        ("reference", "", "Say what shows it"),
        ("reference", "#REF!", "A formula of the spreadsheet"),
    ],
)
def test_a_problem_names_row_column_and_value_and_says_what_to_do(column: str, value: str, words: str) -> None:
    row = tuple(value if name == column else right for name, right in zip(COLUMNS, RIGHT, strict=True))
    plan = planned(RIGHT[:3] + ("Other", "CERT-8"), row)
    problem = next(one for one in plan.problems if one.column == column)
    assert problem.row == 3
    assert words in f"{problem.problem} {problem.remedy}"
    assert len(plan.new) == 1


def test_everything_that_is_wrong_with_a_row_is_said_at_once() -> None:
    plan = planned(("999", "none", "1/6/2026", "A", "B"))
    assert told(plan) == [
        (2, "employee_number", "999"), (2, "module", "none"), (2, "completed_on", "2026-06-01"),
    ]  # fmt: skip
    assert plan.faulty == 1


def test_a_person_module_and_day_twice_in_a_file_is_a_problem_at_the_second() -> None:
    plan = planned(RIGHT, (*RIGHT[:4], "CERT-9"))
    assert told(plan) == [(3, "employee_number", "100001")]
    assert "Row 2 says the same" in plan.problems[0].problem


@pytest.mark.parametrize(
    ("held", "new", "unchanged", "problems"),
    [
        ((Held("Bryn NHS Trust", "CERT-7"),), 0, 1, 0),  # the same file twice changes nothing
        ((Held("Bryn NHS Trust", "CERT-7", True),), 0, 1, 0),  # and brings nothing back that was revoked
        ((Held("Bryn NHS Trust", "CERT-6"),), 0, 0, 1),  # other evidence is replaced by nothing
        ((Held("", ""),), 0, 0, 1),  # what was completed here least of all
        ((Held("Bryn NHS Trust", "CERT-6", True),), 1, 0, 0),  # but for what never counted
    ],
)
def test_what_is_on_record_stays(held: tuple[Held, ...], new: int, unchanged: int, problems: int) -> None:
    plan = planned(RIGHT, held={(1, 7, DAY): held})
    assert (len(plan.new), plan.unchanged, len(plan.problems)) == (new, unchanged, problems)


def test_a_file_without_its_headings_or_rows_says_which_and_records_nothing() -> None:
    plan = planned(RIGHT, header=("employee_number", "module", "Module", "completed_on", "provider"))
    assert sorted(one.column for one in plan.problems) == ["module", "reference"]
    assert not plan.is_readable
    assert planned().problems[0].problem == "The file has no rows."
    assert parse_prior(iter(())).problems[0].problem == "The file is empty."
