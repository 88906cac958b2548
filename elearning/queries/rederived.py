"""Assignments and standings worked out again from what causes them, and what differs from the record."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.assignments import Audience
from elearning.domain.calendar import london_date
from elearning.domain.people import Employment, employments
from elearning.domain.planned_assignments import KnownAssignment, plan_assignments
from elearning.domain.reports import Asked
from elearning.domain.self_audit import Check, Finding, finding
from elearning.models import assignments as tables
from elearning.models.dated import known
from elearning.models.modules import Module
from elearning.models.people import Holding
from elearning.queries.id_lists import dialect_of, is_among
from elearning.queries.keys import Key
from elearning.queries.standings import rows_on, standings_on

BATCH = 1_000
"""People who are looked at together."""


class Rule(NamedTuple):
    """An audience as it is recorded: its row, its rule, and its last day."""

    audience_id: int
    audience: Audience
    last_on: date | None


def rederived_findings(session: Session, asked: Asked) -> Iterator[Finding]:
    """People whose assignments or standings are not what their posts, the rules and their completions give."""
    missing: list[str] = []
    too_many: list[str] = []
    differing: list[str] = []
    rules = _rules(session)
    people = sorted(set(session.scalars(select(Holding.person_id).where(known(Holding, None)).distinct())))
    people_with = set(session.scalars(select(tables.Assignment.person_id).where(known(tables.Assignment, None))))
    everybody = sorted(people_with.union(people))
    for start in range(0, len(everybody), BATCH):
        batch = everybody[start : start + BATCH]
        _assignments(session, batch, rules, asked.as_at, missing, too_many)
        differing += _standings(session, batch, asked)
    yield from finding(Check.ASSIGNMENT_MISSING, missing)
    yield from finding(Check.ASSIGNMENT_TOO_MANY, too_many)
    yield from finding(Check.STANDING_DIFFERS, differing)


def _rules(session: Session) -> list[Rule]:
    rows = session.execute(
        select(tables.Audience, Module.slug)
        .join(Module, Module.id == tables.Audience.module_id)
        .where(known(tables.Audience, None))
    )
    return [
        Rule(
            row.id,
            Audience(
                module=slug, first_on=row.true_from, fixed_due_on=row.fixed_due_on,
                days_after_start=row.days_after_start, notice_days=row.notice_days, name=row.name,
            ),
            row.true_to,
        )
        for row, slug in rows
    ]  # fmt: skip


def _spells(session: Session, batch: Sequence[int]) -> dict[int, tuple[Employment, ...]]:
    statement = select(Holding.person_id, Holding.true_from, Holding.true_to).where(
        known(Holding, None), is_among(Holding.person_id, batch, dialect_of(session))
    )
    spans: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for person_id, first_on, last_on in session.execute(statement):
        spans[person_id].append((first_on, last_on))
    return {person_id: employments(held) for person_id, held in spans.items()}


def _recorded(session: Session, batch: Sequence[int]) -> Mapping[tuple[int, int], list[KnownAssignment]]:
    table = tables.Assignment
    statement = select(table).where(known(table, None), is_among(table.person_id, batch, dialect_of(session)))
    found: dict[tuple[int, int], list[KnownAssignment]] = defaultdict(list)
    for row in session.scalars(statement):
        found[row.person_id, row.audience_id].append(
            KnownAssignment(
                row.id, row.true_from, row.true_to, row.due_on, row.reason, london_date(row.recorded_at)
            )
        )  # fmt: skip
    session.expunge_all()
    return found


def _assignments(
    session: Session, batch: Sequence[int], rules: Sequence[Rule], day: date, missing: list[str], too_many: list[str]
) -> None:  # fmt: skip
    spells, recorded = _spells(session, batch), _recorded(session, batch)
    for rule in rules:
        for person_id in batch:
            edit = plan_assignments(
                rule.audience, spells.get(person_id, ()), recorded.get((person_id, rule.audience_id), ()),
                rule_last_on=rule.last_on, today=day,
            )  # fmt: skip
            said = f"person {person_id} on {rule.audience.module}"
            if edit.added:
                missing.append(said)
            elif edit.ended:
                too_many.append(said)
    of_rules = {rule.audience_id for rule in rules}
    too_many += [f"person {person_id} by rule {rule_id}" for person_id, rule_id in recorded if rule_id not in of_rules]


def _standings(session: Session, batch: Sequence[int], asked: Asked) -> list[str]:
    """Where the standings that totals count are not those that pages show."""
    scope = Scope(frozenset(batch))
    rows = rows_on(session, scope, as_at=asked.as_at, known_on=asked.known_on)
    shown = {key: row.standing for key, row in rows.items()}
    counted = {
        Key(person_id, module_id): standing
        for module_id, answers in standings_on(session, scope, as_at=asked.as_at, known_on=asked.known_on).items()
        for person_id, standing in answers.items()
    }
    return [
        f"person {key.person_id} on module {key.module_id}: {shown.get(key, 'no row')} and {counted.get(key, 'no row')}"
        for key in shown.keys() | counted.keys()
        if shown.get(key) != counted.get(key)
    ]
