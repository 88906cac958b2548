"""What signing in writes: attempts, one-time codes, passwords as hashes, sessions. Hashes nothing slow itself."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.calendar import london_date
from elearning.domain.refusals import NotAllowed
from elearning.domain.sign_in import (
    ACCOUNT_LIMIT,
    ADDRESS_LIMIT,
    CODE_ALPHABET,
    CODE_LASTS,
    CODE_LENGTH,
    WINDOW,
    code_key,
    printed_code,
    token_key,
)
from elearning.models.dated import holds
from elearning.models.merges import of_one_person
from elearning.models.people import Holding
from elearning.models.sign_in import Password, SignInAttempt, SignInCode, SignInSession
from elearning.services import audit
from elearning.services.people import lock_person

_ATTEMPTS = 7_265_004  # any number that no other lock of this database uses
_KEPT_ATTEMPTS = timedelta(hours=1)
_KEPT_SESSIONS = timedelta(days=30)


def note_attempt(session: Session, *, account_key: str, address_key: str, now: datetime) -> int | None:
    """Count one try and return its id, or None and count nothing if a limit was reached: then do not even look.

    It counts as wrong until `note_success`, so tries that run at the same moment cannot slip past the limit together.
    Attempts that no limit looks at any more are deleted.
    """
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ATTEMPTS})
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - _KEPT_ATTEMPTS))
    recent = (SignInAttempt.at > now - WINDOW, SignInAttempt.succeeded.is_(False))
    wrong = select(func.count()).select_from(SignInAttempt).where(*recent)
    of_account = session.scalar(wrong.where(SignInAttempt.account_key == account_key)) or 0
    of_address = session.scalar(wrong.where(SignInAttempt.address_key == address_key)) or 0
    if of_account >= ACCOUNT_LIMIT or of_address >= ADDRESS_LIMIT:
        return None
    attempt = SignInAttempt(account_key=account_key, address_key=address_key, succeeded=False, at=now)
    session.add(attempt)
    session.flush()
    return attempt.id


def note_success(session: Session, attempt_id: int) -> None:
    """The try was right after all: it no longer counts against the limits."""
    session.execute(update(SignInAttempt).where(SignInAttempt.id == attempt_id).values(succeeded=True))


def make_code(
    session: Session, *, person_id: int, actor: Actor, now: datetime, secret: str, reason: str = ""
) -> str:  # fmt: skip
    """Make a one-time code for a person and return it as it is handed over; earlier codes of theirs end.

    Only its keyed hash is kept. Raises NotFound if there is no such person, NotAllowed if they are not in post.
    """
    lock_person(session, person_id)
    in_post = select(Holding.id).where(of_one_person(Holding.person_id, person_id), holds(Holding, london_date(now)))
    if session.scalar(in_post.limit(1)) is None:
        raise NotAllowed(
            "This person is not in post today, so they cannot sign in and a code would be of no use.",
            "If that is wrong, correct their post in HR’s file.",
        )
    session.execute(delete(SignInCode).where(SignInCode.person_id == person_id))
    event = audit.record(
        session, actor=actor, action="sign_in.make_code", now=now, subject="person", subject_id=person_id,
        reason=reason,
    )  # fmt: skip
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    session.add(
        SignInCode(
            person_id=person_id, code_key=code_key(secret, person_id=person_id, code=code), made_at=now,
            made_by=event, expires_at=now + CODE_LASTS,
        )
    )  # fmt: skip
    session.flush()
    return printed_code(code)


def use_code(session: Session, *, code_id: int, person_id: int, now: datetime) -> None:
    """Use a person's one-time code up. Raises NotAllowed if it was used, replaced or has run out."""
    used = session.execute(
        update(SignInCode)
        .where(
            SignInCode.id == code_id, SignInCode.person_id == person_id, SignInCode.used_at.is_(None),
            SignInCode.expires_at > now,
        )
        .values(used_at=now)
        .returning(SignInCode.id)
    ).all()  # fmt: skip
    if not used:
        raise NotAllowed("This one-time code has been used or has run out.", "Ask HR for a new one.")


def set_password(
    session: Session, *, person_id: int, hash: str, now: datetime, actor: Actor | None = None
) -> None:  # fmt: skip
    """Keep the Argon2id hash of a person's new password. The actor is the person, unless said."""
    lock_person(session, person_id)
    audit.record(
        session, actor=actor or Actor(person_id=person_id), action="sign_in.set_password", now=now,
        subject="person", subject_id=person_id,
    )  # fmt: skip
    password = session.get(Password, person_id)
    if password is None:
        session.add(Password(person_id=person_id, hash=hash, changed_at=now))
    else:
        password.hash, password.changed_at = hash, now
    session.flush()


def open_session(session: Session, *, person_id: int, now: datetime) -> str:
    """Open a session and return its token, which is kept nowhere but in the browser.

    The person's sessions of over a month ago are deleted.
    """
    session.execute(
        delete(SignInSession).where(
            SignInSession.person_id == person_id, SignInSession.last_used_at < now - _KEPT_SESSIONS
        )
    )
    token = secrets.token_urlsafe(32)
    session.add(
        SignInSession(token_key=token_key(token), person_id=person_id, started_at=now, last_used_at=now, ended_at=None)
    )
    session.flush()
    return token


def end_session(session: Session, *, session_id: int, now: datetime) -> None:
    """Sign one browser out."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.ended_at.is_(None))
        .values(ended_at=now)
    )


def end_all_sessions(session: Session, *, person_id: int, now: datetime) -> None:
    """Sign a person out everywhere."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
        .values(ended_at=now)
    )


def touch(session: Session, *, session_id: int, now: datetime) -> None:
    """Write down that a session was used; an earlier instant changes nothing."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.last_used_at < now)
        .values(last_used_at=now)
    )
