"""Who stands in for a line manager: the list, the form and the two acts, the same for HR and for the manager."""

from flask import render_template
from flask.typing import ResponseReturnValue

from elearning.domain.refusals import NotAllowed, Refusal
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.queries.delegations import delegates_of
from elearning.queries.people import person_by_number
from elearning.services.delegations import end_delegation, name_delegate
from elearning.web.access import current_actor
from elearning.web.forms.days import typed
from elearning.web.forms.delegations import DelegateForm
from elearning.web.moment import reading, writing


def empty_form() -> DelegateForm:
    """The form as it is first shown: from today on."""
    return DelegateForm(formdata=None, first_on=typed(reading().day))


def delegates_page(template: str, manager_id: int, form: DelegateForm, **values: object) -> ResponseReturnValue:
    """The list and the form; one with errors is no success."""
    moment = reading()
    found = delegates_of(db.session(), manager_id, Asked(moment.day, moment.now))
    page = render_template(template, form=form, delegates=found, today=moment.day, **values)
    return page, 400 if form.errors else 200


def is_named(form: DelegateForm, manager_id: int) -> bool:
    """Name the delegate. What is wrong becomes an error of the form, and nothing of it is kept."""
    if not form.validate():
        return False
    try:
        delegate_id = person_by_number(db.session(), form.delegate.data or "")
    except Refusal:
        form.delegate.errors = ["Nobody has this employee number. Look at it again: leading zeros count"]
        return False
    moment = writing()
    try:
        name_delegate(
            db.session(), manager_id, delegate_id=delegate_id, first_on=form.first_on.day or moment.day,
            last_on=form.last_on.day or moment.day, actor=current_actor(), now=moment.now,
        )  # fmt: skip
    except NotAllowed as refusal:
        db.session.rollback()
        form.form_errors = list(refusal.reasons)
        return False
    return True


def end(manager_id: int, delegation_id: int) -> None:
    """End one of the manager's delegations at once."""
    end_delegation(db.session(), manager_id, delegation_id, actor=current_actor(), now=writing().now)
