"""Keeping what a check of the record against itself has found."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.self_audit import Finding
from elearning.models.messages import SelfAudit
from elearning.services import audit


def keep_findings(
    session: Session, findings: Iterable[Finding], *, day: date, actor: Actor, now: datetime
) -> None:  # fmt: skip
    """Keep the findings of a day, or that there were none."""
    event = audit.record(session, actor=actor, action="audit.self", now=now, subject="day", reason=str(day))
    kept = [one.plain() for one in findings]
    session.add(SelfAudit(day=day, findings=kept, recorded_at=now, recorded_by=event))
    session.flush()
