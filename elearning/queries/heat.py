"""The rates of many units, or of staff groups, on every module: what a heat map is drawn from."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy.orm import Session

from elearning.domain.name_search import folded
from elearning.domain.people import UnitPath
from elearning.domain.reports import Asked, Figures
from elearning.domain.staff_groups import group_words
from elearning.queries.compliance import CouncilTotals, ModuleName, council, module_names

STAFF_GROUP = "staff-group"
"""The kind of rows that are no units."""


class HeatRow(NamedTuple):
    """One unit, with its names from the directorate down, or one staff group: its figures on each module, and on all.

    Of `unit_id` and `staff_group` one is None.
    """

    unit_id: int | None
    staff_group: str | None
    name: str
    path: UnitPath
    cells: tuple[Figures, ...]
    total: Figures


@dataclass(frozen=True)
class HeatMap:
    """Rows of one kind in which anybody must do anything, the lowest rate first, and the modules of the columns."""

    modules: tuple[ModuleName, ...]
    rows: tuple[HeatRow, ...]


def heat_map(session: Session, asked: Asked, *, kind: str, unit_id: int | None = None) -> HeatMap:
    """The units of a kind, or staff groups, of the council or of one unit and below it. A person with several posts
    counts once in each row (RULE-19). The number of statements is that of the council's figures."""
    found = council(session, asked, unit_id=unit_id)
    names = module_names(session, asked)
    modules = tuple(sorted((names[one] for one in found.units.module_ids), key=lambda module: module.title))
    rows = _groups(found, modules) if kind == STAFF_GROUP else _units(found, modules, kind, unit_id)
    return HeatMap(modules, tuple(sorted(rows, key=_lowest_first)))


def _units(found: CouncilTotals, modules: tuple[ModuleName, ...], kind: str, unit_id: int | None) -> Iterator[HeatRow]:
    totals, where = found.units, found.where
    unit_id = None if unit_id is None else where.kept(unit_id)
    for id, unit in where.units.items():
        if unit.kind == kind and id in totals.unit_ids and (unit_id is None or unit_id in where.with_above(id)):
            cells = tuple(totals.of(unit_id=id, module_id=module.module_id) for module in modules)
            yield HeatRow(id, None, unit.name, where.path(id), cells, totals.of(unit_id=id))


def _groups(found: CouncilTotals, modules: tuple[ModuleName, ...]) -> Iterator[HeatRow]:
    totals = found.staff_groups
    for group in totals.groups:
        cells = tuple(totals.of_group(group, module_id=module.module_id) for module in modules)
        name = group_words(group)
        yield HeatRow(None, group, name, (name, "", ""), cells, totals.of_group(group))


def _lowest_first(row: HeatRow) -> tuple[Decimal, str, int]:
    rate = row.total.tally.rate
    return Decimal(101) if rate is None else rate, folded(row.name), row.unit_id or 0
