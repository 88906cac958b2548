"""Refreshers from publication to record: asked, begun, done early and late; versions withdrawn; half-way people."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.calendar import london_date
from elearning.domain.certificates import Validity
from elearning.domain.compliance import standing
from elearning.domain.facts import Standing
from elearning.domain.modules import ChangeClass, ModuleVersion
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.models import learning as tables
from elearning.queries import certificates
from elearning.queries import learning as questions
from elearning.queries.attempts import paper
from elearning.queries.effects import of_publication
from elearning.queries.facts import Key, facts
from elearning.queries.refreshers import done_by
from elearning.services.modules import publish_version, withdraw_version
from tests import builders
from tests.acts import Learner
from tests.builders import SYSTEM, Town
from tests.unit.test_refreshers import three_lessons

JANUARY, FEBRUARY, MARCH = (datetime(2026, month, 2, 12, tzinfo=UTC) for month in (1, 2, 3))
BY = date(2026, 4, 30)
ONE = three_lessons()
TWO = replace(ONE, lessons=(*ONE.lessons[:2], replace(ONE.lessons[2], title="Otherwise")))
THREE = replace(TWO, lessons=(replace(TWO.lessons[0], title="First, otherwise"), *TWO.lessons[1:]))


class World:
    """The module of three lessons, required of Amina and Dev; Amina passed version 1 in January."""

    def __init__(self, session: Session, town: Town) -> None:
        self.session, self.town = session, town
        self.module_id = builders.publish(session, ONE)
        builders.assign(session, module_id=self.module_id, person_ids=[town.amina, town.dev], due_on=date(2026, 1, 31))
        self.amina = self.learner("amina", JANUARY)
        self.number = self.amina.complete()

    def learner(self, who: str, at: datetime, version: ModuleVersion = ONE) -> Learner:
        return Learner(self.session, self.town.ids[who], version, at)

    def publish(self, version: ModuleVersion, at: datetime = FEBRUARY, **said: Any) -> int:
        values: dict[str, Any] = {"change": ChangeClass.MATERIAL, "reason": "New rules", "refresher_by": BY}
        return publish_version(self.session, version, actor=SYSTEM, now=at, **{**values, **said}).number

    def standing(self, day: date, who: str = "amina") -> tuple[Standing, date | None]:
        only = Scope(frozenset({self.town.ids[who]}))
        found = facts(self.session, only, as_at=day, module_ids=[self.module_id])
        row = standing(found[Key(self.town.ids[who], self.module_id)], day)
        assert row is not None
        return row.standing, row.ends_on

    def tasks(self, day: date, who: str = "amina") -> list[questions.Task]:
        found = questions.task_list(self.session, Scope(frozenset({self.town.ids[who]})), day=day)
        return [task for task in found if task.where.module_id == self.module_id]


@pytest.fixture
def world(session: Session, town: Town) -> World:
    return World(session, town)


def test_until_its_date_the_old_completion_stands_and_after_it_no_more(world: World) -> None:
    assert world.publish(TWO) == 2
    assert world.standing(date(2026, 2, 1)) == (Standing.COMPLETED, date(2027, 1, 2))
    assert world.standing(date(2026, 2, 2)) == (Standing.EXPIRING, BY)
    assert world.standing(BY) == (Standing.EXPIRING, BY)
    assert world.standing(BY + timedelta(days=1)) == (Standing.EXPIRED, BY)


def test_a_change_that_counts_old_completions_leaves_everybody_where_they_are(world: World) -> None:
    world.publish(TWO, refresher_by=None)
    assert world.standing(date(2026, 6, 1)) == (Standing.COMPLETED, date(2027, 1, 2))
    assert [task.refresher for task in world.tasks(date(2026, 6, 1))] == [None]


def test_the_task_list_shows_the_refresher_with_its_date_and_only_what_changed(world: World) -> None:
    world.publish(TWO)
    (task,) = world.tasks(date(2026, 3, 1))
    assert task.refresher is not None
    assert (task.refresher.since, task.refresher.version, task.refresher.by) == (1, 2, BY)
    assert [one.reason for one in task.refresher.because] == ["New rules"]
    assert [lesson.id for lesson in task.where.version.lessons] == ["lesson-3"]
    assert {question.lesson for question in task.where.version.bank} == {"lesson-3"}
    assert not task.where.is_open
    assert task.steps_left == 2


@pytest.mark.parametrize("at", [MARCH, datetime(2026, 7, 1, 12, tzinfo=UTC)], ids=["early", "late"])
def test_early_or_late_it_lifts_the_completion_and_keeps_its_expiry(world: World, at: datetime) -> None:
    world.publish(TWO)
    world.learner("amina", at).refresh()
    assert world.standing(london_date(at)) == (Standing.COMPLETED, date(2027, 1, 2))
    assert len(world.amina.completions()) == len(world.amina.certificates()) == 1
    (done,) = done_by(world.session, Scope(frozenset({world.town.amina})))
    assert (done.since, done.version, done.lessons) == (1, 2, ("Otherwise",))
    (task,) = world.tasks(london_date(at))
    assert task.refresher is None
    assert task.step.kind == "done"


def test_later_versions_ask_again_for_what_changed_since(world: World) -> None:
    world.publish(TWO)
    world.learner("amina", MARCH).refresh()
    world.publish(THREE, datetime(2026, 3, 9, 12, tzinfo=UTC), refresher_by=date(2026, 6, 30))
    (task,) = world.tasks(date(2026, 3, 10))
    assert task.refresher is not None
    assert (task.refresher.since, task.refresher.version, task.refresher.by) == (2, 3, date(2026, 6, 30))
    assert [lesson.id for lesson in task.where.version.lessons] == ["lesson-1"]


def test_one_refresher_holds_everything_since_the_version_passed(world: World) -> None:
    world.publish(TWO, refresher_by=None)
    world.publish(THREE, MARCH)
    (task,) = world.tasks(date(2026, 3, 10))
    assert [lesson.id for lesson in task.where.version.lessons] == ["lesson-1", "lesson-3"]


def test_it_goes_on_where_it_stopped_and_its_paper_is_marked_by_its_own_share(world: World) -> None:
    world.publish(TWO)
    learner = world.learner("amina", MARCH)
    place = learner.start_refresher()
    assert learner.start_refresher().enrolment_id == place.enrolment_id
    cut = world.learner("amina", MARCH, place.version)
    cut.read(all_but=1)
    (task,) = world.tasks(london_date(MARCH))
    assert task.where.is_open
    assert (task.step.kind, task.step.place) == ("lesson", 2)
    cut.read()
    attempt_id = cut.start()
    assert cut.start() == attempt_id
    shown = paper(world.session, Scope(frozenset({world.town.amina})), slug=ONE.slug, attempt_id=attempt_id)
    assert {asked.question.lesson for asked in shown.questions} == {"lesson-3"}
    cut.answer(attempt_id, right=False)
    assert cut.submit(attempt_id).passed is False
    assert world.standing(london_date(MARCH))[0] is Standing.EXPIRING
    again = cut.take()
    assert (again.passed, again.completed) == (True, True)
    result = world.session.scalars(select(tables.Result).order_by(tables.Result.id.desc())).first()
    assert result is not None and (result.pass_mark, result.out_of) == (2, 2)


def test_lessons_that_it_does_not_hold_can_still_be_looked_at(world: World) -> None:
    world.publish(TWO)
    place = world.learner("amina", MARCH).start_refresher()
    only, day = Scope(frozenset({world.town.amina})), london_date(MARCH)
    for lesson, version in (("lesson-3", 2), ("lesson-1", 1)):
        page = questions.screen_page(world.session, only, slug=ONE.slug, lesson_id=lesson, place=1, day=day)
        assert page.where.version_number == version
    assert len(place.version.lessons) == 1


def test_who_is_half_way_finishes_the_version_begun_and_is_then_asked(world: World) -> None:
    dev = world.learner("dev", JANUARY)
    dev.read(all_but=1)
    world.publish(TWO)
    dev.now = MARCH
    dev.complete()
    version = world.session.get(tables.Enrolment, dev.completions()[0].enrolment_id)
    assert version is not None
    assert world.standing(london_date(MARCH), "dev") == (Standing.EXPIRING, BY)
    (task,) = world.tasks(london_date(MARCH), "dev")
    assert task.refresher is not None and task.refresher.since == 1


def test_a_refresher_cannot_be_begun_by_whom_none_is_asked(world: World) -> None:
    with pytest.raises(NotAllowed, match="No refresher"):
        world.learner("amina", MARCH).start_refresher()
    with pytest.raises(NotAllowed, match="No refresher"):
        world.learner("dev", MARCH).start_refresher()


def test_after_its_date_the_whole_module_may_be_taken_too(world: World) -> None:
    world.publish(TWO)
    late = datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert [task.refresher is None for task in world.tasks(london_date(late))] == [False, True]
    again = world.learner("amina", late, TWO)
    again.complete()
    assert world.standing(london_date(late)) == (Standing.COMPLETED, date(2027, 6, 1))
    (task,) = world.tasks(london_date(late))
    assert task.refresher is None


def test_the_certificate_tells_the_truth_of_the_day(world: World) -> None:
    world.publish(TWO)

    def says(day: date) -> Validity:
        return certificates.by_number(world.session, world.number, day=day).validity

    assert (says(BY), says(BY + timedelta(days=1))) == (Validity.VALID, Validity.EXPIRED)
    world.learner("amina", datetime(2026, 7, 1, 12, tzinfo=UTC)).refresh()
    assert says(date(2026, 7, 1)) is Validity.VALID
    assert certificates.by_number(world.session, world.number, day=BY).expires_on == date(2027, 1, 2)


def test_a_withdrawn_version_is_begun_no_more_and_asks_nothing(world: World) -> None:
    world.publish(TWO)
    dev = world.learner("dev", FEBRUARY, TWO)
    dev.read(all_but=1)
    left = withdraw_version(world.session, slug=ONE.slug, number=2, reason="Wrong", actor=SYSTEM, now=MARCH)
    assert left == 1
    assert world.standing(date(2026, 6, 1)) == (Standing.COMPLETED, date(2027, 1, 2))
    assert [task.refresher for task in world.tasks(london_date(MARCH))] == [None]
    dev.now = MARCH
    dev.complete()
    assert dev.certificates()[0].completed_on == london_date(MARCH)
    assert world.standing(london_date(MARCH), "dev")[0] is Standing.COMPLETED
    with pytest.raises(NotAllowed, match="already"):
        withdraw_version(world.session, slug=ONE.slug, number=2, reason="Wrong", actor=SYSTEM, now=MARCH)
    with pytest.raises(NotAllowed, match="Say why"):
        withdraw_version(world.session, slug=ONE.slug, number=1, reason=" ", actor=SYSTEM, now=MARCH)
    with pytest.raises(NotFound):
        withdraw_version(world.session, slug=ONE.slug, number=9, reason="Wrong", actor=SYSTEM, now=MARCH)


def test_with_every_version_withdrawn_nobody_begins_and_nobody_loses_anything(world: World) -> None:
    assert withdraw_version(world.session, slug=ONE.slug, number=1, reason="Wrong", actor=SYSTEM, now=FEBRUARY) is None
    assert world.tasks(london_date(FEBRUARY), "dev") == []
    with pytest.raises(NotFound):
        world.learner("dev", FEBRUARY).read()
    assert world.standing(london_date(FEBRUARY)) == (Standing.COMPLETED, date(2027, 1, 2))
    assert world.publish(ONE, MARCH, refresher_by=None, lessons=("lesson-1",)) == 2


def test_a_number_is_never_given_twice(world: World) -> None:
    world.publish(TWO)
    withdraw_version(world.session, slug=ONE.slug, number=2, reason="Wrong", actor=SYSTEM, now=MARCH)
    assert world.publish(TWO, MARCH) == 3
    (task,) = world.tasks(london_date(MARCH))
    assert task.refresher is not None
    assert [one.number for one in task.refresher.because] == [3]


def test_the_effect_is_what_then_happens(world: World) -> None:
    now = london_date(FEBRUARY)
    effect = of_publication(
        world.session, module_id=world.module_id, number=2, refresher_by=BY, day=now, known_on=FEBRUARY
    )
    [one] = effect.asked
    assert (one.person_id, one.before, one.after) == (world.town.amina, "completed", "expired")
    assert (effect.hold, effect.half_way) == (1, 0)
    today, after = effect.days
    assert (today.day, after.day) == (now, BY + timedelta(days=1))
    assert (today.before.tally.compliant, today.after.tally.compliant) == (1, 1)
    assert (after.before.tally.rate, after.after.tally.rate) == (50, 0)
    world.publish(TWO)
    found = of_publication(
        world.session, module_id=world.module_id, number=3, refresher_by=None, day=BY + timedelta(days=1),
        known_on=FEBRUARY + timedelta(hours=1),
    )  # fmt: skip
    assert found.days[0].before == after.after
    assert found.asked == ()


def test_a_module_that_nobody_knows_concerns_nobody(world: World) -> None:
    effect = of_publication(world.session, module_id=None, number=1, refresher_by=None, day=BY, known_on=MARCH)
    assert (effect.asked_count, effect.days) == (0, ())
