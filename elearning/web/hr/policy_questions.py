"""The questions that learners asked before acknowledging the policy."""

from flask import render_template
from flask.typing import ResponseReturnValue

from elearning.domain.access import EVERYBODY, Role
from elearning.extensions import db
from elearning.queries.policy_questions import AskedQuestion, asked
from elearning.web.access import requires
from elearning.web.hr.blueprint import blueprint
from elearning.web.lists import Column, listed
from elearning.web.moment import reading
from elearning.web.presenters import contact_name

COLUMNS: tuple[Column[AskedQuestion], ...] = (
    Column("asked_at", lambda one: one.asked_at.isoformat(timespec="seconds")),
    Column("name", lambda one: one.person_name), Column("module", lambda one: one.module_slug),
    Column("for", lambda one: contact_name(one.contact)), Column("question", lambda one: one.question),
)  # fmt: skip


@blueprint.get("/policy-questions")
@requires(Role.HR)
def policy_questions() -> ResponseReturnValue:
    """The questions, newest first unless another order is asked for."""
    listing = listed("policy-questions", COLUMNS, first="-asked_at")
    found = listing.in_order(asked(db.session(), EVERYBODY, day=reading().day))
    if listing.wants_file:
        return listing.file(found, what="Questions about the policy", count=len({one.person_name for one in found}))
    return render_template("hr/policy_questions.html", questions=found, listing=listing)
