"""Ending an exemption early, and taking one away."""

from flask import url_for
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.domain.refusals import NotFound
from elearning.extensions import db
from elearning.queries.compliance import ModuleName, module_names
from elearning.queries.person_modules import ExemptionHeld, exemption_of
from elearning.services.assignments import end_exemption
from elearning.web.access import current_actor, requires
from elearning.web.forms.hr_acts import EndExemptionForm
from elearning.web.hr.acts import act_page, back_to, is_done, look_at, today
from elearning.web.hr.blueprint import blueprint
from elearning.web.moment import Moment

END = "/people/<int:person_id>/exemptions/<int:exemption_id>/end"


def _held(person_id: int, exemption_id: int) -> tuple[ExemptionHeld, ModuleName]:
    held = exemption_of(db.session(), person_id, exemption_id, today())
    return held, module_names(db.session(), today())[held.module_id]


@blueprint.get(END)
@requires(Role.HR)
def ending_exemption(person_id: int, exemption_id: int) -> ResponseReturnValue:
    """Ask when and why an exemption ends."""
    look_at(person_id, "The form that ends an exemption")
    held, module = _held(person_id, exemption_id)
    return act_page("exemption_end", person_id, EndExemptionForm(formdata=None), held=held, module=module)


@blueprint.post(END)
@requires(Role.HR)
def save_end_of_exemption(person_id: int, exemption_id: int) -> ResponseReturnValue:
    """End the exemption on an earlier day, or take it away."""
    form = EndExemptionForm()
    last_on = form.last_on.day if form.validate() and form.how.data == "early" else None

    def deed(moment: Moment) -> None:
        end_exemption(
            db.session(), person_id, exemption_id, last_on=last_on, reason=form.reason.data or "",
            actor=current_actor(), now=moment.now,
        )  # fmt: skip

    if form.errors:
        held, module = _held(person_id, exemption_id)
        return act_page("exemption_end", person_id, form, held=held, module=module)
    if not is_done(form, deed):
        return _again(person_id, exemption_id, form)
    return back_to(person_id, "exemption-ended" if last_on else "exemption-removed")


def _again(person_id: int, exemption_id: int, form: EndExemptionForm) -> ResponseReturnValue:
    """The form with its errors; where the exemption is no longer as it was, only what there is to say of that."""
    try:
        held, module = _held(person_id, exemption_id)
    except NotFound:
        address = url_for("hr.person", person_id=person_id)
        return act_page("act_gone", person_id, form, title="This exemption has been changed", address=address)
    return act_page("exemption_end", person_id, form, held=held, module=module)
