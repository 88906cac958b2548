"""Who is in a report, before it is read: so that the record of an export can name them."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.facts import Standing
from elearning.domain.reports import Asked
from elearning.queries.standings import standings_on
from elearning.queries.structure import structure


class InReport(NamedTuple):
    """Everybody who has a row in a report, and how many rows they have together."""

    people: frozenset[int]
    rows: int


def in_report(
    session: Session, scope: Scope, asked: Asked, *, module_ids: Collection[int] | None = None,
    standings: Collection[Standing] | None = None,
) -> InReport:  # fmt: skip
    """Everybody in scope who has a row; with `standings`, a row of one of these. The same as `report_rows` gives."""
    found = standings_on(session, scope, as_at=asked.as_at, known_on=asked.known_on, module_ids=module_ids)
    of_rows = [
        person_id
        for people in found.values()
        for person_id, standing in people.items()
        if standings is None or standing in standings
    ]
    return InReport(frozenset(of_rows), len(of_rows))


def people_in_report(
    session: Session, scope: Scope, asked: Asked, *, module_ids: Collection[int] | None = None,
    standings: Collection[Standing] | None = None,
) -> frozenset[int]:  # fmt: skip
    """Everybody who is in a report, as `in_report` says."""
    return in_report(session, scope, asked, module_ids=module_ids, standings=standings).people


def people_of_unit(session: Session, unit_id: int, asked: Asked) -> frozenset[int]:
    """Everybody with a post in a unit or in one below it on the day; NO_UNIT is a post in none (RULE-19)."""
    where = structure(session, asked)
    wanted = where.kept(unit_id)
    return frozenset(person_id for person_id in where.holdings_of if wanted in where.units_of(person_id))
