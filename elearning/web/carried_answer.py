"""An answer to an assessment question that was posted when the session had ended: kept in the sign-in page, signed.

It is for one person and one question. The answer of anybody else, or an altered or old one, is dropped in silence.
"""

from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from flask import current_app, g, request
from flask import session as browser
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from elearning.domain.refusals import Refusal
from elearning.domain.sign_in import token_key
from elearning.extensions import db
from elearning.queries.sign_in import owner

LASTS = timedelta(hours=24)
ENDPOINT = "learner.answer"
FORMER_SESSION = "former_session"
"""In the cookie, after signing out: the token that was just ended. It opens nothing, and says whose an answer is."""

_MOST_OPTIONS, _LONGEST_ID = 50, 200


class CarriedAnswer(NamedTuple):
    """Whose answer, to which question of which attempt, and the ids of the options chosen."""

    person_id: int
    attempt_id: int
    question_id: str
    chosen: tuple[str, ...]


class Save(Protocol):
    """Saves a carried answer as the learner's own pages would, and returns the address to go on to."""

    def __call__(
        self, session: Session, /, *, person_id: int, attempt_id: int, question_id: str, chosen: tuple[str, ...],
        now: datetime,
    ) -> str: ...  # fmt: skip


_savers: list[Save] = []


def on_carried_answer(save: Save) -> Save:
    """Register what saves a carried answer; usable as a decorator. The last one registered is used."""
    _savers[:] = [save]
    return save


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="carried-answer")


def of_request() -> CarriedAnswer | None:
    """The answer in this request, if it is one and this browser's session, ended or not, says whose. Asked once."""
    if "carried_answer" not in g:
        g.carried_answer = _read_request()
    found: CarriedAnswer | None = g.carried_answer
    return found


def _read_request() -> CarriedAnswer | None:
    if request.endpoint != ENDPOINT or request.method != "POST" or request.form.get("action") == "skip":
        return None
    token = browser.get("_user_id") or browser.get(FORMER_SESSION)
    question_id, chosen = request.form.get("question_id", ""), tuple(request.form.getlist("chosen"))
    attempt_id = (request.view_args or {}).get("attempt_id")
    if not (token and question_id and chosen and attempt_id) or len(chosen) > _MOST_OPTIONS:
        return None
    if max(map(len, (question_id, *chosen))) > _LONGEST_ID:
        return None
    person_id = owner(db.session(), token_key(str(token)))
    return CarriedAnswer(person_id, int(attempt_id), question_id, chosen) if person_id else None


def pack(answer: CarriedAnswer) -> str:
    """An answer as a signed text for a hidden field."""
    return str(_serializer().dumps(list(answer)))


def unpack(text: str) -> CarriedAnswer | None:
    """The answer in a hidden field, or None if it was altered, is older than a day, or is not there."""
    try:
        person_id, attempt_id, question_id, chosen = _serializer().loads(text, max_age=int(LASTS.total_seconds()))
    except (BadData, ValueError, TypeError):
        return None
    return CarriedAnswer(person_id, attempt_id, question_id, tuple(chosen))


def save(text: str, *, person_id: int, now: datetime) -> str | None:
    """Save the answer in a hidden field for the person who just signed in, in the transaction that is open.

    Returns where to go on, or None if there is no answer of theirs or it can no longer be saved: an attempt that was
    handed in meanwhile takes no more answers, and signing in must not fail for it.
    """
    answer = unpack(text)
    if answer is None or answer.person_id != person_id or not _savers:
        return None
    try:
        with db.session.begin_nested():
            return _savers[0](
                db.session(), person_id=person_id, attempt_id=answer.attempt_id, question_id=answer.question_id,
                chosen=answer.chosen, now=now,
            )  # fmt: skip
    except Refusal:
        return None
