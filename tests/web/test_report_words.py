"""The words for line managers: the dates of a standing, and never a reason."""

import pytest

from elearning.domain.reports import ReportRow
from elearning.web.presenters import days_in_words
from elearning.web.report_words import counted, sentence, unit_words, why
from tests.unit.test_teams import AWAY, TEAM


@pytest.mark.parametrize("one", TEAM, ids=lambda one: one.name)
def test_why_says_the_dates_and_no_reason(one: ReportRow) -> None:
    said = why(one.row)
    assert "no date" not in said
    assert said.endswith(".")
    assert "because" not in said


def test_leave_with_no_last_day_is_until_a_return_is_recorded() -> None:
    assert "On recorded leave until a return is recorded." in why(AWAY.row)


def test_units_and_numbers_are_said_plainly() -> None:
    assert unit_words(("Communities", "Libraries", "Reading rooms")) == "Reading rooms, Libraries, Communities"
    assert unit_words(("", "", "")) == "No unit"
    assert [counted(1, "person", "people"), counted(1200, "row")] == ["1 person", "1,200 rows"]
    assert sentence("not NHS staff") == "Not NHS staff"


def test_days_in_the_record_of_looks_are_said_as_people_read_them() -> None:
    assert days_in_words("Their own team, as at 2026-09-01") == "Their own team, as at 1 September 2026"
    assert (
        days_in_words("from 2026-05-27 to 2026-11-27, 2026-13-40") == "from 27 May 2026 to 27 November 2026, 2026-13-40"
    )
    assert days_in_words("2026-09-01T10:00:00 and 12026-09-01") == "2026-09-01T10:00:00 and 12026-09-01"
