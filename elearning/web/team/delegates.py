"""A line manager names who stands in for them, until a day, and ends it."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from elearning.web.access import current_viewer
from elearning.web.delegates import delegates_page, empty_form, end, is_named
from elearning.web.forms.delegations import DelegateForm
from elearning.web.team.blueprint import blueprint

TEMPLATE = "team/delegates.html"


@blueprint.get("/team/delegates")
def delegates() -> ResponseReturnValue:
    """Who stands in for the viewer, and the form that names somebody."""
    return delegates_page(TEMPLATE, current_viewer().person_id, empty_form())


@blueprint.post("/team/delegates")
def save_delegate() -> ResponseReturnValue:
    """Name somebody."""
    form, manager_id = DelegateForm(), current_viewer().person_id
    if not is_named(form, manager_id):
        return delegates_page(TEMPLATE, manager_id, form)
    return redirect(url_for("team.delegates"), 303)


@blueprint.post("/team/delegates/<int:delegation_id>/end")
def save_end_of_delegate(delegation_id: int) -> ResponseReturnValue:
    """End it at once."""
    end(current_viewer().person_id, delegation_id)
    return redirect(url_for("team.delegates"), 303)
