"""What a committee's report is drawn from, and its bytes. Part of the edge: pages and commands use it."""

from datetime import datetime

from elearning.council import CONTACT_NAMES, Council
from elearning.documents.committee_pdf import draw
from elearning.documents.committee_words import CommitteeTexts, CommitteeValues
from elearning.domain.calendar import british_date
from elearning.domain.committee import Period
from elearning.extensions import db
from elearning.queries.committee import committee_figures
from elearning.settings import Settings


def committee_values(period: Period, known_on: datetime, settings: Settings) -> CommitteeValues:
    """The values of the report about a period, as known on an instant: figures, and the words of the council's file."""
    council = settings.council
    return CommitteeValues(
        council_name=council.name, colour=council.colour, texts=_texts(council),
        figures=committee_figures(db.session(), period, known_on),
    )  # fmt: skip


def _texts(council: Council) -> CommitteeTexts:
    own, policy = council.committee, council.policy
    contact = council.contacts[own.enquiries]
    ways = [way for way in (contact.email, contact.phone, contact.url) if way]
    return CommitteeTexts(
        committee=own.name, report_of=own.report_of, title=own.title, purpose=own.purpose, equalities=own.equalities,
        data_protection=own.data_protection, recommendations=own.recommendations,
        enquiries=": ".join([CONTACT_NAMES[own.enquiries], *([", ".join(ways)] if ways else [])]),
        policy=f"{policy.title}, version {policy.version} of {british_date(policy.date)},",
    )  # fmt: skip


def pdf_of_committee(values: CommitteeValues) -> bytes:
    """The PDF, drawn with no transaction open. Raises CannotDraw."""
    db.session.rollback()
    return draw(values)
