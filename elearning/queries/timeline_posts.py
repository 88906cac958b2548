"""The posts in a timeline: each one begun, changed and left, with its unit and line manager of that day."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from elearning.domain.timeline import Entry, EntryKind
from elearning.models.dated import known
from elearning.models.people import Holding, PostDetail, UnitName, UnitPlace
from elearning.models.unit_joins import UnitJoin
from elearning.queries.people import names
from elearning.queries.timeline_told import Told, Whose, span_words

_LEVELS = 3
"""A team is in a service and that in a directorate: as often units above are asked for, and no more."""


def told_of_posts(whose: Whose) -> Iterator[Told]:
    """Entries of every post that the person held, holds or will hold."""
    held = list(whose.known_of(Holding))
    details = _by(whose, PostDetail, PostDetail.post_id, {one.post_id for one in held})
    places = _Places(whose, [one for of_post in details.values() for one in of_post])
    for one in held:
        yield from _of_holding(one, details.get(one.post_id, []), places)


def _by(whose: Whose, table: Any, column: Any, wanted: Collection[int]) -> dict[int, list[Any]]:
    """Facts known on the instant by what they are of, the earliest first."""
    found: dict[int, list[Any]] = defaultdict(list)
    statement = select(table).where(column.in_(wanted), known(table, whose.asked.known_on))
    for one in whose.session.scalars(statement.order_by(table.true_from, table.id)):
        found[getattr(one, column.key)].append(one)
    return dict(found)


def _of_holding(held: Holding, details: list[PostDetail], places: "_Places") -> Iterator[Told]:
    last = held.true_to or date.max
    first = next((one for one in reversed(details) if one.true_from <= held.true_from), None)
    first = first or next(iter(details), None)
    title = first.title if first else "a post that is not described"
    facts = places.facts(first, held.true_from, held.person_id) if first else ()
    begun = Entry(
        EntryKind.POST, held.true_from, held.recorded_at, f"Began as {title}",
        (*facts, span_words(held.true_from, held.true_to)),
    )  # fmt: skip
    yield Told(begun, held.recorded_by)
    for one in details:
        if held.true_from < one.true_from <= last and one is not first:
            facts, title = places.facts(one, one.true_from, held.person_id), one.title
            entry = Entry(EntryKind.POST, one.true_from, one.recorded_at, f"Post as {title} changed", facts)
            yield Told(entry, one.recorded_by)
    if held.true_to is not None:
        after = Entry(EntryKind.POST, held.true_to, held.recorded_at, f"Last day as {title}")
        yield Told(after, held.recorded_by)


class _Places:
    """The units and line managers of some posts on any day, as known on the instant."""

    def __init__(self, whose: Whose, details: Collection[PostDetail]) -> None:
        above = {one.manager_post_id for one in details if one.manager_post_id}
        self._holders = _by(whose, Holding, Holding.post_id, above)
        self._places: dict[int, list[Any]] = {}
        self._joins: dict[int, list[UnitJoin]] = defaultdict(list)
        for join in whose.session.scalars(select(UnitJoin).where(known(UnitJoin, whose.asked.known_on))):
            self._joins[join.unit_id].append(join)
        wanted = {one.unit_id for one in details}
        for _ in range(_LEVELS):
            wanted = self._with_joined(wanted)
            level = _by(whose, UnitPlace, UnitPlace.unit_id, wanted)
            self._places |= level
            wanted = {one.parent_id for of_unit in level.values() for one in of_unit if one.parent_id}
        self._names = _by(whose, UnitName, UnitName.unit_id, self._places)
        people = {one.manager_id for one in details if one.manager_id}
        people |= {one.person_id for holders in self._holders.values() for one in holders}
        self._called = names(whose.session, people, whose.asked.as_at, known_on=whose.asked.known_on)

    def _with_joined(self, unit_ids: set[int]) -> set[int]:
        """Some units, and all that they are or were joined into."""
        found, waiting = set[int](), set(unit_ids)
        while waiting:
            found |= waiting
            waiting = {join.into_id for one in waiting for join in self._joins.get(one, ())} - found
        return found

    def facts(self, post: PostDetail, day: date, person_id: int) -> tuple[str, ...]:
        """Unit and line manager of a post on a day, as sentences."""
        unit, manager = self._unit(post.unit_id, day), self._manager(post, day, person_id)
        reference = (f"Post {post.reference}",) if post.reference else ()
        return (*reference, f"Unit: {unit or 'no unit'}", f"Line manager: {manager or 'nobody in post'}")

    def _unit(self, unit_id: int | None, day: date) -> str:
        path: list[str] = []
        while unit_id is not None and len(path) < _LEVELS:
            while (join := _on(self._joins, unit_id, day)) is not None:
                unit_id = join.into_id
            place, name = _on(self._places, unit_id, day), _on(self._names, unit_id, day)
            path += [name.name] if name else []
            unit_id = place.parent_id if place else None
        return ", ".join(path)

    def _manager(self, post: PostDetail, day: date, person_id: int) -> str:
        ids = [post.manager_id] if post.manager_id else []
        for one in self._holders.get(post.manager_post_id or 0, ()):
            if one.true_from <= day and (one.true_to is None or one.true_to >= day):
                ids.append(one.person_id)
        return ", ".join(self._called[one].name for one in ids if one in self._called and one != person_id)


def _on(facts: Mapping[int, list[Any]], key: int, day: date) -> Any:
    """The fact that holds on the day, or None."""
    holding = (one for one in facts.get(key, ()) if one.true_from <= day and (one.true_to or day) >= day)
    return next(holding, None)
