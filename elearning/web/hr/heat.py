"""A heat map of units or staff groups by module for HR: each rate in the colour of its class, a link to its people."""

from collections.abc import Callable
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from elearning.documents.cells import Cell
from elearning.domain.access import Role
from elearning.domain.heat import CLASSES
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Figures
from elearning.domain.structure import KINDS, NO_UNIT
from elearning.extensions import db
from elearning.queries.heat import STAFF_GROUP, HeatMap, HeatRow, heat_map
from elearning.queries.people_list import offer
from elearning.web.access import requires
from elearning.web.asked import asked_of_request
from elearning.web.hr.blueprint import blueprint
from elearning.web.hr.people_list import pages_shown, people_address, unit_id_of, unit_options
from elearning.web.lists import Column, listed
from elearning.web.report_words import unit_words
from elearning.web.typed import typed

PAGE = 100
"""Rows on one page."""

ROWS = {**{kind: f"{kind.capitalize()}s" for kind in KINDS}, STAFF_GROUP: "Staff groups"}
"""What the rows may be, as the address has it, in words."""


def _kind() -> str:
    kind = typed("kind") or "team"
    if kind not in ROWS:
        raise NotFound("A heat map has no such rows.")
    return kind


def _name(row: HeatRow) -> str:
    return unit_words(row.path)


def _rate(figures: Figures) -> Cell:
    """As the page has it, without its sign; nothing where nobody is counted."""
    return None if figures.tally.rate is None else str(figures.tally.rate)


def _columns(found: HeatMap, kind: str) -> tuple[Column[HeatRow], ...]:
    """The unit or staff group; for all modules and for each, the rate in per cent and its two numbers."""
    parts: list[tuple[str, Callable[[HeatRow], Figures]]] = [("all", lambda row: row.total)]
    parts += [(one.slug, lambda row, at=at: row.cells[at]) for at, one in enumerate(found.modules)]  # type: ignore[misc]
    columns: list[Column[HeatRow]] = [Column("staff_group" if kind == STAFF_GROUP else "unit", _name)]
    for name, of in parts:
        columns += [
            Column(name, lambda row, of=of: _rate(of(row)), order=lambda row, of=of: of(row).tally.rate),  # type: ignore[misc]
            Column(f"{name}_compliant", lambda row, of=of: of(row).tally.compliant),  # type: ignore[misc]
            Column(f"{name}_counted", lambda row, of=of: of(row).tally.counted),  # type: ignore[misc]
        ]
    return tuple(columns)


def _filters(row: HeatRow, unit: str) -> dict[str, Any]:
    """What narrows the list of people to those of a row: a staff group is one of the unit that the map is of."""
    return {"unit": row.unit_id} if row.staff_group is None else {"unit": unit, "staff_group": row.staff_group}


@blueprint.get("/heat-map")
@requires(Role.HR)
def heat() -> ResponseReturnValue:
    """The units of one kind, or the staff groups, the lowest rate first unless another order is asked for."""
    question, kind = asked_of_request(), _kind()
    on_offer = offer(db.session(), question.asked)
    unit_id = unit_id_of(typed("unit"), on_offer)
    found = heat_map(db.session(), question.asked, kind=kind, unit_id=unit_id)
    if unit_id == NO_UNIT:
        raise NotFound("There is no such unit on this day.")
    in_words = kind.replace("-", " ")
    listing = listed("heat-map", _columns(found, kind), first="all")
    rows = listing.in_order(found.rows)
    if listing.wants_file and not question.errors:
        return listing.file(rows, what=f"Heat map by {in_words}", count=0)
    shown = listing.page(rows, size=PAGE)
    text = render_template(
        "hr/heat.html", question=question, found=found, rows=shown.rows, kind=kind, listing=listing,
        kind_words=in_words, kinds=ROWS, classes=CLASSES, unit=typed("unit"),
        units=unit_options(typed("unit"), on_offer)[:-1], list=shown, pages=pages_shown(shown.page, shown.pages),
        people=lambda row, **filters: people_address(question.kept(), **_filters(row, typed("unit")), **filters),
    )  # fmt: skip
    return text, question.status
