"""Certificates as issued, the bytes that were handed out, and wrong guesses at their numbers."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from elearning.orm import Base


class Certificate(Base):
    """The document issued for one completion, with every word that is printed on it."""

    __tablename__ = "certificates"
    id: Mapped[int] = mapped_column(primary_key=True)
    completion_id: Mapped[int] = mapped_column(ForeignKey("completions.id"), unique=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    holder_name: Mapped[str] = mapped_column(String(200))
    module_title: Mapped[str] = mapped_column(String(200))
    council_name: Mapped[str] = mapped_column(String(200))
    completed_on: Mapped[date]
    expires_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("audit_events.id"))


class CertificateFile(Base):
    """The PDF as first downloaded; served ever after."""

    __tablename__ = "certificate_files"
    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), unique=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime]


class CertificateGuess(Base):
    """A well-formed number that names no certificate was asked for, from an address known only by its keyed hash."""

    __tablename__ = "certificate_guesses"
    __table_args__ = (Index("ix_certificate_guesses_address_key_at", "address_key", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    address_key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
