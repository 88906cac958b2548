"""A heat map of units by module for HR: each rate as a number in the colour of its class, and a link to its people."""

from collections.abc import Callable

from flask import render_template
from flask.typing import ResponseReturnValue

from elearning.documents.cells import Cell
from elearning.domain.access import Role
from elearning.domain.heat import CLASSES
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Figures
from elearning.domain.structure import KINDS, NO_UNIT
from elearning.extensions import db
from elearning.queries.heat import HeatMap, HeatRow, heat_map
from elearning.queries.people_list import offer
from elearning.web.access import requires
from elearning.web.asked import asked_of_request
from elearning.web.hr.blueprint import blueprint
from elearning.web.hr.people_list import pages_shown, people_address, unit_id_of, unit_options
from elearning.web.lists import Column, listed
from elearning.web.report_words import unit_words
from elearning.web.typed import typed

PAGE = 100
"""Units on one page."""


def _kind() -> str:
    kind = typed("kind") or "team"
    if kind not in KINDS:
        raise NotFound("There is no such kind of unit.")
    return kind


def _rate(figures: Figures) -> Cell:
    """As the page has it, without its sign; nothing where nobody is counted."""
    return None if figures.tally.rate is None else str(figures.tally.rate)


def _columns(found: HeatMap) -> tuple[Column[HeatRow], ...]:
    """The unit; for all modules and for each, the rate in per cent and its two numbers."""
    parts: list[tuple[str, Callable[[HeatRow], Figures]]] = [("all", lambda row: row.total)]
    parts += [(one.slug, lambda row, at=at: row.cells[at]) for at, one in enumerate(found.modules)]  # type: ignore[misc]
    columns: list[Column[HeatRow]] = [Column("unit", lambda row: unit_words(row.path))]
    for name, of in parts:
        columns += [
            Column(name, lambda row, of=of: _rate(of(row)), order=lambda row, of=of: of(row).tally.rate),  # type: ignore[misc]
            Column(f"{name}_compliant", lambda row, of=of: of(row).tally.compliant),  # type: ignore[misc]
            Column(f"{name}_counted", lambda row, of=of: of(row).tally.counted),  # type: ignore[misc]
        ]
    return tuple(columns)


@blueprint.get("/heat-map")
@requires(Role.HR)
def heat() -> ResponseReturnValue:
    """The units of one kind, the lowest rate first unless another order is asked for."""
    question, kind = asked_of_request(), _kind()
    on_offer = offer(db.session(), question.asked)
    unit_id = unit_id_of(typed("unit"), on_offer)
    found = heat_map(db.session(), question.asked, kind=kind, unit_id=unit_id)
    if unit_id == NO_UNIT:
        raise NotFound("There is no such unit on this day.")
    listing = listed("heat-map", _columns(found), first="all")
    rows = listing.in_order(found.rows)
    if listing.wants_file and not question.errors:
        return listing.file(rows, what=f"Heat map by {kind}", count=0)
    shown = listing.page(rows, size=PAGE)
    text = render_template(
        "hr/heat.html", question=question, found=found, rows=shown.rows, kind=kind, listing=listing,
        kinds=KINDS, classes=CLASSES, unit=typed("unit"), units=unit_options(typed("unit"), on_offer)[:-1],
        list=shown, pages=pages_shown(shown.page, shown.pages),
        people=lambda **filters: people_address(question.kept(), **filters),
    )  # fmt: skip
    return text, question.status
