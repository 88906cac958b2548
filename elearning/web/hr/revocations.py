"""Revoking a certificate: why, from which day, and what becomes of its holder's standing (RULE-15)."""

from flask.typing import ResponseReturnValue

from elearning.domain.access import Role, Scope
from elearning.domain.certificates import normalise
from elearning.extensions import db
from elearning.queries.certificates import Issued, own
from elearning.services.completions import revoke
from elearning.web.access import current_actor, requires
from elearning.web.forms.days import typed
from elearning.web.forms.hr_acts import RevocationForm
from elearning.web.hr.acts import Deed, act_page, back_to, effect_of, is_confirmed, is_done, is_to_change, look_at
from elearning.web.hr.blueprint import blueprint
from elearning.web.moment import Moment, reading

PAGE = "/people/<int:person_id>/certificates/<number>/revoke"


def _issued(person_id: int, number: str) -> Issued:
    """The certificate, if it is this person's. Raises NotFound."""
    return own(db.session(), Scope(frozenset({person_id})), normalise(number) or "", day=reading().day)


@blueprint.get(PAGE)
@requires(Role.HR)
def revoking(person_id: int, number: str) -> ResponseReturnValue:
    """Ask why, and from which day."""
    look_at(person_id, "The form that revokes a certificate")
    issued = _issued(person_id, number)
    form = RevocationForm(formdata=None, true_from=typed(issued.completed_on))
    return act_page("revoke", person_id, form, issued=issued)


@blueprint.post(PAGE)
@requires(Role.HR)
def save_revocation(person_id: int, number: str) -> ResponseReturnValue:
    """Show what becomes of the standing, and revoke when that is confirmed."""
    issued = _issued(person_id, number)
    form = RevocationForm()
    if form.validate() and form.true_from.day and form.true_from.day < issued.completed_on:
        form.true_from.errors = ["The day must be the day of the completion or a later one"]
    if form.errors or is_to_change():
        return act_page("revoke", person_id, form, issued=issued)
    deed = _revoke(issued, form)
    if not is_confirmed():
        return _check(person_id, issued, form, deed)
    done = is_done(form, deed)
    return back_to(person_id, "revoked") if done else act_page("revoke", person_id, form, issued=issued)


def _revoke(issued: Issued, form: RevocationForm) -> Deed:
    def deed(moment: Moment) -> None:
        revoke(
            db.session(), number=issued.number, reason=form.reason.data or "", true_from=form.true_from.day,
            actor=current_actor(), now=moment.now,
        )  # fmt: skip

    return deed


def _check(person_id: int, issued: Issued, form: RevocationForm, deed: Deed) -> ResponseReturnValue:
    """What it would change, on the first day of the revocation or today if that is later."""
    day = max(form.true_from.day or reading().day, reading().day)
    effect = effect_of(form, deed, person_id=person_id, module_id=issued.module_id, day=day)
    if effect is None:
        return act_page("revoke", person_id, form, issued=issued)
    return act_page("revoke_check", person_id, form, issued=issued, effect=effect)
