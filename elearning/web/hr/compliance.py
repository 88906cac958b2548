"""Compliance of the council, down to a team: figures of which each leads to the people in it; the trend by month."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.domain.calendar import ends_of_months
from elearning.domain.name_search import folded
from elearning.domain.refusals import NotFound
from elearning.extensions import db
from elearning.queries import exemption_requests, extension_requests
from elearning.queries.compliance import ModuleName, UnitFigures, dashboard, trend
from elearning.queries.people_list import Offer, offer
from elearning.web.access import requires
from elearning.web.asked import Question, asked_of_request
from elearning.web.hr.blueprint import blueprint
from elearning.web.hr.people_list import module_id_of, people_address, unit_id_of
from elearning.web.typed import typed


class Place(NamedTuple):
    """Where in the council a page is: a unit or all, a module or all, on the day of the question."""

    question: Question
    offer: Offer
    unit_id: int | None
    module: ModuleName | None

    @property
    def module_id(self) -> int | None:
        """The id of the module, None for all."""
        return self.module.module_id if self.module else None

    @property
    def noun(self) -> str:
        """What the figures count: with several modules nobody may take 48 for 48 people."""
        return "people" if self.module or len(self.offer.modules) == 1 else "people and modules"

    def at(self, endpoint: str = "hr.compliance", **changes: object) -> str:
        """The address of a page about the same place, with some of its arguments changed."""
        arguments: dict[str, Any] = {**self.question.kept(), **self.here, **changes}
        return url_for(endpoint, **{name: value for name, value in arguments.items() if value is not None})

    def people(self, **filters: object) -> str:
        """The address of the people in one number of this place."""
        return people_address(self.question.kept(), **{**self.here, **filters})

    def figures_on(self, day: date) -> str:
        """The address of the figures of this place on another day, as known on the same instant."""
        return self.at(as_at=day.isoformat())

    def people_on(self, day: date, **filters: object) -> str:
        """The address of the people in one number of this place on another day, as known on the same instant."""
        kept = {**self.question.kept(), "as_at": day.isoformat()}
        return people_address(kept, **{**self.here, **filters})

    @property
    def kept_here(self) -> dict[str, Any]:
        """The arguments that ask a comparison about this place, against this page's question."""
        return {**self.question.kept(), **self.here}

    @property
    def end_of_last_month(self) -> date:
        """The day whose report is compared first, if nothing else is asked for."""
        return ends_of_months(self.question.asked.as_at, 1)[0]

    @property
    def here(self) -> dict[str, Any]:
        """The unit and the module, as they stand in an address; without what is not chosen."""
        chosen = {"unit": self.unit_id, "module": self.module.slug if self.module else None}
        return {name: value for name, value in chosen.items() if value is not None}


def _place_of_request() -> Place:
    question = asked_of_request()
    on_offer = offer(db.session(), question.asked)
    slug = typed("module")
    module_id_of(slug, on_offer)
    unit_id = unit_id_of(typed("unit"), on_offer)
    return Place(question, on_offer, unit_id, on_offer.modules.get(slug))


def _rate(unit: UnitFigures) -> Decimal:
    """For an order that begins with the worst; where nobody is counted there is nothing to mend."""
    rate = unit.figures.tally.rate
    return Decimal(101) if rate is None else rate


ORDERS: dict[str, Callable[[UnitFigures], Any]] = {
    "rate": lambda unit: (_rate(unit), -unit.figures.tally.not_compliant),
    "name": lambda unit: folded(unit.unit.name),
    "counted": lambda unit: -unit.figures.tally.counted,
    "compliant": lambda unit: -unit.figures.tally.compliant,
    "not compliant": lambda unit: -unit.figures.tally.not_compliant,
    "not yet due": lambda unit: -unit.figures.tally.not_yet_due,
    "exempt": lambda unit: -unit.figures.tally.exempt,
    "on leave": lambda unit: -unit.figures.tally.on_leave,
}
"""What a table of units can be sorted by: worst first, names by the alphabet, numbers from the largest."""


def _sorted(units: tuple[UnitFigures, ...], order: str) -> list[UnitFigures]:
    if order not in ORDERS:
        raise NotFound("The table has no such order.")
    by_name = sorted(units, key=lambda one: (folded(one.unit.name), one.unit.unit_id))
    return sorted(by_name, key=ORDERS[order])


@blueprint.get("")
@requires(Role.HR)
def compliance() -> ResponseReturnValue:
    """Where the council stands, or one unit of it, and the units below."""
    place, order = _place_of_request(), typed("sort") or "rate"
    found = dashboard(db.session(), place.question.asked, module_id=place.module_id, unit_id=place.unit_id)
    units = _sorted(found.units, order)
    page = render_template(
        "hr/compliance.html", place=place, question=place.question, found=found, units=units, order=order,
        waiting=exemption_requests.waiting_count(db.session()) + extension_requests.waiting_count(db.session()),
    )  # fmt: skip
    return page, place.question.status


@blueprint.get("/trend", endpoint="trend")
@requires(Role.HR)
def compliance_trend() -> ResponseReturnValue:
    """The rate at the end of each of the last months, and on the day."""
    place = _place_of_request()
    points = trend(db.session(), place.question.asked, module_id=place.module_id, unit_id=place.unit_id)
    page = render_template("hr/compliance_trend.html", place=place, question=place.question, points=points)
    return page, place.question.status
