"""Where a person is on the modules that they began, and on the refreshers of them."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, exists, func, literal, select, union_all
from sqlalchemy.orm import Session

from elearning.domain.learning import TESTED_OUT, AttemptMade, Progress, Purpose, progress_made
from elearning.domain.modules import ModuleVersion
from elearning.domain.refreshers import cut_down
from elearning.models import learning as tables
from elearning.models import modules
from elearning.models.key_corrections import has_passed
from elearning.models.merges import of_one_person
from elearning.models.publications import is_refreshed


@dataclass(frozen=True)
class Where:
    """A person's place on a module: the version they are on, and what they did of it.

    `is_open` says whether there is an enrolment that waits to be completed. Of a refresher `version` is cut down to
    what that holds.
    """

    module_id: int
    version: ModuleVersion
    version_number: int
    progress: Progress
    is_open: bool
    is_new: bool = False
    """Whether nothing of this go at it was begun, so that there is no enrolment yet."""


@cache
def _latest_enrolments(*, of_one_module: bool) -> Select[*tuple[Any, ...]]:
    """The latest enrolment of a person on each module, or on one, and the latest on its refresher: a row for each of
    their attempts. Built once."""
    is_persons = of_one_person(tables.Enrolment.person_id, bindparam("person_id"))
    latest = (
        select(tables.Enrolment.module_id, func.max(tables.Enrolment.id).label("id"))
        .where(is_persons)
        .group_by(tables.Enrolment.module_id, tables.Enrolment.refreshes.is_(None))
        .subquery()
    )
    is_latest = latest.c.id == tables.Enrolment.id
    version = modules.ModuleVersion
    attempt = (tables.Attempt.id, tables.Attempt.purpose, has_passed())
    columns = (tables.Enrolment.id, tables.Enrolment.module_id, version.id, version.number, version.digest)
    is_done = tables.is_completed() | is_refreshed()
    acknowledged = exists().where(tables.Acknowledgement.enrolment_id == tables.Enrolment.id)
    statement = (
        select(*columns, is_done, acknowledged, tables.Enrolment.lessons, *attempt)
        .join(latest, is_latest)
        .join(version, version.id == tables.Enrolment.version_id)
        .outerjoin(tables.Attempt, tables.Attempt.enrolment_id == tables.Enrolment.id)
        .outerjoin(tables.Result, tables.Result.attempt_id == tables.Attempt.id)
    )
    if not of_one_module:
        return statement
    of_module = modules.Module.id == tables.Enrolment.module_id
    return statement.join(modules.Module, of_module).where(modules.Module.slug == bindparam("slug"))


class Begun(NamedTuple):
    """Where a person is on the whole of a module, and on its latest refresher, as far as they began them."""

    whole: Where | None = None
    refresher: Where | None = None


def enrolments(session: Session, person_id: int, slug: str | None = None) -> dict[int, Begun]:
    """Where a person is on each module that they began, in two statements."""
    statement = _latest_enrolments(of_one_module=slug is not None)
    rows = session.execute(statement, {"person_id": person_id, "slug": slug}).all()
    done = _lessons_done(session, {row[0] for row in rows})
    attempts: dict[int, list[AttemptMade]] = defaultdict(list)
    for enrolment_id, *_, attempt_id, purpose, passed in rows:
        if attempt_id is not None:
            attempts[enrolment_id].append(AttemptMade(attempt_id, Purpose(purpose), passed))
    found: dict[int, Begun] = {}
    for enrolment_id, module_id, version_id, number, digest, completed, has_acknowledged, lessons, *_ in rows:
        version = modules.frozen(session, version_id, digest)
        where = Where(
            module_id=module_id,
            version=version if lessons is None else cut_down(version, lessons),
            version_number=number,
            progress=progress_made(done[enrolment_id], attempts[enrolment_id], has_acknowledged=has_acknowledged),
            is_open=not completed,
        )
        begun = found.get(module_id, Begun())
        found[module_id] = begun._replace(whole=where) if lessons is None else begun._replace(refresher=where)
    return found


_LESSONS_DONE = union_all(
    select(
        tables.LessonProgress.enrolment_id, tables.LessonProgress.lesson_id, tables.LessonProgress.screen_id
    ).where(tables.LessonProgress.enrolment_id.in_(bindparam("enrolments", expanding=True))),
    select(tables.Attempt.enrolment_id, tables.TestedOutLesson.lesson_id, literal(TESTED_OUT))
    .join(tables.Attempt, tables.Attempt.id == tables.TestedOutLesson.attempt_id)
    .where(tables.Attempt.enrolment_id.in_(bindparam("enrolments", expanding=True))),
)  # fmt: skip


def _lessons_done(session: Session, enrolment_ids: set[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {id: [] for id in enrolment_ids}
    if enrolment_ids:
        for enrolment_id, lesson_id, screen_id in session.execute(_LESSONS_DONE, {"enrolments": list(enrolment_ids)}):
            found[enrolment_id].append((lesson_id, screen_id))
    return found
