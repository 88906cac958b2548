"""Units as HR says which are one: those of the day, what refers to one, and what was joined by whom and why."""

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import NamedTuple
from urllib.parse import parse_qsl

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearning.domain.name_search import folded, searched_words
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked, Figures
from elearning.domain.structure import Structure
from elearning.models.audit import AuditEvent
from elearning.models.dated import known
from elearning.models.exports import ExportFile
from elearning.models.saved_views import SavedView
from elearning.models.unit_joins import UnitJoin
from elearning.queries.audiences import WrittenRule, rules
from elearning.queries.compliance import council
from elearning.queries.person_record import actor_names
from elearning.queries.saved_views import saved_views
from elearning.queries.structure import bare_structure, structure, units


class UnitListed(NamedTuple):
    """A unit of the day with its path, and how many posts are in it or below it and how many people hold one."""

    unit_id: int
    path: str
    kind: str
    posts: int
    people: int


class Joined(NamedTuple):
    """A unit that is joined into another: its name, the path of the other, and who said so, since when and why."""

    unit_id: int
    name: str
    into: str
    since: date
    by: str
    reason: str


class Refers(NamedTuple):
    """What speaks of a unit: its posts and people, units below, rules by name, views that the viewer may open, how many
    views of others there are, and how many files are kept or being made of it."""

    unit: UnitListed
    below: tuple[str, ...]
    rules: tuple[WrittenRule, ...]
    views: tuple[str, ...]
    other_views: int
    files: int


class InFigures(NamedTuple):
    """A unit, or the whole council, on a day: how many people it has, and what they add up to."""

    people: int
    figures: Figures


def path_words(where: Structure, unit_id: int) -> str:
    """Directorate, service and team with commas between them."""
    return ", ".join(filter(None, where.path(unit_id)))


def units_listed(session: Session, asked: Asked, words: str = "") -> tuple[Structure, list[UnitListed]]:
    """The organisation of the day, and every unit of it whose path holds the words, by path."""
    where = structure(session, asked)
    posts = Counter(id for post in where.posts.values() for id in where.with_above(post.unit_id))
    people = Counter(id for person_id in where.holdings_of for id in where.units_of(person_id))
    wanted, paths = searched_words(words), {id: path_words(where, id) for id in where.units}
    found = [
        UnitListed(id, paths[id], one.kind, posts[id], people[id])
        for id, one in where.units.items()
        if all(word in folded(paths[id]) for word in wanted)
    ]
    return where, sorted(found, key=lambda one: (folded(one.path), one.unit_id))


def refers_to(session: Session, unit_id: int, person_id: int, asked: Asked) -> Refers:
    """What refers to a unit of the day; of saved views those by name that a person may open. Raises NotFound."""
    where, listed = units_listed(session, asked)
    unit = next((one for one in listed if one.unit_id == unit_id), None)
    if unit is None:
        raise NotFound("There is no such unit today.")
    seen = [one.name for one in saved_views(session, person_id, asked) if _names(one.view.filters.get("unit"), unit_id)]
    queries = session.scalars(select(SavedView.query))
    every = sum(_names(dict(parse_qsl(query)).get("unit"), unit_id) for query in queries)
    named = [one for one in rules(session, asked) if unit_id in one.terms.who.units]
    files = session.scalar(select(func.count()).select_from(ExportFile).where(ExportFile.unit_id == unit_id)) or 0
    below = tuple(sorted((one.name for one in where.below(unit_id)), key=folded))
    return Refers(unit, below, tuple(named), tuple(seen), every - len(seen), files)


def _names(text: str | None, unit_id: int) -> bool:
    return str(unit_id) in (text or "").split(",")


def in_figures(session: Session, unit_ids: Collection[int], asked: Asked) -> dict[int | None, InFigures]:
    """What each of these units adds up to on the day, and with None the whole council. One that is joined into another
    is left out: it has none of its own."""
    totals, where, _ = council(session, asked)
    wanted: list[int | None] = [None, *(id for id in unit_ids if where.kept(id) == id)]
    return {id: InFigures(totals.people(unit_id=id), totals.of(unit_id=id)) for id in wanted}


def joined_units(session: Session, asked: Asked) -> tuple[Joined, ...]:
    """Every unit that is joined into another on the day, by name."""
    rows = session.execute(
        select(UnitJoin.unit_id, UnitJoin.true_from, AuditEvent)
        .join(AuditEvent, AuditEvent.id == UnitJoin.recorded_by)
        .where(known(UnitJoin, asked.known_on), UnitJoin.true_to.is_(None))
    ).all()
    where, names = bare_structure(session, asked), {one.unit_id: one.name for one in units(session, asked)}
    actors = actor_names(session, [event for *_, event in rows], asked)
    found = [
        Joined(id, names.get(id, ""), path_words(where, where.kept(id)), since, actors[event.id], event.reason)
        for id, since, event in rows
    ]
    return tuple(sorted(found, key=lambda one: (folded(one.name), one.unit_id)))


def require_joined(session: Session, unit_id: int, asked: Asked) -> Joined:
    """One of them. Raises NotFound."""
    for one in joined_units(session, asked):
        if one.unit_id == unit_id:
            return one
    raise NotFound("This unit is not joined into another.")
