"""Who would be asked for a refresher by a publication that waits for a decision: by name, for HR alone."""

from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.domain.looks import Look
from elearning.extensions import db
from elearning.queries import publications
from elearning.queries.moved_people import Moved, moved_people
from elearning.web.access import requires
from elearning.web.author.proposals import effect_of
from elearning.web.author.publishing import today
from elearning.web.hr.blueprint import blueprint
from elearning.web.lists import Column, listed
from elearning.web.looking import note_look

A_PAGE = 50
COLUMNS: tuple[Column[Moved], ...] = (
    Column("number", lambda one: one.number), Column("name", lambda one: one.name),
    Column("unit", lambda one: one.unit), Column("now", lambda one: one.moves.before),
    Column("after_the_date", lambda one: one.moves.after),
)  # fmt: skip


@blueprint.get("/proposals/<int:proposal_id>/people")
@requires(Role.HR)
def proposal_people(proposal_id: int) -> ResponseReturnValue:
    """A page of them, or the file of all."""
    session, asked = db.session(), today()
    waiting = publications.proposal(session, proposal_id, asked)
    effect = effect_of(waiting, publications.comparison(session, waiting.version))
    listing, what = listed("asked", COLUMNS, first="name"), f"Who would be asked by proposal {proposal_id}"
    people = listing.in_order(moved_people(session, effect.asked, asked, most=None).rows)
    if listing.wants_file:
        return listing.file(people, what=what, people={one.moves.person_id for one in people})
    found = listing.page(people, size=A_PAGE)
    note_look(Look.LIST, what, [one.moves.person_id for one in found.rows])
    after = effect.by + timedelta(days=1) if effect.by else None
    return render_template(
        "hr/proposal_people.html", waiting=waiting, effect=effect, found=found, listing=listing, after=after
    )
