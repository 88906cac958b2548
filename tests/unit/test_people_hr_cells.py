"""Cells of HR's file: what is read, and what is refused with a remedy."""

from datetime import date

import pytest

from elearning.domain.hr_cells import CellFault, read_date, read_email, read_text, refuse_damaged_number
from elearning.domain.people import canonical_number

THE_DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    "text",
    ["2026-03-01", "2026-3-1", "01/03/2026", "1/3/2026", "1-3-2026", "01.03.2026", "1 March 2026",
    "1 Mar 2026",
     "1st March 2026", "01-MAR-2026", "1 march, 2026", "2026-03-01 00:00:00", "2026-03-01T00:00"],
)  # fmt: skip
def test_a_date_is_read_in_every_form_that_people_write(text: str) -> None:
    assert read_date(text) == THE_DAY


@pytest.mark.parametrize(
    "text",
    ["1/3/26", "01-03-26", "2026", "46082", "3/2026", "13/13/2026", "29/02/2025", "2026-02-30", "1/3-2026",
    "soon",
     "1 Smarch 2026", "2026-03-01 14:30", "01/03/0202", "01/03/9999", "١/٣/٢٠٢٦", "=TODAY()"],
)  # fmt: skip
def test_anything_else_is_not_guessed_at(text: str) -> None:
    with pytest.raises(CellFault) as refused:
        read_date(text)
    assert "for example 01/03/2026" in refused.value.remedy


def test_a_name_is_kept_whole_in_composed_letters_and_single_spaces() -> None:
    assert read_text("  Zoe\u0308\u00a0 O'Brien-Núñez ", longest=200) == "Zoë O'Brien-Núñez"


@pytest.mark.parametrize(("cell", "longest"), [("a\x00b", 200), ("a\x1bb", 200), ("N\ufffdñez", 200), ("x" * 201, 200)])
def test_a_cell_that_cannot_be_kept_is_refused(cell: str, longest: int) -> None:
    with pytest.raises(CellFault):
        read_text(cell, longest=longest)


def test_an_address_is_kept_in_small_letters() -> None:
    assert read_email("Amina.Yusuf@Marlshire.example") == "amina.yusuf@marlshire.example"


@pytest.mark.parametrize("text", ["amina", "amina@marlshire", "a b@marlshire.example", "a@b@c.example", "@x.example"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(CellFault):
        read_email(text)


@pytest.mark.parametrize("text", ["1.00001E+05", "100001.0", "1E5"])
def test_a_number_that_a_spreadsheet_has_changed_is_refused(text: str) -> None:
    with pytest.raises(CellFault):
        refuse_damaged_number(text)


def test_numbers_compare_without_regard_to_case_and_spaces_but_zeros_count() -> None:
    assert canonical_number(" ab 00 12 ") == "AB0012"
    assert canonical_number("0012") != canonical_number("12")


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "Err:508", "#NOT CALCULATED"])
def test_what_a_formula_could_not_work_out_is_no_value(cell: str) -> None:
    with pytest.raises(CellFault, match="formula"):
        read_text(cell, longest=200)
    assert read_text(f"{cell} is a name", longest=200)


def test_a_formula_is_no_number() -> None:
    for text in ("=A1", '="0042"'):
        with pytest.raises(CellFault):
            refuse_damaged_number(text)
