"""A learner's note to their line manager that asks for help, kept as it was shown."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.help_notes import FAILS, may_ask_for_help
from elearning.domain.refusals import NotAllowed
from elearning.models.learning import HelpRequest
from elearning.services import audit, enrolments


def ask_for_help(session: Session, *, person_id: int, slug: str, told: str, now: datetime, day: date) -> None:
    """Keep the note, once for each go at a module; pressed twice, it was sent once.

    Raises NotAllowed before so many fails that it is offered.
    """
    place = enrolments.open_place(session, person_id=person_id, slug=slug, now=now, day=day)
    if place is None or not may_ask_for_help(place.progress):
        raise NotAllowed(f"This note is for somebody who has tried the assessment {FAILS} times and not passed yet.")
    of_enrolment = HelpRequest.enrolment_id == place.enrolment_id
    if session.scalars(select(HelpRequest.id).where(of_enrolment)).first() is not None:
        return
    session.add(HelpRequest(enrolment_id=place.enrolment_id, told=told, recorded_at=now))
    audit.record(
        session, actor=Actor(person_id), action="ask for help", now=now, subject="enrolment",
        subject_id=place.enrolment_id,
    )  # fmt: skip
    session.flush()
