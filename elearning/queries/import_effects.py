"""What a change of HR's would do, module by module: assignments begun and ended, and compliance before and after.

The change is made in a transaction that is rolled back, and looked at before and after: so that whatever rules there
are, what is shown is what would happen.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import EVERYBODY
from elearning.domain.facts import Standing
from elearning.domain.reports import Asked, Figures, figures
from elearning.models.assignments import Assignment
from elearning.models.dated import known
from elearning.queries.before_and_after import EffectOn
from elearning.queries.compliance import module_names
from elearning.queries.moved_people import NOBODY_MOVED, MovedPeople, Moves, moved_people
from elearning.queries.standings import standings_on


class ModuleEffect(NamedTuple):
    """On one module: assignments that would begin and end, and what everybody adds up to on the day."""

    title: str
    begun: int
    ended: int
    on: EffectOn


class Snapshot(NamedTuple):
    """By module, who has an assignment without an end and by which rule, where everybody stands, and what they add up
    to."""

    open: dict[int, set[tuple[int, int]]]
    standings: Mapping[int, Mapping[int, Standing]]
    figures: dict[int, Figures]


class Effects(NamedTuple):
    """What would become of every module that anybody must do, and of whom."""

    modules: tuple[ModuleEffect, ...] = ()
    people: MovedPeople = NOBODY_MOVED


NO_EFFECTS = Effects()


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
    return Snapshot(found, standings, {module_id: figures(people.values()) for module_id, people in standings.items()})


def between(
    session: Session, before: Snapshot, after: Snapshot, *, day: date, now: datetime, named: int | None = 0
) -> Effects:  # fmt: skip
    """What became of every module that anybody must do, from one look to the other; so many people are named, with None
    all whose assignment or standing became another."""
    nobody, asked = figures(()), Asked(day, now)
    titles = {id: name.title for id, name in sorted(module_names(session, asked).items())}
    modules = tuple(
        ModuleEffect(
            title,
            len(after.open.get(id, set()) - before.open.get(id, set())),
            len(before.open.get(id, set()) - after.open.get(id, set())),
            EffectOn(day, before.figures.get(id, nobody), after.figures.get(id, nobody)),
        )
        for id, title in titles.items()
        if id in before.figures or id in after.figures
    )  # fmt: skip
    moves = [one for id, title in titles.items() for one in _moves(id, title, before, after)]
    return Effects(modules, moved_people(session, moves, asked, most=named))


def _moves(module_id: int, title: str, before: Snapshot, after: Snapshot) -> Iterator[Moves]:
    was, will_be = before.standings.get(module_id, {}), after.standings.get(module_id, {})
    began = {person for person, _ in after.open.get(module_id, set()) - before.open.get(module_id, set())}
    ended = {person for person, _ in before.open.get(module_id, set()) - after.open.get(module_id, set())}
    stood = {person for person in was.keys() | will_be.keys() if was.get(person) is not will_be.get(person)}
    for person in began | ended | stood:
        assignment = " and ".join(words for words, some in (("ends", ended), ("begins", began)) if person in some)
        yield Moves(person, title, was.get(person) or "", will_be.get(person) or "", assignment)
