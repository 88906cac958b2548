"""The questions that learners asked before acknowledging the policy."""

from flask import render_template

from elearning.domain.access import EVERYBODY, Role
from elearning.extensions import db
from elearning.queries.policy_questions import asked
from elearning.web.access import requires
from elearning.web.hr.blueprint import blueprint
from elearning.web.moment import reading


@blueprint.get("/policy-questions")
@requires(Role.HR)
def policy_questions() -> str:
    """The questions, newest first."""
    found = asked(db.session(), EVERYBODY, day=reading().day)
    return render_template("hr/policy_questions.html", questions=found)
