"""`compliance team`: a manager's team as a file, what it says, and that the taking away of it is recorded."""

import csv
from pathlib import Path

import pikepdf
from flask import Flask
from sqlalchemy import select

from elearning.extensions import db
from elearning.models.accesses import Access, AccessSubject
from tests.builders import Town
from tests.integration.test_cli import DONE, NOT_IN_ORDER, WRONG_USAGE, run
from tests.integration.test_team_pdf import said

AS_AT = ("--as-at", "2026-06-30", "--known-on", "2026-06-30")


def test_the_pdf_shows_who_reports_to_the_manager_and_nobody_else(app: Flask, town: Town, tmp_path: Path) -> None:
    out = tmp_path / "team.pdf"
    ran = run(app, "compliance", "team", "100002", *AS_AT, "--format", "pdf", "--out", str(out))
    assert (ran.code, ran.err) == (DONE, "")
    assert ran.out == f"The team of 100002 as at 2026-06-30 is in {out}.\n"
    text = said(out.read_bytes())
    assert "Team of Ben Okafor" in text
    assert "1 person: direct reports only" in text
    assert "Amina Yusuf 100001 Not started Due by" in text
    assert "Dev Patel" not in text and "Ben Okafor 100002" not in text


def test_the_same_instant_gives_the_same_bytes(app: Flask, town: Town, tmp_path: Path) -> None:
    outs = [tmp_path / "one.pdf", tmp_path / "two.pdf"]
    for out in outs:
        run(app, "compliance", "team", "100002", *AS_AT, "--whole-tree", "--format", "pdf", "--out", str(out))
    assert outs[0].read_bytes() == outs[1].read_bytes()
    with pikepdf.open(outs[0]) as pdf:
        assert str(pdf.docinfo.Title).startswith("Team of Ben Okafor")


def test_the_csv_has_the_rows_and_columns_of_every_export(app: Flask, town: Town, tmp_path: Path) -> None:
    out = tmp_path / "team.csv"
    assert run(app, "compliance", "team", "100002", *AS_AT, "--format", "csv", "--out", str(out)).code == DONE
    with out.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["employee_number"], row["name"], row["line_manager"]) == ("100001", "Amina Yusuf", "Ben Okafor")
    assert (row["standing"], row["counted"], row["as_at"]) == ("not started", "yes", "2026-06-30")
    assert row["known_on"] == "2026-06-30T22:59:59.999999+00:00"


def test_somebody_to_whom_nobody_reports_gets_a_page_that_says_so(app: Flask, town: Town, tmp_path: Path) -> None:
    out = tmp_path / "team.pdf"
    assert run(app, "compliance", "team", "100004", "--format", "pdf", "--out", str(out)).code == DONE
    assert "Nobody reports to this person on this day." in said(out.read_bytes())


def test_that_a_team_was_taken_away_is_recorded_with_who_was_in_it(app: Flask, town: Town, tmp_path: Path) -> None:
    run(app, "compliance", "team", "100002", "--format", "pdf", "--out", str(tmp_path / "team.pdf"))
    (access,) = db.session.scalars(select(Access)).all()
    assert (access.kind, access.people) == ("export", 1)
    assert access.actor_name.startswith("command line")
    assert db.session.scalars(select(AccessSubject.person_id)).all() == [town.amina]


def test_what_cannot_be_done_is_said_in_words(app: Flask, town: Town, tmp_path: Path) -> None:
    out = ("--format", "pdf", "--out", str(tmp_path / "team.pdf"))
    nobody = run(app, "compliance", "team", "999999", *out)
    assert (nobody.code, nobody.err) == (NOT_IN_ORDER, "Nobody has the employee number '999999'.\n")
    nowhere = run(app, "compliance", "team", "100002", "--format", "pdf", "--out", str(tmp_path / "no" / "team.pdf"))
    assert nowhere.code == NOT_IN_ORDER and "There is no folder" in nowhere.err
    assert run(app, "compliance", "team", "100002", "--format", "docx", "--out", "x").code == WRONG_USAGE
    assert run(app, "compliance", "team", "100002", "--as-at", "30/06", *out).code == WRONG_USAGE
    assert not list(tmp_path.glob("*.pdf"))
