"""Reasonable adjustments: recording one, looking at it again, and the list of those whose review is due."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.domain.looks import Look
from elearning.domain.refusals import NotFound
from elearning.extensions import db
from elearning.queries.adjustments import adjustment_of, to_review
from elearning.services.adjustments import end_adjustment, grant_adjustment, keep_adjustment
from elearning.web.access import current_actor, requires
from elearning.web.forms.adjustments import KIND_WORDS, AdjustmentForm, ReviewForm
from elearning.web.forms.days import typed
from elearning.web.hr.acts import Deed, act_page, back_to, is_done, look_at, today
from elearning.web.hr.blueprint import blueprint
from elearning.web.looking import note_look
from elearning.web.moment import Moment, reading

NEW = "/people/<int:person_id>/adjustments/new"
REVIEW = "/people/<int:person_id>/adjustments/<int:adjustment_id>"


@blueprint.get("/adjustments")
@requires(Role.HR)
def adjustments() -> str:
    """Every adjustment whose review date has passed, the longest first."""
    found = to_review(db.session(), today())
    if found:
        note_look(Look.LIST, "Adjustments to look at again", count=len(found))
    return render_template("hr/adjustments.html", found=found, kinds=KIND_WORDS)


@blueprint.get(NEW)
@requires(Role.HR)
def new_adjustment(person_id: int) -> ResponseReturnValue:
    """Ask for an adjustment."""
    look_at(person_id, "The form of an adjustment")
    return act_page("adjustment", person_id, AdjustmentForm(formdata=None, first_on=typed(reading().day)))


@blueprint.post(NEW)
@requires(Role.HR)
def save_adjustment(person_id: int) -> ResponseReturnValue:
    """Record it."""
    form = AdjustmentForm()
    first_on, review_on = (form.first_on.day, form.review_on.day) if form.validate() else (None, None)
    if first_on is None or review_on is None:
        return act_page("adjustment", person_id, form)

    def deed(moment: Moment) -> None:
        grant_adjustment(
            db.session(), person_id, form.granted, note=form.note.data or "", first_on=first_on, review_on=review_on,
            actor=current_actor(), now=moment.now,
        )  # fmt: skip

    return back_to(person_id, "adjustment") if is_done(form, deed) else act_page("adjustment", person_id, form)


def _review_page(person_id: int, adjustment_id: int, form: ReviewForm) -> ResponseReturnValue:
    held = adjustment_of(db.session(), person_id, adjustment_id, today())
    return act_page("adjustment_review", person_id, form, held=held, kinds=KIND_WORDS)


@blueprint.get(REVIEW)
@requires(Role.HR)
def reviewing_adjustment(person_id: int, adjustment_id: int) -> ResponseReturnValue:
    """Ask what is to become of an adjustment."""
    look_at(person_id, "The form that reviews an adjustment")
    return _review_page(person_id, adjustment_id, ReviewForm(formdata=None))


@blueprint.post(REVIEW)
@requires(Role.HR)
def save_review(person_id: int, adjustment_id: int) -> ResponseReturnValue:
    """Record the review: it goes on, ends, or is taken away."""
    form = ReviewForm()
    if not form.validate():
        return _review_page(person_id, adjustment_id, form)
    if not is_done(form, _review(person_id, adjustment_id, form)):
        try:
            return _review_page(person_id, adjustment_id, form)
        except NotFound:
            address = url_for("hr.person", person_id=person_id)
            return act_page("act_gone", person_id, form, title="This adjustment has been changed", address=address)
    return back_to(person_id, "adjustment-reviewed")


def _review(person_id: int, adjustment_id: int, form: ReviewForm) -> Deed:
    reason, on = form.reason.data or "", form.on.day

    def deed(moment: Moment) -> None:
        session, who = db.session(), current_actor()
        if form.how.data == "keep" and on is not None:
            keep_adjustment(
                session, person_id, adjustment_id, review_on=on, reason=reason, actor=who, now=moment.now
            )  # fmt: skip
            return
        last_on = on if form.how.data == "end" else None
        end_adjustment(
            session, person_id, adjustment_id, last_on=last_on, reason=reason, actor=who, now=moment.now
        )  # fmt: skip

    return deed
