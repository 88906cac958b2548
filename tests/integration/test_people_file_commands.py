"""`people import` at a terminal: what it prints for people and for programs, and what it asks to be confirmed."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.guards.visiting import changed, rows
from tests.integration.test_cli import DONE, NOT_IN_ORDER, WRONG_USAGE, Ran, run
from tests.spreadsheets_written import ods, xlsx
from tests.web.test_people_file import a_csv, everybody, line, table

BAD = line("200001", start_date="1/3/26")
BELOW_BAD = line("200002", line_manager_number="200001")


def wrote(folder: Path, content: bytes, name: str = "people.csv") -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def told(found: Ran) -> dict[str, Any]:
    """The one object on standard output."""
    assert found.out.count("\n") == 1
    value: dict[str, Any] = json.loads(found.out)
    return value


@pytest.fixture
def loaded(site: Flask, tmp_path: Path) -> Flask:
    """The site after a first file that knows the town."""
    found = run(site, "people", "import", wrote(tmp_path, a_csv(*everybody())), "--confirm-managers", "4")
    assert found.code == DONE, found.err
    return site


def test_json_tells_counts_problems_and_who_is_missing_also_when_refused(loaded: Flask, tmp_path: Path) -> None:
    before = rows(loaded)
    file = wrote(tmp_path, a_csv(*everybody()[:3], BAD, BELOW_BAD, line("200003")))
    found = run(loaded, "people", "import", file, "--json")
    assert found.code == NOT_IN_ORDER
    assert "1 row with a problem" in found.err
    assert "--leave-out" in found.err
    value = told(found)
    (problem,) = value.pop("problems")
    (below,) = value.pop("line_managers")
    assert value == {
        "rows": 6, "joiners": 2, "changes": 0, "leavers": 0, "unchanged": 3, "applied": False, "remarks": [],
        "missing": [{"employee_number": "100004", "name": "Dev Patel"}, {"employee_number": "100005", "name": "Efa Rhys"}],
    }  # fmt: skip
    assert list(problem) == ["row", "column", "value", "problem", "remedy"]
    assert (problem["row"], problem["column"], problem["value"]) == (5, "start_date", "1/3/26")
    assert problem["problem"]
    assert problem["remedy"]
    assert (below["row"], below["column"]) == (6, "line_manager_number")
    assert changed(before, rows(loaded)) == set()


def test_the_others_are_applied_when_bad_rows_are_left_out(loaded: Flask, tmp_path: Path) -> None:
    file = wrote(tmp_path, a_csv(*everybody(), BAD, line("200003")))
    found = run(loaded, "people", "import", file, "--leave-out", "--json")
    assert found.code == DONE
    assert (told(found)["joiners"], told(found)["applied"]) == (1, True)
    again = run(loaded, "people", "import", file, "--leave-out")
    assert "Nothing has changed" in again.out


def test_a_dry_run_changes_nothing_and_says_what_would_be_asked(loaded: Flask, tmp_path: Path) -> None:
    before = rows(loaded)
    file = wrote(tmp_path, a_csv(*everybody(n100004={"end_date": "01/01/2021"})))
    found = run(loaded, "people", "import", file, "--dry-run", "--json")
    assert found.code == DONE
    assert (told(found)["leavers"], told(found)["applied"]) == (1, False)
    assert "1 of 5 people in post would leave" in found.err
    assert run(loaded, "people", "import", wrote(tmp_path, a_csv(BAD)), "--dry-run").code == NOT_IN_ORDER
    assert changed(before, rows(loaded)) == set()


def test_brakes_ask_for_the_very_number_and_say_with_which_option(loaded: Flask, tmp_path: Path) -> None:
    left, moved = {"end_date": "01/01/2021"}, {"line_manager_number": "100001"}
    file = wrote(tmp_path, a_csv(*everybody(n100004=left, n100005=moved)))
    before = rows(loaded)
    found = run(loaded, "people", "import", file)
    assert found.code == NOT_IN_ORDER
    assert "--confirm-leavers 1 --confirm-managers 1" in found.err
    for options in (["--confirm-leavers", "1"], ["--confirm-leavers", "2", "--confirm-managers", "1"]):
        assert run(loaded, "people", "import", file, *options).code == NOT_IN_ORDER
    assert run(loaded, "people", "import", file, "--confirm-leavers", "one").code == WRONG_USAGE
    assert changed(before, rows(loaded)) == set()
    found = run(loaded, "people", "import", file, "--confirm-leavers", "1", "--confirm-managers", "1")
    assert (found.code, found.err) == (DONE, "")
    assert "1 leaver" in found.out


@pytest.mark.parametrize("make", [xlsx, ods], ids=["XLSX", "ODS"])
def test_spreadsheets_are_read_as_well_as_csv_and_say_the_same(loaded: Flask, tmp_path: Path, make: Any) -> None:
    found = run(loaded, "people", "import", wrote(tmp_path, make(table(*everybody(), BAD))), "--dry-run", "--json")
    same = run(loaded, "people", "import", wrote(tmp_path, a_csv(*everybody(), BAD)), "--dry-run", "--json")
    assert told(found) == told(same)
    assert told(found)["problems"][0]["row"] == 7


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"%PDF", b"PK\x03\x04", b"a,b\n1,2\n", b'"never closed'])
def test_what_cannot_be_read_is_one_object_too_and_exit_1(loaded: Flask, tmp_path: Path, content: bytes) -> None:
    for options in ([], ["--dry-run"], ["--leave-out"]):
        found = run(loaded, "people", "import", wrote(tmp_path, content), "--json", *options)
        assert found.code == NOT_IN_ORDER
        value = told(found)
        assert (value["rows"], value["applied"], value["missing"]) == (0, False, [])
        assert value["problems"]
        assert found.err


def test_an_encoding_that_is_not_certain_is_told_beside_the_output(loaded: Flask, tmp_path: Path) -> None:
    content = a_csv(*everybody(), line("200001", name="Zoë Núñez")).decode().encode("cp1252")
    found = run(loaded, "people", "import", wrote(tmp_path, content), "--dry-run", "--json")
    assert "Windows Western European" in found.err
    assert "Zoë Núñez" in found.err
    assert told(found)["joiners"] == 1


MAPPING = """\
columns:
  employee_number: Staff ID
  name: Full name
  post_reference: Post Unique Reference
  post_title: Job
  line_manager_number: Reports to
  start_date: Started
  end_date: First day away
unit_path: {column: Org path, separator: " > "}
end_date_is: first day away
blank_cell: leave as it is
missing_people: list and leave as they were
nobody: [Not disclosed]
"""
THEIR_HEADINGS = "Staff ID,Full name,Post Unique Reference,Job,Reports to,Started,First day away,Org path\n"


def theirs(*lines: str) -> bytes:
    return (THEIR_HEADINGS + "\n".join(lines)).encode()


def their_line(number: str, name: str, manager: str = "100002", path: str = "Places > Road safety") -> str:
    return f"{number},{name},P{number},Officer,{manager},2020-01-06,,{path}"


def test_a_file_of_the_hr_system_is_loaded_by_a_mapping_and_again_changes_nothing(
    loaded: Flask, tmp_path: Path
) -> None:
    how = wrote(tmp_path, MAPPING.encode(), "hr.yaml")
    lines = [their_line("200001", "Ann New"), their_line("200001", "Ann New").replace("P200001", "P3"),
             their_line("200009", "Not Disclosed"), their_line("200002", "Bo Under", "200009")]  # fmt: skip
    file = wrote(tmp_path, theirs(*lines))
    found = run(loaded, "people", "import", file, "--mapping", how, "--json")
    assert found.code == DONE, found.err
    value = told(found)
    assert (value["joiners"], value["problems"], value["line_managers"]) == (2, [], [])
    before = rows(loaded)
    again = run(loaded, "people", "import", file, "--mapping", how)
    assert "Nothing has changed" in again.out
    assert changed(before, rows(loaded)) == set()


def test_a_bad_mapping_is_refused_by_line_with_a_remedy(loaded: Flask, tmp_path: Path) -> None:
    how = wrote(tmp_path, MAPPING.replace("end_date_is: first day away", "end_date_is: maybe").encode(), "hr.yaml")
    found = run(loaded, "people", "import", wrote(tmp_path, theirs()), "--mapping", how)
    assert found.code == NOT_IN_ORDER
    assert "hr.yaml:10: error: end_date_is is 'maybe'. Give 'last day in post' or 'first day away'." in found.err


def test_a_number_used_again_waits_for_a_human_and_passes_on_if_told_to(loaded: Flask, tmp_path: Path) -> None:
    left = {"end_date": "01/06/2026"}
    file = wrote(tmp_path, a_csv(*everybody(n100004=left)))
    assert run(loaded, "people", "import", file, "--confirm-leavers", "1").code == DONE
    again = {"name": "Zoe Quite-Other", "start_date": "06/07/2026"}
    file = wrote(tmp_path, a_csv(*everybody(n100004=again)))
    found = run(loaded, "people", "import", file)
    assert found.code == NOT_IN_ORDER
    assert "Dev Patel, who left on 1 June 2026" in found.err
    assert "--new-person NUMBER" in found.err
    found = run(loaded, "people", "import", file, "--new-person", "100004")
    assert (found.code, "1 joiner" in found.out) == (DONE, True), found.err
    names = {row[1:] for row in rows(loaded)["employee_numbers"] if "100004" in row}
    assert len({row[0] for row in names} | {str(row) for row in names}) > 1
    assert "Nothing has changed" in run(loaded, "people", "import", file).out


def test_a_line_manager_who_cannot_be_right_is_told_and_the_person_loaded(loaded: Flask, tmp_path: Path) -> None:
    file = wrote(tmp_path, a_csv(*everybody(), line("200001", line_manager_number="999")))
    found = run(loaded, "people", "import", file)
    assert found.code == DONE
    assert "Line managers to look at" in found.err
    assert 'Row 7, column line_manager_number "999"' in found.err
    assert "Nothing has changed" in run(loaded, "people", "import", file).out


def test_the_newest_file_is_undone_by_command_after_a_dry_run_and_never_without_a_reason(
    loaded: Flask, tmp_path: Path
) -> None:
    file = wrote(tmp_path, a_csv(*everybody(n100004={"end_date": "01/06/2026"}), line("200001")))
    found = run(loaded, "people", "import", file, "--dry-run")
    assert "1 new assignment, 1 ended; rate" in found.out
    assert run(loaded, "people", "import", file, "--confirm-leavers", "1").code == DONE
    before = rows(loaded)
    found = run(loaded, "people", "undo-import", "--dry-run")
    assert (found.code, "1 people go" in found.out, "This was a dry run" in found.out) == (DONE, True, True)
    assert run(loaded, "people", "undo-import").code == NOT_IN_ORDER
    assert changed(before, rows(loaded)) == set()
    assert run(loaded, "people", "undo-import", "--reason", "Wrong file").code == DONE
    listed = run(loaded, "people", "imports").out.splitlines()
    assert "undone by" in listed[0]
    assert "Wrong file" in listed[0]
    assert "undone by" not in listed[1]
    assert run(loaded, "people", "undo-import", "--dry-run", "--run", "2").code == NOT_IN_ORDER


def test_a_file_that_cannot_be_read_is_told_with_its_problems_and_no_figures(loaded: Flask, tmp_path: Path) -> None:
    found = run(loaded, "people", "import", "--dry-run", wrote(tmp_path, b""))
    assert (found.code, found.out) == (NOT_IN_ORDER, "")
    assert "The file is empty." in found.err
