"""The edge that people meet: gathers, calls, commits once and renders. Nothing but create_app imports it."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, send_from_directory, url_for
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from whitenoise import WhiteNoise

from elearning.documents import chart_shapes
from elearning.documents.printing import DESIGNS
from elearning.extensions import csrf
from elearning.settings import Settings
from elearning.web import (
    author,
    certificates,
    health,
    hr,
    learner,
    presenters,
    preview,
    public,
    reminder_words,
    report_words,
    sign_in,
    team,
)
from elearning.web.access import init_access, open_to_all
from elearning.web.safety import init_safety

STATIC = Path(__file__).parent / "static"


def engine_options(settings: Settings) -> dict[str, Any]:
    """How the database is connected to: a dead connection is noticed before it is used."""
    quiet = {"hide_parameters": True}  # an error in a log names no values
    if settings.database_url.startswith("sqlite"):
        return quiet
    return {**quiet, "pool_pre_ping": True, "pool_size": 5, "connect_args": {"connect_timeout": 5}}


def _load_templates(app: Flask) -> None:
    packages: dict[str, BaseLoader] = {
        name: PackageLoader(name) for name in ("govuk_frontend_jinja", "govuk_frontend_wtf")
    }
    charts = FileSystemLoader(DESIGNS)  # drawn by the same macros as in PDFs
    assert app.jinja_loader is not None
    app.jinja_env.loader = ChoiceLoader([app.jinja_loader, PrefixLoader({**packages, "documents": charts})])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for words in (chart_shapes, presenters, report_words, reminder_words):
        app.jinja_env.filters.update(words.FILTERS)


def _add_static_headers(headers: Any, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def _serve_static(app: Flask) -> None:
    manifest_file = STATIC / "manifest.json"
    manifest: dict[str, str] = json.loads(manifest_file.read_text()) if manifest_file.exists() else {}

    def asset(name: str) -> str:
        """The address of a built file, with the digest of its content in its name."""
        return url_for("static", filename=manifest.get(name, name))

    @app.get("/static/<path:filename>", endpoint="static")
    @open_to_all
    def static_file(filename: str) -> Response:
        return send_from_directory(STATIC, filename)

    app.jinja_env.globals["asset"] = cache(asset)
    app.jinja_env.globals["link"] = cache(url_for)
    hashed = frozenset(manifest.values())
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(STATIC), prefix="static/", max_age=3600, add_headers_function=_add_static_headers,
        immutable_file_test=lambda path, _url: Path(path).name in hashed,
    )  # fmt: skip


def _describe_site(app: Flask, settings: Settings, personas: Sequence[object]) -> None:
    council = settings.council
    site = {
        "council_name": council.name,
        "service_name": council.service_name,
        "colour": council.colour,
        "is_demo": settings.is_demo,
    }
    app.jinja_env.globals["site"] = site
    app.jinja_env.globals["personas"] = personas


def make_preview(settings: Settings) -> Flask:
    """An application that shows authors' files as a learner will see them: no database, nobody signed in, no writes."""
    app = Flask(__name__, template_folder="templates", static_folder=None)
    app.config["ELEARNING"] = settings
    _load_templates(app)
    _describe_site(app, settings, ())
    _serve_static(app)
    preview.init_preview(app, settings)
    return app


def init_app(app: Flask, settings: Settings, *, personas: Sequence[object] = ()) -> None:
    """Give the application its pages, its rules of access and its safety.

    `personas` are shown on the sign-in page; there are some in the demonstration only.
    """
    app.config.update(WTF_CSRF_TIME_LIMIT=None)
    _load_templates(app)
    _describe_site(app, settings, personas)
    csrf.init_app(app)
    init_access(app)
    init_safety(app)
    for page in (sign_in, learner, certificates, team, team.conversations, team.more_time, hr, author, public, health):
        app.register_blueprint(page.blueprint)
    _serve_static(app)
    app.extensions["make_preview"] = make_preview  # the command that serves it may not import pages
