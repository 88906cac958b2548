"""Whether a database holds anybody whom the demonstration did not make."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.models.audit import AuditEvent
from elearning.models.people import Person, PersonName

DEMONSTRATION = Actor(name="demonstration")
"""The actor of whatever the demonstration writes in nobody's name."""


def has_anybody(session: Session) -> bool:
    """Whether there is a single person."""
    return bool(session.scalar(select(exists().where(Person.id.is_not(None)))))


def has_strangers(session: Session) -> bool:
    """Whether there is a person whose name was not recorded by the demonstration."""
    by_demo = (
        select(PersonName.person_id)
        .join(AuditEvent, AuditEvent.id == PersonName.recorded_by)
        .where(AuditEvent.actor_name == DEMONSTRATION.name)
    )
    return bool(session.scalar(select(exists().where(Person.id.not_in(by_demo)))))
