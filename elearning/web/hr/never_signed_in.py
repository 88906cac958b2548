"""Who is in post today and never signed in, so that HR can help them to begin: found, narrowed, in an order, as CSV."""

from typing import NamedTuple

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from elearning.documents.csv_files import csv_chunks
from elearning.domain.access import EVERYBODY, Role
from elearning.domain.looks import Look
from elearning.domain.refusals import NotFound
from elearning.extensions import db
from elearning.queries.never_signed_in import Order, Wanted, everybody_who_never_did
from elearning.queries.never_signed_in import never_signed_in as those_who_never_did
from elearning.queries.people_list import Offer, offer
from elearning.web.access import requires
from elearning.web.hr.acts import today
from elearning.web.hr.blueprint import blueprint
from elearning.web.hr.people_list import NO_UNIT_WORDS, pages_shown, unit_id_of, unit_options
from elearning.web.looking import note_look
from elearning.web.typed import typed

COLUMNS = ("employee_number", "name", "directorate", "service", "team", "in_post_since")
"""Of the file; the headings of HR's own file where they mean the same."""


class Listing(NamedTuple):
    """What the address asks for, as it was typed; each is empty if it does not."""

    q: str
    unit: str
    sort: str

    def wanted(self, on_offer: Offer) -> Wanted:
        """What that means. Raises NotFound for a unit or an order that is none of ours."""
        order = self.sort.removeprefix("-")
        if order not in ("", *Order):
            raise NotFound("The list has no such order.")
        unit_id = unit_id_of(self.unit, on_offer)
        return Wanted(self.q, unit_id, Order(order or Order.UNIT), self.sort.startswith("-"))

    def address(self, endpoint: str = "hr.never_signed_in", **changes: str) -> str:
        """The list, or its file, with something changed; without what is empty."""
        given = {**self._asdict(), **changes}
        return url_for(endpoint, **{name: text for name, text in given.items() if text})

    def order_address(self, order: str) -> str:
        """The list in this order, or turned round if it already is."""
        return self.address(sort=f"-{order}" if self.aria_sort(order) == "ascending" else order)

    def aria_sort(self, order: str) -> str:
        """For the heading of a column."""
        if (self.sort.removeprefix("-") or Order.UNIT) != order:
            return "none"
        return "descending" if self.sort.startswith("-") else "ascending"

    def in_words(self, on_offer: Offer) -> str:
        """What the record of a look says: the unit, but not what was searched for, which may be a name."""
        unit = on_offer.units.get(unit_id_of(self.unit, on_offer) or 0, NO_UNIT_WORDS) if self.unit else ""
        said = ["a search" if self.q else "", f"Unit: {unit}" if unit else ""]
        return "; ".join(["People who never signed in", *filter(None, said)])


def _listing() -> Listing:
    return Listing(*(typed(name) for name in Listing._fields))


def _page() -> int:
    text = typed("page")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


@blueprint.get("/never-signed-in")
@requires(Role.HR)
def never_signed_in() -> str:
    """The list, 50 on a page."""
    listing, asked = _listing(), today()
    on_offer = offer(db.session(), asked)
    found = those_who_never_did(db.session(), EVERYBODY, asked, listing.wanted(on_offer), page=_page())
    if found.people:
        note_look(Look.LIST, f"{listing.in_words(on_offer)}, page {found.page}", count=len(found.people))
    return render_template(
        "hr/never_signed_in.html", found=found, listing=listing, asked=asked,
        units=unit_options(listing.unit, on_offer), pages=pages_shown(found.page, found.pages),
    )  # fmt: skip


@blueprint.get("/never-signed-in.csv")
@requires(Role.HR)
def never_signed_in_csv() -> ResponseReturnValue:
    """Everybody of the list, in its order, as a file. Who is in it is recorded before."""
    listing, asked = _listing(), today()
    on_offer = offer(db.session(), asked)
    found = everybody_who_never_did(db.session(), EVERYBODY, asked, listing.wanted(on_offer))
    note_look(Look.EXPORT, f"{listing.in_words(on_offer)}, as CSV", {one.person_id for one in found})
    rows = ((one.number, one.name, *one.unit, one.since) for one in found)
    response = Response(b"".join(csv_chunks(COLUMNS, rows)), mimetype="text/csv")
    name = f"never-signed-in-{asked.as_at.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
