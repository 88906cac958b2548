"""Standings worked out again, one by one and at scale, and what differs between the two."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.reports import Asked
from elearning.domain.self_audit import Check, Finding, finding
from elearning.models import assignments as tables
from elearning.models.dated import known
from elearning.models.people import Holding
from elearning.queries.keys import Key
from elearning.queries.standings import rows_on, standings_on

BATCH = 1_000
"""People who are looked at together."""


def rederived_findings(session: Session, asked: Asked) -> Iterator[Finding]:
    """People whose standings on pages are not those that totals count."""
    differing: list[str] = []
    people = set(session.scalars(select(Holding.person_id).where(known(Holding, None)).distinct()))
    people_with = set(session.scalars(select(tables.Assignment.person_id).where(known(tables.Assignment, None))))
    everybody = sorted(people_with | people)
    for start in range(0, len(everybody), BATCH):
        differing += _standings(session, everybody[start : start + BATCH], asked)
    yield from finding(Check.STANDING_DIFFERS, differing)


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
