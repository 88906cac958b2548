"""What a learner sees: the task list, a module, a screen of a lesson, an attempt, the record. Own records only."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, exists, func, literal, select, union_all
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.compliance import Row, standing
from elearning.domain.learning import (
    NOTHING_DONE,
    TESTED_OUT,
    AttemptMade,
    Progress,
    Purpose,
    Step,
    may_begin_again,
    next_step,
    progress_made,
    reason_to_wait,
    stands,
    steps_left,
    still_required,
)
from elearning.domain.modules import Lesson, ModuleVersion
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.models import learning as tables
from elearning.models import modules
from elearning.models.key_corrections import has_passed
from elearning.queries.facts import NO_FACTS, Key, facts
from elearning.queries.modules import Published, current


@dataclass(frozen=True)
class Where:
    """A person's place on a module: the version they are on, and what they did of it.

    `is_open` says whether there is an enrolment that waits to be completed.
    """

    module_id: int
    version: ModuleVersion
    version_number: int
    progress: Progress
    is_open: bool
    is_new: bool = False
    """Whether nothing of this go at it was begun, so that there is no enrolment yet."""


class Needed(NamedTuple):
    """A module that must be completed before another is begun; without a title while it is not published."""

    slug: str
    title: str | None

    @property
    def name(self) -> str:
        """The title, or what stands in its place."""
        return self.title or self.slug


@dataclass(frozen=True)
class Task:
    """One module on a person's task list. `row` is None for a module that nobody requires of them."""

    where: Where
    row: Row | None
    step: Step
    steps_left: int
    waits_for: tuple[Needed, ...] = ()


@cache
def _latest_enrolments(*, of_one_module: bool) -> Select[*tuple[Any, ...]]:
    """The latest enrolment of a person on each module, or on one: a row for each of its attempts. Built once."""
    is_persons = tables.Enrolment.person_id == bindparam("person_id")
    latest = (
        select(tables.Enrolment.module_id, func.max(tables.Enrolment.number).label("number"))
        .where(is_persons)
        .group_by(tables.Enrolment.module_id)
        .subquery()
    )
    is_latest = (latest.c.module_id == tables.Enrolment.module_id) & (latest.c.number == tables.Enrolment.number)
    version = modules.ModuleVersion
    columns = (tables.Enrolment.id, tables.Enrolment.module_id, version.id, version.number, version.digest)
    attempt = (tables.Attempt.id, tables.Attempt.purpose, has_passed())
    is_done = exists().where(tables.Completion.enrolment_id == tables.Enrolment.id)
    acknowledged = exists().where(tables.Acknowledgement.enrolment_id == tables.Enrolment.id)
    statement = (
        select(*columns, is_done, acknowledged, *attempt)
        .join(latest, is_latest)
        .join(version, version.id == tables.Enrolment.version_id)
        .outerjoin(tables.Attempt, tables.Attempt.enrolment_id == tables.Enrolment.id)
        .outerjoin(tables.Result, tables.Result.attempt_id == tables.Attempt.id)
        .where(is_persons)
    )
    if not of_one_module:
        return statement
    of_module = modules.Module.id == tables.Enrolment.module_id
    return statement.join(modules.Module, of_module).where(modules.Module.slug == bindparam("slug"))


def _enrolments(session: Session, person_id: int, slug: str | None = None) -> dict[int, Where]:
    """Where a person is on each module that they began, in two statements."""
    statement = _latest_enrolments(of_one_module=slug is not None)
    rows = session.execute(statement, {"person_id": person_id, "slug": slug}).all()
    lessons = _lessons_done(session, {row[0] for row in rows})
    attempts: dict[int, list[AttemptMade]] = defaultdict(list)
    for _, module_id, *_, attempt_id, purpose, passed in rows:
        if attempt_id is not None:
            attempts[module_id].append(AttemptMade(attempt_id, Purpose(purpose), passed))
    return {
        module_id: Where(
            module_id=module_id,
            version=modules.frozen(session, version_id, digest),
            version_number=number,
            progress=progress_made(lessons[enrolment_id], attempts[module_id], has_acknowledged=has_acknowledged),
            is_open=not completed,
        )
        for enrolment_id, module_id, version_id, number, digest, completed, has_acknowledged, *_ in rows
    }


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


def _person(scope: Scope) -> int:
    if len(scope.person_ids) != 1:
        raise NotFound("A learner's pages are about one person.")
    return next(iter(scope.person_ids))


def _not_begun(published: Published) -> Where:
    return Where(published.module_id, published.version, published.number, NOTHING_DONE, is_open=False, is_new=True)


def task_list(session: Session, scope: Scope, *, day: date) -> tuple[Task, ...]:
    """Every module that the person must do, has begun or may take, most pressing first."""
    person_id = _person(scope)
    begun = _enrolments(session, person_id)
    known = facts(session, scope, as_at=day)
    modules_now = current(session)
    done = {
        published.version.slug
        for published in modules_now
        if stands(known.get(Key(person_id, published.module_id), NO_FACTS).completions, day)
    }
    titles = {published.version.slug: published.version.title for published in modules_now}
    tasks = []
    for published in modules_now:
        of_module = known.get(Key(person_id, published.module_id), NO_FACTS)
        row = standing(of_module, day)
        where = begun.get(published.module_id)
        if row is None and where is None and not published.version.open_to_all:
            continue
        if where is None or (not where.is_open and may_begin_again(of_module.completions, day)):
            where = _not_begun(published)
        step = next_step(where.version, where.progress)
        waits_for = still_required(where.version, done) if where.is_new else ()
        needed = tuple(Needed(slug, titles.get(slug)) for slug in waits_for)
        tasks.append(Task(where, row, step, steps_left(where.version, where.progress), needed))
    return tuple(sorted(tasks, key=_urgency))


def _urgency(task: Task) -> tuple[bool, date, str]:
    due = task.row.due_on if task.row and task.row.due_on else date.max
    settled = task.row is None or not task.row.standing.is_counted or task.row.standing.is_compliant
    return (settled, due, task.where.version.title)


def task(session: Session, scope: Scope, *, slug: str, day: date) -> Task:
    """One module of the person's task list. Raises NotFound for a module that is not on it."""
    found = next((task for task in task_list(session, scope, day=day) if task.where.version.slug == slug), None)
    if found is None:
        raise NotFound("There is no such module on your task list.")
    return found


@dataclass(frozen=True)
class ScreenPage:
    """One screen of a lesson: where it stands, counted from 1, and what was done of the module."""

    where: Where
    lesson: Lesson
    lesson_number: int
    place: int


def _where(session: Session, scope: Scope, slug: str, day: date) -> Where:
    """Where the person is on one module: two statements for a module that is under way."""
    person_id = _person(scope)
    begun = _enrolments(session, person_id, slug)
    where = next(iter(begun.values()), None)
    if where is not None and where.is_open:
        return where
    if where is not None:
        known = facts(session, scope, as_at=day, module_ids=[where.module_id])
        of_module = known.get(Key(person_id, where.module_id), NO_FACTS)
        if not may_begin_again(of_module.completions, day):
            return where
    found = task(session, scope, slug=slug, day=day)
    if found.waits_for:
        raise NotAllowed(reason_to_wait([needed.name for needed in found.waits_for]))
    return found.where


def module_place(session: Session, scope: Scope, *, slug: str, day: date) -> Where:
    """Where the person is on any published module, theirs to do or not. Raises NotFound."""
    return _where(session, scope, slug, day)


def screen_page(
    session: Session, scope: Scope, *, slug: str, lesson_id: str, place: int, day: date
) -> ScreenPage:  # fmt: skip
    """One screen of the version that the person began, or of the latest one. Raises NotFound."""
    where = _where(session, scope, slug, day)
    for number, lesson in enumerate(where.version.lessons, 1):
        if lesson.id == lesson_id and 1 <= place <= len(lesson.screens):
            return ScreenPage(where, lesson, number, place)
    raise NotFound("There is no such page in this module.")
