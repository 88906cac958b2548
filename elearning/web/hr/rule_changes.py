"""Changing a rule from a day on, and ending it: the effect first, and nothing that was earned is touched."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from elearning.domain.access import Role
from elearning.domain.audience_words import sentence
from elearning.domain.refusals import NotAllowed, Stale
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.queries.audiences import WrittenRule, rule
from elearning.services.audiences import Proposal, change_audience, end_audience, propose_change, propose_end
from elearning.web.access import current_actor, requires
from elearning.web.forms.days import typed
from elearning.web.forms.rules import ChangeRuleForm, EndRuleForm
from elearning.web.hr.acts import today
from elearning.web.hr.blueprint import blueprint
from elearning.web.hr.moved_people import everybody_moved, wants_everybody
from elearning.web.hr.rule_check import WHAT, check_of, shown_digest, step, unit_names
from elearning.web.hr.rule_form import Offered, as_typed, is_in_order, offer
from elearning.web.moment import writing

ONE = "/rules/<int:rule_id>"


@blueprint.get(ONE + "/change")
@requires(Role.HR)
def change_rule(rule_id: int) -> ResponseReturnValue:
    """Ask for other terms."""
    asked = today()
    found = rule(db.session(), rule_id, asked)
    form = ChangeRuleForm(formdata=None, first_on=typed(asked.as_at), **as_typed(found.versions[-1]))
    return _change_page(form, offer(form, asked), found)


@blueprint.post(ONE + "/change")
@requires(Role.HR)
def save_change_of_rule(rule_id: int) -> ResponseReturnValue:
    """Show what the change would do, and save it when that is confirmed."""
    asked, form = today(), ChangeRuleForm()
    found, offered = rule(db.session(), rule_id, asked), offer(form, asked)
    if step() in ("find", "change") or not is_in_order(form, offered):
        return _change_page(form, offered, found)
    is_stale = step() == "do" and not _is_changed(rule_id, form, asked)
    if step() == "do" and not is_stale and not form.errors:
        return redirect(url_for("hr.rules", done="changed"), 303)
    check = None if form.errors else _changed(found, form, asked, is_stale=is_stale)
    return check or _change_page(form, offered, found)


def _is_changed(rule_id: int, form: ChangeRuleForm, asked: Asked) -> bool:
    """Change it; False if that would no longer do what was shown. A refusal becomes an error of the form."""
    terms, moment = form.terms("", unit_names(asked)), writing()
    try:
        change_audience(
            db.session(), rule_id, terms, is_moving_due=bool(form.is_moving_due.data), reason=form.reason.data or "",
            digest=shown_digest(), actor=current_actor(), now=moment.now, today=moment.day,
        )  # fmt: skip
    except Stale:
        db.session.rollback()
        return False
    except NotAllowed as refusal:
        _refuse(form, refusal)
    return True


def _changed(found: WrittenRule, form: ChangeRuleForm, asked: Asked, *, is_stale: bool) -> ResponseReturnValue | None:
    """The page with the effect of a change; None if it is refused, which the form then says."""
    terms = form.terms("", unit_names(asked))
    try:
        proposal = propose_change(
            db.session(), found.rule_id, terms, today=asked.as_at, is_moving_due=bool(form.is_moving_due.data)
        )
    except NotAllowed as refusal:
        _refuse(form, refusal)
        return None
    return _check_page(form, found, proposal, asked, is_stale=is_stale, words="Change the rule")


def _refuse(form: FlaskForm, refusal: NotAllowed) -> None:
    db.session.rollback()
    form.form_errors = list(refusal.reasons)


def _check_page(
    form: FlaskForm, found: WrittenRule, proposal: Proposal, asked: Asked, *, is_stale: bool, words: str
) -> ResponseReturnValue:
    check = check_of(proposal, found.module.title, asked, is_stale=is_stale)
    if wants_everybody():
        return everybody_moved(check.moved, WHAT)
    page = render_template("hr/rule_check.html", form=form, check=check, asked=asked, words=words, rule=found)
    return page, 409 if is_stale else 200


def _change_page(form: ChangeRuleForm, offered: Offered, found: WrittenRule) -> ResponseReturnValue:
    page = render_template("hr/rule_form.html", form=form, offered=offered, rule=found)
    return page, 400 if form.errors else 200


@blueprint.get(ONE + "/end")
@requires(Role.HR)
def end_rule(rule_id: int) -> ResponseReturnValue:
    """Ask when and why a rule ends."""
    return _end_page(EndRuleForm(formdata=None), rule(db.session(), rule_id, today()))


@blueprint.post(ONE + "/end")
@requires(Role.HR)
def save_end_of_rule(rule_id: int) -> ResponseReturnValue:
    """Show whose assignments would end, and end the rule when that is confirmed."""
    asked, form = today(), EndRuleForm()
    found = rule(db.session(), rule_id, asked)
    if step() == "change" or not form.validate():
        return _end_page(form, found)
    is_stale = step() == "do" and not _is_ended(rule_id, form)
    if step() == "do" and not is_stale and not form.errors:
        return redirect(url_for("hr.rules", done="ended"), 303)
    check = None if form.errors else _ended(found, form, asked, is_stale=is_stale)
    return check or _end_page(form, found)


def _is_ended(rule_id: int, form: EndRuleForm) -> bool:
    """End it; False if that would no longer do what was shown. A refusal becomes an error of the form."""
    moment, last_on = writing(), form.last_on.day
    assert last_on is not None
    try:
        end_audience(
            db.session(), rule_id, last_on=last_on, reason=form.reason.data or "", digest=shown_digest(),
            actor=current_actor(), now=moment.now, today=moment.day,
        )  # fmt: skip
    except Stale:
        db.session.rollback()
        return False
    except NotAllowed as refusal:
        _refuse(form, refusal)
    return True


def _ended(found: WrittenRule, form: EndRuleForm, asked: Asked, *, is_stale: bool) -> ResponseReturnValue | None:
    """The page with the effect of an end; None if it is refused, which the form then says."""
    assert form.last_on.day is not None
    try:
        proposal = propose_end(db.session(), found.rule_id, last_on=form.last_on.day, today=asked.as_at)
        if proposal is None:
            raise NotAllowed("The rule ends on this day already.")
    except NotAllowed as refusal:
        _refuse(form, refusal)
        return None
    return _check_page(form, found, proposal, asked, is_stale=is_stale, words="End the rule")


def _end_page(form: EndRuleForm, found: WrittenRule) -> ResponseReturnValue:
    words = sentence(found.terms, found.module.title, unit_names(today()))
    page = render_template("hr/rule_end.html", form=form, rule=found, words=words)
    return page, 400 if form.errors else 200
