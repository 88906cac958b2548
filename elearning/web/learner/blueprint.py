"""The learner's pages, and the two things that each of them asks for: whose records, and the council's name."""

from flask import Blueprint, current_app

from elearning.council import Council
from elearning.domain.access import Scope, own_scope
from elearning.settings import Settings
from elearning.web.access import current_viewer

blueprint = Blueprint("learner", __name__)


def own() -> Scope:
    """A learner's pages are about the learner alone."""
    return own_scope(current_viewer())


def council() -> Council:
    """The council whose site this is."""
    settings: Settings = current_app.config["ELEARNING"]
    return settings.council
