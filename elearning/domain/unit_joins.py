"""That one unit is another: which may be, which look as if they were, and what is joined with them. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from elearning.domain.name_search import folded
from elearning.domain.structure import Structure, UnitOnDay

ALIKE = 0.5
"""Names that share no more letters than this, of all they have, are not alike: most of them do by chance."""


def spelling(name: str) -> str:
    """The same for two names that differ only by capitals or spaces, which HR's file takes as one (decision 140)."""
    return " ".join(name.casefold().split())


def spelt_alike(where: Structure) -> list[tuple[UnitOnDay, ...]]:
    """Units of one parent that are spelt alike, if each has posts, its own or below it; those of one spelling together,
    the older first."""
    used = {id for post in where.posts.values() if post.unit_id in where.units for id in where.with_above(post.unit_id)}
    found: dict[tuple[int | None, str], list[UnitOnDay]] = {}
    for unit in where.units.values():
        if unit.unit_id in used:
            found.setdefault((unit.parent_id, spelling(unit.name)), []).append(unit)
    alike = [tuple(sorted(some, key=lambda one: one.unit_id)) for some in found.values() if len(some) > 1]
    return sorted(alike, key=lambda some: (folded(some[0].name), some[0].unit_id))


def candidates(where: Structure, unit_id: int) -> list[UnitOnDay]:
    """The units of the same kind that one could be: those whose names share most letters with its name first, then
    those beside it, then by path."""
    unit = where.units[unit_id]
    letters = SequenceMatcher(autojunk=False, b=_letters(unit.name))
    paths = {id: folded(", ".join(where.path(id))) for id in where.units}

    def order(one: UnitOnDay) -> tuple[float, bool, str, int]:
        letters.set_seq1(_letters(one.name))
        is_like = round(letters.ratio(), 1)
        return -is_like if is_like > ALIKE else 0, one.parent_id != unit.parent_id, paths[one.unit_id], one.unit_id

    return sorted((one for one in where.units.values() if one.kind == unit.kind and one is not unit), key=order)


def _letters(name: str) -> str:
    """What is left without spaces and marks, which is where spellings of one name differ."""
    return "".join(filter(str.isalnum, folded(name)))


@dataclass(frozen=True)
class JoinPlan:
    """Every unit that would be joined, with the one it would be; the first pair is what was asked for. `reasons` say
    why it cannot be."""

    pairs: tuple[tuple[int, int], ...]
    reasons: tuple[str, ...] = ()


def plan_join(where: Structure, unit_id: int, into_id: int) -> JoinPlan:
    """Joining one unit of the day into another, with the units below both that are spelt alike."""
    pair = (unit_id, into_id)
    if unit_id == into_id:
        return JoinPlan((pair,), ("This is one and the same unit.",))
    for one in pair:
        if one in where.every_unit and one not in where.units:
            name = where.unit(where.kept(one)).name
            return JoinPlan((pair,), (f"It is joined into {name} already. Take that apart first.",))
    if not {*pair} <= where.units.keys():
        return JoinPlan((pair,), ("There is no such unit today.",))
    if where.units[unit_id].kind != where.units[into_id].kind:
        return JoinPlan((pair,), ("A unit can only be another of its kind: a team a team, a service a service.",))
    return JoinPlan((pair, *_below(where, unit_id, into_id)))


def _below(where: Structure, unit_id: int, into_id: int) -> Iterator[tuple[int, int]]:
    there = {spelling(one.name): one.unit_id for one in _oldest_last(where.below(into_id))}
    for one in where.below(unit_id):
        if (other := there.get(spelling(one.name))) is not None:
            yield one.unit_id, other
            yield from _below(where, one.unit_id, other)


def _oldest_last(units: Iterable[UnitOnDay]) -> list[UnitOnDay]:
    return sorted(units, key=lambda one: one.unit_id, reverse=True)
