"""The preview's addresses, which are those of the learner's pages so that templates and links are the same, and what
its pages share. Only this machine may ask, and only to read."""

from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, g, render_template
from jinja2 import ChoiceLoader, FileSystemLoader

from elearning.council import Council
from elearning.domain.modules import ModuleVersion
from elearning.domain.problems import Place
from elearning.domain.refusals import NotFound
from elearning.settings import Settings
from elearning.web.preview.watching import Seen, Watched
from elearning.web.safety import security_headers

blueprint = Blueprint("learner", __name__)

_TEMPLATES = Path(__file__).parent.parent / "templates" / "preview"
_SCRIPT = Path(__file__).parent.parent / "assets" / "preview.js"


def council() -> Council:
    """The council whose settings fill in the texts."""
    settings: Settings = current_app.config["ELEARNING"]
    return settings.council


def watched() -> Watched:
    """The files that this preview looks at."""
    found: Watched = current_app.extensions["watched"]
    return found


def seen(slug: str) -> Seen:
    """A module, whether it can be read or not. Raises NotFound."""
    found = watched().modules().get(slug)
    if found is None:
        raise NotFound("There is no such module in the files.")
    return found


def version_of(slug: str, place: Place) -> ModuleVersion:
    """What a page shows of a module, with the faults of the file of this place above it. Raises NotFound."""
    found = seen(slug)
    g.faults = found.faults_of(place)
    g.is_old = not found.is_current
    if found.version is None:
        g.faults = found.problems
        raise NotFound("This module cannot be shown before its errors are mended.")
    return found.version


@blueprint.get("/saved")
def saved() -> Response:
    """The stamp of the files as they are now, for the script that loads the page again."""
    return current_app.response_class(watched().stamp(), mimetype="text/plain")


@blueprint.get("/preview.js")
def script() -> Response:
    """The script."""
    return current_app.response_class(_SCRIPT.read_text(encoding="utf-8"), mimetype="text/javascript")


@blueprint.get("/colours.css")
def colours() -> Response:
    """The council's colour, for the styles to use."""
    return current_app.response_class(f":root{{--app-council:{council().colour}}}", mimetype="text/css")


def _for_templates() -> dict[str, object]:
    return {"faults": g.get("faults", ()), "is_old": g.get("is_old", False), "stamp": watched().stamp()}


def _not_found(refusal: Exception) -> tuple[str, int]:
    reasons = refusal.reasons if isinstance(refusal, NotFound) else ("There is no such page in the preview.",)
    return render_template("preview/none.html", reasons=reasons), 404


def init_preview(app: Flask, settings: Settings) -> None:
    """Give an application the preview's pages, headers and hosts; its own layout stands in for the site's."""
    assert app.jinja_env.loader is not None
    app.jinja_env.loader = ChoiceLoader([FileSystemLoader(_TEMPLATES), app.jinja_env.loader])
    app.jinja_env.globals["csrf_token"] = str  # its forms change nothing
    app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]
    app.extensions["watched"] = Watched(settings.content_dir, settings.quizzes_dir)
    app.register_blueprint(blueprint)
    app.context_processor(_for_templates)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(404, _not_found)
    headers = {**security_headers(app, is_https=False), "Cache-Control": "no-store"}

    @app.after_request
    def add(response: Response) -> Response:
        response.headers.update(headers)
        return response
