"""Granting an exemption, ending one early, and taking one away."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.domain.exemptions import ExemptionReason
from elearning.domain.refusals import NotFound
from elearning.extensions import db
from elearning.queries.compliance import ModuleName, module_names
from elearning.queries.person_modules import ExemptionHeld, exemption_of
from elearning.queries.person_record import heading
from elearning.services.assignments import end_exemption, grant_exemption
from elearning.web.access import current_actor, requires
from elearning.web.forms.choices import SelectChoice
from elearning.web.forms.days import typed
from elearning.web.forms.hr_acts import REASON_WORDS, EndExemptionForm, ExemptionForm
from elearning.web.hr.acts import (
    Deed,
    act_page,
    back_to,
    effect_of,
    is_confirmed,
    is_done,
    is_to_change,
    look_at,
    number_field_person,
    today,
)
from elearning.web.hr.blueprint import blueprint
from elearning.web.moment import Moment, reading

NEW = "/people/<int:person_id>/exemptions/new"
END = "/people/<int:person_id>/exemptions/<int:exemption_id>/end"


def _modules() -> dict[str, ModuleName]:
    found = module_names(db.session(), today()).values()
    return {module.slug: module for module in sorted(found, key=lambda module: module.title)}


def _form(modules: dict[str, ModuleName], *, is_new: bool = False) -> ExemptionForm:
    if is_new:
        wanted = request.args.get("module", "") if len(modules) > 1 else next(iter(modules), "")
        form = ExemptionForm(formdata=None, module=wanted, first_on=typed(reading().day))
    else:
        form = ExemptionForm()
    form.module.choices = [SelectChoice(slug, module.title) for slug, module in modules.items()]
    return form


@blueprint.get(NEW)
@requires(Role.HR)
def new_exemption(person_id: int) -> ResponseReturnValue:
    """Ask for an exemption."""
    look_at(person_id, "The form of an exemption")
    return act_page("exemption", person_id, _form(_modules(), is_new=True))


@blueprint.post(NEW)
@requires(Role.HR)
def save_exemption(person_id: int) -> ResponseReturnValue:
    """Show what the exemption would change, and grant it when that is confirmed."""
    modules = _modules()
    form = _form(modules)
    deed = _grant(person_id, form, modules)
    if deed is None or is_to_change():
        return act_page("exemption", person_id, form)
    if is_confirmed():
        done = is_done(form, deed)
        return back_to(person_id, "exemption") if done else act_page("exemption", person_id, form)
    return _check(person_id, form, deed, modules[form.module.data])


def _grant(person_id: int, form: ExemptionForm, modules: dict[str, ModuleName]) -> Deed | None:
    """The act that the form asks for, or None if the form is not in order."""
    approver_id = None
    if form.validate():
        approver_id = number_field_person(form, "approver")
    first_on, last_on = form.first_on.day, form.last_on.day
    if approver_id is None or first_on is None or last_on is None:
        return None

    def grant(moment: Moment) -> None:
        grant_exemption(
            db.session(), person_id, modules[form.module.data].module_id,
            reason_code=ExemptionReason(form.reason.data), note=form.note.data or "", first_on=first_on,
            last_on=last_on, approver_id=approver_id, actor=current_actor(), now=moment.now,
        )  # fmt: skip

    return grant


def _check(person_id: int, form: ExemptionForm, deed: Deed, module: ModuleName) -> ResponseReturnValue:
    """What it would change, on its first day or today if that is later."""
    day = max(form.first_on.day or reading().day, reading().day)
    effect = effect_of(form, deed, person_id=person_id, module_id=module.module_id, day=day)
    if effect is None:
        return act_page("exemption", person_id, form)
    reason = REASON_WORDS[ExemptionReason(form.reason.data)]
    approver = heading(db.session(), number_field_person(form, "approver") or 0, today())
    return act_page(
        "exemption_check", person_id, form, effect=effect, module=module, reason=reason, approver=approver
    )  # fmt: skip


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
