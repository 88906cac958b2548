"""Whatever becomes of rules, nobody loses what they earned: completions, certificates, and where they stand by them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import EVERYBODY
from elearning.domain.completions import governing
from elearning.domain.compliance import standing_alone
from elearning.domain.facts import Standing
from elearning.domain.prior_learning import Brought
from elearning.models import learning
from elearning.models.certificates import Certificate
from elearning.models.people import Holding
from elearning.orm import WRITES
from elearning.queries.facts import facts
from elearning.queries.keys import Key
from elearning.services import memberships
from elearning.services.prior_learning import bring_completions
from elearning.services.recording import Act, supersede
from tests import builders
from tests.acts import Learner
from tests.random_rules import FIRST, LAST, Life

HISTORIES, ACTS = 8, 6
RULE_ACTS: tuple[Callable[[Life], None], ...] = (
    Life.writes_rule, Life.changes_rule, Life.changes_rule, Life.ends_rule, Life.ends_rule,
)  # fmt: skip
DAYS = [FIRST + timedelta(days=number) for number in range(0, (LAST - FIRST).days + 400, 23)]
"""Every few weeks, to well after what was earned has run out."""
EARNED = (learning.Completion, learning.Revocation, Certificate)


def earned(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of what was earned, with all that is said of it."""
    tables = [table.__table__ for table in EARNED]
    return {
        table.name: [tuple(row) for row in session.execute(select(*table.columns).order_by(*table.primary_key))]
        for table in tables
    }


Stand = dict[tuple[Key, date], tuple[Any, Standing | None]]


def stands(session: Session) -> Stand:
    """Of everybody with a completion that stands on a day: which one, and where they stand; None is not assigned."""
    known = facts(session, EVERYBODY, as_at=DAYS[-1])
    return {
        (key, day): (governs, standing_alone(of, day))
        for key, of in known.items()
        for day in DAYS
        if (governs := governing(of, day)) is not None
    }


def check_stands(before: Stand, after: Stand, told: str) -> int:
    """The same completions stand on the same days; whoever must do the module is compliant by them, as before."""
    assert after.keys() == before.keys(), told
    for place, (governs, was) in before.items():
        assert after[place][0] == governs, (told, place)
        now = after[place][1]
        assert now == was or None in (now, was), (told, place, was, now)
        assert now is None or now.is_compliant, (told, place, now)
    return len(before)


def complete(life: Life, versions: list[Any]) -> None:
    """Some of those who are in post complete a module here, and some have completed one elsewhere."""
    session, now = life.session, life.when["now"]
    held = select(Holding.person_id).where(Holding.superseded_at.is_(None), Holding.true_from <= life.today).distinct()
    for person_id in sorted(session.scalars(held)):
        module_id, version = life.dice.choice(list(zip(life.module_ids, versions, strict=True)))
        if life.dice.random() < 0.5:
            Learner(session, person_id, version, now).complete()
        else:
            on = life.today - timedelta(days=life.dice.randint(0, 200))
            one = Brought(person_id, module_id, on, "Vale NHS Trust", f"C-{person_id}")
            bring_completions(session, [one], reason="Seen", actor=life.when["actor"], now=now)


def live_through(session: Session, seed: int) -> int:
    """One history of rules after things were earned, looked at after every act; returns how much was compared."""
    versions = [builders.small_version(f"m{seed}-{number}") for number in range(2)]
    life = Life(session, seed, [builders.publish(session, version) for version in versions])
    for act in (Life.imports, Life.writes_rule, Life.writes_rule):
        act(life)
    complete(life, versions)
    compared = 0
    had, stood = earned(session), stands(session)
    for act in (life.dice.choice(RULE_ACTS) for _ in range(ACTS)):
        act(life)
        session.expire_all()
        told = f"seed {seed}, {act.__name__} on {life.today}"
        assert earned(session) == had, told
        now = stands(session)
        compared += check_stands(stood, now, told)
        stood = now
        life.today += timedelta(days=life.dice.randint(0, 6))
    return compared


def histories(engine: Any, seeds: range) -> int:
    """Histories one after another, none of which stays."""
    compared = 0
    for seed in seeds:
        with Session(engine) as session:
            session.connection(execution_options={WRITES: True})
            compared += live_through(session, seed)
            session.rollback()
    return compared


def test_changing_or_ending_a_rule_takes_nothing_earned_away(engine: Any) -> None:
    assert histories(engine, range(HISTORIES)) > 1000


@pytest.mark.heavy
def test_nothing_earned_is_taken_away_by_many_more_histories_of_rules(engine: Any) -> None:
    assert histories(engine, range(5000, 5100)) > 10_000


def _of_those_whose_assignment_ends(session: Session, ended: Any) -> list[int]:
    table = memberships.tables.Assignment
    people = select(table.person_id).where(table.id.in_(list(ended)))
    live = (learning.Completion.person_id.in_(people), learning.Completion.superseded_at.is_(None))
    return list(session.scalars(select(learning.Completion.id).where(*live)))


def _completions_go_with_the_assignment(session: Session, act: Act, ids: list[int]) -> None:
    supersede(session, learning.Completion, act, ids)


def _completions_are_revoked_with_the_assignment(session: Session, act: Act, ids: list[int]) -> None:
    session.add_all(
        learning.Revocation(
            completion_id=id, reason="No rule any more", true_from=act.at.date(), recorded_at=act.at,
            recorded_by=act.event_id,
        )
        for id in ids
    )  # fmt: skip
    session.flush()


@pytest.mark.parametrize("defect", [_completions_go_with_the_assignment, _completions_are_revoked_with_the_assignment])
def test_what_takes_it_away_is_found(engine: Any, monkeypatch: pytest.MonkeyPatch, defect: Any) -> None:
    real = memberships.end

    def and_more(session: Session, table: Any, act: Act, last_days: Any) -> None:
        defect(session, act, _of_those_whose_assignment_ends(session, last_days))
        real(session, table, act, last_days)

    monkeypatch.setattr(memberships, "end", and_more)
    with pytest.raises(AssertionError, match="seed"):
        histories(engine, range(HISTORIES))
