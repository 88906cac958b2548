"""The PDF of a certificate as it is handed out: the bytes kept, or drawn now and kept. Part of the edge."""

from elearning.documents.certificate_pdf import draw
from elearning.documents.certificate_words import CertificateValues
from elearning.extensions import db
from elearning.queries.certificates import Issued, kept_bytes
from elearning.services.certificates import keep_bytes
from elearning.settings import Settings
from elearning.transaction import committed


def values_of(issued: Issued, settings: Settings) -> CertificateValues:
    """What is printed on a certificate. Its address comes from PUBLIC_URL, never from a request."""
    return CertificateValues(
        council_name=issued.council_name, colour=settings.council.colour, holder_name=issued.holder_name,
        module_title=issued.module_title, completed_on=issued.completed_on, expires_on=issued.expires_on,
        number=issued.number, check_url=f"{settings.public_url}/check/{issued.number}", issued_at=issued.issued_at,
    )  # fmt: skip


def pdf_of(issued: Issued, settings: Settings) -> bytes:
    """The bytes of the first download, ever after. Drawn, if need be, with no transaction open. Raises CannotDraw."""
    kept = kept_bytes(db.session(), issued.number)
    if kept is not None:
        return kept
    db.session.rollback()
    content = draw(values_of(issued, settings))
    with committed(db.session) as now:
        return keep_bytes(db.session(), number=issued.number, content=content, now=now)
