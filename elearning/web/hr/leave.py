"""Recording leave, the return from it, and correcting or taking away what was recorded wrongly."""

from flask import url_for
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.domain.refusals import NotFound
from elearning.extensions import db
from elearning.queries.person_record import leave_of, require_leave
from elearning.services import people as verbs
from elearning.web.access import current_actor, requires
from elearning.web.forms.days import typed
from elearning.web.forms.hr_acts import CorrectLeaveForm, LeaveForm
from elearning.web.hr.acts import Deed, act_page, back_to, is_done, look_at, today
from elearning.web.hr.blueprint import blueprint
from elearning.web.moment import Moment, reading

NEW = "/people/<int:person_id>/leave/new"
ONE = "/people/<int:person_id>/leave/<int:leave_id>"


@blueprint.get(NEW)
@requires(Role.HR)
def new_leave(person_id: int) -> ResponseReturnValue:
    """Ask for the days of leave."""
    look_at(person_id, "The form of leave")
    return act_page("leave", person_id, LeaveForm(formdata=None, first_on=typed(reading().day)))


@blueprint.post(NEW)
@requires(Role.HR)
def save_leave(person_id: int) -> ResponseReturnValue:
    """Record the leave."""
    form = LeaveForm()
    if not (form.validate() and is_done(form, _record(person_id, form))):
        return act_page("leave", person_id, form)
    return back_to(person_id, "leave")


def _record(person_id: int, form: LeaveForm) -> Deed:
    def deed(moment: Moment) -> None:
        verbs.record_leave(
            db.session(), person_id, first_on=form.first_on.day or moment.day, last_on=form.last_on.day,
            actor=current_actor(), now=moment.now, reason=form.reason.data or "",
        )  # fmt: skip

    return deed


@blueprint.get(ONE)
@requires(Role.HR)
def one_leave(person_id: int, leave_id: int) -> ResponseReturnValue:
    """Ask for the day of the return, or for what was wrong."""
    look_at(person_id, "The form that corrects leave")
    held = leave_of(db.session(), person_id, leave_id, today())
    form = CorrectLeaveForm(formdata=None, how="days", first_on=typed(held.first_on), last_on=typed(held.last_on))
    return act_page("leave_correct", person_id, form, held=held)


@blueprint.post(ONE)
@requires(Role.HR)
def save_correction_of_leave(person_id: int, leave_id: int) -> ResponseReturnValue:
    """Put the corrected days in place of those recorded, or take the leave away."""
    require_leave(db.session(), person_id, leave_id)
    form = CorrectLeaveForm()
    if not (form.validate() and is_done(form, _correct(leave_id, form))):
        return _again(person_id, leave_id, form)
    return back_to(person_id, "leave-removed" if form.how.data == "never" else "leave-corrected")


def _correct(leave_id: int, form: CorrectLeaveForm) -> Deed:
    def deed(moment: Moment) -> None:
        session, who, why = db.session(), current_actor(), form.reason.data or ""
        if form.how.data == "never":
            verbs.remove_leave(session, leave_id, actor=who, now=moment.now, reason=why)
            return
        verbs.correct_leave(
            session, leave_id, first_on=form.first_on.day or moment.day, last_on=form.last_on.day, actor=who,
            now=moment.now, reason=why,
        )  # fmt: skip

    return deed


def _again(person_id: int, leave_id: int, form: CorrectLeaveForm) -> ResponseReturnValue:
    """The form with its errors; where the leave is no longer as it was, only what there is to say of that."""
    try:
        held = leave_of(db.session(), person_id, leave_id, today())
    except NotFound:
        address = url_for("hr.person", person_id=person_id)
        return act_page("act_gone", person_id, form, title="This leave has been corrected", address=address)
    return act_page("leave_correct", person_id, form, held=held)
