"""Lists of people: searched, narrowed by unit, module and standing, in an order, one page at a time."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import EVERYBODY, Scope
from elearning.domain.facts import Row, Standing
from elearning.domain.name_search import folded
from elearning.domain.people import Employment, UnitPath, employments
from elearning.domain.reports import WORST_FIRST, Asked
from elearning.domain.structure import Structure
from elearning.models.assignments import Assignment
from elearning.models.dated import holds, known
from elearning.models.people import Holding
from elearning.queries import compliance, structure
from elearning.queries.compliance import ModuleName
from elearning.queries.people import numbers
from elearning.queries.people_search import Alias, Matches, people_search
from elearning.queries.same_people import same_people
from elearning.queries.staff_groups import people_with_a_post
from elearning.queries.standings import outlines_on

FEW = 500
"""Up to so many people are asked about by id; where more stand is worked out in outline, with everybody's."""


class Order(StrEnum):
    """What a list of people is in the order of."""

    NAME = "name"
    NUMBER = "number"
    STANDING = "standing"
    DUE = "due"


class Wanted(NamedTuple):
    """Which people: `standings` None also lists those who are assigned nothing; not in post means on the day.

    Of several units one is enough, and of several modules; with none it is every one. With units and a staff group, one
    post is in both. A rule's are those whom it assigns on the day.
    """

    words: str = ""
    units: frozenset[int] = frozenset()
    staff_group: str | None = None
    module_ids: frozenset[int] = frozenset()
    rule_id: int | None = None
    standings: frozenset[Standing] | None = None
    is_in_post: bool = True


class Offer(NamedTuple):
    """What a list can be narrowed by: units by id in the order of their paths, and which are teams; modules by slug.
    `kept` are the units that every one of the day goes by, those too that are joined into others."""

    units: Mapping[int, str]
    teams: frozenset[int]
    modules: Mapping[str, ModuleName]
    kept: Mapping[int, int]


Rows = Mapping[int, Mapping[int, Row]]
"""By person and module."""


class OnModule(NamedTuple):
    """Where a person stands on one module."""

    module: ModuleName
    row: Row


@dataclass(frozen=True)
class FoundPerson:
    """One person of a list. `alias` is another name of theirs, if that is what was searched for.

    `in_post` is since when and until when, as far as is known, of somebody who is not in post on the day.
    """

    person_id: int
    name: str
    alias: Alias | None
    number: str
    unit: UnitPath
    in_post: Employment | None
    modules: tuple[OnModule, ...]


@dataclass(frozen=True)
class FoundPeople:
    """One page of a list of people.

    `total` counts people. `rows` counts what figures count, a person on a module, and is None where nothing asked
    for it. `elsewhere` is how many match the words but are left out by `Wanted.is_in_post`.
    """

    people: tuple[FoundPerson, ...]
    total: int
    rows: int | None
    elsewhere: int
    page: int
    pages: int


def offer(session: Session, asked: Asked) -> Offer:
    """The units that exist on the day and the modules that were published by the instant."""
    bare = structure.bare_structure(session, asked)
    paths = {unit_id: ", ".join(filter(None, bare.path(unit_id))) for unit_id in bare.units}
    modules = compliance.module_names(session, asked).values()
    return Offer(
        units=dict(sorted(paths.items(), key=lambda pair: (folded(pair[1]), pair[0]))),
        teams=frozenset(unit.unit_id for unit in bare.units.values() if unit.kind == "team"),
        modules={module.slug: module for module in sorted(modules, key=lambda module: module.title)},
        kept={unit_id: bare.kept(unit_id) for unit_id in bare.every_unit},
    )


def people_list(
    session: Session, scope: Scope, asked: Asked, wanted: Wanted, *, order: Order = Order.NAME, page: int = 1,
    size: int = 25,
) -> FoundPeople:  # fmt: skip
    """One page of the people in scope who are wanted. Only the people of the page are worked out, unless standings
    are asked for or give the order. A page beyond the last is empty."""
    matches = people_search(session, scope, asked, wanted.words, is_in_post=wanted.is_in_post)
    found = _narrowed(session, matches.names.keys(), wanted, asked)
    needs_all = wanted.standings is not None or order in (Order.STANDING, Order.DUE)
    outlines = _outlines(session, found, wanted, asked) if needs_all else {}
    if wanted.standings is not None:
        found = outlines.keys()
    ordered = _ordered(session, found, matches.names, outlines, order, asked)
    shown = ordered[(page - 1) * size : page * size]
    rows = _rows(session, shown, wanted, asked)
    return FoundPeople(
        people=_described(session, shown, matches, rows, asked),
        total=len(ordered),
        rows=sum(map(len, outlines.values())) if wanted.standings is not None else None,
        elsewhere=_elsewhere(session, scope, asked, wanted),
        page=page,
        pages=max(1, -(-len(ordered) // size)),
    )


def _elsewhere(session: Session, scope: Scope, asked: Asked, wanted: Wanted) -> int:
    """How many match the words, but are not in post, or are, where the others are wanted."""
    if not wanted.words:
        return 0
    return len(people_search(session, scope, asked, wanted.words, is_in_post=not wanted.is_in_post).names)


def _narrowed(session: Session, people: Collection[int], wanted: Wanted, asked: Asked) -> Collection[int]:
    """Those with a post in the unit or below it (RULE-19) and in the staff group, and assigned the module, or by the
    rule (RULE-6)."""
    if wanted.units or wanted.staff_group is not None:
        people = set(people) & people_with_a_post(session, asked, units=wanted.units, staff_group=wanted.staff_group)
    rules = () if wanted.rule_id is None else (wanted.rule_id,)
    for column, wished in ((Assignment.module_id, wanted.module_ids), (Assignment.audience_id, rules)):
        if wished:
            statement = select(Assignment.person_id).where(column.in_(wished), holds(Assignment, *asked))
            people = set(people) & set(map(same_people(session, asked.known_on).one, session.scalars(statement)))
    return people


def _rows(session: Session, people: Collection[int], wanted: Wanted, asked: Asked) -> Rows:
    """Rows by person and module, of the standings that are wanted."""
    found: dict[int, dict[int, Row]] = {}
    scope = Scope(person_ids=frozenset(people))
    for key, row in compliance.standings(session, scope, asked, module_ids=_modules(wanted)).items():
        if wanted.standings is None or row.standing in wanted.standings:
            found.setdefault(key.person_id, {})[key.module_id] = row
    return found


def _outlines(session: Session, people: Collection[int], wanted: Wanted, asked: Asked) -> Rows:
    """The same of however many, in outline: to put them in order, and to keep those of the standings."""
    if len(people) <= FEW:
        return _rows(session, people, wanted, asked)
    found: dict[int, dict[int, Row]] = {}
    outlines = outlines_on(
        session, EVERYBODY, as_at=asked.as_at, known_on=asked.known_on, module_ids=_modules(wanted)
    )  # fmt: skip
    for module_id, answers in outlines.items():
        for person_id, row in answers.items():
            if person_id in people and (wanted.standings is None or row.standing in wanted.standings):
                found.setdefault(person_id, {})[module_id] = row
    return found


def _modules(wanted: Wanted) -> list[int] | None:
    return sorted(wanted.module_ids) or None


def _ordered(
    session: Session, people: Collection[int], names: Mapping[int, str], rows: Rows,
    order: Order, asked: Asked,
) -> list[int]:  # fmt: skip
    """People in an order; those who are alike by name, and of one name by id, so that pages never overlap."""
    by_name = sorted(sorted(people), key=lambda person: folded(names[person]))
    if order is Order.NAME:
        return by_name
    if order is Order.NUMBER:
        known_numbers = numbers(session, None, asked.as_at, known_on=asked.known_on)
        return sorted(by_name, key=lambda person: known_numbers.get(person, ""))
    first = _worst if order is Order.STANDING else _soonest
    return sorted(by_name, key=lambda person: first(rows.get(person, {}).values()))


def _worst(rows: Iterable[Row]) -> int:
    return min((WORST_FIRST.index(row.standing) for row in rows), default=len(WORST_FIRST))


def _soonest(rows: Iterable[Row]) -> date:
    """The day that the list shows first: by when it must be done, or until when it counts."""
    return min((_day_shown(row) or date.max for row in rows), default=date.max)


def _day_shown(row: Row) -> date | None:
    return row.ends_on if row.standing.is_compliant else row.due_on or row.until


def _described(
    session: Session, shown: list[int], matches: Matches, rows: Rows, asked: Asked
) -> tuple[FoundPerson, ...]:
    """The people of one page, with their numbers, units and modules."""
    modules = compliance.module_names(session, asked)
    numbered = numbers(session, shown, asked.as_at, known_on=asked.known_on)
    where = structure.structure_of(session, shown, asked)
    away = _employments(session, [person for person in shown if not where.is_in_post(person)], asked)
    return tuple(
        FoundPerson(
            person_id=person, name=matches.names[person], alias=matches.aliases.get(person),
            number=numbered.get(person, ""), unit=_unit(where, person), in_post=away.get(person),
            modules=tuple(
                OnModule(modules[id], row)
                for id, row in sorted(rows.get(person, {}).items(), key=lambda pair: modules[pair[0]].title)
            ),
        )
        for person in shown
    )  # fmt: skip


def _unit(where: Structure, person: int) -> UnitPath:
    held = where.main_holding(person)
    return where.path(where.unit_of(held.post_id)) if held else ("", "", "")


def _employments(session: Session, people: Collection[int], asked: Asked) -> dict[int, Employment]:
    """The employment nearest before the day, or else the first after it, of people who are not in post."""
    same = same_people(session, asked.known_on)
    statement = select(Holding.person_id, Holding.true_from, Holding.true_to).where(
        Holding.person_id.in_(same.records(people)), known(Holding, asked.known_on)
    )
    spans: dict[int, list[tuple[date, date | None]]] = {}
    for record, first_on, last_on in session.execute(statement):
        spans.setdefault(same.one(record), []).append((first_on, last_on))
    found = {}
    for person, held in spans.items():
        joined = employments(held)
        before = [each for each in joined if each.first_on <= asked.as_at]
        found[person] = before[-1] if before else joined[0]
    return found
