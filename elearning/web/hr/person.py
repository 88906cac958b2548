"""One person's page for HR: who they are, where they stand on each module and why, and what was done about it."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.extensions import db
from elearning.queries.accesses import Sought, accesses
from elearning.queries.adjustments import adjustments
from elearning.queries.corrections import corrections
from elearning.queries.merges import merged_records
from elearning.queries.person_modules import module_records
from elearning.queries.person_record import person_record
from elearning.queries.same_people import same_people
from elearning.web.access import requires
from elearning.web.asked import asked_of_request
from elearning.web.forms.adjustments import KIND_WORDS
from elearning.web.forms.hr_acts import REASON_WORDS
from elearning.web.hr.acts import look_at, today
from elearning.web.hr.blueprint import blueprint

SHOWN_LOOKS = 20

DONE = {
    "brought": "The completion from elsewhere is recorded.",
    "brought-revoked": "The completion from elsewhere is revoked.",
    "exemption-ended": "The exemption ends earlier now.",
    "exemption-removed": "The exemption was taken away.",
    "leave": "The leave is recorded.",
    "leave-corrected": "The leave is corrected.",
    "leave-removed": "The leave was taken away.",
    "adjustment": "The adjustment is recorded.",
    "adjustment-reviewed": "The review of the adjustment is recorded.",
    "revoked": "The certificate is revoked.",
    "merged": "The two records are one person’s now.",
    "unmerged": "The two records are two people’s again.",
}
"""What the banner says after each act."""


@blueprint.get("/people/<int:person_id>")
@requires(Role.HR)
def person(person_id: int) -> ResponseReturnValue:
    """Everything that HR may see of one person; answers to questions are on the pages of attempts alone."""
    look_at(person_id, "A person’s page")
    question = asked_of_request()
    kept_id = same_people(db.session(), question.asked.known_on).one(person_id)
    if kept_id != person_id:
        values: dict[str, Any] = {"person_id": kept_id, **question.kept()}
        return redirect(url_for("hr.person", **values))
    session, asked = db.session(), question.asked
    record = person_record(session, person_id, asked)
    page = render_template(
        "hr/person.html", question=question, record=record, person=record.heading,
        modules=module_records(session, person_id, asked), corrections=corrections(session, person_id, asked),
        looks=accesses(session, Sought(subject_id=person_id), today(), size=SHOWN_LOOKS), reasons=REASON_WORDS,
        adjustments=adjustments(session, person_id, asked), kinds=KIND_WORDS, today=today().as_at,
        merged=merged_records(session, person_id, asked),
        done=DONE.get(request.args.get("done", ""), ""), is_now=not question.kept(),
    )  # fmt: skip
    return page, question.status
