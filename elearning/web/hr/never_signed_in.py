"""Who is in post today and never signed in, so that HR can help them to begin."""

from flask import render_template, request

from elearning.domain.access import EVERYBODY, Role
from elearning.domain.looks import Look
from elearning.extensions import db
from elearning.queries.never_signed_in import never_signed_in as those_who_never_did
from elearning.web.access import requires
from elearning.web.hr.acts import today
from elearning.web.hr.blueprint import blueprint
from elearning.web.looking import note_look


@blueprint.get("/never-signed-in")
@requires(Role.HR)
def never_signed_in() -> str:
    """The list, by unit and number, 50 on a page."""
    page = max(1, request.args.get("page", 1, type=int))
    found = those_who_never_did(db.session(), EVERYBODY, today(), page=page)
    if found.people:
        note_look(Look.LIST, f"People who never signed in, page {found.page}", count=len(found.people))
    return render_template("hr/never_signed_in.html", found=found)
