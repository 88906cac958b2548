"""Exports: the rows of one, narrowed by unit, staff group, module or standing; and files made in the background."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import EVERYBODY, Scope
from elearning.domain.exports import Narrowing, Progress, Stage
from elearning.domain.facts import Standing
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked, ReportRow
from elearning.models.exports import ExportFile, ExportPart
from elearning.models.merges import is_one_person, of_one_person
from elearning.queries.compliance import report_rows
from elearning.queries.people_in_report import InReport, in_report, people_of_unit
from elearning.queries.staff_groups import people_with_a_post


class _Narrowed(NamedTuple):
    scope: Scope
    module_ids: list[int] | None
    standings: list[Standing] | None


@dataclass(frozen=True)
class AskedFile:
    """One file that was asked for: what of, when, and how far it is at the instant of asking."""

    export_id: int
    kind: str
    asked: Asked
    narrowing: Narrowing
    asked_at: datetime
    progress: Progress
    stage: Stage
    size: int


def _narrowed(session: Session, asked: Asked, narrowing: Narrowing) -> _Narrowed:
    unit_id, module_id, standing, _, staff_group = narrowing
    scope = EVERYBODY if unit_id is None else Scope(people_of_unit(session, unit_id, asked))
    if staff_group:
        units = () if unit_id is None else (unit_id,)
        scope = Scope(frozenset(people_with_a_post(session, asked, units=units, staff_group=staff_group)))
    return _Narrowed(scope, None if module_id is None else [module_id], None if standing is None else [standing])


def export_rows(session: Session, asked: Asked, narrowing: Narrowing) -> Iterator[ReportRow]:
    """The rows of an export, by employee number and then module, asked for as they are used."""
    scope, module_ids, standings = _narrowed(session, asked, narrowing)
    yield from report_rows(session, scope, asked, module_ids=module_ids, standings=standings)


def in_export(session: Session, asked: Asked, narrowing: Narrowing) -> InReport:
    """Who is in an export and how many rows it has, before it is read."""
    scope, module_ids, standings = _narrowed(session, asked, narrowing)
    return in_report(session, scope, asked, module_ids=module_ids, standings=standings)


def asked_file(session: Session, export_id: int, *, asked_by: int | None, now: datetime) -> AskedFile:
    """One file; with `asked_by`, of this person alone. Raises NotFound for somebody else's as for none such."""
    file = session.get(ExportFile, export_id, populate_existing=True)
    if file is None or not (asked_by is None or is_one_person(session, file.asked_by, asked_by)):
        raise NotFound("There is no such file.")
    return _plain(file, now)


def asked_files(session: Session, person_id: int, *, now: datetime, most: int = 50) -> tuple[AskedFile, ...]:
    """The files that a person asked for, the newest first."""
    found = session.scalars(
        select(ExportFile)
        .where(of_one_person(ExportFile.asked_by, person_id))
        .order_by(ExportFile.id.desc())
        .limit(most)
        .execution_options(populate_existing=True)
    )
    return tuple(_plain(file, now) for file in found)


def file_parts(session: Session, export_id: int) -> Iterator[bytes]:
    """The bytes of a file, a piece at a time."""
    number = 0
    while True:
        part = select(ExportPart.content).where(ExportPart.export_id == export_id, ExportPart.number == number)
        content = session.scalar(part)
        if content is None:
            return
        yield content
        number += 1


def _plain(file: ExportFile, now: datetime) -> AskedFile:
    standing = Standing(file.standing) if file.standing else None
    progress = Progress(
        file.rows, file.rows_done, file.begun_at, file.finished_at, file.kept_until, file.failure
    )  # fmt: skip
    return AskedFile(
        file.id, file.kind, Asked(file.as_at, file.known_on),
        Narrowing(file.unit_id, file.module_id, standing, file.who, file.staff_group), file.asked_at, progress,
        progress.stage(now), file.size,
    )  # fmt: skip
