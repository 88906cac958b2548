"""Undoing HR's file: what the run recorded no longer stands, and what it ended stands again, as facts of their own."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.hr_undo import Undo, reasons_not_to_undo
from elearning.domain.refusals import NotAllowed
from elearning.models.imported import IMPORTED
from elearning.models.people import ImportUndo
from elearning.services.assignments import assign_concerned
from elearning.services.recording import begin, restore, supersede


def undo_import(session: Session, undo: Undo, *, reason: str, actor: Actor, now: datetime, today: date) -> None:
    """Undo a run: nothing that anybody earned is touched, and nothing is deleted.

    Assignments come back as they were, and are then brought up to date with rules that were made since. Raises
    NotAllowed without a reason, or with why it cannot be undone; Stale if the record changed since `undo` was read.
    """
    reason = reason.strip()
    if not reason:
        raise NotAllowed("Say why the file is undone.")
    if reasons := reasons_not_to_undo(undo):
        raise NotAllowed(*reasons)
    act = begin(
        session, actor=actor, action="people.undo-import", now=now, subject="import run", subject_id=undo.run_id,
        reason=reason,
    )  # fmt: skip
    for table in IMPORTED:
        supersede(session, table, act, undo.facts[table.__tablename__].taken_away)
    for table in IMPORTED:
        restore(session, table, act, undo.facts[table.__tablename__].brought_back)
    assign_concerned(session, act=act, today=today)
    session.add(ImportUndo(run_id=undo.run_id, recorded_at=now, recorded_by=act.event_id))
    session.flush()
