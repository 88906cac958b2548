"""Questions that learners asked the policy's contact before acknowledging it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.models.dated import holds
from elearning.models.learning import PolicyQuestion
from elearning.models.modules import Module
from elearning.models.people import PersonName


@dataclass(frozen=True)
class AskedQuestion:
    """One question, who asked it and when."""

    person_name: str
    module_slug: str
    contact: str
    question: str
    asked_at: datetime


def asked(session: Session, scope: Scope, *, day: date, limit: int = 200) -> tuple[AskedQuestion, ...]:
    """The newest questions of the people in scope, with the names they go by on the day."""
    statement = (
        select(
            PersonName.name, Module.slug, PolicyQuestion.contact, PolicyQuestion.question, PolicyQuestion.recorded_at
        )
        .join(Module, Module.id == PolicyQuestion.module_id)
        .join(PersonName, (PersonName.person_id == PolicyQuestion.person_id) & holds(PersonName, day))
        .order_by(PolicyQuestion.id.desc())
        .limit(limit)
    )
    if not scope.is_everybody:
        statement = statement.where(PolicyQuestion.person_id.in_(scope.person_ids))
    return tuple(AskedQuestion(*row) for row in session.execute(statement))
