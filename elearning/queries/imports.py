"""HR's files: one that waits for a decision, and those that were applied, with who did it and what it did."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from elearning.domain.refusals import NotFound
from elearning.models.audit import AuditEvent
from elearning.models.people import ImportRun
from elearning.models.staged_files import StagedFile
from elearning.queries.people import names


class Staged(NamedTuple):
    """A file that waits: its bytes as they were sent."""

    file_id: int
    staged_at: datetime
    file_name: str
    sha256: str
    content: bytes


class Run(NamedTuple):
    """A file that was applied: when, by whom, and the counts of rows and of people."""

    run_id: int
    applied_at: datetime
    applied_by: str
    file_name: str
    reason: str
    rows: int
    joiners: int
    changes: int
    leavers: int
    unchanged: int

    @property
    def left_out(self) -> str:
        """'3 rows left out', if some were."""
        return self.reason.removeprefix(self.file_name).removeprefix(", ")


def staged_file(session: Session, file_id: int) -> Staged:
    """The file that waits under this id. Raises NotFound if there is none, or no longer."""
    row = session.execute(
        select(
            StagedFile.id, StagedFile.staged_at, StagedFile.file_name, StagedFile.sha256, StagedFile.content
        ).where(StagedFile.id == file_id)
    ).first()  # fmt: skip
    if row is None:
        raise NotFound("There is no such file, or it has been applied or cleared away since.")
    return Staged(*row)


def is_staged(session: Session, file_id: int, sha256: str) -> bool:
    """Whether this very file still waits under this id."""
    found = session.scalar(select(StagedFile.sha256).where(StagedFile.id == file_id))
    return found == sha256


def _runs() -> Select[*tuple[Any, ...]]:
    return (
        select(
            ImportRun.id, ImportRun.recorded_at, AuditEvent.actor_id, AuditEvent.actor_name, ImportRun.file_name,
            AuditEvent.reason, ImportRun.rows, ImportRun.joiners, ImportRun.changes, ImportRun.leavers,
            ImportRun.unchanged,
        )
        .join(AuditEvent, AuditEvent.id == ImportRun.recorded_by)
        .order_by(ImportRun.id.desc())
    )  # fmt: skip


def _read(session: Session, statement: Select[*tuple[Any, ...]]) -> tuple[Run, ...]:
    rows = session.execute(statement).all()
    actors = {actor_id for _, _, actor_id, *_ in rows if actor_id is not None}
    called = names(session, actors, max((row[1].date() for row in rows), default=date.max))
    return tuple(
        Run(run_id, at, called[actor_id].name if actor_id in called else actor_name, *rest)
        for run_id, at, actor_id, actor_name, *rest in rows
    )


def import_runs(session: Session, *, most: int = 10) -> tuple[Run, ...]:
    """The files that were applied last, the newest first."""
    return _read(session, _runs().limit(most))


def import_run(session: Session, run_id: int) -> Run:
    """One file that was applied. Raises NotFound if there is none of this id."""
    found = _read(session, _runs().where(ImportRun.id == run_id))
    if not found:
        raise NotFound("No file was applied under this number.")
    return found[0]


def run_of_file(session: Session, sha256: str, *, applied_by: int, since: datetime) -> int | None:
    """The newest run of this very file by this person since an instant: what a double click has already done."""
    return session.scalar(
        select(ImportRun.id)
        .join(AuditEvent, AuditEvent.id == ImportRun.recorded_by)
        .where(ImportRun.sha256 == sha256, AuditEvent.actor_id == applied_by, ImportRun.recorded_at >= since)
        .order_by(ImportRun.id.desc())
        .limit(1)
    )
