"""Assignments as they are stored, beside those that rules and dated posts give, day by day (RULE-6, RULE-16)."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from elearning.domain import membership
from elearning.orm import WRITES
from elearning.services import assignments, concerned
from tests.random_rules import live_through


def histories(engine: Any, seeds: range) -> int:
    """Live through histories, none of which stays; returns how many assignments were compared."""
    compared = 0
    for seed in seeds:
        with Session(engine) as session:
            session.connection(execution_options={WRITES: True})
            compared += live_through(session, seed)
            session.rollback()
    return compared


def test_every_assignment_is_what_rules_and_posts_give_whatever_moved_them(engine: Any) -> None:
    assert histories(engine, range(20)) > 300


@pytest.mark.heavy
def test_every_assignment_of_many_histories_is_what_rules_and_posts_give(engine: Any) -> None:
    assert histories(engine, range(1000, 1400)) > 6000


@pytest.mark.parametrize("defect", ["managers are forgotten", "units below are forgotten", "tags end no assignment"])
def test_a_planted_defect_is_found(engine: Any, monkeypatch: pytest.MonkeyPatch, defect: str) -> None:
    real = concerned.concerned
    if defect == "managers are forgotten":
        monkeypatch.setattr(concerned, "_reporting", lambda *_: ())
        monkeypatch.setattr(membership, "managing_days", lambda *_: {})
        monkeypatch.setattr("elearning.services.memberships.managing_days", lambda *_: {})
    elif defect == "units below are forgotten":
        monkeypatch.setattr(
            membership.Organised, "_climb",
            lambda self, unit, units, below: [place.days for place in self.places.get(unit, ()) if unit in units],
        )  # fmt: skip
    else:
        monkeypatch.setattr(
            assignments, "concerned", lambda session, act, rules: set(list(real(session, act, rules) or ())[:1])
        )
    with pytest.raises(AssertionError, match="seed"):
        histories(engine, range(40))
