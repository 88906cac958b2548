"""One person's whole record as a timeline, for HR: every look is recorded."""

from flask import render_template
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.extensions import db
from elearning.queries.person_record import heading
from elearning.queries.timeline import paged, timeline
from elearning.web.access import requires
from elearning.web.asked import asked_of_request
from elearning.web.hr.acts import look_at
from elearning.web.hr.blueprint import blueprint
from elearning.web.timelines import ENTRY_WORDS, code_words, wanted_of_request


@blueprint.get("/people/<int:person_id>/timeline")
@requires(Role.HR)
def person_timeline(person_id: int) -> ResponseReturnValue:
    """Everything of one person, the newest first, of one kind or of all, as known on an instant."""
    look_at(person_id, "A person’s timeline")
    question, wanted = asked_of_request(), wanted_of_request()
    found = paged(timeline(db.session(), person_id, question.asked), wanted)
    page = render_template(
        "hr/person_timeline.html", question=question, found=found, wanted=wanted, words=ENTRY_WORDS,
        person=heading(db.session(), person_id, question.asked), code_words=code_words,
    )  # fmt: skip
    return page, question.status
