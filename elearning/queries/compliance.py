"""Reports of compliance: standings, rows for a file, the council's dashboard, a trend."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from elearning.domain.access import EVERYBODY, Scope
from elearning.domain.calendar import ends_of_months
from elearning.domain.facts import Row, Standing
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked, Figures, ReportRow, Totals, figures
from elearning.domain.staff_groups import StaffGroupTotals
from elearning.domain.structure import NO_UNIT, NOWHERE, Structure, UnitOnDay
from elearning.models import modules as tables
from elearning.models.certificates import Certificate
from elearning.models.dated import holds
from elearning.models.learning import Completion
from elearning.models.people import Holding, Unit
from elearning.orm import Instant
from elearning.queries.id_lists import dialect_of, ids, is_one_of
from elearning.queries.keys import Key
from elearning.queries.people import names, numbers
from elearning.queries.plain_values import instant, plain
from elearning.queries.same_people import same_people
from elearning.queries.staff_groups import staff_groups_of_people
from elearning.queries.standings import rows_on, standings_on, standings_on_days
from elearning.queries.structure import structure_of, units_of_people

BATCH = 1_000
"""People in one batch of a streamed report: its memory, whatever the size of the council."""


class ModuleName(NamedTuple):
    """A module as reports name it: by the title of its latest version of the time."""

    module_id: int
    slug: str
    title: str


@dataclass(frozen=True)
class UnitFigures:
    """What one unit adds up to: everybody with a post in it or below, once for each module (RULE-19)."""

    unit: UnitOnDay
    figures: Figures
    people: int


@dataclass(frozen=True)
class StaffGroupFigures:
    """What one staff group adds up to: everybody with a post in it, once for each module."""

    name: str
    figures: Figures


@dataclass(frozen=True)
class ModuleFigures:
    """What one module adds up to."""

    module: ModuleName
    figures: Figures


@dataclass(frozen=True)
class Dashboard:
    """The council or one unit: its total, the units straight below it, its staff groups and its modules.

    `unit` is None for the council; a unit that did not exist on the day has no kind. `above` are the units over it,
    the directorate first.
    """

    total: Figures
    people: int
    units: tuple[UnitFigures, ...]
    staff_groups: tuple[StaffGroupFigures, ...]
    modules: tuple[ModuleFigures, ...]
    unit: UnitOnDay | None
    above: tuple[UnitOnDay, ...]


class Point(NamedTuple):
    """The figures of one day of a trend."""

    day: date
    figures: Figures


def module_names(session: Session, asked: Asked) -> dict[int, ModuleName]:
    """Every module that was published by the instant, by its id."""
    version = tables.ModuleVersion
    latest = (
        select(version.module_id, func.max(version.number).label("number"))
        .where(version.recorded_at <= asked.known_on)
        .group_by(version.module_id)
        .subquery()
    )
    rows = session.execute(
        select(tables.Module.id, tables.Module.slug, version.title)
        .join(version, version.module_id == tables.Module.id)
        .join(latest, (latest.c.module_id == version.module_id) & (latest.c.number == version.number))
    )
    return {module_id: ModuleName(module_id, slug, title) for module_id, slug, title in rows}


def standings(
    session: Session, scope: Scope, asked: Asked, *, module_ids: Collection[int] | None = None
) -> dict[Key, Row]:
    """The row of each person in scope on each module that they must do; those without a row are not in it."""
    return rows_on(session, scope, as_at=asked.as_at, known_on=asked.known_on, module_ids=module_ids)


def report_rows(
    session: Session, scope: Scope, asked: Asked, *, module_ids: Collection[int] | None = None,
    standings: Collection[Standing] | None = None,
) -> Iterator[ReportRow]:  # fmt: skip
    """The rows of everybody in scope who is in post, by employee number and then module, a batch at a time.

    `standings` keeps only rows of these. An iterator that asks as it goes: use it up within the transaction.
    """
    people = _in_order(session, scope, asked)
    modules = module_names(session, asked)
    for start in range(0, len(people), BATCH):
        batch = people[start : start + BATCH]
        yield from _rows(session, batch, asked, modules, module_ids=module_ids, wanted=standings)


def _in_order(session: Session, scope: Scope, asked: Asked) -> list[tuple[str, int]]:
    """Number and id of everybody in scope who is in post on the day, by number."""
    statement = select(Holding.person_id).where(holds(Holding, *asked)).distinct()
    dialect, same = dialect_of(session), same_people(session, asked.known_on)
    if not scope.is_everybody:
        statement = statement.where(is_one_of(Holding.person_id, "people", dialect))
    people = ids(same.records(scope.person_ids), dialect)
    in_post = set(map(same.one, session.scalars(statement, {"people": people})))
    known = numbers(session, None if scope.is_everybody else in_post, asked.as_at, known_on=asked.known_on)
    return sorted((known.get(person_id, ""), person_id) for person_id in in_post)


def _rows(
    session: Session, people: list[tuple[str, int]], asked: Asked, modules: dict[int, ModuleName], *,
    module_ids: Collection[int] | None, wanted: Collection[Standing] | None,
) -> Iterator[ReportRow]:  # fmt: skip
    batch = frozenset(person_id for _, person_id in people)
    of_person: dict[int, list[tuple[str, int, Row]]] = {}
    for key, row in standings(session, Scope(batch), asked, module_ids=module_ids).items():
        if wanted is None or row.standing in wanted:
            of_person.setdefault(key.person_id, []).append((modules[key.module_id].slug, key.module_id, row))
    shown = of_person.keys()
    where = structure_of(session, shown, asked)
    managers = {person_id: where.manager_of(person_id) for person_id in shown}
    above = {manager for manager in managers.values() if manager is not None}
    called = names(session, shown | above, asked.as_at, known_on=asked.known_on)
    numbered = {**numbers(session, above, asked.as_at, known_on=asked.known_on), **{id: of for of, id in people}}
    certificates = _certificates(session, shown, asked)
    for number, person_id in people:
        found = of_person.get(person_id)
        if found is None:
            continue
        held, manager = where.main_holding(person_id), managers[person_id]
        who = (
            number, called[person_id].name, where.path(where.unit_of(held.post_id)) if held else ("", "", ""),
            numbered.get(manager, "") if manager else "", called[manager].name if manager in called else "",
        )  # fmt: skip
        for slug, module_id, row in sorted(found, key=itemgetter(0)):
            done = row.completion
            certificate = certificates.get((person_id, module_id, done.made_at), "") if done else ""
            version = done.version if done else None
            yield ReportRow(
                person_id, module_id, *who, slug, modules[module_id].title, version, row, certificate
            )  # fmt: skip


def _certificates(session: Session, person_ids: Collection[int], asked: Asked) -> dict[tuple[int, int, object], str]:
    """The numbers of certificates by person, module and the instant of the completion; of several the latest."""
    dialect, same = dialect_of(session), same_people(session, asked.known_on)
    people = ids(same.records(person_ids), dialect)
    rows = session.execute(_certificates_of(dialect), {"people": people, "known_on": asked.known_on})
    return {(same.one(record), module_id, instant(made_at)): number for record, module_id, made_at, number in rows}


@cache
def _certificates_of(dialect: str) -> Select[*tuple[Any, ...]]:
    return (
        select(Completion.person_id, Completion.module_id, plain(Completion.made_at), Certificate.number)
        .join(Certificate, Certificate.completion_id == Completion.id)
        .where(is_one_of(Completion.person_id, "people", dialect))
        .where(Certificate.recorded_at <= bindparam("known_on", type_=Instant()))
        .order_by(Certificate.recorded_at, Certificate.id)
    )


class CouncilTotals(NamedTuple):
    """What everybody adds up to: in every unit of the day, and in every staff group, on every module."""

    units: Totals[int]
    where: Structure
    staff_groups: StaffGroupTotals


def council(
    session: Session, asked: Asked, *, module_ids: Collection[int] | None = None, unit_id: int | None = None
) -> CouncilTotals:  # fmt: skip
    """What everybody adds up to; with `unit_id` staff groups are those of the posts in that unit and below it."""
    where, units_of = units_of_people(session, asked)
    groups_of = staff_groups_of_people(session, asked, where, unit_id=unit_id)
    found = standings_on(session, EVERYBODY, as_at=asked.as_at, known_on=asked.known_on, module_ids=module_ids)
    there = found
    if unit_id is not None:
        there = {id: {one: of[one] for one in of.keys() & groups_of.keys()} for id, of in found.items()}
    return CouncilTotals(Totals(found, units_of), where, StaffGroupTotals(there, groups_of))


def dashboard(session: Session, asked: Asked, *, module_id: int | None = None, unit_id: int | None = None) -> Dashboard:
    """The council, or one unit of it, on one module or on all. Raises NotFound for a unit that never was."""
    if unit_id not in (None, NO_UNIT) and session.get(Unit, unit_id) is None:
        raise NotFound("There is no such unit.")
    module_ids = None if module_id is None else [module_id]
    totals, where, groups = council(session, asked, module_ids=module_ids, unit_id=unit_id)
    unit_id = None if unit_id is None else where.kept(unit_id)
    below = list(where.below(unit_id))
    if unit_id is None and NO_UNIT in totals.unit_ids:
        below.append(NOWHERE)
    modules = module_names(session, asked)
    unit = None if unit_id is None else where.units.get(unit_id, NOWHERE._replace(unit_id=unit_id))
    above = () if unit_id is None else where.with_above(unit_id)[1:]
    return Dashboard(
        total=totals.of(unit_id=unit_id),
        people=totals.people(unit_id=unit_id),
        units=tuple(
            UnitFigures(one, totals.of(unit_id=one.unit_id), totals.people(unit_id=one.unit_id)) for one in below
        ),
        staff_groups=tuple(StaffGroupFigures(one, groups.of_group(one)) for one in groups.groups),
        modules=tuple(
            ModuleFigures(modules[one], totals.of(unit_id=unit_id, module_id=one))
            for one in sorted(totals.module_ids, key=lambda one: modules[one].title)
        ),
        unit=unit,
        above=tuple(where.units[one] for one in reversed(above)),
    )


def trend(
    session: Session, asked: Asked, *, module_id: int | None = None, unit_id: int | None = None, months: int = 12
) -> tuple[Point, ...]:  # fmt: skip
    """The figures at the ends of the months before the day, and on the day itself: earliest first, all as known on
    the same instant. The organisation is that of each day."""
    there = {day: _people_of(session, asked._replace(as_at=day), unit_id) for day in days_of_trend(asked.as_at, months)}
    return points(session, there, known_on=asked.known_on, module_ids=None if module_id is None else [module_id])


def days_of_trend(day: date, months: int = 12) -> tuple[date, ...]:
    """The ends of the months before a day, and the day itself, the earliest first."""
    return (*ends_of_months(day, months - 1), day)


def points(
    session: Session, there: Mapping[date, Scope], *, known_on: datetime, module_ids: Collection[int] | None = None
) -> tuple[Point, ...]:  # fmt: skip
    """The figures of each day over the people who are told of on it, from facts that are gathered once."""
    whole = [scope.person_ids for scope in there.values()]
    is_everybody = any(scope.is_everybody for scope in there.values())
    scope = EVERYBODY if is_everybody else Scope(frozenset().union(*whole))
    found = standings_on_days(session, scope, tuple(there), known_on=known_on, module_ids=module_ids)
    return tuple(Point(day, figures(_standings_in(there[day], answers))) for day, answers in found)


def _people_of(session: Session, asked: Asked, unit_id: int | None) -> Scope:
    """Who counts in a unit on the day; everybody where no unit is asked about."""
    if unit_id is None:
        return EVERYBODY
    return Scope(frozenset(units_of_people(session, asked, unit_id=unit_id)[1]))


def _standings_in(scope: Scope, found: Mapping[int, Mapping[int, Standing]]) -> Iterator[Standing]:
    for answers in found.values():
        if scope.is_everybody:
            yield from answers.values()
        else:
            yield from (answers[person_id] for person_id in answers.keys() & scope.person_ids)
