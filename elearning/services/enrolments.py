"""A person's place on a module, whole or its refresher: found, opened, and read as the progress made in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, literal, select, union_all
from sqlalchemy.orm import Session

from elearning.domain.learning import (
    NOTHING_DONE,
    TESTED_OUT,
    AttemptMade,
    Progress,
    Purpose,
    may_begin_again,
    progress_made,
    reason_to_wait,
    stands,
    still_required,
)
from elearning.domain.modules import ModuleVersion
from elearning.domain.refreshers import Refresher, asked_refresher, can_help, cut_down
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.models import learning as tables
from elearning.models import modules
from elearning.models.assignments import Assignment
from elearning.models.dated import holds
from elearning.models.key_corrections import has_passed
from elearning.models.merges import of_one_person
from elearning.models.people import Person
from elearning.models.publications import is_refreshed, publications
from elearning.services.earned import earned
from elearning.services.modules import current_version


@dataclass(frozen=True)
class Place:
    """An enrolment, the version it is on, and what was done in it so far.

    Of a refresher `version` is cut down to what that holds, and `is_refresher` says so.
    """

    enrolment_id: int
    person_id: int
    module_id: int
    version_id: int
    version: ModuleVersion
    progress: Progress = NOTHING_DONE
    is_refresher: bool = False


def lock_learner(session: Session, person_id: int) -> None:
    """Let one person's acts happen one after another, so that a double click finds what the first one wrote.

    SQLite needs no lock of its own: whoever writes there is alone.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


def _current(session: Session, slug: str) -> modules.ModuleVersion:
    """The version of a module that is begun today."""
    module_id = session.scalars(select(modules.Module.id).where(modules.Module.slug == slug)).first()
    found = current_version(session, module_id) if module_id is not None else None
    if found is None:
        raise NotFound("There is no such module.")
    return found


@cache
def _places_statement(*, by_id: bool) -> Select[*tuple[Any, ...]]:
    """An enrolment by its id, or a person's open one on a module: a row for each attempt. Built once, because every
    act of a learner asks it, and building it takes longer than running it."""
    statement = (
        select(
            tables.Enrolment.id, tables.Enrolment.person_id, tables.Enrolment.module_id, tables.Enrolment.version_id,
            modules.ModuleVersion.digest, modules.ModuleVersion.number, tables.Enrolment.lessons,
            tables.Acknowledgement.id, tables.Attempt.id, tables.Attempt.purpose, has_passed(),
        )
        .join(modules.Module, modules.Module.id == tables.Enrolment.module_id)
        .join(modules.ModuleVersion, modules.ModuleVersion.id == tables.Enrolment.version_id)
        .outerjoin(tables.Acknowledgement, tables.Acknowledgement.enrolment_id == tables.Enrolment.id)
        .outerjoin(tables.Attempt, tables.Attempt.enrolment_id == tables.Enrolment.id)
        .outerjoin(tables.Result, tables.Result.attempt_id == tables.Attempt.id)
    )  # fmt: skip
    if by_id:
        return statement.where(tables.Enrolment.id == bindparam("enrolment_id"))
    is_persons = of_one_person(tables.Enrolment.person_id, bindparam("person_id"))
    statement = statement.where(is_persons, modules.Module.slug == bindparam("slug"))
    statement = statement.where(~tables.is_completed(), ~is_refreshed())
    return statement.order_by(tables.Enrolment.id.desc())


_LESSONS_DONE = union_all(
    select(tables.LessonProgress.lesson_id, tables.LessonProgress.screen_id).where(
        tables.LessonProgress.enrolment_id == bindparam("enrolment_id")
    ),
    select(tables.TestedOutLesson.lesson_id, literal(TESTED_OUT))
    .join(tables.Attempt, tables.Attempt.id == tables.TestedOutLesson.attempt_id)
    .where(tables.Attempt.enrolment_id == bindparam("enrolment_id")),
)


def _place(session: Session, rows: Sequence[Any]) -> Place:
    """The enrolment that the rows are of, with what was done in it."""
    id, person_id, module_id, version_id, digest, _, lessons, acknowledged, *_ = rows[0]
    progress = progress_made(
        [(lesson, screen) for lesson, screen in session.execute(_LESSONS_DONE, {"enrolment_id": id})],
        [AttemptMade(one, Purpose(purpose), passed) for *_, one, purpose, passed in rows if one is not None],
        has_acknowledged=acknowledged is not None,
    )
    version = modules.frozen(session, version_id, digest)
    if lessons is not None:
        version = cut_down(version, lessons)
    return Place(id, person_id, module_id, version_id, version, progress, is_refresher=lessons is not None)


def place_of(session: Session, enrolment_id: int) -> Place:
    """An enrolment by its id, completed or not."""
    rows = session.execute(_places_statement(by_id=True), {"enrolment_id": enrolment_id}).all()
    if not rows:
        raise NotFound("There is no such enrolment.")
    return _place(session, rows)


def current_place(
    session: Session, *, person_id: int, slug: str, day: date, lesson_id: str | None = None, is_whole: bool = False
) -> Place | None:  # fmt: skip
    """The person's open enrolment on a module, if there is one: the refresher that was begun before the whole module.

    A refresher that can no longer help is passed over; so is one that does not hold the lesson named, and any where the
    whole module is meant.
    """
    rows = session.execute(_places_statement(by_id=False), {"person_id": person_id, "slug": slug}).all()
    whole = [row for row in rows if row.lessons is None]
    refresher = [row for row in rows if row.lessons is not None and row.id == _first_refresher(rows)]
    if refresher and not is_whole and (lesson_id is None or lesson_id in refresher[0].lessons):
        known_now = earned(session, person_id, refresher[0].module_id)
        if can_help(known_now, version=refresher[0].number, day=day):
            return _place(session, refresher)
    return _place(session, [row for row in whole if row.id == whole[0].id]) if whole else None


def _first_refresher(rows: Sequence[Any]) -> int | None:
    return next((row.id for row in rows if row.lessons is not None), None)


def open_place(
    session: Session, *, person_id: int, slug: str, now: datetime, day: date, lesson_id: str | None = None,
    is_whole: bool = False,
) -> Place | None:  # fmt: skip
    """The open enrolment, or a new one on the current version; None while a completion stands outside its window.

    Raises NotFound for a module that is neither open to all nor required of the person, NotAllowed for one that others
    must come before.
    """
    lock_learner(session, person_id)
    place = current_place(session, person_id=person_id, slug=slug, day=day, lesson_id=lesson_id, is_whole=is_whole)
    if place is not None:
        return place
    version = _current(session, slug)
    if not may_begin_again(earned(session, person_id, version.module_id), day):
        return None
    _refuse_to_begin(session, person_id, version, day)
    return _begin(session, person_id, version, now)


_REQUIRED = (
    select(Assignment.id)
    .where(of_one_person(Assignment.person_id, bindparam("person_id")), Assignment.module_id == bindparam("module_id"))
    .where(holds(Assignment, bindparam("day")))
    .limit(1)
)


def _refuse_to_begin(session: Session, person_id: int, latest: modules.ModuleVersion, day: date) -> None:
    version = modules.frozen(session, latest.id, latest.digest)
    asked = {"person_id": person_id, "module_id": latest.module_id, "day": day}
    if not version.open_to_all and session.scalars(_REQUIRED, asked).first() is None:
        raise NotFound("There is no such module on your task list.")
    titles = _titles(session, version.requires)
    completed = [slug for slug, (id, _) in titles.items() if stands(earned(session, person_id, id), day)]
    missing = still_required(version, completed)
    if missing:
        raise NotAllowed(reason_to_wait([titles[slug][1] if slug in titles else slug for slug in missing]))


def _titles(session: Session, slugs: tuple[str, ...]) -> dict[str, tuple[int, str]]:
    """The id and the latest title of each of these modules that was ever published, by slug."""
    if not slugs:
        return {}
    rows = session.execute(
        select(modules.Module.slug, modules.Module.id, modules.ModuleVersion.title)
        .join(modules.ModuleVersion)
        .where(modules.Module.slug.in_(slugs))
        .order_by(modules.ModuleVersion.number)
    )
    return {slug: (id, title) for slug, id, title in rows}


def start_refresher(session: Session, *, person_id: int, slug: str, now: datetime, day: date) -> Place:
    """Begin the refresher that the person is asked for, or go on with it (RULE-14). Raises NotAllowed if none is."""
    lock_learner(session, person_id)
    place = current_place(session, person_id=person_id, slug=slug, day=day)
    if place is not None and place.is_refresher:
        return place
    version = _current(session, slug)
    content = modules.frozen(session, version.id, version.digest)
    asked = asked_refresher(
        earned(session, person_id, version.module_id), publications(session, version.module_id), content,
        number=version.number, day=day,
    )  # fmt: skip
    if asked is None:
        raise NotAllowed("No refresher of this module is asked of you.")
    return _begin(session, person_id, version, now, asked)


_EARLIER = select(func.count(tables.Enrolment.id)).where(
    tables.Enrolment.person_id == bindparam("person_id"), tables.Enrolment.module_id == bindparam("module_id")
)


def _begin(
    session: Session, person_id: int, version: modules.ModuleVersion, now: datetime, asked: Refresher | None = None
) -> Place:  # fmt: skip
    earlier = session.scalars(_EARLIER, {"person_id": person_id, "module_id": version.module_id}).one()
    row = tables.Enrolment(
        person_id=person_id, module_id=version.module_id, version_id=version.id, number=earlier + 1, recorded_at=now,
        refreshes=asked.since if asked else None, lessons=list(asked.lessons) if asked else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    content = modules.frozen(session, version.id, version.digest)
    if asked:
        content = cut_down(content, asked.lessons)
    return Place(row.id, person_id, version.module_id, version.id, content, is_refresher=asked is not None)
