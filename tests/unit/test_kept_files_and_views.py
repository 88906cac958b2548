"""How far a file in the background is, and what a saved view is about."""

from datetime import UTC, datetime, timedelta

import pytest

from elearning.domain.exports import Progress, Stage
from elearning.domain.saved_views import View, of_fixed_day, of_today

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("progress", "stage", "percent"),
    [
        (Progress(10, 0, None, None, None, ""), Stage.WAITING, 0),
        (Progress(0, 0, None, None, None, ""), Stage.WAITING, 0),
        (Progress(10, 5, NOW, None, None, ""), Stage.MAKING, 50),
        (Progress(10, 12, NOW, None, None, ""), Stage.MAKING, 99),
        (Progress(10, 10, NOW, NOW, NOW + HOUR, ""), Stage.READY, 100),
        (Progress(10, 10, NOW, NOW, NOW, ""), Stage.GONE, 100),
        (Progress(10, 3, NOW, NOW, None, "Something went wrong"), Stage.FAILED, 30),
    ],
)
def test_a_file_is_said_to_be_what_it_is(progress: Progress, stage: Stage, percent: int) -> None:
    assert (progress.stage(NOW), progress.percent) == (stage, percent)


def test_a_view_of_today_pins_neither_day_nor_instant_and_one_of_a_fixed_day_keeps_its_own() -> None:
    view = View("hr.people", {"standing": "overdue", "as_at": "1/3/2026", "known_on": "2/3/2026"})
    assert of_today(view, "as_at").filters == {"standing": "overdue"}
    assert of_fixed_day(view, "as_at", "27/11/2026").filters["as_at"] == "1/3/2026"
    assert of_fixed_day(of_today(view, "as_at"), "as_at", "27/11/2026").filters["as_at"] == "27/11/2026"
