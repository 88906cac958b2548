"""A person's place on a module: found, opened, and read as the progress made in it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, literal, select, union_all
from sqlalchemy.orm import Session

from elearning.domain.compliance import CompletionFact, Span
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
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.models import learning as tables
from elearning.models import modules
from elearning.models.assignments import Assignment
from elearning.models.dated import holds, known
from elearning.models.key_corrections import has_passed
from elearning.models.people import Person


@dataclass(frozen=True)
class Place:
    """An enrolment, the version it is on, and what was done in it so far."""

    enrolment_id: int
    person_id: int
    module_id: int
    version_id: int
    version: ModuleVersion
    progress: Progress = NOTHING_DONE


def lock_learner(session: Session, person_id: int) -> None:
    """Let one person's acts happen one after another, so that a double click finds what the first one wrote.

    SQLite needs no lock of its own: whoever writes there is alone.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


def _latest_version(session: Session, slug: str) -> tuple[int, int, str]:
    found = session.execute(
        select(modules.Module.id, modules.ModuleVersion.id, modules.ModuleVersion.digest)
        .join(modules.ModuleVersion)
        .where(modules.Module.slug == slug)
        .order_by(modules.ModuleVersion.number.desc())
        .limit(1)
    ).first()
    if found is None:
        raise NotFound("There is no such module.")
    return found[0], found[1], found[2]


def completion_facts(session: Session, person_id: int, module_id: int) -> tuple[CompletionFact, ...]:
    """Every completion of one module by one person, as known now, with its revocations."""
    done = session.execute(
        select(tables.Completion, modules.ModuleVersion.number, modules.ModuleVersion.window_days)
        .join(modules.ModuleVersion, modules.ModuleVersion.id == tables.Completion.version_id)
        .where(
            tables.Completion.person_id == person_id,
            tables.Completion.module_id == module_id,
            known(tables.Completion, None),
        )
    ).all()
    return tuple(
        CompletionFact(row.completed_on, row.made_at, row.expires_on, number, window, _revoked(session, row.id))
        for row, number, window in done
    )


def _revoked(session: Session, completion_id: int) -> tuple[Span, ...]:
    rows = session.execute(
        select(tables.Revocation.true_from, tables.Revocation.true_to).where(
            tables.Revocation.completion_id == completion_id, known(tables.Revocation, None)
        )
    )
    return tuple(Span(first, last) for first, last in rows)


@cache
def _places_statement(*, by_id: bool) -> Select[*tuple[Any, ...]]:
    """An enrolment by its id, or a person's open one on a module: a row for each attempt. Built once, because every
    act of a learner asks it, and building it takes longer than running it."""
    statement = (
        select(
            tables.Enrolment.id, tables.Enrolment.person_id, tables.Enrolment.module_id, tables.Enrolment.version_id,
            modules.ModuleVersion.digest, tables.Acknowledgement.id, tables.Attempt.id, tables.Attempt.purpose,
            has_passed(),
        )
        .join(modules.Module, modules.Module.id == tables.Enrolment.module_id)
        .join(modules.ModuleVersion, modules.ModuleVersion.id == tables.Enrolment.version_id)
        .outerjoin(tables.Acknowledgement, tables.Acknowledgement.enrolment_id == tables.Enrolment.id)
        .outerjoin(tables.Attempt, tables.Attempt.enrolment_id == tables.Enrolment.id)
        .outerjoin(tables.Result, tables.Result.attempt_id == tables.Attempt.id)
    )  # fmt: skip
    if by_id:
        return statement.where(tables.Enrolment.id == bindparam("enrolment_id"))
    is_done = exists().where(tables.Completion.enrolment_id == tables.Enrolment.id)
    is_persons = tables.Enrolment.person_id == bindparam("person_id")
    return statement.where(is_persons, modules.Module.slug == bindparam("slug"), ~is_done)


def _place(session: Session, *, by_id: bool, **values: Any) -> Place | None:
    """The one enrolment meant, with what was done in it, in two statements."""
    rows = session.execute(_places_statement(by_id=by_id), values).all()
    if not rows:
        return None
    id, person_id, module_id, version_id, digest, acknowledged, *_ = rows[0]
    progress = progress_made(
        [(lesson, screen) for lesson, screen in session.execute(_LESSONS_DONE, {"enrolment_id": id})],
        [AttemptMade(one, Purpose(purpose), passed) for *_, one, purpose, passed in rows if one is not None],
        has_acknowledged=acknowledged is not None,
    )
    return Place(id, person_id, module_id, version_id, modules.frozen(session, version_id, digest), progress)


_LESSONS_DONE = union_all(
    select(tables.LessonProgress.lesson_id, tables.LessonProgress.screen_id).where(
        tables.LessonProgress.enrolment_id == bindparam("enrolment_id")
    ),
    select(tables.TestedOutLesson.lesson_id, literal(TESTED_OUT))
    .join(tables.Attempt, tables.Attempt.id == tables.TestedOutLesson.attempt_id)
    .where(tables.Attempt.enrolment_id == bindparam("enrolment_id")),
)


def place_of(session: Session, enrolment_id: int) -> Place:
    """An enrolment by its id, completed or not."""
    place = _place(session, by_id=True, enrolment_id=enrolment_id)
    if place is None:
        raise NotFound("There is no such enrolment.")
    return place


def current_place(session: Session, *, person_id: int, slug: str) -> Place | None:
    """The person's open enrolment on a module, if there is one."""
    return _place(session, by_id=False, person_id=person_id, slug=slug)


def open_place(session: Session, *, person_id: int, slug: str, now: datetime, day: date) -> Place | None:
    """The open enrolment, or a new one on the latest version; None while a completion stands outside its window.

    Raises NotFound for a module that is neither open to all nor required of the person, NotAllowed for one that others
    must come before.
    """
    lock_learner(session, person_id)
    place = current_place(session, person_id=person_id, slug=slug)
    if place is not None:
        return place
    module_id, version_id, digest = _latest_version(session, slug)
    if not may_begin_again(completion_facts(session, person_id, module_id), day):
        return None
    version = modules.frozen(session, version_id, digest)
    _refuse_to_begin(session, version, person_id=person_id, module_id=module_id, day=day)
    of_person = (tables.Enrolment.person_id == person_id, tables.Enrolment.module_id == module_id)
    earlier = len(session.scalars(select(tables.Enrolment.id).where(*of_person)).all())
    row = tables.Enrolment(
        person_id=person_id, module_id=module_id, version_id=version_id, number=earlier + 1, recorded_at=now
    )
    session.add(row)
    session.flush()
    return Place(row.id, person_id, module_id, version_id, version)


def _refuse_to_begin(
    session: Session, version: ModuleVersion, *, person_id: int, module_id: int, day: date
) -> None:  # fmt: skip
    is_required = select(Assignment.id).where(
        Assignment.person_id == person_id, Assignment.module_id == module_id, holds(Assignment, day)
    )
    if not version.open_to_all and session.scalars(is_required.limit(1)).first() is None:
        raise NotFound("There is no such module on your task list.")
    titles = _titles(session, version.requires)
    completed = [
        slug for slug, (id, _) in titles.items() if stands(completion_facts(session, person_id, id), day)
    ]  # fmt: skip
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
