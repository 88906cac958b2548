"""When background work is due and has stopped, what the record's check of itself says, and what stored codes are."""

from datetime import UTC, date, datetime, timedelta

import pytest

from elearning.domain.adjustments import AdjustmentKind, Unit
from elearning.domain.exemptions import ExemptionReason
from elearning.domain.jobs import DAILY, GRACE, SEEN_WITHIN, WORDS, Timing, Work, daily_key, due_at, reasons_stopped
from elearning.domain.looks import Look
from elearning.domain.reminders import Kind, Occasion, occasion_of
from elearning.domain.self_audit import EXAMPLES, Check, circles, finding
from elearning.domain.self_audit import WORDS as FOUND

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_each_further_try_waits_longer_until_it_is_given_up() -> None:
    waits = [Timing().wait_after(tries) for tries in range(1, 9)]
    assert waits[0] == timedelta(minutes=1)
    assert waits[:7] == sorted(wait for wait in waits if wait is not None)
    assert waits[7] is None, "after the eighth try"


def test_daily_work_is_due_at_its_hour_of_london_on_either_side_of_the_clocks() -> None:
    assert due_at(Work.REMINDERS, date(2026, 1, 15)) == datetime(2026, 1, 15, 8, tzinfo=UTC)
    assert due_at(Work.REMINDERS, date(2026, 7, 15)) == datetime(2026, 7, 15, 7, tzinfo=UTC)
    assert daily_key(Work.SELF_AUDIT, date(2026, 7, 15)) == "self-audit:2026-07-15"
    assert WORDS.keys() == set(Work) >= DAILY.keys()


@pytest.mark.parametrize(
    ("seen_at", "unfinished_since", "said"),
    [
        (NOW, None, []),
        (NOW - SEEN_WITHIN, NOW - GRACE, []),
        (None, None, ["No worker has ever been seen."]),
        (NOW - SEEN_WITHIN - SECOND, NOW, ["No worker has been seen for more than 5 minutes."]),
        (NOW, NOW - GRACE - SECOND, ["Work that was due more than 30 minutes ago has not been done."]),
    ],
)
def test_work_has_stopped_when_nobody_was_seen_or_something_waits_too_long(
    seen_at: datetime | None, unfinished_since: datetime | None, said: list[str]
) -> None:
    assert list(reasons_stopped(NOW, seen_at=seen_at, unfinished_since=unfinished_since)) == said


@pytest.mark.parametrize(
    ("above", "found"),
    [
        ({}, set()),
        ({1: [2], 2: [3]}, set()),
        ({1: [1]}, {1}),
        ({1: [2], 2: [1], 3: [1], 4: [3]}, {1, 2}),
        ({1: [2], 2: [3, 9], 3: [1], 9: [8]}, {1, 2, 3}),
        ({1: [2], 2: [1], 5: [6], 6: [7], 7: [5], 8: []}, {1, 2, 5, 6, 7}),
    ],
)
def test_who_comes_back_to_the_start_by_going_up_is_in_a_circle(above: dict[int, list[int]], found: set[int]) -> None:
    assert circles(above) == found


def test_a_finding_names_some_and_counts_all_with_what_to_do() -> None:
    assert list(finding(Check.NO_ACTOR, [])) == []
    (few,) = finding(Check.NO_ACTOR, {"b", "a"})
    assert few.plain()["which"] == "a; b"
    (many,) = finding(Check.NO_ACTOR, [f"row {n:02}" for n in range(EXAMPLES + 1500)])
    plain = many.plain()
    assert plain["which"].endswith("row 09; and 1,500 more")
    assert (plain["check"], plain["total"], plain["what"]) == ("no actor", "1510", FOUND[Check.NO_ACTOR].what)
    assert "Tell ICT" in plain["do"]
    assert FOUND.keys() == set(Check), "every check says what its failing means"


def test_an_occasion_is_read_back_from_what_it_is_known_by() -> None:
    for kind in Kind:
        told = Occasion(kind, 7, 2, date(2026, 3, 2))
        assert occasion_of(told.key) == told


def test_codes_that_are_stored_stay_as_they_are_because_the_record_is_kept_for_ever() -> None:
    assert [*ExemptionReason] == [
        "equivalent-training", "reasonable-adjustment", "seconded-out", "leaving-soon", "not-applicable", "other"
    ]  # fmt: skip
    assert [*Look] == ["person", "team", "list", "export"]
    assert [*AdjustmentKind] == ["extra_time", "more_attempts", "other_format", "assisted"]
    assert [*Unit] == ["", "percent", "minutes", "attempts"]
    assert [*Work] == ["reminders", "send", "self-audit", "export"]
