"""Two questions side by side, and the people between them: each number leads to its people, and to a file of them."""

from typing import Any, NamedTuple

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearning.documents.comparison_table import HEADINGS, comparison_rows
from elearning.documents.csv_files import csv_chunks
from elearning.domain.access import Role
from elearning.domain.comparisons import ABSENT, Among, Change, Changed, ChangedPerson, among, flows, transitions
from elearning.domain.facts import Standing
from elearning.domain.looks import Look
from elearning.domain.refusals import NotFound
from elearning.domain.reports import PARTS, SUMS, Asked
from elearning.extensions import db
from elearning.queries.comparison import Comparison, Pair, described, in_order
from elearning.queries.comparison import comparison as compare
from elearning.queries.compliance import ModuleName
from elearning.queries.people_list import Offer, offer
from elearning.web.access import requires
from elearning.web.asked import Question, asked_of_request, earlier_of_request
from elearning.web.hr.blueprint import blueprint
from elearning.web.hr.people_list import (
    NO_UNIT_WORDS,
    module_id_of,
    pages_shown,
    people_address,
    unit_id_of,
    unit_options,
)
from elearning.web.lists import Column, Listing, Shown, listed
from elearning.web.looking import note_look
from elearning.web.report_words import unit_words
from elearning.web.typed import typed

_QUESTION = ("as_at", "known_on", "from_as_at", "from_known_on", "unit", "module")
PAGE = 50
"""Changes on one page of the list."""

COLUMNS: tuple[Column[ChangedPerson], ...] = (
    Column("name", lambda one: one.name), Column("number", lambda one: one.number),
    Column("unit", lambda one: unit_words(one.unit)), Column("module", lambda one: one.module_title),
    Column("change", lambda one: one.changed.change.value),
    Column("from", lambda one: one.changed.was.value if one.changed.was else ""),
    Column("to", lambda one: one.changed.now.value if one.changed.now else ""),
)  # fmt: skip


class Sides(NamedTuple):
    """The two questions of a page, and about which unit and module they are."""

    first: Question
    second: Question
    offer: Offer
    unit_id: int | None
    module: ModuleName | None

    @property
    def pair(self) -> Pair:
        """What the query is asked."""
        return Pair(self.first.asked, self.second.asked)

    @property
    def here(self) -> dict[str, Any]:
        """The unit and the module, as they stand in an address; without what is not chosen."""
        chosen = {"unit": self.unit_id, "module": self.module.slug if self.module else None}
        return {name: value for name, value in chosen.items() if value is not None}

    @property
    def where(self) -> str:
        """The unit in words; nothing for the council."""
        return "" if self.unit_id is None else self.offer.units.get(self.unit_id, NO_UNIT_WORDS)

    @property
    def noun(self) -> str:
        """What the figures count."""
        return "people" if self.module or len(self.offer.modules) == 1 else "people and modules"

    @property
    def units(self) -> tuple[tuple[str, str], ...]:
        """The units of either day that can be chosen, as values and words."""
        return unit_options("" if self.unit_id is None else str(self.unit_id), self.offer)

    def at(self, endpoint: str = "hr.comparison", **filters: object) -> str:
        """A page or file of this comparison, pinned so that it gives the same answer whenever it is asked for."""
        first = {f"from_{name}": text for name, text in self.first.pinned().items()}
        given = {name: value for name, value in filters.items() if value not in ("", None)}
        return url_for(endpoint, **{**first, **self.second.pinned(), **self.here, **given})

    def changed(self, **filters: object) -> str:
        """The list of the people in one number of this comparison."""
        return self.at("hr.comparison_people", **filters)

    def people_before(self, **filters: object) -> str:
        """The people in one number of the first answer."""
        return people_address(self.first.pinned(), **{**self.here, **filters})

    def people_after(self, **filters: object) -> str:
        """The people in one number of the second answer."""
        return people_address(self.second.pinned(), **{**self.here, **filters})

    def found(self) -> Comparison:
        """Both answers and what lies between them."""
        module_id = self.module.module_id if self.module else None
        return compare(db.session(), self.pair, module_id=module_id, unit_id=self.unit_id)

    def wanted(self) -> tuple[Among, list[Changed]]:
        """The filters of the request, and the changes that they take, in order. Raises NotFound for no such word."""
        wanted = _among_of_request()
        return wanted, in_order(db.session(), among(self.found().changes, wanted), self.pair)


def _sides_of_request() -> Sides:
    second = asked_of_request()
    first = earlier_of_request(second)
    offers = [offer(db.session(), question.asked) for question in (first, second)]
    both = Offer(
        units={**offers[0].units, **offers[1].units}, teams=offers[0].teams | offers[1].teams,
        modules={**offers[0].modules, **offers[1].modules}, kept={},
    )  # fmt: skip
    slug = typed("module")
    module_id_of(slug, both)
    return Sides(first, second, both, unit_id_of(typed("unit"), both), both.modules.get(slug))


_WORDS: dict[str, tuple[str, ...]] = {
    "change": tuple(Change), "was": (*Standing, ABSENT), "now": (*Standing, ABSENT), "came_into": (*PARTS, *SUMS),
    "went_out_of": (*PARTS, *SUMS),
}  # fmt: skip


def _among_of_request() -> Among:
    wanted = Among(*(typed(name) for name in Among._fields))
    for name, word in wanted._asdict().items():
        if word and word not in _WORDS[name]:
            raise NotFound("There is no such change.")
    return wanted


@blueprint.app_template_global()
def since_address(asked: Asked, **here: object) -> str:
    """What has changed since a report: its day as it was told then, beside today as known now."""
    first = {"from_as_at": asked.as_at.isoformat(), "from_known_on": asked.known_on.isoformat()}
    return url_for("hr.comparison", **{**first, **here})  # type: ignore[arg-type]


@blueprint.get("/comparison")
@requires(Role.HR)
def comparison() -> ResponseReturnValue:
    """Both rates and their parts, and every kind of change with how many there are of it."""
    sides = _sides_of_request()
    found = sides.found()
    page = render_template(
        "hr/comparison.html", sides=sides, question=sides.first, found=found, flows=flows(found.changes),
        transitions=transitions(found.changes), absent=ABSENT,
    )  # fmt: skip
    return page, sides.first.status


@blueprint.get("/comparison/people")
@requires(Role.HR)
def comparison_people() -> ResponseReturnValue:
    """The people in one number of a comparison, or all of them, a page at a time."""
    sides, listing = _sides_of_request(), listed("comparison", COLUMNS, first="name")
    wanted, changes = sides.wanted()
    found = _shown(listing, changes, sides.pair)
    if found.rows:
        count = len({one.changed.person_id for one in found.rows})
        note_look(Look.LIST, f"{_in_words(sides)}; page {found.page}", count=count)
    text = render_template(
        "hr/comparison_people.html", sides=sides, question=sides.first, wanted=wanted, found=found, listing=listing,
        pages=pages_shown(found.page, found.pages),
    )  # fmt: skip
    return text, sides.first.status


def _shown(listing: Listing[ChangedPerson], changes: list[Changed], pair: Pair) -> Shown[ChangedPerson]:
    """One page in the order asked for. In that of names only those on it are looked up."""
    if listing.sort != "name":
        return listing.page(listing.in_order(described(db.session(), changes, pair)), size=PAGE)
    page = listing.page(changes, size=PAGE)  # type: ignore[arg-type]
    return Shown(list(described(db.session(), page.rows, pair)), page.total, page.page, page.pages)  # type: ignore[arg-type]


@blueprint.get("/comparison.csv")
@requires(Role.HR)
def comparison_csv() -> ResponseReturnValue:
    """The people in one number of a comparison, or all of them, as a file. Who is in it is recorded before."""
    sides = _sides_of_request()
    if sides.first.errors:
        return redirect(url_for("hr.comparison", **{name: typed(name) for name in _QUESTION if typed(name)}), 303)  # type: ignore[arg-type]
    changes, listing = sides.wanted()[1], listed("comparison", COLUMNS, first="name")
    note_look(Look.EXPORT, f"{_in_words(sides)}, as CSV", {one.person_id for one in changes})
    rows = comparison_rows(listing.in_order(described(db.session(), changes, sides.pair)), *sides.pair)
    response = Response(b"".join(csv_chunks(HEADINGS, rows)), mimetype="text/csv")
    days = "-to-".join(asked.as_at.isoformat() for asked in sides.pair)
    response.headers["Content-Disposition"] = f'attachment; filename="comparison-{days}.csv"'
    return response


def _in_words(sides: Sides) -> str:
    """What the record of a look says: which days, which unit and which module."""
    first, second = (asked.as_at.isoformat() for asked in sides.pair)
    module = f"Module: {sides.module.title}" if sides.module else ""
    unit = f"Unit: {sides.where}" if sides.where else ""
    return "; ".join([f"People between {first} and {second}", *filter(None, (module, unit))])
