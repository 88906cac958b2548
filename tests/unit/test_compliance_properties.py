"""What holds for every history, tried on random ones."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain.compliance import (
    AssignedFact,
    CompletionFact,
    Facts,
    RefresherAsk,
    RefresherDone,
    Span,
    Standing,
    explain,
    governing,
    standing,
)

FIRST = date(2025, 10, 1)
LINES = {
    Standing.EXEMPT: 2,
    Standing.ON_LEAVE: 3,
    Standing.EXPIRING: 4,
    Standing.COMPLETED: 4,
    Standing.EXPIRED: 5,
    Standing.OVERDUE: 5,
    Standing.IN_PROGRESS: 6,
    Standing.NOT_STARTED: 7,
}
DAYS = st.dates(FIRST, date(2026, 12, 31))


@st.composite
def instants(draw: st.DrawFn) -> datetime:
    """Any hour of one of the days."""
    return datetime.combine(draw(DAYS), time(draw(st.integers(0, 23))), tzinfo=UTC)


@st.composite
def spans(draw: st.DrawFn, longest: int = 120) -> Span:
    """Days in order; one in four is open."""
    first_on = draw(DAYS)
    last_on = first_on + timedelta(draw(st.integers(0, longest)))
    return Span(first_on, draw(st.sampled_from([last_on, last_on, last_on, None])))


@st.composite
def assignments(draw: st.DrawFn) -> AssignedFact:
    """An assignment that is due some time after its first day."""
    first_on, last_on = draw(spans(400))
    return AssignedFact(first_on, last_on, first_on + timedelta(draw(st.integers(0, 200))), "it is for all")


@st.composite
def completions(draw: st.DrawFn) -> CompletionFact:
    """A completion of one of four versions, at times revoked."""
    made_at = draw(instants())
    on = made_at.date()
    revoked = tuple(draw(st.lists(spans(30), max_size=1))) if draw(st.booleans()) else ()
    end = on + timedelta(draw(st.integers(1, 300)))
    return CompletionFact(on, made_at, end, draw(st.integers(1, 4)), draw(st.integers(0, 60)), revoked)


@st.composite
def publications(draw: st.DrawFn) -> RefresherAsk:
    """A publication that asks a refresher within three months."""
    on = draw(DAYS)
    return RefresherAsk(draw(st.integers(2, 4)), on, on + timedelta(draw(st.integers(0, 90))))


@st.composite
def refreshers(draw: st.DrawFn) -> RefresherDone:
    """A refresher done at noon."""
    on = draw(DAYS)
    return RefresherDone(on, datetime.combine(on, time(12), tzinfo=UTC), draw(st.integers(2, 4)))


HISTORIES = st.builds(
    Facts,
    posts=st.lists(spans(400), max_size=2).map(lambda found: (Span(FIRST, None), *found)[-2:]),
    assignments=st.lists(assignments(), min_size=1, max_size=2).map(tuple),
    exemptions=st.lists(spans(40), max_size=2).map(tuple),
    leaves=st.lists(spans(60), max_size=3).map(tuple),
    completions=st.lists(completions(), max_size=3).map(tuple),
    refresher_asks=st.lists(publications(), max_size=2).map(tuple),
    refreshers_done=st.lists(refreshers(), max_size=2).map(tuple),
    activity=st.lists(instants(), max_size=3).map(tuple),
    bank_holidays_added=st.frozensets(DAYS, max_size=2),
    bank_holidays_removed=st.frozensets(DAYS, max_size=2),
    working_days_after_return=st.integers(0, 15),
)


def until(history: Facts, day: date) -> Facts:
    """The history without whatever begins after a day."""
    return history._replace(
        posts=tuple(each for each in history.posts if each.first_on <= day),
        assignments=tuple(each for each in history.assignments if each.first_on <= day),
        exemptions=tuple(each for each in history.exemptions if each.first_on <= day),
        leaves=tuple(each for each in history.leaves if each.first_on <= day),
        completions=tuple(each for each in history.completions if each.completed_on <= day),
        refresher_asks=tuple(each for each in history.refresher_asks if each.published_on <= day),
        refreshers_done=tuple(each for each in history.refreshers_done if each.done_on <= day),
        activity=tuple(each for each in history.activity if each.date() <= day),
    )


@given(HISTORIES, DAYS)
@settings(max_examples=150, deadline=None)
def test_what_begins_after_the_day_changes_nothing(history: Facts, day: date) -> None:
    assert standing(history, day) == standing(until(history, day), day)


@given(HISTORIES, DAYS, st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_the_order_in_which_facts_come_changes_nothing(history: Facts, day: date, chance: Random) -> None:
    def shuffled(found: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(chance.sample(found, len(found)))

    parts: Any = [shuffled(part) if isinstance(part, tuple) else part for part in history]
    other = Facts(*parts)
    one, two = standing(history, day), standing(other, day)
    if one is None or two is None:
        assert one == two
    else:
        assert one._replace(assignments=()) == two._replace(assignments=())
        assert sorted(one.assignments, key=str) == sorted(two.assignments, key=str)


@given(HISTORIES, DAYS)
@settings(max_examples=150, deadline=None)
def test_of_the_activity_by_the_end_of_the_day_the_latest_is_enough(history: Facts, day: date) -> None:
    by_then = until(history, day).activity
    latest = history._replace(activity=(max(by_then),) if by_then else ())
    assert standing(history._replace(activity=by_then), day) == standing(latest, day)


@given(HISTORIES, DAYS)
@settings(max_examples=150, deadline=None)
def test_the_row_explains_itself(history: Facts, day: date) -> None:
    row = standing(history, day)
    words = explain(history, day)
    assert words[0].startswith(f"Line {row.line if row else 1}: ")
    assert not any("no date" in sentence for sentence in words)
    if row is None:
        return
    assert row.line == LINES[row.standing]
    assert row.assignments
    assert (row.due_on is None) == (row.line in {2, 3})
    assert (row.became_required_on is None) == (row.line in {2, 3} or row.standing is Standing.COMPLETED)
    if row.standing.is_compliant:
        assert row.completion is not None and row.completion == governing(history, day)
    if row.line > 4:
        assert governing(history, day) is None
        assert row.due_on is not None and (day > row.due_on) == (row.line == 5)
        assert (row.completion is not None) == (row.standing is Standing.EXPIRED) or row.line > 5


@given(HISTORIES, DAYS, completions())
@settings(max_examples=150, deadline=None)
def test_one_more_completion_never_makes_a_compliant_person_anything_else(
    history: Facts, day: date, more: CompletionFact
) -> None:
    row = standing(history, day)
    if row and row.standing.is_compliant:
        with_more = standing(history._replace(completions=(*history.completions, more)), day)
        assert with_more and with_more.standing.is_compliant


@given(HISTORIES, DAYS)
@settings(max_examples=100, deadline=None)
def test_a_completion_of_yesterday_has_every_day_until_its_end_compliant(history: Facts, day: date) -> None:
    made_at = datetime.combine(day, time(12), tzinfo=UTC)
    mine = CompletionFact(day, made_at, day + timedelta(90), 4, 30, ())
    held = history._replace(completions=(*history.completions, mine))
    for later in (day, day + timedelta(45), day + timedelta(90)):
        row = standing(held, later)
        assert row is None or row.line in {2, 3, 4}


@given(HISTORIES)
@settings(max_examples=60, deadline=None)
def test_the_days_of_somebody_who_does_nothing_follow_in_order(history: Facts) -> None:
    idle = Facts(posts=(Span(FIRST, None),), assignments=history.assignments[:1])
    order = [None, Standing.NOT_STARTED, Standing.OVERDUE]
    last_on = idle.assignments[0].last_on or date.max
    days = [idle.assignments[0].first_on + timedelta(n) for n in range(-2, 400)]
    places = [order.index(row.standing if (row := standing(idle, day)) else None) for day in days if day <= last_on]
    assert places == sorted(places)
