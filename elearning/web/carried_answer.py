"""An answer to a question that was posted when the session had ended: kept in the sign-in page, signed.

It is for one person and one page. The answer of anybody else, or an altered or old one, is dropped in silence.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple, Protocol

from flask import current_app, g, request
from flask import session as browser
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from elearning.domain.refusals import Refusal
from elearning.domain.sign_in import token_key
from elearning.extensions import db
from elearning.queries.sign_in import owner
from elearning.web.moment import Moment

LASTS = timedelta(hours=24)
FORMER_SESSION = "former_session"
"""In the cookie, after signing out: the token that was just ended. It opens nothing, and says whose an answer is."""
WHOSE = "whose"
"""The field of a question's page that says, signed, whose page it is: for a browser that has lost its cookie."""

_FIELDS = ("question_id", "chosen", "before")
_MOST_FIELDS, _LONGEST = 50, 200


class CarriedAnswer(NamedTuple):
    """Whose answer, to the question of which page (its endpoint and the parts of its address), and in which fields."""

    person_id: int
    endpoint: str
    at: Mapping[str, Any]
    fields: Mapping[str, tuple[str, ...]]


class Save(Protocol):
    """Saves a carried answer as the learner's own pages would, and returns the address to go on to."""

    def __call__(self, session: Session, answer: CarriedAnswer, /, *, when: Moment) -> str: ...


savers: dict[str, Save] = {}
"""What saves an answer, by the endpoint that it was posted to."""


def on_carried_answer(endpoint: str) -> Callable[[Save], Save]:
    """Register what saves an answer that was posted to this endpoint; a decorator."""

    def register(save: Save) -> Save:
        savers[endpoint] = save
        return save

    return register


def _serializer(salt: str = "carried-answer") -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt=salt)


def whose(person_id: int) -> str:
    """Whose page a question's page is, as a signed text for its hidden field."""
    return str(_serializer(WHOSE).dumps(person_id))


def _sender() -> int | None:
    """Whose this browser's session is or was; without its cookie, whose page the answer was given on."""
    token = browser.get("_user_id") or browser.get(FORMER_SESSION)
    if token:
        return owner(db.session(), token_key(str(token)))
    try:
        return int(_serializer(WHOSE).loads(request.form.get(WHOSE, ""), max_age=int(LASTS.total_seconds())))
    except (BadData, ValueError, TypeError):
        return None


def of_request() -> CarriedAnswer | None:
    """The answer in this request, if it is one and it is known whose. Asked once."""
    if "carried_answer" not in g:
        g.carried_answer = _read_request()
    found: CarriedAnswer | None = g.carried_answer
    return found


def _read_request() -> CarriedAnswer | None:
    endpoint = request.endpoint or ""
    if endpoint not in savers or request.method != "POST" or request.form.get("action") == "skip":
        return None
    fields = {name: tuple(request.form.getlist(name)) for name in _FIELDS if name in request.form}
    said = [text for texts in fields.values() for text in texts]
    if not fields.get("chosen") or len(said) > _MOST_FIELDS or max(map(len, said)) > _LONGEST:
        return None
    person_id = _sender()
    return CarriedAnswer(person_id, endpoint, dict(request.view_args or {}), fields) if person_id else None


def pack(answer: CarriedAnswer) -> str:
    """An answer as a signed text for a hidden field."""
    return str(_serializer().dumps(list(answer)))


def unpack(text: str) -> CarriedAnswer | None:
    """The answer in a hidden field, or None if it was altered, is older than a day, or is not there."""
    try:
        person_id, endpoint, at, fields = _serializer().loads(text, max_age=int(LASTS.total_seconds()))
        return CarriedAnswer(person_id, endpoint, at, {name: tuple(texts) for name, texts in fields.items()})
    except (BadData, ValueError, TypeError, AttributeError):
        return None


def save(text: str, *, person_id: int, when: Moment) -> str | None:
    """Save the answer in a hidden field for the person who just signed in, in the transaction that is open.

    Returns where to go on, or None if there is no answer of theirs or it can no longer be saved: an attempt that was
    handed in meanwhile takes no more answers, and signing in must not fail for it.
    """
    answer = unpack(text)
    if answer is None or answer.person_id != person_id or answer.endpoint not in savers:
        return None
    try:
        with db.session.begin_nested():
            return savers[answer.endpoint](db.session(), answer, when=when)
    except Refusal:
        return None
