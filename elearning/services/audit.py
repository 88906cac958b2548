"""Recording who did what, when and why."""

from datetime import datetime

from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.models.audit import AuditEvent


def record(
    session: Session, *, actor: Actor, action: str, now: datetime, subject: str = "", subject_id: int | None = None,
    reason: str = "",
) -> int:  # fmt: skip
    """Add one audit event and return its id, which the facts of the same act are recorded by."""
    event = AuditEvent(
        at=now, actor_id=actor.person_id, actor_name=actor.name, action=action, subject=subject,
        subject_id=subject_id, reason=reason,
    )  # fmt: skip
    session.add(event)
    session.flush()
    return event.id
