"""Modules that nobody asks a person to take, and modules that others must come before."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from elearning.domain.access import EVERYBODY, Scope
from elearning.domain.compliance import Standing
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.domain.reports import Asked
from elearning.queries import learning as learning_query
from elearning.queries import modules as queries
from elearning.queries.boards import board
from elearning.queries.facts import Key, facts
from elearning.services.completions import revoke
from tests import builders
from tests.acts import Learner
from tests.builders import SYSTEM, Town

TODAY, DUE = date(2026, 3, 2), date(2026, 12, 31)


@pytest.fixture
def published(session: Session, town: Town) -> Callable[..., Learner]:
    """A small module, published and required of nobody, and Amina before it."""

    def publish(slug: str = "small", **changes: Any) -> Learner:
        version = builders.small_version(slug, **changes)
        builders.publish(session, version)
        return Learner(session, town.amina, version)

    return publish


def tasks(learner: Learner) -> dict[str, learning_query.Task]:
    found = learning_query.task_list(learner.session, Scope(frozenset({learner.person_id})), day=TODAY)
    return {task.where.version.slug: task for task in found}


def test_a_module_open_to_all_is_on_everybodys_list_without_a_standing(published: Callable[..., Learner]) -> None:
    learner = published()
    task = tasks(learner)["small"]
    assert (task.row, task.where.is_new, task.waits_for) == (None, True, ())


def test_a_module_that_is_not_open_is_for_those_who_must_do_it(
    session: Session, town: Town, published: Callable[..., Learner]
) -> None:
    learner = published(open_to_all=False)
    assert "small" not in tasks(learner)
    with pytest.raises(NotFound):
        learner.read()
    with pytest.raises(NotFound):
        screen(learner)
    id = queries.module_id(session, "small")
    builders.assign(session, module_id=id, person_ids=[town.amina], due_on=DUE)
    assert screen(learner).lesson.id == "lesson-1"
    learner.read()
    assert tasks(learner)["small"].row is not None


def screen(learner: Learner) -> learning_query.ScreenPage:
    scope = Scope(frozenset({learner.person_id}))
    return learning_query.screen_page(
        learner.session, scope, slug=learner.version.slug, lesson_id="lesson-1", place=1, day=TODAY
    )


def test_what_nobody_asks_for_gives_a_certificate_and_is_in_no_figure(
    session: Session, town: Town, published: Callable[..., Learner]
) -> None:
    learner = published()
    before = board(session, EVERYBODY, Asked(TODAY, learner.now)).rows
    learner.read()
    assert board(session, EVERYBODY, Asked(TODAY, learner.now)).rows == before, "half-way"
    assert learner.complete() == learner.certificates()[-1].number
    assert board(session, EVERYBODY, Asked(TODAY, learner.now)).rows == before, "completed"
    assert (
        len(facts(session, EVERYBODY, as_at=TODAY)[Key(town.amina, queries.module_id(session, "small"))].completions)
        == 1
    )


def test_it_stands_once_the_module_is_asked_of_the_person(
    session: Session, town: Town, published: Callable[..., Learner]
) -> None:
    learner = published()
    learner.complete()
    id = queries.module_id(session, "small")
    builders.assign(session, module_id=id, person_ids=[town.amina, town.dev], first_on=TODAY, due_on=DUE)
    found = board(session, EVERYBODY, Asked(TODAY, learner.now)).rows
    rows = {row.person_id: row for row in found if row.module_id == id}
    assert rows[town.amina].row.standing is Standing.COMPLETED
    assert rows[town.dev].row.standing is Standing.NOT_STARTED


def test_a_module_waits_until_those_before_it_are_completed(published: Callable[..., Learner]) -> None:
    basics, more = published("basics", title="The basics"), published("more", requires=("basics",))
    (needed,) = tasks(more)["more"].waits_for
    assert (needed.slug, needed.title) == ("basics", "The basics")
    for begin in (more.read, more.start, more.acknowledge, lambda: screen(more)):
        with pytest.raises(NotAllowed, match="Complete “The basics” first"):
            begin()
    basics.complete()
    assert tasks(more)["more"].waits_for == ()
    assert more.complete()


def test_a_module_that_waits_for_one_never_published_says_its_name(published: Callable[..., Learner]) -> None:
    more = published("more", requires=("basics",))
    assert [needed.name for needed in tasks(more)["more"].waits_for] == ["basics"]
    with pytest.raises(NotAllowed, match="Complete “basics” first"):
        more.read()


def test_whoever_has_begun_may_finish_although_what_came_before_no_longer_stands(
    session: Session, town: Town, published: Callable[..., Learner]
) -> None:
    basics, more = published("basics"), published("more", requires=("basics",))
    number = basics.complete()
    more.read(all_but=1)
    revoke(session, number=number, reason="A test", true_from=None, actor=SYSTEM, now=more.now)
    assert tasks(more)["more"].waits_for == ()
    assert more.complete()
    with pytest.raises(NotAllowed):
        Learner(session, town.dev, more.version).read()


def test_a_list_with_modules_to_choose_costs_no_more_statements(published: Callable[..., Learner]) -> None:
    learner = published("one", requires=("two",))
    few = statements(learner)
    for slug in ("two", "three", "four", "five"):
        published(slug)
    assert statements(learner) == few


def statements(learner: Learner) -> int:
    seen: list[str] = []
    engine = learner.session.get_bind()

    def note(*args: Any) -> None:
        seen.append(args[2])

    tasks(learner)
    event.listen(engine, "before_cursor_execute", note)
    tasks(learner)
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)
