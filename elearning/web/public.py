"""Pages open to everybody: the check of a certificate, and what the footer names."""

import hashlib
import hmac
from datetime import timedelta

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearning.council import CONTACT_NAMES
from elearning.domain.certificates import normalise
from elearning.domain.refusals import NotFound
from elearning.extensions import db
from elearning.queries import certificates
from elearning.services.certificates import note_guess
from elearning.settings import Settings
from elearning.web.access import open_to_all
from elearning.web.moment import reading, writing

blueprint = Blueprint("public", __name__)

GUESS_LIMIT = 20
GUESS_WINDOW = timedelta(minutes=10)
"""A well-formed number that names nothing may be asked for this often from one address, across all workers."""


def address_key() -> str:
    """The visitor's address as a keyed hash: enough to count, not to know."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"address:{request.remote_addr}".encode(), hashlib.sha256).hexdigest()


@blueprint.get("/check")
@open_to_all
def check_form() -> str | Response:
    """Ask for a certificate's number."""
    typed = request.args.get("number", "").strip()
    if typed:
        return redirect(url_for("public.check", number=typed[:60].replace("/", " ")))
    return render_template("public/check_form.html", is_missing="number" in request.args)


@blueprint.get("/check/<number>")
@open_to_all
def check(number: str) -> tuple[str, int]:
    """Whether a certificate is genuine and current: the facts printed on it, and nothing more."""
    moment = reading()
    key = address_key()
    if certificates.guesses(db.session(), address_key=key, since=moment.now - GUESS_WINDOW) >= GUESS_LIMIT:
        return render_template("public/check_limited.html"), 429
    wanted = normalise(number)
    try:
        issued = certificates.by_number(db.session(), wanted, day=moment.day) if wanted else None
    except NotFound:
        issued = None
        note_guess(db.session(), address_key=key, now=writing().now)
        db.session.commit()
    page = render_template("public/check.html", issued=issued, typed=number[:60], day=moment.day)
    return page, 200 if issued else 404


@blueprint.get("/colours.css")
@open_to_all
def colours() -> Response:
    """The council's colour, for the styles to use."""
    settings: Settings = current_app.config["ELEARNING"]
    response = current_app.response_class(f":root{{--app-council:{settings.council.colour}}}", mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@blueprint.get("/contacts")
@open_to_all
def contacts() -> str:
    """The council's directory: whom to ask about what, and the policies."""
    settings: Settings = current_app.config["ELEARNING"]
    entries = [(CONTACT_NAMES[key], settings.council.contacts[key]) for key in CONTACT_NAMES]
    return render_template("public/contacts.html", entries=entries, policy=settings.council.policy)


@blueprint.get("/accessibility")
@open_to_all
def accessibility() -> str:
    """The accessibility statement: what was tested, what is not met, how to complain."""
    return render_template("public/accessibility.html", contact=_contact("communications"))


@blueprint.get("/privacy")
@open_to_all
def privacy() -> str:
    """The privacy notice: what is kept of whom, why, and for how long."""
    return render_template("public/privacy.html", contact=_contact("data_protection_officer"))


@blueprint.get("/cookies")
@open_to_all
def cookies() -> str:
    """The one cookie of this site."""
    settings: Settings = current_app.config["ELEARNING"]
    return render_template("public/cookies.html", hours=settings.session_hours, idle=settings.idle_minutes)


@blueprint.get("/help")
@open_to_all
def help() -> str:
    """How to sign in, go on, get a certificate, and get help."""
    return render_template("public/help.html", hr=_contact("hr_advice"), ict=_contact("ict_service_desk"))


def _contact(key: str) -> object:
    settings: Settings = current_app.config["ELEARNING"]
    return settings.council.contacts[key]
