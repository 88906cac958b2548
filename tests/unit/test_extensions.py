"""More time: what an extension makes of a due date, how far a line manager may go, and days that are left over."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearning.domain.compliance import standing
from elearning.domain.due_dates import moved_due_on
from elearning.domain.extensions import (
    Earlier,
    Extension,
    extended,
    fault_of_until,
    first_due_on,
    latest_for_manager,
    may_ask,
)
from elearning.domain.facts import AssignedFact, Facts, Row, Span, Standing
from elearning.domain.membership import Stay
from elearning.domain.planned_assignments import KnownAssignment, plan_assignments
from elearning.domain.spans import Days, without
from tests.unit.test_assignments import ALL_STAFF

FIRST, DUE = date(2026, 1, 5), date(2026, 3, 31)
WHY = "everyone in post must complete it"


def day(text: str) -> date:
    """A day of 2026 as month-day."""
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("last_on", "granted", "until", "due_on", "told"),
    [
        (None, "03-01", "04-15", "04-15", ", with more time until 15 April 2026"),
        (None, "04-10", "04-15", "04-15", ", with more time until 15 April 2026"),  # who is late already
        (None, "03-01", "03-31", "03-31", ""),  # no later than it is due
        (None, "03-01", "03-15", "03-31", ""),  # never earlier
        ("02-28", "03-01", "04-15", "03-31", ""),  # an assignment that had ended before
        ("03-01", "03-01", "04-15", "04-15", ", with more time until 15 April 2026"),  # that ends on the day
    ],
)
def test_an_extension_moves_the_due_dates_of_assignments_that_hold_while_it_lasts(
    last_on: str | None, granted: str, until: str, due_on: str, told: str
) -> None:
    last = day(last_on) if last_on else None
    found = extended(DUE, WHY, first_on=FIRST, last_on=last, extensions=[Extension(day(granted), day(until))])
    assert found == (day(due_on), WHY + told)


def test_a_second_extension_takes_the_place_of_the_first_in_words_and_asking_again_changes_nothing() -> None:
    both = [Extension(day("03-01"), day("04-15")), Extension(day("04-01"), day("05-01"))]
    once = extended(DUE, WHY, first_on=FIRST, last_on=None, extensions=both[:1])
    twice = extended(*once, first_on=FIRST, last_on=None, extensions=both)
    assert twice == (day("05-01"), WHY + ", with more time until 1 May 2026")
    assert extended(*twice, first_on=FIRST, last_on=None, extensions=both) == twice


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
EXTENSIONS = st.lists(st.builds(Extension, DAYS, DAYS), max_size=4)


@given(due=DAYS, extensions=EXTENSIONS, more=st.builds(Extension, DAYS, DAYS), last=st.none() | DAYS)
def test_an_extension_never_makes_a_due_date_earlier(
    due: date, extensions: list[Extension], more: Extension, last: date | None
) -> None:
    held = {"first_on": date(2026, 1, 1), "last_on": last}
    before = extended(due, WHY, extensions=extensions, **held)  # type: ignore[arg-type]
    after = extended(due, WHY, extensions=[*extensions, more], **held)  # type: ignore[arg-type]
    assert due <= before[0] <= after[0]
    assert extended(*after, extensions=[*extensions, more], **held) == after  # type: ignore[arg-type]


@given(due=DAYS, later=DAYS, leave=st.tuples(DAYS, DAYS), on=DAYS)
def test_leave_moves_an_extended_due_date_to_no_earlier_day_than_the_one_it_had(
    due: date, later: date, leave: tuple[date, date], on: date
) -> None:
    facts = Facts(posts=(), assignments=(), leaves=(Span(min(leave), max(leave)),))
    before = moved_due_on(due, facts, on, required_on=FIRST)
    assert moved_due_on(max(due, later), facts, on, required_on=FIRST) >= before


@given(due=DAYS, until=DAYS, on=DAYS)
def test_nobody_is_worse_off_on_any_day_for_an_extension(due: date, until: date, on: date) -> None:
    def answer(due_on: date) -> Row | None:
        assigned = (AssignedFact(date(2026, 1, 1), None, due_on, WHY),)
        return standing(Facts(posts=(Span(date(2025, 1, 1), None),), assignments=assigned), on)

    without_it = answer(due)
    later, _ = extended(due, WHY, first_on=FIRST, last_on=None, extensions=[Extension(FIRST, until)])
    with_it = answer(later)
    assert without_it is not None
    assert with_it is not None
    if without_it.standing is Standing.NOT_STARTED:
        assert with_it.standing is Standing.NOT_STARTED


TERMS = replace(ALL_STAFF, first_on=FIRST, fixed_due_on=DUE, days_after_start=30, notice_days=0)


def stay(first_on: date) -> Stay:
    return Stay(first_on, None, TERMS)


def known(due_on: date, reason: str = WHY) -> KnownAssignment:
    return KnownAssignment(1, FIRST, None, due_on, reason, FIRST)


def test_the_planner_knows_extensions_so_that_no_import_and_no_rule_loses_them() -> None:
    granted = [Extension(day("03-01"), day("05-01"))]
    told = WHY + ", with more time until 1 May 2026"
    plan = plan_assignments([stay(FIRST)], [known(DUE)], today=day("03-01"), extensions=granted)
    assert [(one.due_on, one.reason) for one in plan.added] == [(day("05-01"), told)]
    kept = plan_assignments([stay(FIRST)], [known(day("05-01"), told)], today=day("03-02"), extensions=granted)
    assert (kept.added, kept.ended) == ((), ())
    starts_earlier = [stay(FIRST - timedelta(9))]  # so that the due date is worked out anew
    moved = plan_assignments(starts_earlier, [known(day("05-01"), told)], today=day("03-02"), extensions=granted)
    assert [one.due_on for one in moved.added] == [day("05-01")]
    earlier_terms = plan_assignments(
        [stay(FIRST)], [known(day("05-01"), told)], today=day("03-02"), moved_by=TERMS, extensions=granted
    )
    assert all(one.due_on >= day("05-01") for one in earlier_terms.added)


@pytest.mark.parametrize(
    ("due_on", "earlier", "first"),
    [
        ("03-31", [], "03-31"),
        ("04-15", [("03-31", "04-15")], "03-31"),
        ("04-20", [("03-31", "04-15"), ("04-15", "04-20")], "03-31"),
        ("06-01", [("03-31", "04-15")], "06-01"),  # moved by something else since: counted from there
    ],
)
def test_a_managers_limit_counts_from_the_due_date_before_any_extension(
    due_on: str, earlier: list[tuple[str, str]], first: str
) -> None:
    before = [Earlier(day(due), day(until)) for due, until in earlier]
    assert first_due_on(day(due_on), before) == day(first)
    assert latest_for_manager(day(due_on), before, days=28) == day(first) + timedelta(28)


@pytest.mark.parametrize("one", list(Standing))
def test_more_time_can_be_asked_for_wherever_there_is_a_due_date_ahead_or_behind(one: Standing) -> None:
    row = Row(one, DUE, None, None, None, None, None, 7, ())
    wanted = one not in (Standing.EXEMPT, Standing.ON_LEAVE, Standing.COMPLETED)
    assert may_ask(row) is wanted
    assert not may_ask(row._replace(due_on=None))
    assert not may_ask(None)


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ("2026-03-31", "Give a later day"), ("2026-04-01", "This day has passed"), ("2026-04-10", ""),
        ("2027-04-11", ""), ("2027-04-12", "no later than 11 April 2027"),
    ],
)  # fmt: skip
def test_more_time_lasts_until_a_later_day_that_has_not_passed_and_is_not_far_off(until: str, words: str) -> None:
    fault = fault_of_until(date.fromisoformat(until), due_on=DUE, today=day("04-10"))
    assert words in fault
    assert bool(fault) is bool(words)


SPANS = st.tuples(DAYS, st.none() | DAYS).filter(lambda one: one[1] is None or one[0] <= one[1])


@given(one=SPANS, others=st.lists(SPANS, max_size=4), on=DAYS)
def test_what_is_left_of_a_stretch_is_every_day_of_it_that_no_other_has(
    one: Days, others: list[Days], on: date
) -> None:
    def covers(span: Days) -> bool:
        return span[0] <= on and (span[1] is None or on <= span[1])

    left = without(one, others)
    assert any(map(covers, left)) == (covers(one) and not any(map(covers, others)))
    assert all(span[1] is None or span[0] <= span[1] for span in left)
