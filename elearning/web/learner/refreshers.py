"""What changed since somebody passed: why, which lessons, by when; and the beginning of the refresher."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from elearning.domain.learning import next_step
from elearning.domain.refusals import NotFound
from elearning.extensions import db
from elearning.queries import learning as questions
from elearning.services.enrolments import start_refresher
from elearning.web.access import current_viewer
from elearning.web.learner.blueprint import blueprint, own
from elearning.web.learner.tasks import step_address
from elearning.web.moment import reading, writing

PAGE = "/modules/<slug>/refresher"


@blueprint.get(PAGE)
def refresher(slug: str) -> str | Response:
    """The publications since the version passed, with their lessons, and the way on. Once it is done, to what came
    of it."""
    day = reading().day
    whole, asked = questions.both(db.session(), own(), slug=slug, day=day)
    if whole is None and asked is None:
        raise NotFound("There is no such module on your task list.")
    if asked is None:
        return redirect(url_for("learner.done", slug=slug))
    return render_template("learner/refresher.html", task=asked, step_address=step_address, day=day)


@blueprint.post(PAGE)
def begin_refresher(slug: str) -> Response:
    """Begin it, or go on where it stopped."""
    when = writing()
    place = start_refresher(
        db.session(), person_id=current_viewer().person_id, slug=slug, now=when.now, day=when.day
    )  # fmt: skip
    return redirect(step_address(slug, next_step(place.version, place.progress)))
