"""HR files kept between their upload and the decision: added, dropped, and cleared away when a day old.

Working data, not evidence: nothing of the record hangs on them.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.hr_mapping import same_headings
from elearning.domain.people import canonical_number
from elearning.domain.refusals import NotFound
from elearning.models.people import SavedMapping
from elearning.models.staged_files import StagedFile
from elearning.services.recording import begin

KEPT = timedelta(days=1)


def stage_file(
    session: Session, *, content: bytes, sha256: str, file_name: str, staged_by: int, now: datetime,
    mapping_id: int | None = None,
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
        staged_at=now, staged_by=staged_by, file_name=file_name[:200], sha256=sha256, content=content,
        mapping_id=mapping_id,
    )  # fmt: skip
    session.add(staged)
    session.flush()
    return staged.id


def drop_staged(session: Session, file_id: int) -> None:
    """Delete a file that was applied or given up. One that is gone already is no fault."""
    session.execute(delete(StagedFile).where(StagedFile.id == file_id))


def headings_digest(headings: Iterable[str]) -> str:
    """The same for files of the same headings, whatever their order: 64 figures and letters."""
    return hashlib.sha256(same_headings(headings).encode("utf-8", "backslashreplace")).hexdigest()


def _staged(session: Session, file_id: int) -> StagedFile:
    staged = session.get(StagedFile, file_id)
    if staged is None:
        raise NotFound("There is no such file, or it has been applied or cleared away since.")
    return staged


def read_by_mapping(
    session: Session, file_id: int, *, content: str, headings: Iterable[str], actor: Actor, now: datetime
) -> None:  # fmt: skip
    """Save a column mapping for files with these headings, and let the file that waits be read by it.

    Raises NotFound if the file does not wait any longer.
    """
    staged = _staged(session, file_id)
    act = begin(
        session, actor=actor, action="people.column-mapping", now=now, subject="staged file", subject_id=file_id
    )
    mapping = SavedMapping(
        recorded_at=now, recorded_by=act.event_id, headings_sha256=headings_digest(headings), content=content
    )  # fmt: skip
    session.add(mapping)
    session.flush()
    staged.mapping_id = mapping.id


def decide_whose(session: Session, file_id: int, number: str, *, is_new: bool) -> None:
    """Say of a number in a file that waits that it is a new person's now, or still the same person's.

    Raises NotFound if the file does not wait any longer.
    """
    staged, number = _staged(session, file_id), canonical_number(number)
    new, same = (set(text.split()) - {number} for text in (staged.new_people, staged.same_people))
    (new if is_new else same).add(number)
    staged.new_people, staged.same_people = " ".join(sorted(new)), " ".join(sorted(same))
