"""The rates of many units on every module: what a heat map is drawn from."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy.orm import Session

from elearning.domain.name_search import folded
from elearning.domain.people import UnitPath
from elearning.domain.reports import Asked, Figures
from elearning.domain.structure import UnitOnDay
from elearning.queries.compliance import ModuleName, council, module_names


class HeatRow(NamedTuple):
    """One unit, with its names from the directorate down: its figures on each module, and on all."""

    unit: UnitOnDay
    path: UnitPath
    cells: tuple[Figures, ...]
    total: Figures


@dataclass(frozen=True)
class HeatMap:
    """Units of one kind in which anybody must do anything, the lowest rate first, and the modules of the columns."""

    modules: tuple[ModuleName, ...]
    rows: tuple[HeatRow, ...]


def heat_map(session: Session, asked: Asked, *, kind: str, unit_id: int | None = None) -> HeatMap:
    """The units of a kind, of the council or of one unit and below it. A person with several posts counts once in each
    unit (RULE-19). The number of statements is that of the council's figures."""
    totals, where = council(session, asked)
    names = module_names(session, asked)
    modules = tuple(sorted((names[one] for one in totals.module_ids), key=lambda module: module.title))
    rows = [
        HeatRow(
            unit=unit,
            path=where.path(id),
            cells=tuple(totals.of(unit_id=id, module_id=module.module_id) for module in modules),
            total=totals.of(unit_id=id),
        )
        for id, unit in where.units.items()
        if unit.kind == kind and id in totals.unit_ids and (unit_id is None or unit_id in where.with_above(id))
    ]
    return HeatMap(modules, tuple(sorted(rows, key=_lowest_first)))


def _lowest_first(row: HeatRow) -> tuple[Decimal, str, int]:
    rate = row.total.tally.rate
    return Decimal(101) if rate is None else rate, folded(row.unit.name), row.unit.unit_id
