"""The board of a team: its rows, worst first, and what they add up to. Whole for files, in outline for a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic

from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.reports import Asked, Figures, OneRow, OutlineRow, ReportRow, figures, worst_first
from elearning.queries.compliance import ModuleFigures, ModuleName, module_names, report_rows
from elearning.queries.people import names
from elearning.queries.standings import outlines_on


@dataclass(frozen=True)
class Board(Generic[OneRow]):
    """Some people: their rows, worst first, and what they add up to, as a whole and for each module."""

    rows: tuple[OneRow, ...]
    figures: Figures
    modules: tuple[ModuleFigures, ...]


def board(session: Session, scope: Scope, asked: Asked) -> Board[ReportRow]:
    """Some people with all that a report tells of each. Reads everything at once: meant for a team."""
    return _board(worst_first(report_rows(session, scope, asked)), module_names(session, asked))


def outline_board(session: Session, scope: Scope, asked: Asked) -> Board[OutlineRow]:
    """The same in outline, from facts that many share: a director's whole tree, of which a page shows a few rows."""
    found = outlines_on(session, scope, as_at=asked.as_at, known_on=asked.known_on)
    modules = module_names(session, asked)
    people = set[int]().union(*found.values())
    called = {id: one.name for id, one in names(session, people, asked.as_at, known_on=asked.known_on).items()}
    rows = [
        OutlineRow(person_id, module_id, called[person_id], modules[module_id].slug, modules[module_id].title, row)
        for module_id, answers in found.items()
        for person_id, row in answers.items()
    ]
    return _board(worst_first(rows), modules)


def _board(rows: tuple[OneRow, ...], modules: Mapping[int, ModuleName]) -> Board[OneRow]:
    by_module: dict[int, list[OneRow]] = {}
    for row in rows:
        by_module.setdefault(row.module_id, []).append(row)
    return Board(
        rows=rows,
        figures=figures(row.row.standing for row in rows),
        modules=tuple(
            ModuleFigures(modules[module_id], figures(row.row.standing for row in of))
            for module_id, of in sorted(by_module.items(), key=lambda pair: modules[pair[0]].title)
        ),
    )
