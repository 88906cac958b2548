"""Whether the site lives, and whether it can serve: for the machine that watches it."""

from typing import Any

from flask import Blueprint, current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from elearning.extensions import db
from elearning.jobs.worker import works_of
from elearning.queries.jobs import state
from elearning.settings import ROOT
from elearning.web.access import open_to_all
from elearning.web.moment import reading

blueprint = Blueprint("health", __name__, url_prefix="/health")

HEAD_FILE = ROOT / "migrations" / "head.txt"


@blueprint.get("/live")
@open_to_all
def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@blueprint.get("/ready")
@open_to_all
def ready() -> tuple[dict[str, str], int]:
    """The database answers and its tables are those of this release."""
    try:
        found = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except SQLAlchemyError:
        return {"status": "not ready", "reason": "the database does not answer or is not set up"}, 503
    head = HEAD_FILE.read_text(encoding="ascii").strip()
    if found != head:
        return {"status": "not ready", "reason": f"the database is at {found}, this release wants {head}"}, 503
    return {"status": "ready"}, 200


@blueprint.get("/jobs")
@open_to_all
def jobs() -> tuple[dict[str, Any], int]:
    """When background work was last done, and whether it has stopped. Pages are right without it."""
    try:
        found = state(db.session(), works_of(current_app.config["ELEARNING"]), now=reading().now)
    except SQLAlchemyError:
        return {"status": "stopped", "reasons": ["The database does not answer or is not set up."]}, 503
    last = {one.work.value: one.finished_at.isoformat() if one.finished_at else None for one in found.kinds}
    status = "stopped" if found.stopped else "working"
    return {"status": status, "reasons": list(found.stopped), "last": last}, 503 if found.stopped else 200
