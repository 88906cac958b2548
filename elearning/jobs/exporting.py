"""Making a file that somebody asked for: read with nothing open for writing, told how far it is, kept in pieces."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import IO, NamedTuple

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from elearning.documents.compliance_files import write_compliance
from elearning.domain.exports import GIVEN_UP, MOST_TRIES, WENT_WRONG
from elearning.domain.refusals import NotAllowed
from elearning.domain.reports import ReportRow
from elearning.queries.exports import AskedFile, asked_file, export_rows
from elearning.services.exports import begin_export, fail_export, finish_export, keep_export_part, note_export_progress
from elearning.services.jobs import Claimed, finish, renew
from elearning.transaction import committed

ROWS_A_STEP = 1_000
"""Rows between two times that it is told how far a file is, and that its job is kept."""

PART = 512 * 1024
"""Bytes of a piece."""

_log = structlog.stdlib.get_logger("elearning")


class Kept(NamedTuple):
    """How long a worker may be silent before another takes the job, and how long a file is kept."""

    lease: timedelta
    file: timedelta


class _TakenOver(Exception):
    """Another worker has the job by now, and this one leaves it alone."""


def make_export(session: Session, job: Claimed, kept: Kept) -> str:
    """Make the file of a job and return how it went. What fails is said to whoever asked, and is not tried again."""
    export_id = job.subject_id
    assert export_id is not None
    failure = ""
    try:
        return _make(session, job, export_id, kept)
    except _TakenOver:
        return "another worker has it"
    except OperationalError:
        raise
    except NotAllowed as refusal:
        failure = " ".join(refusal.reasons)
    except Exception as error:
        _log.error("export", export_id=export_id, error=type(error).__name__)
        failure = WENT_WRONG
    with committed(session) as now:
        fail_export(session, export_id, failure=failure, now=now)
        finish(session, job, outcome="failed", now=now)
    return "failed"


def _make(session: Session, job: Claimed, export_id: int, kept: Kept) -> str:
    with _mine(session, job, kept) as now:
        times_begun = begin_export(session, export_id, now=now)
        if not times_begun:
            finish(session, job, outcome="there is nothing to make", now=now)
            return "there is nothing to make"
    if times_begun > MOST_TRIES:
        raise NotAllowed(GIVEN_UP)
    wanted = asked_file(session, export_id, asked_by=None, now=now)
    rows = _Told(session, job, wanted, kept)
    with TemporaryFile() as file:
        write_compliance(wanted.kind, file, rows, wanted.asked, who=wanted.narrowing.who)
        size = file.tell()
        file.seek(0)
        _keep(session, job, export_id, file, kept)
    with _mine(session, job, kept) as now:
        finish_export(session, export_id, rows_done=rows.count, size=size, kept_for=kept.file, now=now)
        finish(session, job, outcome=f"{rows.count} rows", now=now)
    return f"{rows.count} rows"


def _keep(session: Session, job: Claimed, export_id: int, file: IO[bytes], kept: Kept) -> None:
    """Keep the file, a piece in each transaction, so that nobody waits long to write."""
    number = 0
    while content := file.read(PART):
        with _mine(session, job, kept):
            keep_export_part(session, export_id, number, content)
        number += 1


class _Told:
    """The rows of a file; while they go by it is told how many have, in short transactions between the reading."""

    def __init__(self, session: Session, job: Claimed, wanted: AskedFile, kept: Kept) -> None:
        self._session, self._job, self._wanted, self._kept = session, job, wanted, kept
        self.count = 0

    def __iter__(self) -> Iterator[ReportRow]:
        rows: Iterable[ReportRow] = export_rows(self._session, self._wanted.asked, self._wanted.narrowing)
        for row in rows:
            yield row
            self.count += 1
            if self.count % ROWS_A_STEP == 0:
                with _mine(self._session, self._job, self._kept):
                    note_export_progress(self._session, self._wanted.export_id, rows_done=self.count)


@contextmanager
def _mine(session: Session, job: Claimed, kept: Kept) -> Iterator[datetime]:
    """One transaction in which the job is still this worker's, and is kept. Raises _TakenOver if it is not."""
    with committed(session) as now:
        if not renew(session, job, lasts=kept.lease, now=now):
            raise _TakenOver
        yield now
