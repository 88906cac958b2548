"""Every stored attempt marks again to the same from its own version, whatever was edited, published and answered."""

import random
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from elearning.domain.access import EVERYBODY, Scope
from elearning.domain.answer_keys import whole_key, wrong_response
from elearning.domain.calendar import london_date
from elearning.domain.corrected_keys import corrected, problems_with
from elearning.domain.modules import Assessment, ChangeClass, ModuleVersion, Question
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.domain.reports import Asked
from elearning.models import learning as tables
from elearning.models import modules
from elearning.models.key_corrections import ResultCorrection, has_passed
from elearning.queries.remarking import remark
from elearning.queries.replays import replay
from elearning.services import attempts
from elearning.services.key_corrections import Mistake, correct_key
from elearning.services.modules import publish_version
from tests import builders
from tests.acts import COUNCIL, Learner
from tests.builders import BEGINNING, SYSTEM, Town, small_question
from tests.questions_of_kinds import BODIES, every_kind, question_of

AUDITOR = Asked(date(2030, 1, 1), BEGINNING + timedelta(days=9000))
OTHER_KEYS = {"single": ("b",), "multiple": ("b", "d"), "true_false": ("false",), "matching": ("a=1", "b=2", "c=3"),
              "ordering": ("d=1", "c=2", "b=3", "a=4"), "short_answer": ("on purpose",), "number": ("48",),
              "scenario": ("b",)}  # fmt: skip


def edited(version: ModuleVersion, chance: random.Random) -> ModuleVersion:
    """The version after an author was at it: words, keys, order, pass mark, rule of marking, bank."""
    bank = list(version.bank)
    place = chance.randrange(len(bank))
    question = bank[place]
    what = chance.randrange(5)
    if what == 0:
        bank[place] = replace(question, stem=question.stem + "?")
    if what == 1 and not problems_with(question, OTHER_KEYS[question.kind.value]):
        bank[place] = corrected(question, OTHER_KEYS[question.kind.value])
    if what == 2:
        bank[place] = replace(question, options=question.options[::-1], shuffle=not question.shuffle)
    assessment = version.assessment
    if what == 3:
        assessment = replace(assessment, pass_mark=chance.randint(1, 8), partial_credit=not assessment.partial_credit)
    if what == 4:
        bank.append(question_of(question.kind, f"new-{chance.random()}", objective=question.objective))
    return replace(version, bank=tuple(bank), assessment=assessment)


def some_answer(question: Question, chance: random.Random) -> tuple[str, ...]:
    """A right answer, a wrong one, half of one, or what an edited key would take."""
    key = whole_key(question)
    other = OTHER_KEYS[question.kind.value]
    if question.kind.value == "scenario":
        other = ("d1=b", "d2=b")
    return chance.choice((key, wrong_response(question), key[:1], other))


class Story:
    """A random interleaving of what authors, learners and HR do, with the marks as they were told at the time."""

    def __init__(self, session: Session, people: list[int], seed: int) -> None:
        self.session, self.people, self.chance = session, people, random.Random(seed)
        assessment = Assessment(5, 6, {"lesson-1": 8}, attempts=None)
        self.version = every_kind(slug=f"story-{seed}", completion=("assessment_passed",), assessment=assessment)
        self.module_id = builders.publish(session, self.version)
        self.now = BEGINNING + timedelta(days=1)
        self.told: dict[int, tuple[Any, ...]] = {}
        self.passed: set[int] = set()

    @property
    def when(self) -> dict[str, Any]:
        return {"now": self.now, "day": london_date(self.now)}

    def step(self) -> None:
        self.now += timedelta(minutes=self.chance.randint(1, 600))
        acts = (self.edit_and_publish, self.correct, *[self.learn] * 6)
        with suppress(NotAllowed):  # passed already, or nothing to correct: part of life
            self.chance.choice(acts)()
        self.check_passes()

    def edit_and_publish(self) -> None:
        self.version = edited(self.version, self.chance)
        change = self.chance.choice(list(ChangeClass))
        publish_version(self.session, self.version, change=change, reason="Better", actor=SYSTEM, now=self.now)

    def correct(self) -> None:
        numbers = self.session.scalars(
            select(modules.ModuleVersion.number).where(modules.ModuleVersion.module_id == self.module_id)
        ).all()
        question = self.chance.choice(self.version.bank)
        mistake = Mistake(self.version.slug, self.chance.choice(numbers), question.id,
                          OTHER_KEYS[question.kind.value], "It was wrong")  # fmt: skip
        with suppress(NotFound):  # a question that a later version brought
            correct_key(self.session, mistake, council_name=COUNCIL, actor=SYSTEM, **self.when)

    def learn(self) -> None:
        person_id = self.chance.choice(self.people)
        attempt_id = attempts.start_attempt(
            self.session, person_id=person_id, slug=self.version.slug, seed=self.chance.getrandbits(31), **self.when
        )
        version_id, shown = self.session.execute(
            select(tables.Enrolment.version_id, tables.Attempt.shown)
            .join(tables.Attempt, tables.Attempt.enrolment_id == tables.Enrolment.id)
            .where(tables.Attempt.id == attempt_id)
        ).one()
        digest = self.session.get_one(modules.ModuleVersion, version_id).digest
        own = modules.frozen(self.session, version_id, digest)
        for question_id, _ in self.chance.sample(shown, self.chance.randint(1, len(shown))):
            attempts.save_response(
                self.session, person_id=person_id, attempt_id=attempt_id, question_id=question_id,
                chosen=some_answer(own.question(question_id), self.chance), now=self.now,
            )  # fmt: skip
        if self.chance.random() < 0.6:
            attempts.submit_attempt(
                self.session, person_id=person_id, attempt_id=attempt_id, council_name=COUNCIL, **self.when
            )
            result = self.session.scalars(select(tables.Result).where(tables.Result.attempt_id == attempt_id)).one()
            self.told[attempt_id] = (result.score, result.passed, dict(result.marks))

    def check_passes(self) -> None:
        """Nobody who has passed is ever without their pass again."""
        now = set(self.session.scalars(select(tables.Result.attempt_id).where(has_passed())))
        assert self.passed <= now
        self.passed = now

    def check_marks(self) -> None:
        """Marked again, everything comes to the same, and is what was told at the time."""
        found = remark(self.session, module_id=self.module_id)
        assert found.disagreements == ()
        assert found.attempts == len(self.told)
        for result in self.session.scalars(select(tables.Result).where(tables.Result.attempt_id.in_(self.told))):
            assert self.told[result.attempt_id] == (result.score, result.passed, dict(result.marks))


def check_story(session: Session, town: Town, seed: int) -> Story:
    with session.begin_nested() as whole:
        story = Story(session, list(town.ids.values()), seed)
        for _ in range(30):
            story.step()
        story.check_marks()
        whole.rollback()
    return story


def test_attempts_mark_again_to_the_same_after_random_interleavings(session: Session, town: Town) -> None:
    stories = [check_story(session, town, seed) for seed in range(6)]
    assert sum(len(story.told) for story in stories) > 30


@pytest.mark.heavy
def test_attempts_mark_again_to_the_same_after_five_hundred_interleavings(session: Session, town: Town) -> None:
    for seed in range(6, 506):
        check_story(session, town, seed)


# What is found when something does not agree


def one_attempt(session: Session, town: Town, *, right: bool = True) -> tuple[Learner, int]:
    version = builders.small_version()
    builders.publish(session, version)
    learner = Learner(session, town.amina, version)
    learner.read()
    attempt_id = learner.start()
    learner.answer(attempt_id, right=right)
    return learner, attempt_id


@pytest.mark.parametrize(
    ("changes", "says"),
    [({"score": 1}, "score 1, again 2"), ({"marks": {}}, "marks of"), ({"pass_mark": 1}, "pass mark"),
     ({"passed": False}, "passed")],
)  # fmt: skip
def test_a_result_that_says_something_else_is_named(
    session: Session, town: Town, changes: dict[str, Any], says: str
) -> None:
    learner, attempt_id = one_attempt(session, town)
    marks = {id: 1 for id, _ in session.get_one(tables.Attempt, attempt_id).shown}
    right = {"attempt_id": attempt_id, "score": 2, "out_of": 2, "pass_mark": 2, "passed": True, "marks": marks,
             "recorded_at": learner.now}  # fmt: skip
    session.execute(insert(tables.Result).values(**{**right, **changes}))
    (found,) = remark(session).disagreements
    assert (found.attempt_id, found.module, found.version) == (attempt_id, "small", 1)
    assert says in "; ".join(found.differs)
    assert not replay(session, EVERYBODY, attempt_id, AUDITOR).marked.agrees  # type: ignore[union-attr]


def test_an_attempt_that_asked_what_its_version_has_not_is_named(session: Session, town: Town) -> None:
    learner, _ = one_attempt(session, town)
    enrolment = session.scalars(select(tables.Enrolment).where(tables.Enrolment.person_id == town.amina)).one()
    strange = tables.Attempt(enrolment_id=enrolment.id, number=9, seed=1, shown=[["no-such", []]],
                             recorded_at=learner.now)  # fmt: skip
    session.add(strange)
    session.flush()
    session.add(tables.Result(attempt_id=strange.id, score=0, out_of=1, pass_mark=2, passed=False, marks={"no-such": 0},
                              recorded_at=learner.now))  # fmt: skip
    session.flush()
    (found,) = remark(session).disagreements
    assert "cannot be marked: KeyError" in found.differs[0]


def test_a_correction_that_says_something_else_is_named(session: Session, town: Town) -> None:
    learner, attempt_id = one_attempt(session, town, right=False)
    learner.submit(attempt_id)
    event = builders.note(session)
    result = session.scalars(select(tables.Result).where(tables.Result.attempt_id == attempt_id)).one()
    session.add(ResultCorrection(result_id=result.id, score=2, passed=True, marks={}, key_ids=[],
                                 recorded_at=learner.now, recorded_by=event))  # fmt: skip
    session.flush()
    found = remark(session)
    assert found.corrected == 1
    said = "; ".join(found.disagreements[0].differs)
    assert "corrected score 2, again 0" in said
    assert "whether it passed once corrected" in said


def test_one_modules_attempts_can_be_marked_alone(session: Session, town: Town) -> None:
    learner, attempt_id = one_attempt(session, town)
    learner.submit(attempt_id)
    assert remark(session).attempts == 1
    assert remark(session, module_id=town.module_id).attempts == 0


# Replay


def test_a_replay_shows_what_was_shown_answered_and_marked(session: Session, town: Town) -> None:
    learner, attempt_id = one_attempt(session, town, right=False)
    learner.now += timedelta(minutes=3)
    learner.answer(attempt_id)
    learner.now += timedelta(minutes=1)
    learner.submit(attempt_id)
    attempt = session.get_one(tables.Attempt, attempt_id)
    changed = replace(learner.version, title="Another", bank=tuple(small_question(n, "O-1") for n in range(9, 12)))
    publish_version(session, changed, change=ChangeClass.MATERIAL, reason="New", actor=SYSTEM, now=learner.now)
    found = replay(session, Scope(frozenset({town.amina})), attempt_id, AUDITOR)
    assert [(one.question.id, list(one.order)) for one in found.questions] == [tuple(one) for one in attempt.shown]
    assert all([saved.response for saved in one.answers] == [("a",), ("b",)] for one in found.questions)
    assert all(saved.saved_at.tzinfo for one in found.questions for saved in one.answers)
    assert (found.title, found.version, found.number) == ("Small", 1, 1)
    assert found.digest == session.scalars(select(modules.ModuleVersion.digest).where(
        modules.ModuleVersion.number == 1, modules.ModuleVersion.title == "Small")).one()  # fmt: skip
    marked = found.marked
    assert marked is not None
    assert (marked.score, marked.out_of, marked.pass_mark, marked.passed, marked.agrees) == (2, 2, 2, True, True)
    assert [one.final_mark for one in found.questions] == [1, 1]


def test_an_open_attempt_replays_without_marks_and_a_strangers_is_as_none(session: Session, town: Town) -> None:
    _, attempt_id = one_attempt(session, town)
    own = replay(session, Scope(frozenset({town.amina})), attempt_id, AUDITOR)
    assert own.marked is None
    assert {one.mark for one in own.questions} == {None}
    for scope, id in ((Scope(frozenset({town.dev})), attempt_id), (EVERYBODY, 999_999)):
        with pytest.raises(NotFound, match="no such attempt"):
            replay(session, scope, id, AUDITOR)


def test_every_kind_that_is_corrected_in_a_story_has_a_body_or_options() -> None:
    assert OTHER_KEYS.keys() == {kind.value for kind in BODIES} | {"single", "multiple", "true_false"}
