"""The words of a certificate, in one place: the PDF and its HTML twin both say exactly these."""

from dataclasses import dataclass
from datetime import date, datetime

from elearning.domain.calendar import british_date


@dataclass(frozen=True)
class CertificateValues:
    """What is printed on one certificate; everything as it was on the day it was issued."""

    council_name: str
    colour: str
    """The council's colour as "#rrggbb"."""
    holder_name: str
    module_title: str
    completed_on: date
    expires_on: date
    number: str
    check_url: str
    """The public address of the check page for this number."""
    issued_at: datetime
    """The instant of issue, in UTC; the PDF carries it as its date."""


@dataclass(frozen=True)
class CertificateWords:
    """The words in reading order. `facts` are labels with what is said of each."""

    council: str
    title: str
    before_name: str
    name: str
    before_module: str
    module: str
    facts: tuple[tuple[str, str], ...]
    check_title: str
    check_sentence: str
    check_url: str
    """The full address, for the link."""
    check_shown: str
    """The address as it is shown: without its "https://"."""
    code_description: str
    """What the QR code is, in words, for those who cannot see it."""
    document_title: str


def words(values: CertificateValues) -> CertificateWords:
    """The words of a certificate."""
    shown = values.check_url.removeprefix("https://").removeprefix("http://")
    return CertificateWords(
        council=values.council_name,
        title="Certificate of completion",
        before_name="This certifies that",
        name=values.holder_name,
        before_module="has completed",
        module=values.module_title,
        facts=(
            ("Completed", british_date(values.completed_on)),
            ("Valid until", british_date(values.expires_on)),
            ("Certificate number", values.number),
        ),
        check_title="Check this certificate at",
        check_sentence="The page says whether it is genuine and still valid.",
        check_url=values.check_url,
        check_shown=shown,
        code_description=f"QR code that opens {values.check_url}",
        document_title=f"Certificate of completion: {values.module_title}, {values.holder_name}",
    )
