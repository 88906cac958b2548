"""HR's files: one that waits for a decision, and those that were applied, with who did it and what it did."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from elearning.domain.hr_reuse import Decided
from elearning.domain.refusals import NotFound
from elearning.models.audit import AuditEvent
from elearning.models.people import ImportRun, ImportUndo, SavedMapping
from elearning.models.staged_files import StagedFile
from elearning.queries.people import names


class Staged(NamedTuple):
    """A file that waits: its bytes as they were sent."""

    file_id: int
    staged_at: datetime
    file_name: str
    sha256: str
    content: bytes
    mapping: str | None
    new_people: str
    same_people: str

    @property
    def decided(self) -> Decided:
        """What was said of numbers that seem to be somebody else's now."""
        return Decided(frozenset(self.new_people.split()), frozenset(self.same_people.split()))


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
    sha256: str
    undone_at: datetime | None
    undone_by: str
    undone_why: str

    @property
    def left_out(self) -> str:
        """'3 rows left out', if some were."""
        return self.reason.removeprefix(self.file_name).removeprefix(", ")


def staged_file(session: Session, file_id: int) -> Staged:
    """The file that waits under this id. Raises NotFound if there is none, or no longer."""
    row = session.execute(
        select(
            StagedFile.id, StagedFile.staged_at, StagedFile.file_name, StagedFile.sha256, StagedFile.content,
            SavedMapping.content, StagedFile.new_people, StagedFile.same_people,
        )
        .outerjoin(SavedMapping, SavedMapping.id == StagedFile.mapping_id)
        .where(StagedFile.id == file_id)
    ).first()  # fmt: skip
    if row is None:
        raise NotFound("There is no such file, or it has been applied or cleared away since.")
    return Staged(*row)


def saved_mapping(session: Session, headings_sha256: str) -> tuple[int, str] | None:
    """The id and text of the newest column mapping that was saved for files with these headings."""
    row = session.execute(
        select(SavedMapping.id, SavedMapping.content)
        .where(SavedMapping.headings_sha256 == headings_sha256)
        .order_by(SavedMapping.id.desc())
        .limit(1)
    ).first()
    return None if row is None else (row[0], row[1])


def is_staged(session: Session, file_id: int, sha256: str) -> bool:
    """Whether this very file still waits under this id."""
    found = session.scalar(select(StagedFile.sha256).where(StagedFile.id == file_id))
    return found == sha256


_Undoing = aliased(AuditEvent)


def _runs() -> Select[*tuple[Any, ...]]:
    return (
        select(
            ImportRun.id, ImportRun.recorded_at, AuditEvent.actor_id, AuditEvent.actor_name, ImportRun.file_name,
            AuditEvent.reason, ImportRun.rows, ImportRun.joiners, ImportRun.changes, ImportRun.leavers,
            ImportRun.unchanged, ImportRun.sha256, ImportUndo.recorded_at, _Undoing.actor_id, _Undoing.actor_name,
            _Undoing.reason,
        )
        .join(AuditEvent, AuditEvent.id == ImportRun.recorded_by)
        .outerjoin(ImportUndo, ImportUndo.run_id == ImportRun.id)
        .outerjoin(_Undoing, _Undoing.id == ImportUndo.recorded_by)
        .order_by(ImportRun.id.desc())
    )  # fmt: skip


def _read(session: Session, statement: Select[*tuple[Any, ...]]) -> tuple[Run, ...]:
    rows = session.execute(statement).all()
    actors = {actor for row in rows for actor in (row[2], row[13]) if actor is not None}
    latest = [instant.date() for row in rows for instant in (row[1], row[12]) if instant is not None]
    called = names(session, actors, max(latest, default=date.max))

    def who(actor_id: int | None, actor_name: str | None) -> str:
        return called[actor_id].name if actor_id in called else actor_name or ""

    found = []
    for row in rows:
        cells: list[Any] = [*row]
        applied, undone = who(*cells[2:4]), who(*cells[13:15])
        found.append(Run(*[*cells[:2], applied, *cells[4:13], undone, cells[15] or ""]))
    return tuple(found)


def import_runs(session: Session, *, most: int | None = 10) -> tuple[Run, ...]:
    """The files that were applied, the newest first: so many of them, or with None all."""
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
