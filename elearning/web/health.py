"""Whether the site lives, and whether it can serve: for the machine that watches it."""

from flask import Blueprint
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from elearning.extensions import db
from elearning.settings import ROOT
from elearning.web.access import open_to_all

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
