"""What waits for HR: requests for exemptions and for more time, and those that were decided."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.domain.looks import Look
from elearning.extensions import db
from elearning.queries import exemption_requests, extension_requests
from elearning.web.access import current_actor, current_viewer, requires
from elearning.web.forms.hr_acts import REASON_WORDS
from elearning.web.forms.requests import MoreTimeDecisionForm
from elearning.web.hr.acts import is_done, today
from elearning.web.hr.blueprint import blueprint
from elearning.web.looking import note_look
from elearning.web.more_time import Asking, asking_of, decide, new_form

ONE = "/extension-requests/<int:extension_id>"

DONE = {"agreed": "The due date is moved.", "declined": "The request is declined. The due date stays."}
"""What the banner says after each act."""


@blueprint.get("/requests")
@requires(Role.HR)
def requests() -> ResponseReturnValue:
    """Every request that waits, the oldest first, and the latest that were decided."""
    session, asked = db.session(), today()
    times = extension_requests.waiting(session, asked), extension_requests.decided(session, asked)
    named = {one.person_id for some in times for one in some}
    if named:
        note_look(Look.LIST, "Requests for more time", named)
    return render_template(
        "hr/requests.html", exemptions=exemption_requests.waiting(session, asked),
        decided_exemptions=exemption_requests.decided(session, asked), times=times[0], decided_times=times[1],
        reasons=REASON_WORDS, done=DONE.get(request.args.get("done", ""), ""),
    )  # fmt: skip


def _page(asking: Asking, form: MoreTimeDecisionForm | None) -> ResponseReturnValue:
    is_own = asking.one.person_id == current_viewer().person_id
    page = render_template("hr/extension_request.html", asking=asking, one=asking.one, form=form, is_own=is_own)
    return page, 400 if form and form.errors else 200


@blueprint.get(ONE)
@requires(Role.HR)
def more_time(extension_id: int) -> ResponseReturnValue:
    """One request for more time, and its decision."""
    asking = asking_of(extension_id)
    note_look(Look.PERSON, "A request for more time", [asking.one.person_id])
    return _page(asking, new_form(asking))


@blueprint.post(ONE)
@requires(Role.HR)
def decide_more_time(extension_id: int) -> ResponseReturnValue:
    """Give more time, however much, or decline."""
    asking, form = asking_of(extension_id), MoreTimeDecisionForm()
    if not (form.validate() and is_done(form, lambda moment: decide(asking, form, moment, current_actor()))):
        return _page(asking_of(extension_id), form)
    done = "agreed" if form.decision.data == "agree" else "declined"
    return redirect(url_for("hr.requests", done=done), 303)
