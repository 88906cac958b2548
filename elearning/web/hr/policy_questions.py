"""HR's pages. For now the one that learners' questions about the policy arrive at."""

from flask import Blueprint, render_template

from elearning.domain.access import EVERYBODY, Role
from elearning.extensions import db
from elearning.queries.policy_questions import asked
from elearning.web.access import requires
from elearning.web.moment import reading

blueprint = Blueprint("hr", __name__, url_prefix="/hr")


@blueprint.get("/policy-questions")
@requires(Role.HR)
def policy_questions() -> str:
    """The questions that people asked before acknowledging the policy, newest first."""
    found = asked(db.session(), EVERYBODY, day=reading().day)
    return render_template("hr/policy_questions.html", questions=found)
