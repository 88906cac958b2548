"""A heat map of units by module for HR: each rate as a number in the colour of its class, and a link to its people."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.domain.heat import CLASSES
from elearning.domain.refusals import NotFound
from elearning.domain.structure import KINDS, NO_UNIT
from elearning.extensions import db
from elearning.queries.heat import heat_map
from elearning.queries.people_list import offer
from elearning.web.access import requires
from elearning.web.asked import asked_of_request
from elearning.web.hr.blueprint import blueprint
from elearning.web.hr.people_list import page_of_request, pages_shown, people_address, unit_id_of, unit_options
from elearning.web.typed import typed

PAGE = 100
"""Units on one page."""


def _kind() -> str:
    kind = typed("kind") or "team"
    if kind not in KINDS:
        raise NotFound("There is no such kind of unit.")
    return kind


@blueprint.get("/heat-map")
@requires(Role.HR)
def heat() -> ResponseReturnValue:
    """The units of one kind, the lowest rate first."""
    question, kind, page = asked_of_request(), _kind(), page_of_request()
    on_offer = offer(db.session(), question.asked)
    unit_id = unit_id_of(typed("unit"), on_offer)
    found = heat_map(db.session(), question.asked, kind=kind, unit_id=unit_id)
    pages = max(1, -(-len(found.rows) // PAGE))
    if page > pages or unit_id == NO_UNIT:
        raise NotFound("There is no such page.")
    kept = {**question.kept(), "kind": kind, **({"unit": str(unit_id)} if unit_id else {})}
    shown = render_template(
        "hr/heat.html", question=question, found=found, rows=found.rows[(page - 1) * PAGE : page * PAGE], kind=kind,
        kinds=KINDS, classes=CLASSES, unit=typed("unit"), units=unit_options(typed("unit"), on_offer)[:-1],
        list={"page": page, "pages": pages}, pages=pages_shown(page, pages),
        address=lambda **more: url_for("hr.heat", **{**kept, **more}),
        people=lambda **filters: people_address(question.kept(), **filters),
    )  # fmt: skip
    return shown, question.status
