"""Who stands behind the figures of an effect: people whom a change would move, each with how it is and would be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from elearning.domain.reports import Asked
from elearning.queries.audiences import named


class Moves(NamedTuple):
    """Somebody on one module, in words: how it is now and how it would be; empty where there is nothing."""

    person_id: int
    module: str
    before: str
    after: str
    assignment: str = ""


class Moved(NamedTuple):
    """The same with who they are."""

    name: str
    number: str
    unit: str
    moves: Moves


@dataclass(frozen=True)
class MovedPeople:
    """The first of those who would be moved, or all; and how many lines and people there are in all."""

    rows: tuple[Moved, ...] = ()
    total: int = 0
    people: int = 0


NOBODY_MOVED = MovedPeople()


def moved_people(session: Session, moves: Sequence[Moves], asked: Asked, *, most: int | None) -> MovedPeople:
    """Those who would be moved, by module and within it as they came on record; so many are named, with None all."""
    moves = sorted(moves, key=lambda one: (one.module, one.person_id))
    shown = moves[:most]
    who = named(session, {one.person_id for one in shown}, asked)
    rows = tuple(Moved(of.name, of.number, of.unit, one) for one in shown for of in (who[one.person_id],))
    return MovedPeople(rows, len(moves), len({one.person_id for one in moves}))
