"""Two answers side by side: the kind of each change by table, and that the parts of a comparison always add up."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elearning.domain.comparisons import (
    ABSENT,
    Among,
    Answers,
    Change,
    among,
    changes_between,
    flows,
    kind_of,
    transitions,
)
from elearning.domain.facts import Standing
from elearning.domain.reports import PARTS, SUMS, Figures, figures

OVERDUE, COMPLETED, NOT_STARTED, EXEMPT = Standing.OVERDUE, Standing.COMPLETED, Standing.NOT_STARTED, Standing.EXEMPT


@pytest.mark.parametrize(
    ("was", "known_later", "now", "kind"),
    [
        (OVERDUE, OVERDUE, COMPLETED, Change.MOVED),
        (None, None, NOT_STARTED, Change.JOINED),
        (OVERDUE, OVERDUE, None, Change.LEFT),
        (OVERDUE, COMPLETED, COMPLETED, Change.CORRECTED),
        (None, NOT_STARTED, NOT_STARTED, Change.CORRECTED),
        (OVERDUE, None, None, Change.CORRECTED),
        (NOT_STARTED, EXEMPT, COMPLETED, Change.MOVED),
        (None, NOT_STARTED, COMPLETED, Change.JOINED),
        (OVERDUE, EXEMPT, None, Change.LEFT),
    ],
)
def test_what_lies_between_two_standings_is_of_one_kind(
    was: Standing | None, known_later: Standing | None, now: Standing | None, kind: Change
) -> None:
    assert kind_of(was, known_later, now) is kind


@pytest.mark.parametrize("known_later", [{}, {1: {7: OVERDUE}}, {1: {7: COMPLETED}}])
def test_whoever_is_told_the_same_is_in_no_change_whatever_was_recorded_between(known_later: Answers) -> None:
    assert changes_between({1: {7: OVERDUE}, 2: {}}, known_later, {1: {7: OVERDUE}}) == ()


answers = st.dictionaries(
    st.integers(1, 3), st.dictionaries(st.integers(1, 12), st.sampled_from(Standing), max_size=12), max_size=3
)


def _figures(of: Answers) -> Figures:
    return figures(standing for people in of.values() for standing in people.values())


def _number(of: Figures, part: str) -> int:
    return sum(number for standing, number in of.standings.items() if standing.is_in(part))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answers, answers, answers)
def test_before_and_what_came_less_what_went_is_after_in_every_part(
    first: Answers, between: Answers, second: Answers
) -> None:
    changes = changes_between(first, between, second)
    found = flows(changes)
    assert [flow.part for flow in found] == [*PARTS, *SUMS]
    for part, came, went in found:
        assert _number(_figures(first), part) + came - went == _number(_figures(second), part)
        assert came == len(among(changes, Among(came_into=part)))
        assert went == len(among(changes, Among(went_out_of=part)))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answers, answers, answers)
def test_changes_carry_the_first_answer_over_into_the_second(first: Answers, between: Answers, second: Answers) -> None:
    told = {(module, person): standing for module, of in first.items() for person, standing in of.items()}
    for one in changes_between(first, between, second):
        key = (one.module_id, one.person_id)
        assert told.pop(key, None) is one.was
        if one.now is not None:
            told[key] = one.now
    assert told == {(module, person): standing for module, of in second.items() for person, standing in of.items()}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answers, answers)
def test_a_day_compared_with_itself_is_empty(day: Answers, between: Answers) -> None:
    assert changes_between(day, between, day) == ()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answers, answers)
def test_of_one_day_told_twice_every_difference_is_a_correction(first: Answers, second: Answers) -> None:
    assert {one.change for one in changes_between(first, second, second)} <= {Change.CORRECTED}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answers, answers)
def test_of_two_days_as_known_on_one_instant_nothing_is_a_correction(first: Answers, second: Answers) -> None:
    assert Change.CORRECTED not in {one.change for one in changes_between(first, first, second)}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answers, answers, answers)
def test_every_change_is_in_exactly_one_line_of_the_table(first: Answers, between: Answers, second: Answers) -> None:
    changes = changes_between(first, between, second)
    lines = transitions(changes)
    assert sum(line.number for line in lines) == len(changes)
    for line in lines:
        wanted = Among(line.change, line.was or ABSENT, line.now or ABSENT)
        assert len(among(changes, wanted)) == line.number
    assert among(changes, Among()) == changes
