"""`compliance committee`: the report as a file, the same for the same instant, recorded; refused in words."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from elearning.domain.committee import Period
from elearning.extensions import db
from elearning.models.accesses import Access
from elearning.queries.committee import committee_figures
from tests.builders import BEGINNING, Town, hire
from tests.integration.test_cli import DONE, NOT_IN_ORDER, WRONG_USAGE, run
from tests.integration.test_team_pdf import everything_said, faults

PERIOD = ("--from", "2026-01-01", "--to", "2026-06-30")
KNOWN = ("--known-on", "2026-07-01T09:00+01:00")


def test_the_file_is_a_valid_document_of_the_period(app: Flask, town: Town, tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    ran = run(app, "compliance", "committee", *PERIOD, *KNOWN, "--out", str(out))
    assert (ran.code, ran.err) == (DONE, "")
    assert ran.out == (
        f"The report for 2026-01-01 to 2026-06-30, as known on 2026-07-01T08:00:00+00:00, is in {out}.\n"
    )
    pdf = out.read_bytes()
    assert faults(pdf) == []
    text = everything_said(pdf)
    assert "1 January 2026 to 30 June 2026, as known on 1 July 2026 at 9:00am" in text
    assert "Report to the People and Resources Committee" in text
    assert "Everybody in post From " in text


def test_the_same_instant_gives_the_same_bytes_whatever_is_recorded_later(
    app: Flask, session: Session, town: Town, tmp_path: Path
) -> None:
    outs = [tmp_path / "one.pdf", tmp_path / "two.pdf"]
    run(app, "compliance", "committee", *PERIOD, *KNOWN, "--out", str(outs[0]))
    hire(session, number="900001", name="Zed Later", unit_id=1)
    run(app, "compliance", "committee", *PERIOD, *KNOWN, "--out", str(outs[1]))
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_that_the_report_was_taken_away_is_recorded(app: Flask, town: Town, tmp_path: Path) -> None:
    run(app, "compliance", "committee", *PERIOD, "--out", str(tmp_path / "report.pdf"))
    (access,) = db.session.scalars(select(Access)).all()
    assert (access.kind, access.people) == ("export", 5)
    assert access.what == "The committee's report for 2026-01-01 to 2026-06-30, by command"


def test_what_cannot_be_done_is_said_in_words(app: Flask, town: Town, tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "report.pdf"))
    turned = run(app, "compliance", "committee", "--from", "2026-06-30", "--to", "2026-01-01", *out)
    assert turned.code == WRONG_USAGE and "The first day comes after the last" in turned.err
    assert run(app, "compliance", "committee", "--from", "2026-06-30", *out).code == WRONG_USAGE
    nowhere = run(app, "compliance", "committee", *PERIOD, "--out", str(tmp_path / "no" / "report.pdf"))
    assert nowhere.code == NOT_IN_ORDER and "There is no folder" in nowhere.err
    assert not list(tmp_path.glob("*.pdf"))


@pytest.mark.parametrize("people", [3, 60])
def test_the_figures_cost_the_same_few_statements_however_many_people_there_are(
    session: Session, town: Town, people: int
) -> None:
    for number in range(people):
        hire(session, number=f"8{number:05}", name=f"More {number}", unit_id=1)
    session.commit()
    statements: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: statements.append(given[2]))
    period = Period(BEGINNING.date().replace(year=2026), BEGINNING.date().replace(year=2026, month=7))
    committee_figures(session, period, BEGINNING.replace(year=2026, month=8))
    assert len(statements) <= 34
