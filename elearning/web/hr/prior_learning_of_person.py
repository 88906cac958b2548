"""One completion of one person brought from elsewhere: recorded, and revoked if it turns out not to count."""

from flask import request
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.domain.prior_learning import Brought
from elearning.extensions import db
from elearning.queries.compliance import ModuleName, module_names
from elearning.queries.prior_learning import Prior, one_brought
from elearning.services.completions import revoke_brought
from elearning.services.prior_learning import bring_completions
from elearning.web.access import current_actor, requires
from elearning.web.forms.choices import SelectChoice
from elearning.web.forms.days import typed
from elearning.web.forms.hr_acts import RevocationForm
from elearning.web.forms.prior_learning import PriorLearningForm
from elearning.web.hr.acts import (
    Deed,
    act_page,
    back_to,
    effect_of,
    is_confirmed,
    is_done,
    is_to_change,
    look_at,
    today,
)
from elearning.web.hr.blueprint import blueprint
from elearning.web.moment import Moment, reading

NEW = "/people/<int:person_id>/prior-learning/new"
REVOKE = "/people/<int:person_id>/prior-learning/<int:brought_id>/revoke"


def _modules() -> dict[str, ModuleName]:
    found = module_names(db.session(), today()).values()
    return {module.slug: module for module in sorted(found, key=lambda module: module.title)}


def _form(modules: dict[str, ModuleName], *, is_new: bool = False) -> PriorLearningForm:
    if is_new:
        wanted = request.args.get("module", "") if len(modules) > 1 else next(iter(modules), "")
        form = PriorLearningForm(formdata=None, module=wanted)
    else:
        form = PriorLearningForm()
    form.module.choices = [SelectChoice(slug, module.title) for slug, module in modules.items()]
    return form


@blueprint.get(NEW)
@requires(Role.HR)
def new_prior_learning(person_id: int) -> ResponseReturnValue:
    """Ask which module, when, with whom, and what shows it."""
    look_at(person_id, "The form of a completion from elsewhere")
    return act_page("prior_learning_new", person_id, _form(_modules(), is_new=True))


@blueprint.post(NEW)
@requires(Role.HR)
def save_prior_learning(person_id: int) -> ResponseReturnValue:
    """Show what becomes of the standing, and record it when that is confirmed."""
    modules = _modules()
    form = _form(modules)
    if not form.validate() or is_to_change():
        return act_page("prior_learning_new", person_id, form)
    module = modules[form.module.data]
    deed = _bring(person_id, module, form)
    if is_confirmed() and is_done(form, deed):
        return back_to(person_id, "brought")
    effect = None
    if not form.errors:
        effect = effect_of(form, deed, person_id=person_id, module_id=module.module_id, day=reading().day)
    if effect is None:
        return act_page("prior_learning_new", person_id, form)
    return act_page("prior_learning_check", person_id, form, effect=effect, module=module)


def _bring(person_id: int, module: ModuleName, form: PriorLearningForm) -> Deed:
    completed_on = form.completed_on.day
    assert completed_on is not None
    provider, reference = (" ".join((form.provider.data or "").split()), form.reference.data or "")
    one = Brought(person_id, module.module_id, completed_on, provider, reference)

    def deed(moment: Moment) -> None:
        bring_completions(db.session(), [one], reason=provider, actor=current_actor(), now=moment.now)

    return deed


@blueprint.get(REVOKE)
@requires(Role.HR)
def revoking_brought(person_id: int, brought_id: int) -> ResponseReturnValue:
    """Ask why it does not count, and from which day."""
    look_at(person_id, "The form that revokes a completion from elsewhere")
    one = one_brought(db.session(), person_id, brought_id, today())
    form = RevocationForm(formdata=None, true_from=typed(one.completed_on))
    return act_page("prior_learning_revoke", person_id, form, one=one)


@blueprint.post(REVOKE)
@requires(Role.HR)
def revoke_prior_learning(person_id: int, brought_id: int) -> ResponseReturnValue:
    """Let it count no longer."""
    one = one_brought(db.session(), person_id, brought_id, today())
    form = RevocationForm()
    if form.validate() and form.true_from.day and form.true_from.day < one.completed_on:
        form.true_from.errors = ["The day must be the day of the completion or a later one"]
    if form.errors or not is_done(form, _revoke(one, form)):
        return act_page("prior_learning_revoke", person_id, form, one=one)
    return back_to(person_id, "brought-revoked")


def _revoke(one: Prior, form: RevocationForm) -> Deed:
    def deed(moment: Moment) -> None:
        revoke_brought(
            db.session(), one.person_id, one.completion_id, reason=form.reason.data or "",
            true_from=form.true_from.day, actor=current_actor(), now=moment.now,
        )  # fmt: skip

    return deed
