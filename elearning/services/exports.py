"""Files made in the background: asked for, begun, kept a piece at a time, finished or given up, and cleared away.

What the job of a file writes, it writes only while it has the job: another worker may have taken it over.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.exports import Narrowing
from elearning.domain.jobs import Work
from elearning.domain.reports import Asked
from elearning.models.exports import ExportFile, ExportPart
from elearning.services import audit
from elearning.services.jobs import KEPT, add_jobs


def ask_for_export(
    session: Session, kind: str, asked: Asked, narrowing: Narrowing, *, rows: int, actor: Actor, now: datetime
) -> int:  # fmt: skip
    """Ask for a file and add the work of making it. Returns its id."""
    assert actor.person_id is not None
    file = ExportFile(
        asked_by=actor.person_id, asked_at=now, kind=kind, as_at=asked.as_at, known_on=asked.known_on,
        unit_id=narrowing.unit_id, module_id=narrowing.module_id, standing=narrowing.standing or "",
        staff_group=narrowing.staff_group, who=narrowing.who[:600], rows=rows,
    )  # fmt: skip
    session.add(file)
    session.flush()
    audit.record(session, actor=actor, action="export.asked", now=now, subject="export file", subject_id=file.id)
    add_jobs(session, Work.EXPORT, [file.id], now=now)
    return file.id


def begin_export(session: Session, export_id: int, *, now: datetime) -> int:
    """Begin to make a file, from its first row, whatever an earlier try left. Returns how often it has been begun by
    now; 0 if there is none to be made."""
    begun = session.scalar(
        update(ExportFile)
        .where(ExportFile.id == export_id, ExportFile.finished_at.is_(None))
        .values(begun_at=now, rows_done=0, size=0, times_begun=ExportFile.times_begun + 1)
        .returning(ExportFile.times_begun)
        .execution_options(synchronize_session=False)
    )
    session.execute(delete(ExportPart).where(ExportPart.export_id == export_id))
    return begun or 0


def note_export_progress(session: Session, export_id: int, *, rows_done: int) -> None:
    """Say how far a file is."""
    _change(session, export_id, rows_done=rows_done)


def keep_export_part(session: Session, export_id: int, number: int, content: bytes) -> None:
    """Keep the next piece of a file."""
    session.add(ExportPart(export_id=export_id, number=number, content=content))
    session.flush()


def finish_export(
    session: Session, export_id: int, *, rows_done: int, size: int, kept_for: timedelta, now: datetime
) -> None:  # fmt: skip
    """Say that a file is whole, and how long it is kept."""
    _change(session, export_id, rows_done=rows_done, size=size, finished_at=now, kept_until=now + kept_for)


def fail_export(session: Session, export_id: int, *, failure: str, now: datetime) -> None:
    """Say why there will be no file; nothing of it is kept."""
    _change(session, export_id, finished_at=now, failure=failure[:400])
    session.execute(delete(ExportPart).where(ExportPart.export_id == export_id))


def forget_exports(session: Session, *, now: datetime) -> None:
    """Clear away files whose time is over, and in the end that they were asked for."""
    over = select(ExportFile.id).where(or_(ExportFile.kept_until <= now, ExportFile.finished_at < now - KEPT))
    session.execute(delete(ExportPart).where(ExportPart.export_id.in_(over)))
    session.execute(delete(ExportFile).where(ExportFile.finished_at < now - KEPT))


def _change(session: Session, export_id: int, **values: object) -> None:
    session.execute(
        update(ExportFile)
        .where(ExportFile.id == export_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
