"""Refusals and failures as pages in plain English. The one place where an exception becomes a status."""

from typing import Any, NamedTuple

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, SecurityError

from elearning.domain.refusals import NotAllowed, NotFound, Refusal, Stale
from elearning.extensions import db
from elearning.web import carried_answer
from elearning.web.access import ask_to_sign_in, need_of, signed_in
from elearning.web.logs import note_crash

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

NEVER_SHOWN = frozenset({"csrf_token", "password", "code", "carried", "next"})
"""Fields that do not come back to the person who typed them."""


class Words(NamedTuple):
    """What an error page says: its heading, and a paragraph for each line."""

    heading: str
    lines: tuple[str, ...]


_AGAIN = "Go back to the page before, reload it, and try again."

WORDS = {
    400: Words("There is a problem with what was sent", ("The site could not read it.", _AGAIN)),
    403: Words("You cannot do this", ()),
    404: Words(
        "Page not found",
        ("If you typed the address, check that it is right.", "If you followed a link, it may be out of date."),
    ),
    405: Words("Page not found", ("This address cannot be opened in this way.", "Start again from your task list.")),
    409: Words("This has changed since you looked", ()),
    413: Words("What you sent is too large", ("Nothing was saved.", "Shorten it and try again.")),
    429: Words("You have tried too often", ("Wait five minutes, then try again.",)),
    500: Words(
        "Sorry, something went wrong",
        ("What you just did may not have been saved. Everything you did before it is safe.", "Try again in a moment."),
    ),
    503: Words(
        "Sorry, the site cannot do this at the moment", ("Everything you did before is safe.", "Try again in a moment.")
    ),
}

_TOO_OLD = Words(
    "This page was open for too long",
    ("Nothing was saved.", "Open the page again and repeat what you did. Your browser must accept this site’s cookie."),
)

_NOT_SAVED = Words("This was not saved", ("Go back to the page before, and try again in a moment.",))

_STATUS_OF: dict[type[Refusal], int] = {NotAllowed: 403, NotFound: 404, Stale: 409}


def page(status: int, words: Words | None = None, *, reasons: tuple[str, ...] = ()) -> tuple[str, int]:
    """An error page; the reasons of a refusal stand in place of its usual lines."""
    words = words or WORDS.get(status) or WORDS[500 if status >= 500 else 400]
    return render_template("error.html", title=words.heading, reasons=reasons or words.lines), status


def not_saved(status: int = 503) -> tuple[str, int]:
    """After a change that the database did not take: it was not saved, what was typed, and a way to send it again."""
    db.session.rollback()
    if request.blueprint == "sign_in":  # passwords and codes do not go into a page
        return page(status, _NOT_SAVED)
    typed = [pair for pair in request.form.items(multi=True) if pair[0] not in NEVER_SHOWN]
    return render_template("not_saved.html", typed=typed, address=request.full_path.rstrip("?")), status


def _refused(refusal: Refusal) -> ResponseReturnValue:
    db.session.rollback()
    status = _STATUS_OF.get(type(refusal), 400)
    return page(status, reasons=() if status == 404 else refusal.reasons)


def _http(error: HTTPException) -> Any:
    if isinstance(error, SecurityError):  # the name in the request is not ours, so no link could be right
        return "This is not an address of this site.\n", 400, {"Content-Type": "text/plain; charset=utf-8"}
    if error.code is None or error.code < 400:
        return error
    body, status = page(error.code)
    kept = [header for header in error.get_headers() if header[0] in ("Allow", "Retry-After")]
    return body, status, kept


def _database(error: SQLAlchemyError) -> ResponseReturnValue:
    """The database is away, locked or refuses: calm, and true about what was saved."""
    note_crash(exception=error)
    db.session.rollback()
    if request.method in SAFE_METHODS:
        return page(503)
    return not_saved(409 if isinstance(error, IntegrityError) else 503)


def refuse_csrf(_error: CSRFError) -> ResponseReturnValue:
    """A form from before signing in or out: an answer is carried over, others may sign in first or reload."""
    if carried_answer.of_request() or (signed_in() is None and not _is_open()):
        return ask_to_sign_in()
    return page(400, _TOO_OLD)


def _is_open() -> bool:
    """Whether the page that was asked for is open to all."""
    return request.endpoint is not None and need_of(current_app.view_functions[request.endpoint]).is_open


def init_errors(app: Flask) -> None:
    """Give every refusal and failure its page."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, refuse_csrf)
    app.register_error_handler(SQLAlchemyError, _database)
    app.register_error_handler(HTTPException, _http)
