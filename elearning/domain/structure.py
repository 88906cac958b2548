"""The organisation on one day: its units, who holds which post, and who reports to whom (RULE-18, RULE-19). Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from elearning.domain.people import UnitPath

NO_UNIT = 0
"""Stands for the unit of a post whose unit does not exist on the day (RULE-19)."""

KINDS = ("directorate", "service", "team")


class UnitOnDay(NamedTuple):
    """A unit as it was on the day. `kind` is one of KINDS; a directorate has no parent.

    `joined_into` is the unit that it is on the day, if HR has said that it is another (decision 153).
    """

    unit_id: int
    kind: str
    name: str
    parent_id: int | None
    joined_into: int | None = None


class PostOnDay(NamedTuple):
    """A post as it was on the day. Its line manager is a person, or a post that may be vacant, or nobody."""

    post_id: int
    reference: str
    title: str
    unit_id: int
    staff_group: str
    manager_id: int | None
    manager_post_id: int | None


class HoldingOnDay(NamedTuple):
    """Somebody holds a post on the day, since a day."""

    person_id: int
    post_id: int
    first_on: date


NOWHERE = UnitOnDay(NO_UNIT, "", "No unit", None)


class Structure:
    """Units, posts and who holds them on one day, with what follows from them. Worked out when first asked for.

    A unit that is joined into another is not among `units`: what is in it or below it is told of the other.
    """

    def __init__(
        self, units: Iterable[UnitOnDay], posts: Iterable[PostOnDay], holdings: Iterable[HoldingOnDay]
    ) -> None:
        given = {unit.unit_id: unit for unit in units}
        self._joined = {id: one.joined_into for id, one in given.items() if one.joined_into in given}
        self.units: Mapping[int, UnitOnDay] = given
        self.posts: Mapping[int, PostOnDay] = {post.post_id: post for post in posts}
        self.holdings = tuple(holdings)
        if self._joined:
            self.units = {
                id: one._replace(parent_id=one.parent_id and self.kept(one.parent_id))
                for id, one in given.items() if id not in self._joined
            }  # fmt: skip
            self.posts = {id: one._replace(unit_id=self.kept(one.unit_id)) for id, one in self.posts.items()}

    def kept(self, unit_id: int) -> int:
        """The unit that one is known as on the day: itself, or what it was joined into."""
        while (into := self._joined.get(unit_id)) is not None:
            unit_id = into
        return unit_id

    @property
    def every_unit(self) -> tuple[int, ...]:
        """The ids of all units that exist on the day, those too that are joined into others."""
        return (*self.units, *self._joined)

    def unit_names(self) -> dict[int, str]:
        """What every unit of the day is called; one that is joined into another goes by that one's name."""
        return {id: self.unit(self.kept(id)).name for id in self.every_unit}

    @cached_property
    def holdings_of(self) -> Mapping[int, list[HoldingOnDay]]:
        """The posts that each person in post holds."""
        held: dict[int, list[HoldingOnDay]] = defaultdict(list)
        for holding in self.holdings:
            held[holding.person_id].append(holding)
        return dict(held)

    @cached_property
    def _holders(self) -> Mapping[int, list[HoldingOnDay]]:
        holders: dict[int, list[HoldingOnDay]] = defaultdict(list)
        for holding in self.holdings:
            holders[holding.post_id].append(holding)
        return dict(holders)

    @cached_property
    def _posts_under_person(self) -> Mapping[int, list[int]]:
        under: dict[int, list[int]] = defaultdict(list)
        for post in self.posts.values():
            if post.manager_id is not None:
                under[post.manager_id].append(post.post_id)
        return dict(under)

    @cached_property
    def _posts_under_post(self) -> Mapping[int, list[int]]:
        under: dict[int, list[int]] = defaultdict(list)
        for post in self.posts.values():
            if post.manager_post_id is not None:
                under[post.manager_post_id].append(post.post_id)
        return dict(under)

    def is_in_post(self, person_id: int) -> bool:
        """Whether the person holds any post on the day."""
        return person_id in self.holdings_of

    def unit_of(self, post_id: int) -> int:
        """The unit of a post, or NO_UNIT if that does not exist on the day."""
        post = self.posts.get(post_id)
        return post.unit_id if post is not None and post.unit_id in self.units else NO_UNIT

    @cached_property
    def _units_above(self) -> Mapping[int, tuple[int, ...]]:
        return {unit_id: tuple(self._climb(unit_id)) for unit_id in self.units}

    def _climb(self, unit_id: int) -> Iterator[int]:
        seen: set[int] = set()
        unit = self.units.get(unit_id)
        while unit is not None and unit.unit_id not in seen:
            seen.add(unit.unit_id)
            yield unit.unit_id
            unit = self.units.get(unit.parent_id or NO_UNIT)

    def below(self, unit_id: int | None) -> tuple[UnitOnDay, ...]:
        """The units straight below one; with None those that stand at the top, where no unit is above them."""
        if unit_id is None:
            return tuple(unit for unit in self.units.values() if unit.parent_id not in self.units)
        return tuple(unit for unit in self.units.values() if unit.parent_id == unit_id)

    def with_above(self, unit_id: int) -> tuple[int, ...]:
        """A unit and every unit above it, from below; NO_UNIT stands alone."""
        return self._units_above.get(self.kept(unit_id), (NO_UNIT,))

    def units_of(self, person_id: int) -> frozenset[int]:
        """Each unit of the person's posts and every unit above: where they count once each (RULE-19)."""
        return frozenset(
            unit_id
            for holding in self.holdings_of.get(person_id, ())
            for unit_id in self.with_above(self.unit_of(holding.post_id))
        )

    def unit(self, unit_id: int) -> UnitOnDay:
        """A unit as it was, or NOWHERE."""
        return self.units.get(unit_id, NOWHERE)

    def path(self, unit_id: int) -> UnitPath:
        """The names of directorate, service and team; a level that does not apply is empty."""
        names = {self.units[at].kind: self.units[at].name for at in self.with_above(unit_id) if at in self.units}
        return names.get("directorate", ""), names.get("service", ""), names.get("team", "")

    def main_holding(self, person_id: int) -> HoldingOnDay | None:
        """Of a person's posts the one begun first, and of equals the lowest reference."""
        held = self.holdings_of.get(person_id, ())
        return min(held, key=lambda holding: (holding.first_on, self._reference(holding)), default=None)

    def _reference(self, holding: HoldingOnDay) -> str:
        post = self.posts.get(holding.post_id)
        return post.reference if post else ""

    def managers_of_post(self, post_id: int) -> tuple[int, ...]:
        """Who in post is the line manager of a post, the longest there first; nobody if that post is vacant."""
        post = self.posts.get(post_id)
        if post is None:
            return ()
        if post.manager_id is not None:
            return (post.manager_id,) if self.is_in_post(post.manager_id) else ()
        holders = self._holders.get(post.manager_post_id or 0, ())
        return tuple(one.person_id for one in sorted(holders, key=lambda one: (one.first_on, one.person_id)))

    def manager_of(self, person_id: int) -> int | None:
        """The line manager of a person's main post, if one is in post: never the person."""
        held = self.main_holding(person_id)
        managers = self.managers_of_post(held.post_id) if held else ()
        return next((manager for manager in managers if manager != person_id), None)

    def _posts_under(self, person_id: int) -> Iterator[int]:
        """Posts whose line manager is the person, or a post that they hold."""
        yield from self._posts_under_person.get(person_id, ())
        for holding in self.holdings_of.get(person_id, ()):
            yield from self._posts_under_post.get(holding.post_id, ())

    def direct_reports(self, person_id: int) -> frozenset[int]:
        """Who holds a post that reports to the person or to a post of theirs; nobody is in their own (RULE-18)."""
        if not self.is_in_post(person_id):
            return frozenset()
        found = {one.person_id for post_id in self._posts_under(person_id) for one in self._holders.get(post_id, ())}
        return frozenset(found - {person_id})

    def all_reports(self, person_id: int) -> frozenset[int]:
        """The whole tree below: through vacant posts, each circle once, not past a manager in no post (RULE-18)."""
        if not self.is_in_post(person_id):
            return frozenset()
        found, seen = {person_id}, set[int]()
        waiting = list(self._posts_under(person_id))
        while waiting:
            post_id = waiting.pop()
            if post_id in seen:
                continue
            seen.add(post_id)
            waiting.extend(self._posts_under_post.get(post_id, ()))
            for holding in self._holders.get(post_id, ()):
                if holding.person_id not in found:
                    found.add(holding.person_id)
                    waiting.extend(self._posts_under(holding.person_id))
        return frozenset(found - {person_id})

    def without_manager(self) -> dict[int, int]:
        """People in post whose chain ends at a manager in no post, with that manager: "no manager in post"."""
        found: dict[int, int] = {}
        for holding in self.holdings:
            gone = self.departed_above(holding.post_id)
            if gone is not None:
                found.setdefault(holding.person_id, gone)
        return found

    def departed_above(self, post_id: int) -> int | None:
        """The manager in no post to whom a post reports, straight or through vacant posts."""
        seen: set[int] = set()
        post = self.posts.get(post_id)
        while post is not None and post.post_id not in seen:
            seen.add(post.post_id)
            if post.manager_id is not None:
                return None if self.is_in_post(post.manager_id) else post.manager_id
            if post.manager_post_id is None or post.manager_post_id in self._holders:
                return None
            post = self.posts.get(post.manager_post_id)
        return None
