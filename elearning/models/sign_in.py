"""Passwords, one-time codes, sign-in sessions and attempts. Working data, not evidence: rows change and go."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from elearning.orm import Base


class Password(Base):
    """A person's password, as an Argon2id hash."""

    __tablename__ = "passwords"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime]


class SignInCode(Base):
    """A one-time code, handed over by HR, that lets a person choose a password. Kept as a keyed hash."""

    __tablename__ = "sign_in_codes"
    __table_args__ = (Index("ix_sign_in_codes_person_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    code_key: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    made_by: Mapped[int] = mapped_column(ForeignKey("audit_events.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInSession(Base):
    """One signed-in browser. The token itself is only in the browser; here is its hash."""

    __tablename__ = "sign_in_sessions"
    __table_args__ = (Index("ix_sign_in_sessions_person_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    token_key: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    started_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """One try at signing in, for the limits: the account tried and the address, known only by keyed hashes."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        Index("ix_sign_in_attempts_account_key_at", "account_key", "at"),
        Index("ix_sign_in_attempts_address_key_at", "address_key", "at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    account_key: Mapped[str] = mapped_column(String(64))
    address_key: Mapped[str] = mapped_column(String(64))
    succeeded: Mapped[bool]
    at: Mapped[datetime]
