"""What of a long history can be left out: completions and absences that are over, and then only where nothing changes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from elearning.domain.completions import tells_enough
from elearning.domain.compliance import required_on, standing
from elearning.domain.due_dates import is_told_on
from elearning.domain.facts import AssignedFact, CompletionFact, Facts, RefresherAsk, RefresherDone, Span

FIRST = date(2024, 1, 1)
DAYS = st.integers(0, 900).map(lambda n: FIRST + timedelta(n))
LATER = st.integers(400, 1200).map(lambda n: FIRST + timedelta(n))
LONG = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """Up to four months; one in four is open."""
    first_on = draw(DAYS)
    return Span(first_on, draw(st.sampled_from((None, *[first_on + timedelta(draw(st.integers(0, 120)))] * 3))))


@st.composite
def completions(draw: st.DrawFn) -> CompletionFact:
    """One of three versions, for up to a year."""
    day = draw(DAYS)
    ends_on = day + timedelta(draw(st.sampled_from((10, 60, 120, 365))))
    revoked = tuple(draw(st.lists(spans(), max_size=1))) if draw(st.integers(0, 3)) == 0 else ()
    window = draw(st.sampled_from((0, 10, 60, 400)))
    return CompletionFact(day, at_noon(day), ends_on, draw(st.integers(1, 3)), window, revoked)


@st.composite
def asks(draw: st.DrawFn) -> RefresherAsk:
    """A refresher of one of the later versions, by a day of the next year."""
    day = draw(DAYS)
    return RefresherAsk(draw(st.integers(2, 3)), day, day + timedelta(draw(st.sampled_from((0, 30, 365)))))


HISTORIES = st.builds(
    Facts,
    posts=st.just((Span(FIRST, None),)),
    assignments=st.lists(
        st.builds(lambda day, days: AssignedFact(day, None, day + timedelta(days), ""), DAYS, st.integers(0, 200)),
        min_size=1, max_size=2,
    ).map(tuple),
    exemptions=st.lists(spans(), max_size=1).map(tuple),
    leaves=st.lists(spans(), max_size=3).map(tuple),
    completions=st.lists(completions(), min_size=2, max_size=5).map(tuple),
    refresher_asks=st.lists(asks(), max_size=2, unique_by=lambda ask: ask.version).map(tuple),
    refreshers_done=st.lists(
        st.builds(lambda day, version: RefresherDone(day, at_noon(day), version), DAYS, st.integers(2, 3)), max_size=1
    ).map(tuple),
    activity=st.just(()), bank_holidays_added=st.just(frozenset()), bank_holidays_removed=st.just(frozenset()),
    working_days_after_return=st.integers(0, 15),
)  # fmt: skip


def parted(found: Facts, day: date) -> tuple[tuple[CompletionFact, ...], date | None]:
    """The completions made by a day that end last, and when the others had ended."""
    made = [one for one in found.completions if one.completed_on <= day]
    last = max([one.expires_on for one in made], default=date.min)
    ends = [one.expires_on for one in made if one.expires_on < last]
    return tuple(one for one in made if one.expires_on == last), max(ends, default=None)


@LONG
@given(HISTORIES, LATER)
def test_where_the_completions_that_end_last_are_enough_the_others_change_nothing(found: Facts, day: date) -> None:
    last, ended_by = parted(found, day)
    assume(last and ended_by is not None and not any(one.revoked for one in last))
    assume(tells_enough(last, others_ended_by=ended_by, asks=found.refresher_asks))
    assert standing(found._replace(completions=last), day) == standing(found, day)


@LONG
@given(HISTORIES, LATER)
def test_absences_that_ended_before_it_became_required_change_nothing(found: Facts, day: date) -> None:
    assume(any(one.first_on <= day for one in found.assignments))
    since = required_on(found._replace(leaves=(), exemptions=()), day)
    told = found._replace(
        leaves=tuple(one for one in found.leaves if is_told_on(one, day, required_on=since)),
        exemptions=tuple(one for one in found.exemptions if is_told_on(one, day, required_on=since)),
    )
    assume(told != found)
    assert standing(told, day) == standing(found, day)


LAST = CompletionFact(date(2026, 3, 1), at_noon(date(2026, 3, 1)), date(2027, 3, 1), 2, 60, ())
OPENS = date(2026, 12, 31)
ASKED = RefresherAsk(3, date(2026, 6, 1), date(2026, 9, 1))
EARLIER = RefresherAsk(2, date(2026, 1, 1), date(2026, 2, 1))


@pytest.mark.parametrize(
    ("ended_by", "asked", "is_enough"),
    [
        (None, (), True),
        (OPENS - timedelta(1), (), True),
        (OPENS, (), False),
        (ASKED.published_on - timedelta(1), (ASKED,), True),
        (ASKED.published_on, (ASKED,), False),
        (OPENS - timedelta(1), (EARLIER,), True),
        (date(2026, 1, 31), (EARLIER._replace(by=date(2027, 3, 1)),), True),
        (date(2026, 1, 31), (EARLIER._replace(by=date(2027, 3, 2)),), False),
        (date(2025, 1, 1), (RefresherAsk(3, date(2026, 1, 1), date(2026, 2, 28)),), False),
    ],
)  # fmt: skip
def test_others_are_left_out_that_had_ended_before_anything_was_asked_again(
    ended_by: date | None, asked: tuple[RefresherAsk, ...], is_enough: bool
) -> None:
    assert tells_enough([LAST], others_ended_by=ended_by, asks=asked) is is_enough


def test_of_several_that_end_on_one_day_the_earliest_window_counts() -> None:
    wide = LAST._replace(window_days=100)
    assert tells_enough([LAST], others_ended_by=date(2026, 12, 1), asks=())
    assert not tells_enough([LAST, wide], others_ended_by=date(2026, 12, 1), asks=())


@pytest.mark.parametrize(
    ("absence", "is_told"),
    [
        (Span(date(2026, 1, 1), date(2026, 2, 28)), False),
        (Span(date(2026, 1, 1), date(2026, 3, 1)), True),
        (Span(date(2026, 1, 1), None), True),
        (Span(date(2026, 6, 1), None), True),
        (Span(date(2026, 6, 2), None), False),
    ],
)
def test_an_absence_is_told_that_has_begun_and_had_not_ended_before_it_was_required(
    absence: Span, is_told: bool
) -> None:
    assert is_told_on(absence, date(2026, 6, 1), required_on=date(2026, 3, 1)) is is_told


def test_an_absence_of_the_day_is_told_though_nothing_is_required_yet() -> None:
    absence, day = Span(date(2026, 5, 1), date(2026, 6, 1)), date(2026, 6, 1)
    assert is_told_on(absence, day, required_on=date(2027, 1, 1))
    assert not is_told_on(absence, day + timedelta(1), required_on=date(2027, 1, 1))
