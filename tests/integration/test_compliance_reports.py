"""Reports of compliance on a small town: who is in them, what they add up to, and that a past day stays as it was."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from elearning import clock
from elearning.domain.access import EVERYBODY, Scope
from elearning.domain.facts import Standing
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked
from elearning.queries import boards, compliance
from elearning.queries.structure import reports, structure
from tests.builders import Town


@pytest.fixture
def asked(town: Town) -> Asked:
    """Today, as known now."""
    return Asked(clock.today(), clock.now())


def test_the_rows_of_everybody_come_by_employee_number_with_unit_and_manager(
    session: Session, town: Town, asked: Asked
) -> None:
    rows = list(compliance.report_rows(session, EVERYBODY, asked))
    assert [row.employee_number for row in rows] == ["100001", "100002", "100003", "100004", "100005"]
    amina = rows[0]
    assert (amina.name, amina.manager_number, amina.manager_name) == ("Amina Yusuf", "100002", "Ben Okafor")
    assert amina.unit == ("", "", "Library events")
    assert (amina.row.standing, amina.version, amina.certificate_number) == (Standing.NOT_STARTED, None, "")


def test_a_report_of_standings_leaves_the_others_out(session: Session, town: Town, asked: Asked) -> None:
    assert list(compliance.report_rows(session, EVERYBODY, asked, standings=[Standing.OVERDUE])) == []
    late = asked._replace(as_at=asked.as_at + timedelta(days=40))
    assert len(list(compliance.report_rows(session, EVERYBODY, late, standings=[Standing.OVERDUE]))) == 5


def test_a_dashboard_adds_up_by_unit_and_module(session: Session, town: Town, asked: Asked) -> None:
    found = compliance.dashboard(session, asked)
    assert (found.total.tally.assigned, found.people) == (5, 5)
    assert [one.figures.tally.assigned for one in found.modules] == [5]
    assert [(one.unit.name, one.people) for one in found.units] == [("Library events", 2), ("Road safety", 3)]
    (libraries,) = structure(session, asked).units_of(town.amina)
    inside = compliance.dashboard(session, asked, unit_id=libraries)
    assert (inside.total.tally.not_yet_due, inside.people) == (2, 2)
    with pytest.raises(NotFound):
        compliance.dashboard(session, asked, unit_id=999_999)


def test_a_report_of_a_time_before_anything_was_known_is_empty(session: Session, town: Town, asked: Asked) -> None:
    early = Asked(asked.as_at, datetime(2019, 1, 1, tzinfo=UTC))
    assert list(compliance.report_rows(session, EVERYBODY, early)) == []
    assert compliance.dashboard(session, early).total.tally.rate is None


def test_a_manager_has_direct_reports_and_nobody_else(session: Session, town: Town, asked: Asked) -> None:
    assert reports(session, town.ben, asked, whole_tree=False) == {town.amina}
    assert reports(session, town.ben, asked, whole_tree=True) == {town.amina}
    assert reports(session, town.dev, asked, whole_tree=True) == frozenset()
    board = boards.board(session, Scope(frozenset({town.amina})), asked)
    assert [row.name for row in board.rows] == ["Amina Yusuf"]


def test_a_trend_has_the_ends_of_months_and_the_day_itself(session: Session, town: Town) -> None:
    asked = Asked(date(2026, 3, 15), clock.now())
    points = compliance.trend(session, asked, months=3)
    assert [point.day for point in points] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 15)]
    assert [point.figures.tally.assigned for point in points] == [5, 5, 5]
