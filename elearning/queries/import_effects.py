"""What a change of HR's would do, module by module: assignments begun and ended, and compliance before and after.

The change is made in a transaction that is rolled back, and looked at before and after: so that whatever rules there
are, what is shown is what would happen.
"""

from collections import defaultdict
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import EVERYBODY
from elearning.domain.reports import Asked, Figures, figures
from elearning.models.assignments import Assignment
from elearning.models.dated import known
from elearning.queries.before_and_after import EffectOn
from elearning.queries.compliance import module_names
from elearning.queries.standings import standings_on


class ModuleEffect(NamedTuple):
    """On one module: assignments that would begin and end, and what everybody adds up to on the day."""

    title: str
    begun: int
    ended: int
    on: EffectOn


class Snapshot(NamedTuple):
    """By module, who has an assignment without an end and by which rule, and what everybody adds up to."""

    open: dict[int, set[tuple[int, int]]]
    figures: dict[int, Figures]


def snapshot(session: Session, *, day: date, now: datetime) -> Snapshot:
    """How things stand as at a day, within the transaction of the session. The number of statements is constant."""
    table = Assignment
    live = select(table.module_id, table.person_id, table.audience_id).where(
        known(table, None), table.true_to.is_(None)
    )
    found: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for module_id, person_id, audience_id in session.execute(live):
        found[module_id].add((person_id, audience_id))
    standings = standings_on(session, EVERYBODY, as_at=day, known_on=now)
    return Snapshot(found, {module_id: figures(people.values()) for module_id, people in standings.items()})


def between(
    session: Session, before: Snapshot, after: Snapshot, *, day: date, now: datetime
) -> tuple[ModuleEffect, ...]:  # fmt: skip
    """What became of every module that anybody must do, from one look to the other."""
    nobody = figures(())
    return tuple(
        ModuleEffect(
            name.title,
            len(after.open.get(id, set()) - before.open.get(id, set())),
            len(before.open.get(id, set()) - after.open.get(id, set())),
            EffectOn(day, before.figures.get(id, nobody), after.figures.get(id, nobody)),
        )
        for id, name in sorted(module_names(session, Asked(day, now)).items())
        if id in before.figures or id in after.figures
    )  # fmt: skip
