"""Issuing certificates, keeping the bytes that were handed out, and counting wrong guesses at numbers."""

import hashlib
import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from elearning.domain.certificates import new_number
from elearning.domain.refusals import NotFound
from elearning.models import certificates as tables
from elearning.models.dated import holds
from elearning.models.learning import Completion
from elearning.models.people import PersonName

GUESSES_KEPT = timedelta(hours=1)


_NAME = select(PersonName.name).where(
    PersonName.person_id == bindparam("person_id"), holds(PersonName, bindparam("day"))
)


def _name_on(session: Session, person_id: int, day: date) -> str:
    """The name by which the person goes on the day."""
    name = session.scalars(_NAME, {"person_id": person_id, "day": day}).first()
    if name is None:
        raise NotFound("This person has no name on record, so no certificate can be made out.")
    return name


def issue(
    session: Session, completion: Completion, *, module_title: str, council_name: str, day: date, now: datetime
) -> None:  # fmt: skip
    """Make out the certificate of a completion, with the name as the person is called at this moment."""
    session.add(
        tables.Certificate(
            completion_id=completion.id,
            number=new_number(secrets.randbits),
            holder_name=_name_on(session, completion.person_id, day),
            module_title=module_title,
            council_name=council_name,
            completed_on=completion.completed_on,
            expires_on=completion.expires_on,
            recorded_at=now,
            recorded_by=completion.recorded_by,
        )
    )
    session.flush()


def keep_bytes(session: Session, *, number: str, content: bytes, now: datetime) -> bytes:
    """Keep the PDF of a certificate at its first download, and return the bytes that are served ever after."""
    certificate_id = session.scalars(
        select(tables.Certificate.id).where(tables.Certificate.number == number).with_for_update(key_share=True)
    ).first()
    if certificate_id is None:
        raise NotFound("There is no certificate with this number.")
    of_certificate = tables.CertificateFile.certificate_id == certificate_id
    kept = session.scalars(select(tables.CertificateFile.content).where(of_certificate)).first()
    if kept is not None:
        return kept
    digest = hashlib.sha256(content).hexdigest()
    session.add(tables.CertificateFile(certificate_id=certificate_id, content=content, sha256=digest, recorded_at=now))
    session.flush()
    return content


def note_guess(session: Session, *, address_key: str, now: datetime) -> None:
    """Count a well-formed number that names no certificate, and forget the guesses of an hour ago."""
    session.execute(delete(tables.CertificateGuess).where(tables.CertificateGuess.at < now - GUESSES_KEPT))
    session.add(tables.CertificateGuess(address_key=address_key, at=now))
    session.flush()
