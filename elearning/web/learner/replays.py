"""A learner's own attempts as they happened, with the key where the module tells it. Nobody records these looks."""

from flask import Response, url_for

from elearning.web.learner.blueprint import blueprint, own
from elearning.web.replays import attempt_of, replay_file, replay_page

PAGE = "/record/attempts/<int:attempt_id>"


@blueprint.get(PAGE)
def attempt(attempt_id: int) -> str:
    """What was asked and answered, and what each answer was worth."""
    found = attempt_of(own(), attempt_id)
    return replay_page(
        found, for_hr=False, back=url_for("learner.record"), back_words="My record", navigation="",
        file=url_for("learner.attempt_file", attempt_id=attempt_id),
    )  # fmt: skip


@blueprint.get(PAGE + ".json")
def attempt_file(attempt_id: int) -> Response:
    """The same as a file, to keep."""
    return replay_file(attempt_of(own(), attempt_id), for_hr=False)
