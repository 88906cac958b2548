"""The nightly check of the record against itself: read with nothing open for writing, then kept."""

from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.reports import Asked
from elearning.domain.self_audit import Finding
from elearning.jobs.planning import SCHEDULER
from elearning.queries.rederived import rederived_findings
from elearning.queries.self_audit import row_findings
from elearning.services.self_audits import keep_findings
from elearning.transaction import committed


def audit_self(session: Session, asked: Asked, *, actor: Actor = SCHEDULER) -> tuple[Finding, ...]:
    """Check everything, keep what was found, and return it."""
    found = (*row_findings(session, asked), *rederived_findings(session, asked))
    with committed(session) as now:
        keep_findings(session, found, day=asked.as_at, actor=actor, now=now)
    return found
