"""The short sets of questions after a completion: one question a page, feedback on every option, nothing marked."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearning.domain.answer_keys import gap_in
from elearning.domain.follow_ups import SNOOZE
from elearning.domain.responses import read_response
from elearning.extensions import db
from elearning.queries.follow_ups import follow_up as one_set
from elearning.services.follow_ups import answer_follow_up, start_follow_up, want_no_follow_up
from elearning.web.access import current_viewer
from elearning.web.learner.blueprint import blueprint, own
from elearning.web.moment import writing

SET = "/follow-ups/sets/<int:follow_up_id>"


@blueprint.post("/follow-ups/<int:completion_id>/start")
def start_set(completion_id: int) -> Response:
    """Begin the set that is due, or go on with it."""
    when = writing()
    id = start_follow_up(
        db.session(), person_id=current_viewer().person_id, completion_id=completion_id, now=when.now, day=when.day
    )
    questions = one_set(db.session(), own(), id).questions
    place = next((n for n, (_, _, chosen) in enumerate(questions, 1) if not chosen), 1)
    return redirect(url_for("learner.follow_up", follow_up_id=id, place=place))


@blueprint.post("/follow-ups/<int:completion_id>/wish")
def wish(completion_id: int) -> Response:
    """Put the questions off for a week, or stop them for this completion."""
    when = writing()
    not_before = None if request.form.get("wish") == "stop" else when.day + SNOOZE
    want_no_follow_up(
        db.session(), person_id=current_viewer().person_id, completion_id=completion_id, not_before=not_before,
        now=when.now,
    )  # fmt: skip
    return redirect(url_for("learner.tasks"))


@blueprint.get(SET + "/<int:place>")
def follow_up(follow_up_id: int, place: int) -> str | Response:
    """One question, or what each of its answers means once it is answered."""
    found = one_set(db.session(), own(), follow_up_id)
    if not 1 <= place <= len(found.questions):
        return redirect(url_for("learner.follow_up_done", follow_up_id=follow_up_id))
    question, order, chosen = found.questions[place - 1]
    return render_template(
        "learner/follow_up.html", found=found, place=place, question=question, order=order, chosen=chosen,
        gap=gap_in(question, order, chosen), is_missing="missing" in request.args,
    )  # fmt: skip


@blueprint.post(SET + "/<int:place>")
def answer_set(follow_up_id: int, place: int) -> Response:
    """Keep the answer and show what each answer means."""
    found = one_set(db.session(), own(), follow_up_id)
    if not 1 <= place <= len(found.questions):
        return redirect(url_for("learner.follow_up_done", follow_up_id=follow_up_id))
    question, order, before = found.questions[place - 1]
    sent = tuple(request.form.getlist("chosen"))
    chosen = read_response(question, order, sent, before=before) if sent else ()
    if chosen:
        when = writing()
        answer_follow_up(
            db.session(), person_id=current_viewer().person_id, follow_up_id=follow_up_id, question_id=question.id,
            chosen=chosen, now=when.now,
        )  # fmt: skip
    is_whole = bool(chosen) and gap_in(question, order, chosen) is None
    missing = None if is_whole else 1
    return redirect(url_for("learner.follow_up", follow_up_id=follow_up_id, place=place, missing=missing))


@blueprint.get(SET + "/done")
def follow_up_done(follow_up_id: int) -> str:
    """Thanks, and that nobody sees it."""
    return render_template("learner/follow_up_done.html", found=one_set(db.session(), own(), follow_up_id))
