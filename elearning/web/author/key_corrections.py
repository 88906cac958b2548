"""Correcting a mistaken key: what is right, then what that would do, then it is done. Nobody loses anything by it."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.domain.corrected_keys import read_answer
from elearning.domain.item_analysis import FEWEST_PEOPLE
from elearning.domain.modules import Kind, Question
from elearning.domain.refusals import NotAllowed
from elearning.extensions import db
from elearning.queries.item_analysis import Analysis
from elearning.services.key_corrections import KeyEffect, Mistake, correct_key
from elearning.settings import Settings
from elearning.web.access import current_actor, requires
from elearning.web.author.blueprint import blueprint
from elearning.web.author.questions import analysis_of_request
from elearning.web.forms.key_correction import KeyCorrectionForm
from elearning.web.moment import writing

PAGE = "/questions/<slug>/<question_id>/correct-key"

HINTS = {
    Kind.TRUE_FALSE: "true or false",
    Kind.MULTIPLE: "The letters of all right options, between commas: for example a, c",
    Kind.MATCHING: "Each item with the number of its match: for example a=2, b=1",
    Kind.ORDERING: "The letters of the steps in their right order: for example c, a, b",
    Kind.SHORT_ANSWER: "Every answer that is right, between commas",
    Kind.NUMBER: "The number. Its tolerance stays as it is",
    Kind.SCENARIO: "The letters of the right choices at the marked decision: for example b",
}
_HINT = "The letter of the right option: for example b"


def _page(found: Analysis, question: Question, form: KeyCorrectionForm) -> ResponseReturnValue:
    form.right.description = HINTS.get(question.kind, _HINT)
    page = render_template("author/correct_key.html", analysis=found, question=question, form=form)
    return page, 400 if form.errors else 200


@blueprint.get(PAGE)
@requires(Role.AUTHOR)
def correcting_key(slug: str, question_id: str) -> ResponseReturnValue:
    """Ask what is right, and why."""
    found = analysis_of_request(slug)
    return _page(found, found.item(question_id).question, KeyCorrectionForm(formdata=None))


@blueprint.post(PAGE)
@requires(Role.AUTHOR)
def save_corrected_key(slug: str, question_id: str) -> ResponseReturnValue:
    """Show what it would do, and do it when that is confirmed."""
    found = analysis_of_request(slug)
    question, form = found.item(question_id).question, KeyCorrectionForm()
    if not form.validate() or request.form.get("step") == "change":
        return _page(found, question, form)
    is_confirmed = request.form.get("step") == "do"
    effect = _effect(found, question, form, is_kept=is_confirmed)
    if effect is None:
        return _page(found, question, form)
    if is_confirmed:
        done = url_for("author.question", slug=slug, question_id=question_id, version=found.number, done=1)
        return redirect(done, 303)
    return render_template(
        "author/correct_key_check.html", analysis=found, question=question, form=form, effect=effect, few=FEWEST_PEOPLE
    )


def _effect(found: Analysis, question: Question, form: KeyCorrectionForm, *, is_kept: bool) -> KeyEffect | None:
    """What the correction does, found by doing it and, unless it is kept, taking it back; None if it is refused."""
    settings: Settings = current_app.config["ELEARNING"]
    mistake = Mistake(
        found.slug, found.number, question.id, read_answer(question, form.right.data or ""), form.reason.data or ""
    )
    moment, session = writing(), db.session()
    try:
        effect = correct_key(
            session, mistake, council_name=settings.council.name, actor=current_actor(), now=moment.now, day=moment.day
        )
    except NotAllowed as refusal:
        session.rollback()
        form.right.errors = [" ".join(refusal.reasons)]
        return None
    if not is_kept:
        session.rollback()
    return effect
