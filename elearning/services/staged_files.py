"""HR files kept between their upload and the decision: added, dropped, and cleared away when a day old.

Working data, not evidence: nothing of the record hangs on them.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from elearning.models.staged_files import StagedFile

KEPT = timedelta(days=1)


def stage_file(
    session: Session, *, content: bytes, sha256: str, file_name: str, staged_by: int, now: datetime
) -> int:  # fmt: skip
    """Keep a file for a day and return its id; the same file sent again by the same person is the same one.

    Files of yesterday and before are deleted.
    """
    session.execute(delete(StagedFile).where(StagedFile.staged_at < now - KEPT))
    same = session.scalar(
        select(StagedFile.id).where(StagedFile.sha256 == sha256, StagedFile.staged_by == staged_by).limit(1)
    )
    if same is not None:
        return same
    staged = StagedFile(
        staged_at=now, staged_by=staged_by, file_name=file_name[:200], sha256=sha256, content=content
    )  # fmt: skip
    session.add(staged)
    session.flush()
    return staged.id


def drop_staged(session: Session, file_id: int) -> None:
    """Delete a file that was applied or given up. One that is gone already is no fault."""
    session.execute(delete(StagedFile).where(StagedFile.id == file_id))
