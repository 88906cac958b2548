"""What a learner sees: the task list, a module, a screen of a lesson, an attempt, the record. Own records only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.compliance import Facts, Row, standing
from elearning.domain.learning import (
    NOTHING_DONE,
    Step,
    StepKind,
    may_begin_again,
    next_step,
    reason_to_wait,
    stands,
    steps_left,
    still_required,
)
from elearning.domain.modules import Lesson
from elearning.domain.refreshers import Refresher, asked_refresher, can_help, cut_down
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.models.publications import publications
from elearning.queries.facts import NO_FACTS, Key, facts
from elearning.queries.modules import Published, current
from elearning.queries.places import Begun, Where, enrolments


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
    """One module on a person's task list, or the refresher of one. `row` is None for a module that nobody requires of
    them; `refresher` for the whole module."""

    where: Where
    row: Row | None
    step: Step
    steps_left: int
    refresher: Refresher | None = None
    is_shown: bool = True
    """Whether the list shows it: everything but a module of which nothing but its refresher is asked."""
    waits_for: tuple[Needed, ...] = ()


def _person(scope: Scope) -> int:
    if len(scope.person_ids) != 1:
        raise NotFound("A learner's pages are about one person.")
    return next(iter(scope.person_ids))


def _not_begun(published: Published, lessons: Collection[str] | None = None) -> Where:
    version = published.version if lessons is None else cut_down(published.version, lessons)
    return Where(published.module_id, version, published.number, NOTHING_DONE, is_open=False, is_new=True)


def task_list(session: Session, scope: Scope, *, day: date) -> tuple[Task, ...]:
    """Every module that the person must do, has begun or may take, and every refresher asked of them, most pressing
    first."""
    return tuple(task for task in _tasks(session, scope, day) if task.is_shown)


def _tasks(session: Session, scope: Scope, day: date) -> list[Task]:
    person_id = _person(scope)
    begun = enrolments(session, person_id)
    known = facts(session, scope, as_at=day)
    published = {one.module_id: one for one in current(session)}
    done = {one.version.slug for one in published.values()
            if stands(known.get(Key(person_id, one.module_id), NO_FACTS), day)}  # fmt: skip
    tasks: list[Task] = []
    for module_id in dict.fromkeys([*published, *begun]):
        of_module = known.get(Key(person_id, module_id), NO_FACTS)
        of_person, one = begun.get(module_id, Begun()), published.get(module_id)
        row = standing(of_module, day)
        if row is None and of_person.whole is None and not (one and one.version.open_to_all):
            continue
        refresher = _refresher(session, of_module, one, of_person, row, day)
        where = _whole(of_person, one, of_module, day)
        if where is not None:
            step = next_step(where.version, where.progress)
            is_shown = refresher is None or step.kind is not StepKind.DONE
            left, waits = steps_left(where.version, where.progress), _needed(where, published.values(), done)
            tasks.append(Task(where, row, step, left, is_shown=is_shown, waits_for=waits))
        tasks += [refresher] if refresher else []
    return sorted(tasks, key=_urgency)


def _needed(where: Where, published: Collection[Published], done: Collection[str]) -> tuple[Needed, ...]:
    """The modules that must be completed before this one is begun."""
    waits_for = still_required(where.version, done) if where.is_new else ()
    titles = {one.version.slug: one.version.title for one in published} if waits_for else {}
    return tuple(Needed(slug, titles.get(slug)) for slug in waits_for)


def _whole(begun: Begun, published: Published | None, earned: Facts, day: date) -> Where | None:
    """Where the person is on the whole module; None if they may begin it and there is no version to begin."""
    if begun.whole is not None and (begun.whole.is_open or not may_begin_again(earned, day)):
        return begun.whole
    return _not_begun(published) if published else begun.whole


def _refresher(
    session: Session, earned: Facts, published: Published | None, begun: Begun, row: Row | None, day: date
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
    begun = next(iter(enrolments(session, person_id, slug).items()), None)
    module_id, of_person = begun if begun else (0, Begun())
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


def _refuse_to_begin(session: Session, scope: Scope, slug: str, day: date) -> None:
    """Raises NotFound for a module that the person may not take, NotAllowed for one that others must come before."""
    found = task(session, scope, slug=slug, day=day, is_whole=True)
    if found.waits_for:
        raise NotAllowed(reason_to_wait([needed.name for needed in found.waits_for]))


def _has_lesson(where: Where, lesson_id: str | None) -> bool:
    return lesson_id is None or any(lesson.id == lesson_id for lesson in where.version.lessons)


def module_place(session: Session, scope: Scope, *, slug: str, day: date) -> Where:
    """Where the person is on any published module, theirs to do or not. Raises NotFound."""
    return _where(session, scope, slug, day)


def screen_page(
    session: Session, scope: Scope, *, slug: str, lesson_id: str, place: int, day: date
) -> ScreenPage:  # fmt: skip
    """One screen of the version that the person began, or of the latest one. Raises NotFound, and NotAllowed for a
    module that others must come before."""
    where = _where(session, scope, slug, day, lesson_id)
    if where.is_new:
        _refuse_to_begin(session, scope, slug, day)
    for number, lesson in enumerate(where.version.lessons, 1):
        if lesson.id == lesson_id and 1 <= place <= len(lesson.screens):
            return ScreenPage(where, lesson, number, place)
    raise NotFound("There is no such page in this module.")
