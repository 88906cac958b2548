"""Exports of compliance by command: whole files, the same bytes for the same instant, and what is recorded of them."""

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from elearning import clock
from elearning.documents.compliance_table import HEADINGS
from elearning.domain.access import EVERYBODY
from elearning.domain.facts import Standing
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.models.accesses import Access, AccessSubject
from elearning.queries.compliance import report_rows
from elearning.queries.people_in_report import people_in_report, people_of_unit
from elearning.transaction import settled_now
from tests import builders
from tests.acts import Learner
from tests.builders import Town
from tests.guards.visiting import change
from tests.web.council import settle

TODAY = clock.today()


@pytest.fixture
def council(site: Flask, town: Town) -> dict[str, int]:
    """A small council with every part of a total; ids by name."""
    return settle(site, town)


def export(site: Flask, kind: str, out: object, *more: str) -> Result:
    """Run the command."""
    return site.test_cli_runner().invoke(args=["compliance", "export", "--format", kind, "--out", str(out), *more])


def now(site: Flask) -> str:
    """An instant that nothing recorded from now on can change."""
    with site.app_context():
        return settled_now(db.session).isoformat()


def read(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_csv_has_a_row_for_each_person_and_module_in_the_words_of_the_product(
    site: Flask, council: dict[str, int], tmp_path: Path
) -> None:
    result = export(site, "csv", tmp_path / "out.csv")
    assert result.exit_code == 0, result.output
    rows = read((tmp_path / "out.csv").read_bytes())
    assert tuple(rows[0]) == HEADINGS
    mo = next(row for row in rows if row["name"] == "Mo Done" and row["module"] == "done")
    assert mo["employee_number"] == "700003" and mo["standing"] == "completed" and mo["counted"] == "yes"
    assert mo["completed_on"] == TODAY.isoformat() == mo["as_at"] and mo["version"] == "1" and mo["certificate_number"]
    assert (mo["directorate"], mo["service"], mo["team"]) == ("Place", "Roads", "") and mo["known_on"].endswith(
        "+00:00"
    )
    excused = {row["name"]: row for row in rows if row["counted"] == "no"}
    assert {row["standing"] for row in excused.values()} == {"exempt", "on leave"}
    assert all(row["due_on"] == "" for row in excused.values())
    numbers = [(row["employee_number"], row["module"]) for row in rows]
    assert numbers == sorted(numbers) and f"{len(rows):,} rows as at {TODAY.isoformat()}" in result.stderr


def test_the_csv_the_xlsx_and_the_ods_say_the_same_in_every_cell(
    site: Flask, council: dict[str, int], tmp_path: Path
) -> None:
    instant = now(site)
    for kind in ("csv", "xlsx", "ods"):
        assert export(site, kind, tmp_path / kind, "--known-on", instant).exit_code == 0
    for kind in ("xlsx", "ods"):
        headings, *rows = CalamineWorkbook.from_path(tmp_path / kind).get_sheet_by_name("Compliance").to_python()
        assert tuple(headings) == HEADINGS
        texts = [[_text(cell) for cell in row] for row in rows]
        assert texts == [list(row.values()) for row in read((tmp_path / "csv").read_bytes())]


def _text(cell: object) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return str(int(cell)) if isinstance(cell, float) else str(cell)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_the_same_request_for_the_same_instant_gives_the_same_bytes_whatever_is_recorded_later(
    site: Flask, council: dict[str, int], tmp_path: Path, kind: str
) -> None:
    asked = ("--as-at", TODAY.isoformat(), "--known-on", now(site))
    assert export(site, kind, tmp_path / "first", *asked).exit_code == 0
    assert export(site, kind, tmp_path / "again", *asked).exit_code == 0

    version = builders.small_version("done", title="Bribery")
    change(site, lambda session: Learner(session, council["kim"], version, clock.now()).complete())
    assert export(site, kind, tmp_path / "later", *asked).exit_code == 0
    first = (tmp_path / "first").read_bytes()
    assert first == (tmp_path / "again").read_bytes() == (tmp_path / "later").read_bytes()
    assert export(site, kind, tmp_path / "now").exit_code == 0
    assert (tmp_path / "now").read_bytes() != first


def test_what_is_taken_away_is_recorded_with_exactly_those_who_are_in_it(
    site: Flask, council: dict[str, int], tmp_path: Path
) -> None:
    export(site, "csv", tmp_path / "out.csv")
    with site.app_context():
        kind, people, what = db.session.execute(select(Access.kind, Access.people, Access.what)).one()
        noted = set(db.session.scalars(select(AccessSubject.person_id)))
        asked = Asked(TODAY, settled_now(db.session))
        assert noted == {row.person_id for row in report_rows(db.session(), EVERYBODY, asked)}
        db.session.remove()
    assert kind == "export" and people == len(noted) > 0 and "everybody" in what


def test_who_is_in_a_report_is_known_before_it_is_read(site: Flask, council: dict[str, int]) -> None:
    with site.app_context():
        asked = Asked(TODAY, settled_now(db.session))
        for standings in (None, [Standing.OVERDUE], [Standing.EXEMPT, Standing.ON_LEAVE]):
            rows = report_rows(db.session(), EVERYBODY, asked, standings=standings)
            found = people_in_report(db.session(), EVERYBODY, asked, standings=standings)
            assert found == {row.person_id for row in rows} != set()
        assert council["pat"] in people_of_unit(db.session(), council["care"], asked)
        assert council["kim"] in people_of_unit(db.session(), council["place"], asked)
        assert council["kim"] not in people_of_unit(db.session(), council["care"], asked)
        db.session.remove()


def test_a_past_day_is_answered_with_the_people_of_that_day(
    site: Flask, council: dict[str, int], tmp_path: Path
) -> None:
    assert export(site, "csv", tmp_path / "out.csv", "--as-at", "2021-06-01").exit_code == 0
    rows = read((tmp_path / "out.csv").read_bytes())
    assert {row["as_at"] for row in rows} == {"2021-06-01"}
    assert {row["standing"] for row in rows if row["name"] == "Mo Done" and row["module"] == "done"} == {"overdue"}


def test_a_dash_sends_csv_to_standard_output_and_nothing_but_csv(site: Flask, council: dict[str, int]) -> None:
    result = export(site, "csv", "-")
    assert result.exit_code == 0 and result.stdout_bytes.startswith(b"\xef\xbb\xbfemployee_number,")
    assert b"as known on" not in result.stdout_bytes and "as known on" in result.stderr
    refused = export(site, "xlsx", "-")
    assert refused.exit_code == 2 and "Only CSV" in refused.stderr


def test_a_file_that_cannot_be_written_is_said_in_plain_words_and_nothing_is_recorded(
    site: Flask, town: Town, tmp_path: Path
) -> None:
    for out, words in ((tmp_path / "none" / "out.csv", "There is no folder"), (tmp_path, "is not a file")):
        result = export(site, "csv", out)
        assert result.exit_code == 1 and words in result.stderr and "Traceback" not in result.stderr
    with site.app_context():
        assert db.session.scalar(select(func.count()).select_from(Access)) == 0
        db.session.remove()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_a_failure_half_way_leaves_the_file_that_was_there_and_no_other(
    site: Flask, council: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    out = folder / "out"
    out.write_bytes(b"what was told in March")

    def breaks(*args: object, **more: object) -> object:
        yield from list(report_rows(*args, **more))[:2]  # type: ignore[arg-type]
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("elearning.queries.exports.report_rows", breaks)
    result = export(site, kind, out)
    assert result.exit_code == 1 and "No space left on device" in result.stderr
    assert out.read_bytes() == b"what was told in March"
    assert list(folder.iterdir()) == [out]


def test_a_day_to_come_is_headed_if_nothing_changes(site: Flask, council: dict[str, int], tmp_path: Path) -> None:
    day = (TODAY + timedelta(days=400)).isoformat()
    result = export(site, "xlsx", tmp_path / "out.xlsx", "--as-at", day)
    assert "if nothing changes" in result.stderr
    about = CalamineWorkbook.from_path(tmp_path / "out.xlsx").get_sheet_by_name("About").to_python()
    assert [row[0] for row in about if str(row[0]).startswith("If nothing")] == ["If nothing changes"]


def test_csv_comes_with_its_metadata_beside_it_or_where_it_is_asked_for(
    site: Flask, council: dict[str, int], tmp_path: Path
) -> None:
    tmp_path = tmp_path / "files"
    tmp_path.mkdir()
    assert export(site, "csv", tmp_path / "out.csv").exit_code == 0
    beside = json.loads((tmp_path / "out.csv-metadata.json").read_bytes())
    assert beside["url"] == "out.csv" and len(beside["tableSchema"]["columns"]) == len(HEADINGS)
    assert export(site, "csv", tmp_path / "more.csv", "--metadata", str(tmp_path / "m.json")).exit_code == 0
    assert json.loads((tmp_path / "m.json").read_bytes())["url"] == "more.csv"
    assert export(site, "ods", tmp_path / "out.ods").exit_code == 0
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "m.json", "more.csv", "out.csv", "out.csv-metadata.json", "out.ods"
    ]  # fmt: skip
    refused = export(site, "ods", tmp_path / "out.ods", "--metadata", str(tmp_path / "m.json"))
    assert refused.exit_code == 2 and "--metadata describes CSV" in refused.stderr


def test_a_staff_group_narrows_the_file_and_one_that_there_is_not_is_named(
    site: Flask, council: dict[str, int], tmp_path: Path
) -> None:
    out = tmp_path / "carers.csv"
    assert export(site, "csv", out, "--staff-group", "Carers").exit_code == 0
    assert {row["name"] for row in read(out.read_bytes())} == {"Pat Both"}
    assert "Staff group: Carers" in (tmp_path / "carers.csv-metadata.json").read_text(encoding="utf-8")
    refused = export(site, "csv", tmp_path / "none.csv", "--staff-group", "Wizards")
    assert refused.exit_code == 1 and "Carers" in refused.stderr
    assert not (tmp_path / "none.csv").exists()
