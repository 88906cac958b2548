"""Giving somebody a one-time code to sign in with. It is shown once, in one answer that nobody keeps."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.domain.sign_in import CODE_LASTS
from elearning.extensions import db
from elearning.queries.person_record import heading, sign_in_state
from elearning.services.sign_in import make_code
from elearning.web.access import current_actor, requires
from elearning.web.forms.hr_acts import CodeForm
from elearning.web.hr.acts import act_page, is_done, look_at, today
from elearning.web.hr.blueprint import blueprint
from elearning.web.moment import Moment, reading

PAGE = "/people/<int:person_id>/sign-in-code"


@blueprint.get(PAGE)
@requires(Role.HR)
def asking_for_code(person_id: int) -> ResponseReturnValue:
    """Say what a code does, before one is made."""
    look_at(person_id, "The form of a one-time code")
    return _form_page(person_id, CodeForm(formdata=None))


@blueprint.post(PAGE)
@requires(Role.HR)
def give_code(person_id: int) -> ResponseReturnValue:
    """Make a code and show it: in this answer only, not in an address, and not again."""
    form, made = CodeForm(), []

    def deed(moment: Moment) -> None:
        secret = current_app.config["ELEARNING"].secret_key
        made.append(
            make_code(
                db.session(), person_id=person_id, actor=current_actor(), now=moment.now, secret=secret,
                reason=(form.reason.data or "").strip(),
            )
        )  # fmt: skip

    if not (form.validate() and is_done(form, deed)):
        return _form_page(person_id, form)
    person = heading(db.session(), person_id, today())
    return render_template(
        "hr/code_made.html", person=person, code=made[0], until=reading().now + CODE_LASTS, lasts=CODE_LASTS
    )


def _form_page(person_id: int, form: CodeForm) -> ResponseReturnValue:
    state = sign_in_state(db.session(), person_id)
    return act_page("code", person_id, form, state=state, lasts=CODE_LASTS)
