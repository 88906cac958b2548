"""Whether the site keeps itself: background work and when it was last done; the record checked against itself."""

from flask import current_app, render_template

from elearning.domain.access import Role
from elearning.extensions import db
from elearning.jobs.worker import works_of
from elearning.queries.jobs import state
from elearning.queries.messages import latest_self_audit
from elearning.web.access import requires
from elearning.web.hr.blueprint import blueprint
from elearning.web.moment import reading


@blueprint.get("/jobs")
@requires(Role.HR, Role.ADMINISTRATOR)
def jobs() -> str:
    """When each kind of work was last done, what waits, and whether work has stopped."""
    settings = current_app.config["ELEARNING"]
    found = state(db.session(), works_of(settings), now=reading().now)
    return render_template("hr/jobs.html", found=found, has_mail=bool(settings.smtp_url))


@blueprint.get("/self-audit")
@requires(Role.HR)
def self_audit() -> str:
    """What the last check of the record against itself found, and what to do about each."""
    return render_template("hr/self_audit.html", audited=latest_self_audit(db.session()))
