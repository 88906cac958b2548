"""What a learner sees: the task list, a module, a screen of a lesson, an attempt, the record. Own records only."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.compliance import Facts, Row, standing
from elearning.domain.learning import NOTHING_DONE, Progress, Step, StepKind, may_begin_again, next_step, steps_left
from elearning.domain.modules import Lesson, ModuleVersion
from elearning.domain.refreshers import Refresher, asked_refresher, can_help, cut_down
from elearning.domain.refusals import NotFound
from elearning.models import learning as tables
from elearning.models import modules
from elearning.models.key_corrections import has_passed
from elearning.models.publications import RefresherDone, publications
from elearning.queries.facts import NO_FACTS, Key, facts
from elearning.queries.modules import Published, current


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


@dataclass(frozen=True)
class Task:
    """One module on a person's task list, or the refresher of one. `row` is None for a module that nobody requires of
    them; `refresher` for the whole module."""

    where: Where
    row: Row | None
    step: Step
    steps_left: int
    refresher: Refresher | None = None
    is_shown: bool = True
    """Whether the list shows it: everything but a module of which nothing but its refresher is asked."""


@cache
def _latest_enrolments(*, of_one_module: bool) -> Select[*tuple[Any, ...]]:
    """The latest enrolment of a person on each module, or on one, and the latest on its refresher: a row for each of
    their attempts. Built once."""
    is_persons = tables.Enrolment.person_id == bindparam("person_id")
    latest = (
        select(tables.Enrolment.module_id, func.max(tables.Enrolment.number).label("number"))
        .where(is_persons)
        .group_by(tables.Enrolment.module_id, tables.Enrolment.refreshes.is_(None))
        .subquery()
    )
    is_latest = (latest.c.module_id == tables.Enrolment.module_id) & (latest.c.number == tables.Enrolment.number)
    version = modules.ModuleVersion
    columns = (tables.Enrolment.id, tables.Enrolment.module_id, version.id, version.number, version.digest)
    is_done = or_(
        exists().where(tables.Completion.enrolment_id == tables.Enrolment.id),
        exists().where(RefresherDone.enrolment_id == tables.Enrolment.id),
    )
    acknowledged = exists().where(tables.Acknowledgement.enrolment_id == tables.Enrolment.id)
    statement = (
        select(*columns, is_done, acknowledged, tables.Enrolment.lessons, tables.Attempt.id, has_passed())
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


class _Begun(NamedTuple):
    """Where a person is on the whole of a module, and on its latest refresher, as far as they began them."""

    whole: Where | None = None
    refresher: Where | None = None


def _enrolments(session: Session, person_id: int, slug: str | None = None) -> dict[int, _Begun]:
    """Where a person is on each module that they began, in two statements."""
    statement = _latest_enrolments(of_one_module=slug is not None)
    rows = session.execute(statement, {"person_id": person_id, "slug": slug}).all()
    screens = _screens_read(session, {row[0] for row in rows})
    attempts: dict[int, list[tuple[int | None, bool | None]]] = defaultdict(list)
    for row in rows:
        attempts[row[0]].append((row[8], row[9]))
    found: dict[int, _Begun] = {}
    for enrolment_id, module_id, version_id, number, digest, completed, has_acknowledged, lessons, _, _ in rows:
        version = modules.frozen(session, version_id, digest)
        where = Where(
            module_id=module_id,
            version=version if lessons is None else cut_down(version, lessons),
            version_number=number,
            progress=_progress(screens[enrolment_id], attempts[enrolment_id], has_acknowledged=has_acknowledged),
            is_open=not completed,
        )
        begun = found.get(module_id, _Begun())
        found[module_id] = begun._replace(whole=where) if lessons is None else begun._replace(refresher=where)
    return found


def _progress(
    screens: frozenset[tuple[str, str]], attempts: list[tuple[int | None, bool | None]], *, has_acknowledged: bool
) -> Progress:  # fmt: skip
    return Progress(
        screens_read=screens,
        has_passed=any(passed for _, passed in attempts),
        has_acknowledged=has_acknowledged,
        open_attempt_id=next((id for id, passed in attempts if id is not None and passed is None), None),
        attempts_submitted=sum(1 for _, passed in attempts if passed is not None),
    )


_SCREENS_READ = select(
    tables.LessonProgress.enrolment_id, tables.LessonProgress.lesson_id, tables.LessonProgress.screen_id
).where(tables.LessonProgress.enrolment_id.in_(bindparam("enrolments", expanding=True)))


def _screens_read(session: Session, enrolment_ids: set[int]) -> dict[int, frozenset[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = {id: set() for id in enrolment_ids}
    if enrolment_ids:
        rows = session.execute(_SCREENS_READ, {"enrolments": list(enrolment_ids)})
        for enrolment_id, lesson_id, screen_id in rows:
            found[enrolment_id].add((lesson_id, screen_id))
    return {id: frozenset(screens) for id, screens in found.items()}


def _person(scope: Scope) -> int:
    if len(scope.person_ids) != 1:
        raise NotFound("A learner's pages are about one person.")
    return next(iter(scope.person_ids))


def _not_begun(published: Published, lessons: Collection[str] | None = None) -> Where:
    version = published.version if lessons is None else cut_down(published.version, lessons)
    return Where(published.module_id, version, published.number, NOTHING_DONE, is_open=False)


def task_list(session: Session, scope: Scope, *, day: date) -> tuple[Task, ...]:
    """Every module that the person must do or has begun, and every refresher asked of them, most pressing first."""
    return tuple(task for task in _tasks(session, scope, day) if task.is_shown)


def _tasks(session: Session, scope: Scope, day: date) -> list[Task]:
    person_id = _person(scope)
    begun = _enrolments(session, person_id)
    known = facts(session, scope, as_at=day)
    published = {one.module_id: one for one in current(session)}
    tasks: list[Task] = []
    for module_id in dict.fromkeys([*published, *begun]):
        of_module = known.get(Key(person_id, module_id), NO_FACTS)
        of_person = begun.get(module_id, _Begun())
        row = standing(of_module, day)
        if row is None and of_person.whole is None:
            continue
        refresher = _refresher(session, of_module, published.get(module_id), of_person, row, day)
        where = _whole(of_person, published.get(module_id), of_module, day)
        if where is not None:
            step = next_step(where.version, where.progress)
            is_shown = refresher is None or step.kind is not StepKind.DONE
            tasks.append(Task(where, row, step, steps_left(where.version, where.progress), is_shown=is_shown))
        tasks += [refresher] if refresher else []
    return sorted(tasks, key=_urgency)


def _whole(begun: _Begun, published: Published | None, earned: Facts, day: date) -> Where | None:
    """Where the person is on the whole module; None if they may begin it and there is no version to begin."""
    if begun.whole is not None and (begun.whole.is_open or not may_begin_again(earned, day)):
        return begun.whole
    return _not_begun(published) if published else begun.whole


def _refresher(
    session: Session, earned: Facts, published: Published | None, begun: _Begun, row: Row | None, day: date
) -> Task | None:
    """The refresher that is asked of the person or that they are half-way through; None if there is none."""
    if not earned.refresher_asks:
        return None
    where = begun.refresher if begun.refresher and begun.refresher.is_open else None
    if where is not None and not can_help(earned, version=where.version_number, day=day):
        where = None
    on = where or (_not_begun(published) if published else None)
    if on is None:
        return None
    told = publications(session, on.module_id)
    asked = asked_refresher(earned, told, on.version, number=on.version_number, day=day)
    if asked is None:
        return None
    if where is None and published is not None:
        on = _not_begun(published, asked.lessons)
    step = next_step(on.version, on.progress)
    return Task(on, row, step, steps_left(on.version, on.progress), refresher=asked)


def _urgency(task: Task) -> tuple[bool, date, bool, str]:
    """What is due first; of a module and its refresher, the refresher, because it is the shorter."""
    due = task.row.due_on if task.row and task.row.due_on else date.max
    settled = task.row is None or not task.row.standing.is_counted or task.row.standing.is_compliant
    if task.refresher is not None:
        settled, due = False, task.refresher.by
    return (settled, due, task.refresher is None, task.where.version.title)


def both(session: Session, scope: Scope, *, slug: str, day: date) -> tuple[Task | None, Task | None]:
    """One module as a whole, and its refresher if one is asked of the person."""
    found = [task for task in _tasks(session, scope, day) if task.where.version.slug == slug]
    whole = next((task for task in found if task.refresher is None), None)
    return whole, next((task for task in found if task.refresher is not None), None)


def task(session: Session, scope: Scope, *, slug: str, day: date, is_whole: bool = False) -> Task:
    """One module of the person's task list, its refresher first if that is begun, unless the whole module is meant.

    Raises NotFound for a module that is not on it.
    """
    whole, refresher = both(session, scope, slug=slug, day=day)
    is_begun = refresher is not None and refresher.where.is_open and not is_whole
    chosen = refresher if is_begun else whole
    if chosen is None:
        raise NotFound("There is no such module on your task list.")
    return chosen


@dataclass(frozen=True)
class ScreenPage:
    """One screen of a lesson: where it stands, counted from 1, and what was done of the module."""

    where: Where
    lesson: Lesson
    lesson_number: int
    place: int


def _where(session: Session, scope: Scope, slug: str, day: date, lesson_id: str | None = None) -> Where:
    """Where the person is on one module: two statements for a module that is under way.

    On its refresher, if that is begun, can still help, and holds the lesson if one is named.
    """
    person_id = _person(scope)
    begun = next(iter(_enrolments(session, person_id, slug).items()), None)
    module_id, of_person = begun if begun else (0, _Begun())
    refresher, whole = of_person.refresher, of_person.whole
    is_wanted = refresher is not None and refresher.is_open and _has_lesson(refresher, lesson_id)
    if whole is not None and whole.is_open and not is_wanted:
        return whole
    known = facts(session, scope, as_at=day, module_ids=[module_id]) if begun else {}
    of_module = known.get(Key(person_id, module_id), NO_FACTS)
    if is_wanted and refresher and can_help(of_module, version=refresher.version_number, day=day):
        return refresher
    published = next((module for module in current(session) if module.version.slug == slug), None)
    where = _whole(of_person, published, of_module, day)
    if where is None:
        raise NotFound("There is no such module.")
    return where


def _has_lesson(where: Where, lesson_id: str | None) -> bool:
    return lesson_id is None or any(lesson.id == lesson_id for lesson in where.version.lessons)


def module_place(session: Session, scope: Scope, *, slug: str, day: date) -> Where:
    """Where the person is on any published module, theirs to do or not. Raises NotFound."""
    return _where(session, scope, slug, day)


def screen_page(
    session: Session, scope: Scope, *, slug: str, lesson_id: str, place: int, day: date
) -> ScreenPage:  # fmt: skip
    """One screen of the version that the person began, or of the latest one. Raises NotFound."""
    where = _where(session, scope, slug, day, lesson_id)
    for number, lesson in enumerate(where.version.lessons, 1):
        if lesson.id == lesson_id and 1 <= place <= len(lesson.screens):
            return ScreenPage(where, lesson, number, place)
    raise NotFound("There is no such page in this module.")
