"""Who would be asked for a refresher by a publication that waits for a decision: by name, for HR alone."""

from flask import render_template, request

from elearning.domain.access import Role
from elearning.domain.looks import Look
from elearning.extensions import db
from elearning.queries import publications
from elearning.queries.people import names, numbers
from elearning.web.access import requires
from elearning.web.author.proposals import effect_of
from elearning.web.author.publishing import today
from elearning.web.hr.blueprint import blueprint
from elearning.web.looking import note_look

A_PAGE = 50


@blueprint.get("/proposals/<int:proposal_id>/people")
@requires(Role.HR)
def proposal_people(proposal_id: int) -> str:
    """A page of them."""
    session, asked = db.session(), today()
    waiting = publications.proposal(session, proposal_id, asked)
    effect = effect_of(waiting, publications.comparison(session, waiting.version))
    pages = max(1, -(-effect.asked_count // A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    shown = effect.asked[(page - 1) * A_PAGE : page * A_PAGE]
    called, known = names(session, shown, asked.as_at), numbers(session, shown, asked.as_at)
    people = [(id, called[id].name if id in called else "", known.get(id, "")) for id in shown]
    note_look(Look.LIST, f"Who would be asked by proposal {proposal_id}", shown)
    return render_template(
        "hr/proposal_people.html", waiting=waiting, effect=effect, people=people, page=page, pages=pages
    )  # fmt: skip
