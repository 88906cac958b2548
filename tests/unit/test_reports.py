"""What a report is asked and what it adds up to: days, instants, totals by unit and module, and who comes first."""

from datetime import UTC, date, datetime

import pytest

from elearning.domain.access import Actor, Role, Viewer, own_scope
from elearning.domain.asking import read_as_at, read_known_on
from elearning.domain.compliance import AssignedFact
from elearning.domain.facts import Row, Standing
from elearning.domain.hr_cells import CellFault
from elearning.domain.name_search import searched_words
from elearning.domain.people import kind_of, name_of
from elearning.domain.reports import PARTS, Asked, OutlineRow, ReportRow, Totals, figures, worst_first
from tests.unit.histories import assigned, d, done

OVERDUE, COMPLETED, EXPIRING, EXEMPT = Standing.OVERDUE, Standing.COMPLETED, Standing.EXPIRING, Standing.EXEMPT
NIGHT = datetime(2026, 7, 31, 23, 30, tzinfo=UTC)
"""Already the first of August in London."""


def row(standing: Standing, *, due: str = "", ends: str = "", until: str = "", first: tuple[str, ...] = ()) -> Row:
    """An answer of which only these values matter."""
    held: tuple[AssignedFact, ...] = tuple(assigned(day, "2026-12-31") for day in first)
    days = (d(text) if text else None for text in (due, ends, until))
    due_on, ends_on, until_on = days
    return Row(standing, due_on, None, ends_on, None, None, until_on, 7, held)


def outline(id: int, name: str, of: Row, module: str = "m") -> OutlineRow:
    return OutlineRow(id, 1, name, module, "Module", of)


def test_a_report_on_a_day_after_what_was_known_is_a_forecast_by_london_s_day() -> None:
    assert not Asked(date(2026, 8, 1), NIGHT).is_forecast
    assert Asked(date(2026, 8, 2), NIGHT).is_forecast


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-31", datetime(2026, 3, 31, 22, 59, 59, 999_999, tzinfo=UTC)),
        (" 31/03/2026 ", datetime(2026, 3, 31, 22, 59, 59, 999_999, tzinfo=UTC)),
        ("2026-03-31T17:00+00:00", datetime(2026, 3, 31, 17, tzinfo=UTC)),
        ("2026-03-31T17:00 01:00", datetime(2026, 3, 31, 16, tzinfo=UTC)),
        ("2026-03-31T17:00Z", datetime(2026, 3, 31, 17, tzinfo=UTC)),
    ],
)
def test_known_on_is_the_end_of_a_london_day_or_a_time_with_its_offset(text: str, instant: datetime) -> None:
    assert read_known_on(text) == instant


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-03-31T17:00", "does not say its offset"),
        ("0999-03-31T17:00+00:00", "cannot be right"),
        ("9999-03-31", "cannot be right"),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_an_instant_that_cannot_be_meant_is_refused_with_what_to_write(text: str, said: str) -> None:
    with pytest.raises(CellFault) as refused:
        read_known_on(text)
    assert said in refused.value.problem
    assert refused.value.remedy


def test_the_day_asked_about_may_be_written_as_hr_s_file_writes_days() -> None:
    assert read_as_at("31/03/2026") == read_as_at("2026-03-31") == date(2026, 3, 31)
    with pytest.raises(CellFault):
        read_as_at("31 of March")


def test_figures_have_every_standing_and_parts_that_are_those_of_the_tally() -> None:
    found = figures([OVERDUE, COMPLETED, EXPIRING, EXPIRING, EXEMPT])
    assert set(found.standings) == set(Standing)
    assert [found.part(part) for part in PARTS] == [3, 1, 0, 1, 0]
    assert (found.tally.compliant, found.tally.not_compliant, found.tally.exempt) == (3, 1, 1)
    assert figures([]).tally.rate is None


def test_a_person_is_counted_once_in_each_unit_and_once_for_each_module() -> None:
    standings = {1: {10: COMPLETED, 11: OVERDUE, 12: OVERDUE}, 2: {10: OVERDUE}}
    units = {10: frozenset({5, 6}), 11: frozenset({6}), 12: frozenset({6})}
    totals = Totals(standings, units)
    assert totals.unit_ids == {5, 6}
    assert totals.module_ids == {1, 2}
    assert (totals.people(), totals.people(unit_id=5), totals.people(unit_id=6)) == (3, 1, 3)
    whole = totals.of()
    assert (whole.standings[COMPLETED], whole.standings[OVERDUE]) == (1, 3)
    assert totals.of(module_id=1).standings[OVERDUE] == 2
    assert totals.of(unit_id=5).standings[OVERDUE] == 1
    assert totals.of(unit_id=6, module_id=2).standings[OVERDUE] == 1
    assert sum(totals.of(unit_id=404, module_id=1).standings.values()) == 0
    assert totals.people(unit_id=404) == 0


def test_nobody_s_totals_are_nothing() -> None:
    totals = Totals({}, {})
    assert (totals.unit_ids, totals.module_ids, totals.people()) == (frozenset(), frozenset(), 0)


def test_who_needs_attention_comes_first_then_the_earlier_date_then_the_name() -> None:
    rows = [
        outline(1, "Zoe", row(COMPLETED, ends="2027-01-01")),
        outline(2, "amina", row(OVERDUE, due="2026-02-01")),
        outline(3, "Ben", row(OVERDUE, due="2026-02-01")),
        outline(4, "Carys", row(OVERDUE, due="2026-01-01")),
        outline(5, "Dev", row(Standing.ON_LEAVE)),
        outline(6, "Efa", row(EXEMPT, until="2026-05-01")),
        outline(7, "Fay", row(Standing.ON_LEAVE, until="2026-05-01")),
        outline(8, "Gus", row(EXPIRING, ends="2026-03-01", due="2020-01-01")),
    ]
    assert [one.name for one in worst_first(rows)] == ["Carys", "amina", "Ben", "Gus", "Zoe", "Efa", "Fay", "Dev"]


def test_a_row_tells_its_earliest_assignment_and_the_days_of_its_completion() -> None:
    made = ReportRow(
        1, 1, "100001", "Amina Yusuf", ("", "", ""), "", "", "m", "Module", 1,
        row(COMPLETED, first=("2026-03-01", "2026-02-01")), "",
    )  # fmt: skip
    assert made.assigned_on == date(2026, 2, 1)
    assert made.completed_on is made.expires_on is None
    earned = made._replace(row=made.row._replace(completion=done("2026-01-05", "2027-01-05")))
    assert (earned.completed_on, earned.expires_on) == (date(2026, 1, 5), date(2027, 1, 5))


def test_a_viewer_has_the_roles_granted_and_sees_their_own_records() -> None:
    carys = Viewer(3, "Carys", frozenset({Role.HR}))
    assert carys.has_role(Role.AUTHOR, Role.HR)
    assert not carys.has_role(Role.AUTHOR)
    assert not carys.has_role()
    assert own_scope(carys).person_ids == {3}
    assert not own_scope(carys).is_everybody


def test_a_write_without_an_actor_cannot_even_be_said() -> None:
    with pytest.raises(ValueError, match="has an actor"):
        Actor()
    assert Actor(person_id=3).name == ""
    assert Actor(name="command line").person_id is None


def test_words_that_are_searched_are_folded_and_hold_nothing_that_no_name_can() -> None:
    assert searched_words(" NÚÑEZ\t\x00O’Brien ") == ("nunez", "o'brien")
    assert searched_words("\x00 \n") == ()


@pytest.mark.parametrize(
    ("unit", "kind", "name"),
    [
        (("Places", "", ""), "directorate", "Places"),
        (("Places", "Libraries", ""), "service", "Libraries"),
        (("Places", "Libraries", "Events"), "team", "Events"),
    ],
)
def test_a_unit_is_called_by_its_lowest_level(unit: tuple[str, str, str], kind: str, name: str) -> None:
    assert (kind_of(unit), name_of(unit)) == (kind, name)
