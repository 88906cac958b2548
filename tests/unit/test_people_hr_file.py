"""HR's file as rows: headings, vacant posts, and problems that name row, column, value and remedy."""

from elearning.domain.hr_file import HrFile, SheetRow
from elearning.domain.hr_mapping import COLUMNS
from elearning.domain.hr_rows import parse_people
from tests.unit.hr_rows import cells, sheet


def read(*rows: dict[str, str]) -> HrFile:
    return parse_people(sheet(*rows))


def test_a_heading_with_a_hyphen_is_the_same_heading() -> None:
    headings = ["E-mail" if name == "email" else name for name in COLUMNS]
    file = parse_people([SheetRow(1, tuple(headings)), SheetRow(2, ("",) * len(headings))])
    assert "email" not in [one.column for one in file.problems]


def test_headings_match_without_regard_to_case_spaces_underscores_and_order() -> None:
    row = cells(number="1", name="Amina Yusuf")
    headings = [name.upper().replace("_", " ") for name in reversed(COLUMNS)] + ["Shoe size"]
    file = parse_people([SheetRow(1, tuple(headings)), SheetRow(2, (*(row[c] for c in reversed(COLUMNS)), "39"))])
    assert not file.problems
    assert file.rows[0].name == "Amina Yusuf"


def test_a_missing_and_a_doubled_column_are_named() -> None:
    headings = [name for name in COLUMNS if name != "email"] + ["Known As"]
    file = parse_people([SheetRow(1, tuple(headings)), SheetRow(2, ("",) * len(headings))])
    assert {(problem.row, problem.column) for problem in file.problems} == {(1, "email"), (1, "known_as")}


def test_an_empty_file_and_one_of_headings_alone_say_so() -> None:
    assert "empty" in parse_people([]).problems[0].problem
    assert "no rows" in parse_people([SheetRow(1, COLUMNS)]).problems[0].problem
    assert "columns" in parse_people([SheetRow(1, ("x",) * 900)]).problems[0].problem


def test_a_row_without_number_and_name_is_a_vacant_post() -> None:
    file = read(cells(number="", name="", start=""))
    assert not file.problems
    assert file.rows[0].is_vacant


def test_blank_rows_are_passed_over_and_numbers_stay_those_of_the_spreadsheet() -> None:
    rows = [*sheet(cells(number="1")), SheetRow(3, ()), SheetRow(4, ("",) * 13)]
    bad = cells(number="2", post="B", start="1/3/26")
    file = parse_people([*rows, SheetRow(5, tuple(bad.values()))])
    assert [row.row for row in file.rows] == [2]
    assert [(p.row, p.column, p.value) for p in file.problems] == [(5, "start_date", "1/3/26")]


def test_every_fault_of_a_row_is_listed_at_once() -> None:
    file = read(cells(number="1.0E5", name="", email="nobody", post="", directorate="", start="soon", end="31/02/2026"))
    assert {problem.column for problem in file.problems} == {
        "employee_number", "name", "email", "post_reference", "directorate", "start_date", "end_date",
    }  # fmt: skip
    assert all(problem.remedy for problem in file.problems)


def test_a_person_needs_a_first_day_and_their_last_comes_after_it() -> None:
    assert read(cells(number="1", start="")).problems[0].column == "start_date"
    assert read(cells(number="1", start="2026-02-02", end="2026-02-01")).problems[0].column == "end_date"
    assert not read(cells(number="1", start="2026-02-02", end="2026-02-02")).problems


def test_a_ragged_row_is_a_problem_and_the_others_are_read() -> None:
    good, short = sheet(cells(number="1")), SheetRow(3, ("2", "Somebody"))
    long = SheetRow(4, (*cells(number="3", post="C").values(), "", "stray"))
    file = parse_people([*good, short, long])
    assert [row.number for row in file.rows] == ["1"]
    assert {problem.row for problem in file.problems} == {3, 4}


def test_a_problem_reads_as_a_sentence_with_its_place() -> None:
    (problem,) = read(cells(number="1", start="1/3/26")).problems
    assert str(problem).startswith('Row 2, column start_date "1/3/26": This is not a date')


def test_a_vacant_post_has_nobody_to_leave() -> None:
    (problem,) = parse_people(sheet(cells(number="", name="", end="2026-12-31"))).problems
    assert (problem.column, problem.problem) == ("end_date", "A vacant post has nobody to leave.")


def test_some_unusual_names_are_shown_by_which_a_wrong_encoding_is_seen() -> None:
    people = [cells(number=str(n), post=f"P{n}", name=f"Núñez {n}") for n in range(1, 8)]
    found = parse_people(sheet(cells(number="9", name="Plain"), people[0], *people))
    assert found.unusual_names == tuple(f"Núñez {n}" for n in range(1, 6))
