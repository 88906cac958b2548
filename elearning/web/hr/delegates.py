"""HR names who stands in for a line manager, until a day, and ends it."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.extensions import db
from elearning.queries.person_record import heading, require_person
from elearning.web.access import requires
from elearning.web.delegates import delegates_page, empty_form, end, is_named
from elearning.web.forms.delegations import DelegateForm
from elearning.web.hr.acts import look_at, today
from elearning.web.hr.blueprint import blueprint

LIST = "/people/<int:person_id>/delegates"


def _page(person_id: int, form: DelegateForm) -> ResponseReturnValue:
    return delegates_page("hr/delegates.html", person_id, form, person=heading(db.session(), person_id, today()))


@blueprint.get(LIST)
@requires(Role.HR)
def delegates(person_id: int) -> ResponseReturnValue:
    """Who stands in for a person, and the form that names somebody."""
    look_at(person_id, "Who stands in for a person")
    return _page(person_id, empty_form())


@blueprint.post(LIST)
@requires(Role.HR)
def save_delegate(person_id: int) -> ResponseReturnValue:
    """Name somebody."""
    require_person(db.session(), person_id)
    form = DelegateForm()
    if not is_named(form, person_id):
        return _page(person_id, form)
    return redirect(url_for("hr.delegates", person_id=person_id), 303)


@blueprint.post(LIST + "/<int:delegation_id>/end")
@requires(Role.HR)
def save_end_of_delegate(person_id: int, delegation_id: int) -> ResponseReturnValue:
    """End it at once."""
    end(person_id, delegation_id)
    return redirect(url_for("hr.delegates", person_id=person_id), 303)
