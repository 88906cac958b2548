"""A line manager decides about a request for more time of somebody who reports to them."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearning.domain.looks import Look
from elearning.domain.refusals import NotAllowed, Stale
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.queries import teams
from elearning.web.access import current_actor, current_viewer
from elearning.web.forms.requests import MoreTimeDecisionForm
from elearning.web.looking import note_look
from elearning.web.moment import reading, writing
from elearning.web.more_time import Asking, asking_of, decide, limit_days, new_form

blueprint = Blueprint("more_time", __name__)

ADDRESS = "/team/people/<int:person_id>/more-time/<int:extension_id>"


def _asking(person_id: int, extension_id: int) -> Asking:
    """A request of one of the viewer's own people; anybody else's is not found, and nor is that of people for whose
    manager the viewer stands in: the manager decides, or HR."""
    moment = reading()
    today = Asked(moment.day, moment.now)
    teams.require_own_report(db.session(), current_viewer().person_id, person_id, today=today)
    return asking_of(extension_id, person_id=person_id)


def _page(asking: Asking, form: MoreTimeDecisionForm | None) -> ResponseReturnValue:
    page = render_template("team/more_time.html", asking=asking, one=asking.one, form=form, days=limit_days())
    return page, 400 if form and form.errors else 200


@blueprint.get(ADDRESS)
def request(person_id: int, extension_id: int) -> ResponseReturnValue:
    """The request, and its decision."""
    asking = _asking(person_id, extension_id)
    note_look(Look.PERSON, "A request for more time of one of their team", [person_id])
    return _page(asking, new_form(asking, is_manager=True))


@blueprint.post(ADDRESS)
def decide_request(person_id: int, extension_id: int) -> ResponseReturnValue:
    """Give more time within the limit, or decline."""
    asking, form = _asking(person_id, extension_id), MoreTimeDecisionForm()
    if not (form.validate() and _is_done(asking, form)):
        return _page(_asking(person_id, extension_id), form)
    return redirect(url_for("team.person", person_id=person_id, _anchor="more-time"), 303)


def _is_done(asking: Asking, form: MoreTimeDecisionForm) -> bool:
    """Do it. A refusal becomes an error of the form, and nothing of it is kept."""
    try:
        decide(asking, form, writing(), current_actor(), limit=limit_days())
    except (NotAllowed, Stale) as refusal:
        db.session.rollback()
        form.form_errors = [" ".join(refusal.reasons)]
        return False
    return True
