"""The standing without its dates is the standing with them, and activity matters to those not started alone."""

from datetime import date

from hypothesis import given, settings

from elearning.domain.compliance import is_settled, standing, standing_alone
from tests import scenarios
from tests.oracle import History
from tests.unit.test_rule_against_oracle import facts_of


@settings(max_examples=150, deadline=None, derandomize=True)
@given(scenarios.histories())
def test_the_standing_alone_is_that_of_the_row(history: History) -> None:
    facts = facts_of(history)
    for day in scenarios.telling_days(history):
        row = standing(facts, day)
        assert standing_alone(facts, day) == (row.standing if row else None), day


@settings(max_examples=150, deadline=None, derandomize=True)
@given(scenarios.histories())
def test_what_is_settled_without_activity_stays_as_it_is(history: History) -> None:
    facts = facts_of(history)
    without = facts._replace(activity=())
    for day in scenarios.telling_days(history):
        found = standing(without, day)
        if is_settled(found.standing if found else None):
            assert standing(facts, day) == found, day


def test_somebody_who_was_never_assigned_has_no_standing() -> None:
    facts = facts_of(scenarios.KNOWN[next(iter(scenarios.KNOWN))])
    assert standing_alone(facts._replace(assignments=()), date(2026, 1, 1)) is None
