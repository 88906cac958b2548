"""On which days somebody is in an audience, from dated posts, their tags and the structure (RULE-6, RULE-18). Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from elearning.domain.assignments import Audience
from elearning.domain.audience_conditions import PostTag, Who
from elearning.domain.people import ONE_DAY, Employment
from elearning.domain.spans import Days, joined, overlap, overlaps, without


class HeldPost(NamedTuple):
    """Somebody's time in a post."""

    post_id: int
    days: Days


class PostOver(NamedTuple):
    """Where a post was, and of which staff group, over some days."""

    unit_id: int
    staff_group: str
    days: Days


class PlaceOver(NamedTuple):
    """Which unit a unit belonged to, over some days."""

    parent_id: int | None
    days: Days


class JoinedOver(NamedTuple):
    """Which unit a unit was, over some days on which it was joined into another (decision 153)."""

    into_id: int
    days: Days


class ReportingOver(NamedTuple):
    """Whom a post reported to, over some days: a person, or a post, or nobody."""

    post_id: int
    manager_id: int | None
    manager_post_id: int | None
    days: Days


@dataclass(frozen=True)
class Organised:
    """All days at once of as much of the organisation as some people's audiences need."""

    held: Mapping[int, Sequence[HeldPost]]
    posts: Mapping[int, Sequence[PostOver]] = field(default_factory=dict)
    tagged: Mapping[tuple[int, PostTag], Sequence[Days]] = field(default_factory=dict)
    managing: Mapping[int, Sequence[Days]] = field(default_factory=dict)
    places: Mapping[int, Sequence[PlaceOver]] = field(default_factory=dict)
    joins: Mapping[int, Sequence[JoinedOver]] = field(default_factory=dict)
    _below: dict[tuple[int, tuple[int, ...]], list[Days]] = field(default_factory=dict)

    def days_below(self, unit_id: int, units: tuple[int, ...]) -> list[Days]:
        """The days on which a unit exists and is one of some units, or below one of them.

        On the days on which it is joined into another it is that one: what names either of the two means both.
        """
        key = (unit_id, units)
        if key not in self._below:
            self._below[key] = self._climb(unit_id, frozenset(units), ())
        return self._below[key]

    def _climb(self, unit_id: int, units: frozenset[int], below: tuple[int, ...]) -> list[Days]:
        """`below` are the units that were passed on the way up: one met again is a circle, and leads nowhere."""
        found: list[Days] = []
        for place in self.places.get(unit_id, ()):
            if unit_id in units:
                found.append(place.days)
                continue
            joins = self.joins.get(unit_id, ())
            found += overlaps([place.days], self._named_as(unit_id, units))
            for into_id, days in joins:
                found += overlaps(overlaps([place.days], [days]), self._climb(into_id, units, (*below, unit_id)))
            if place.parent_id is not None and place.parent_id not in (*below, unit_id):
                by_itself = without(place.days, [one.days for one in joins])
                found += overlaps(by_itself, self._climb(place.parent_id, units, (*below, unit_id)))
        return found

    def _named_as(self, unit_id: int, units: frozenset[int]) -> list[Days]:
        """The days on which one of the units is joined into this one."""
        found: list[Days] = []
        for merged, joins in self.joins.items():
            days = [one.days for one in joins if one.into_id == unit_id]
            if days:
                found += days if merged in units else overlaps(days, self._named_as(merged, units))
        return found


def managing_days(
    reporting: Iterable[ReportingOver], holders: Mapping[int, Sequence[tuple[int, Days]]]
) -> dict[int, list[Days]]:
    """On which days each person had somebody else reporting to them, or to a post of theirs (RULE-18).

    `holders` gives who held a post and when. Whether a manager is in post on those days is not looked at.
    """
    found: dict[int, list[Days]] = defaultdict(list)
    for one in reporting:
        for holder, days in holders.get(one.post_id, ()):
            shared = overlap(one.days, days)
            if shared is None:
                continue
            if one.manager_id is not None and one.manager_id != holder:
                found[one.manager_id].append(shared)
            for manager, managed in holders.get(one.manager_post_id or 0, ()):
                both = overlap(shared, managed)
                if both is not None and manager != holder:
                    found[manager].append(both)
    return dict(found)


def days_in(who: Who, person_id: int, organised: Organised) -> tuple[Employment, ...]:
    """The unbroken times for which somebody meets every condition; for everybody, their employments (RULE-6)."""
    held = organised.held.get(person_id, ())
    employed = joined(one.days for one in held)
    if who.is_everybody:
        return employed
    found = [days for one in held for days in _days_of_post(who, person_id, one, organised)]
    started = [one for one in employed if _is_start(who, one.first_on)]
    return joined(overlaps(found, started))


def _is_start(who: Who, day: date) -> bool:
    return (who.started_from is None or day >= who.started_from) and (who.started_to is None or day <= who.started_to)


def _days_of_post(who: Who, person_id: int, held: HeldPost, organised: Organised) -> list[Days]:
    """The days of one time in a post on which unit, staff group and tags are as the conditions say."""
    found: list[Days] = [held.days]
    if who.units or who.staff_groups:
        found = []
        for one in organised.posts.get(held.post_id, ()):
            shared = overlap(held.days, one.days)
            if shared is None or (who.staff_groups and one.staff_group not in who.staff_groups):
                continue
            found += overlaps([shared], organised.days_below(one.unit_id, who.units)) if who.units else [shared]
    if who.tags:
        tagged: list[Days] = []
        for tag in who.tags:
            is_derived = tag is PostTag.MANAGES
            tagged += organised.managing.get(person_id, ()) if is_derived else _tagged(held.post_id, tag, organised)
        found = overlaps(found, joined(tagged))
    return found


def _tagged(post_id: int, tag: PostTag, organised: Organised) -> Sequence[Days]:
    return organised.tagged.get((post_id, tag), ())


class Stay(NamedTuple):
    """An unbroken time in the audience of a rule, and the terms that were in force when it began."""

    first_on: date
    last_on: date | None
    terms: Audience


def stays(versions: Sequence[Audience], person_id: int, organised: Organised) -> list[Stay]:
    """Somebody's unbroken times under a rule; a stay goes on when the terms change from one day to the next."""
    found: list[Stay] = []
    for terms in sorted(versions, key=lambda one: one.first_on):
        for spell in days_in(terms.who, person_id, organised):
            shared = overlap(spell, (terms.first_on, terms.last_on))
            if shared is None:
                continue
            before = found[-1] if found else None
            if before is not None and before.last_on is not None and shared[0] == before.last_on + ONE_DAY:
                found[-1] = before._replace(last_on=shared[1])
            else:
                found.append(Stay(*shared, terms))
    return found
