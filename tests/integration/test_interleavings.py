"""Random interleavings of editing, publishing, withdrawing, answering and correcting keys: evidence never changes
(QUALITY 4).

Every attempt, of questions of many kinds, marks to the same score from its own version; a corrected key takes no mark
away; and no publication takes a standing completion away before its date. The ordinary run is small; the heavy one has INTERLEAVINGS of them (500 unless said).
"""

import os
import random
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import EVERYBODY
from elearning.domain.answer_keys import whole_key, wrong_response
from elearning.domain.assessment import Marking, mark_attempt
from elearning.domain.calendar import london_date
from elearning.domain.completions import governing
from elearning.domain.drawing import ShownQuestion
from elearning.domain.facts import Facts
from elearning.domain.modules import ChangeClass, Kind, ModuleVersion, Option, Question
from elearning.domain.question_kinds import Matching, Number, Ordering
from elearning.domain.refusals import Refusal
from elearning.models import learning as tables
from elearning.models import modules
from elearning.models.certificates import Certificate
from elearning.models.key_corrections import ResultCorrection
from elearning.queries.facts import facts
from elearning.queries.remarking import remark
from elearning.services import attempts, enrolments, key_corrections
from elearning.services import modules as publishing
from elearning.services.completions import revoke
from elearning.services.key_corrections import Mistake, correct_key
from elearning.services.modules import publish_version, withdraw_version
from tests import builders
from tests.acts import COUNCIL, Learner
from tests.builders import SYSTEM, Town
from tests.questions_of_kinds import question_of
from tests.unit.test_refreshers import three_lessons

INTERLEAVINGS = 5
HEAVY = int(os.environ.get("INTERLEAVINGS", "500"))
STEPS = 30
BEGINS = datetime(2026, 1, 5, 9, tzinfo=UTC)
PEOPLE = ("amina", "ben", "dev")
KINDS = (Kind.SINGLE, Kind.MULTIPLE, Kind.MATCHING, Kind.ORDERING, Kind.NUMBER, Kind.SCENARIO)
"""Of the six questions that every paper asks."""


def of_kinds(slug: str) -> ModuleVersion:
    """Three lessons whose bank has questions of many kinds."""
    made = three_lessons()
    bank = (
        question_of(kind, one.id, lesson=one.lesson, objective=one.objective)
        for kind, one in zip(KINDS, made.bank, strict=True)
    )
    return replace(made, slug=slug, bank=tuple(bank))


def reworded(question: Question, number: int, dice: random.Random) -> Question:
    """Another wording and, more often than not, another key."""
    options = question.options
    if options:
        right = dice.sample("abcd", 2 if question.kind is Kind.MULTIPLE else 1)
        options = tuple(Option(o.id, f"{o.text} {number}", o.id in right, o.feedback) for o in options)
    body = question.body
    match body:
        case Number():
            body = replace(body, answer=Decimal(dice.randint(70, 74)))
        case Ordering():
            body = replace(body, steps=tuple(dice.sample(body.steps, len(body.steps))))
        case Matching():
            body = replace(body, pairs=tuple(dice.sample(body.pairs, len(body.pairs))))
    return replace(question, stem=f"{question.stem} {number}", options=options, body=body)


class Interleaving:
    """One module, three people and an author, doing by turns whatever chance says."""

    def __init__(self, session: Session, town: Town, seed: int) -> None:
        self.session, self.dice, self.now = session, random.Random(seed), BEGINS
        self.content: ModuleVersion = of_kinds(f"interleaved-{seed}")
        self.module_id = builders.publish(session, self.content, BEGINS)
        self.people = [town.ids[who] for who in PEOPLE]
        builders.assign(session, module_id=self.module_id, person_ids=self.people, due_on=date(2026, 3, 31))
        self.scores: dict[int, tuple[int, bool]] = {}
        self.best: dict[int, tuple[int, bool]] = {}
        self.happened: Counter[str] = Counter()
        self.numbers = count()
        self.taken_away = 0

    def live(self) -> None:
        """Everything that happens, a few hours or days apart."""
        acts = (
            self.edit, self.publish, self.withdraw, self.correct, self.read, self.answer, self.submit, self.refresh,
            self.finish,
        )  # fmt: skip
        for _ in range(STEPS):
            self.now += timedelta(hours=self.dice.choice((1, 5, 30, 200)))
            act = self.dice.choice((*acts, self.edit, self.publish, self.correct, self.finish, self.finish))
            try:
                with self.session.begin_nested():
                    act()
                    self.happened[act.__name__] += 1
            except Refusal:
                pass
            self.remember()

    def learner(self) -> Learner:
        return Learner(self.session, self.dice.choice(self.people), self.content, self.now)

    def edit(self) -> None:
        """Another wording, another key, or another pass mark, in the files alone."""
        number = next(self.numbers)
        place = self.dice.randrange(len(self.content.bank))
        question = reworded(self.content.bank[place], number, self.dice)
        bank = (*self.content.bank[:place], question, *self.content.bank[place + 1 :])
        rule = replace(
            self.content.assessment, pass_mark=self.dice.randint(1, 6), partial_credit=self.dice.random() < 0.3
        )
        months = self.dice.choice((6, 12, 24))
        validity = self.content.validity._replace(months=months)
        self.content = replace(self.content, bank=bank, assessment=rule, validity=validity)

    def publish(self) -> None:
        """Of whatever kind; what stands stands on, until the date that is asked at least."""
        kind = self.dice.choice(list(ChangeClass))
        is_asking = kind in (ChangeClass.MATERIAL, ChangeClass.LAW) and self.dice.random() < 0.6
        today = london_date(self.now)
        by = today + timedelta(days=self.dice.choice((0, 7, 40))) if is_asking else None
        lessons = ("lesson-2",) if is_asking else None
        before = self.earned()
        publish_version(
            self.session, self.content, change=kind, reason="Otherwise", lessons=lessons, refresher_by=by,
            actor=SYSTEM, now=self.now,
        )  # fmt: skip
        self.check_nothing_is_taken(before, today, by or date(2030, 1, 1))

    def a_version(self) -> modules.ModuleVersion:
        """Any that was ever published."""
        of_module = select(modules.ModuleVersion).where(modules.ModuleVersion.module_id == self.module_id)
        return self.dice.choice(self.session.scalars(of_module.order_by(modules.ModuleVersion.id)).all())

    def correct(self) -> None:
        """The key of one question of some version turns out to be mistaken, or to have been right after all."""
        version = self.a_version()
        content = modules.frozen(self.session, version.id, version.digest)
        question = self.dice.choice(content.bank)
        right = self.dice.choice((whole_key, wrong_response, wrong_response))(question)
        before = self.earned()
        correct_key(
            self.session, Mistake(self.content.slug, version.number, question.id, right, "Mistaken"),
            council_name=COUNCIL, actor=SYSTEM, now=self.now, day=london_date(self.now),
        )  # fmt: skip
        self.check_nothing_is_taken(before, london_date(self.now), date(2030, 1, 1))

    def withdraw(self) -> None:
        number = self.a_version().number
        before = self.earned()
        withdraw_version(
            self.session, slug=self.content.slug, number=number, reason="Wrong", actor=SYSTEM, now=self.now
        )
        self.check_nothing_is_taken(before, london_date(self.now), date(2030, 1, 1))

    def earned(self) -> dict[int, Facts]:
        found = facts(self.session, EVERYBODY, as_at=london_date(self.now), module_ids=[self.module_id])
        return {key.person_id: of for key, of in found.items()}

    def check_nothing_is_taken(self, before: dict[int, Facts], today: date, until: date) -> None:
        """Whoever stood on a day, without what was just published, stands on it still."""
        after = self.earned()
        for person_id, of in before.items():
            for ahead in (0, 1, 6, 20, 39, 100, 200, 400):
                day = today + timedelta(days=ahead)
                if day <= until and governing(of, day) is not None and governing(after[person_id], day) is None:
                    self.taken_away += 1

    def read(self) -> None:
        learner = self.learner()
        place = enrolments.open_place(
            self.session, person_id=learner.person_id, slug=self.content.slug, now=self.now, day=london_date(self.now)
        )
        if place is not None:
            learner.version = place.version
            learner.read(all_but=self.dice.choice((0, 0, 1, 3)))

    def answer(self) -> None:
        learner = self.learner()
        attempt = learner.start()
        self._answer(learner, attempt)

    def _answer(self, learner: Learner, attempt_id: int) -> None:
        shown = self.session.scalars(select(tables.Attempt.shown).where(tables.Attempt.id == attempt_id)).one()
        for question_id, _ in shown:
            question = self.content.question(question_id)
            key = whole_key(question)
            chosen = self.dice.choice((key, key[:1], wrong_response(question)))
            if self.dice.random() < 0.8:
                attempts.save_response(
                    self.session, person_id=learner.person_id, attempt_id=attempt_id, question_id=question_id,
                    chosen=chosen, now=self.now,
                )  # fmt: skip

    def submit(self) -> None:
        learner = self.learner()
        learner.submit(learner.start())

    def refresh(self) -> None:
        self.learner().refresh()

    def finish(self) -> None:
        """All the way, on whatever version was begun."""
        self.read_all()

    def read_all(self) -> None:
        learner = self.learner()
        place = enrolments.open_place(
            self.session, person_id=learner.person_id, slug=self.content.slug, now=self.now, day=london_date(self.now)
        )
        if place is None:
            return
        learner.version = place.version
        learner.read()
        if not place.progress.has_passed:
            learner.take()
        if not place.is_refresher:
            learner.acknowledge()

    def remember(self) -> None:
        """Every score, when it is first seen; and that no correction ever made one worse."""
        rows = self.session.execute(
            select(tables.Result.attempt_id, tables.Result.score, tables.Result.passed)
            .join(tables.Attempt, tables.Attempt.id == tables.Result.attempt_id)
            .join(tables.Enrolment, tables.Enrolment.id == tables.Attempt.enrolment_id)
            .where(tables.Enrolment.module_id == self.module_id)
        )
        for attempt_id, score, passed in rows:
            assert self.scores.setdefault(attempt_id, (score, passed)) == (score, passed)
            self.best.setdefault(attempt_id, (score, passed))
        corrected = self.session.execute(
            select(tables.Result.attempt_id, ResultCorrection.score, ResultCorrection.passed)
            .join(tables.Result, tables.Result.id == ResultCorrection.result_id)
            .where(tables.Result.attempt_id.in_(self.scores))
            .order_by(ResultCorrection.id)
        )
        latest = {attempt_id: (score, passed) for attempt_id, score, passed in corrected}
        for attempt_id, (score, passed) in latest.items():
            before, had_passed = self.best[attempt_id]
            assert score >= before and passed >= had_passed, "a corrected key took something away"
        self.best |= latest

    def marked_again(self) -> dict[int, tuple[int, bool]]:
        """Every attempt marked from the version, whole or cut down, that it was made of."""
        found = {}
        for attempt_id in self.scores:
            attempt = self.session.get_one(tables.Attempt, attempt_id)
            version = enrolments.place_of(self.session, attempt.enrolment_id).version
            shown = [ShownQuestion(question_id, tuple(options)) for question_id, options in attempt.shown]
            marking = mark_attempt(version, shown, attempts.latest_responses(self.session, attempt_id))
            found[attempt_id] = (marking.score, marking.passed)
        return found


def check(session: Session, town: Town, seeds: range) -> int:
    """Live so many; how many attempts were marked again."""
    marked, happened = 0, Counter[str]()
    for seed in seeds:
        one = Interleaving(session, town, seed)
        one.live()
        assert one.marked_again() == one.scores, seed
        assert remark(session, module_id=one.module_id).disagreements == (), seed
        assert one.taken_away == 0, seed
        marked, happened = marked + len(one.scores), happened + one.happened
    for act in ("edit", "publish", "withdraw", "correct", "answer", "finish"):
        assert happened[act], f"interleavings without {act} prove nothing"
    assert marked > len(seeds), "an interleaving in which nothing is marked proves nothing"
    return marked


def test_attempts_mark_to_the_same_score_and_publications_take_nothing_away(session: Session, town: Town) -> None:
    check(session, town, range(INTERLEAVINGS))


@pytest.mark.heavy
def test_so_they_do_in_very_many_interleavings(session: Session, town: Town) -> None:
    marked = check(session, town, range(INTERLEAVINGS, INTERLEAVINGS + HEAVY))
    print(f"{marked:,} attempts of {HEAVY:,} interleavings marked again, none to another score")


def test_marking_from_the_newest_version_is_caught(
    session: Session, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def newest(session: Session, version_id: int, digest: str) -> ModuleVersion:
        own = session.get_one(modules.ModuleVersion, version_id)
        latest = publishing.current_version(session, own.module_id) or own
        return real(session, latest.id, latest.digest)

    real = modules.frozen
    differing = 0
    for seed in range(INTERLEAVINGS):
        one = Interleaving(session, town, seed)
        one.live()
        with monkeypatch.context() as patch:
            patch.setattr(modules, "frozen", newest)
            differing += one.marked_again() != one.scores
    assert differing


def test_a_publication_that_takes_completions_away_at_once_is_caught(
    session: Session, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = publishing.publish_version

    def at_once(*arguments: object, refresher_by: date | None, now: datetime, **named: object) -> object:
        early = london_date(now) if refresher_by else None
        return real(*arguments, refresher_by=early, now=now, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("tests.integration.test_interleavings.publish_version", at_once)
    with pytest.raises(AssertionError, match="taken_away"):
        check(session, town, range(INTERLEAVINGS))


def test_a_corrected_key_that_takes_marks_away_is_caught(
    session: Session, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def by_the_new_key_alone(version: ModuleVersion, shown: Any, responses: Any, **rule: Any) -> Marking:
        also = rule.pop("also", {})
        bank = tuple(also[one.id][-1] if one.id in also else one for one in version.bank)
        return mark_attempt(replace(version, bank=bank), shown, responses, **rule)

    monkeypatch.setattr(key_corrections, "mark_attempt", by_the_new_key_alone)
    with pytest.raises(AssertionError, match=r"took something away|disagreements"):
        check(session, town, range(INTERLEAVINGS))


def test_a_withdrawal_that_touches_completions_is_caught(
    session: Session, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_completions(session: Session, *, now: datetime, **named: Any) -> object:
        left = publishing.withdraw_version(session, now=now, **named)
        for number in session.scalars(select(Certificate.number)).all():
            with suppress(Refusal):  # one that was revoked before
                revoke(session, number=number, reason="Withdrawn", true_from=None, actor=SYSTEM, now=now)
        return left

    monkeypatch.setattr("tests.integration.test_interleavings.withdraw_version", with_completions)
    with pytest.raises(AssertionError, match="taken_away"):
        check(session, town, range(INTERLEAVINGS))
