"""Random interleavings of editing, publishing, withdrawing and answering: evidence never changes (QUALITY 4).

Every attempt marks to the same score from its own version, and no publication takes a standing completion away before
its date. The ordinary run is small; the heavy one has INTERLEAVINGS of them (500 unless said).
"""

import os
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import EVERYBODY
from elearning.domain.assessment import mark_attempt
from elearning.domain.calendar import london_date
from elearning.domain.completions import governing
from elearning.domain.drawing import ShownQuestion
from elearning.domain.facts import Facts
from elearning.domain.modules import ChangeClass, ModuleVersion, Option
from elearning.domain.refusals import Refusal
from elearning.models import learning as tables
from elearning.models import modules
from elearning.queries.facts import facts
from elearning.queries.remarking import remark
from elearning.services import attempts, enrolments
from elearning.services import modules as publishing
from elearning.services.modules import publish_version, withdraw_version
from tests import builders
from tests.acts import Learner
from tests.builders import SYSTEM, Town
from tests.unit.test_refreshers import three_lessons

INTERLEAVINGS = 5
HEAVY = int(os.environ.get("INTERLEAVINGS", "500"))
STEPS = 30
BEGINS = datetime(2026, 1, 5, 9, tzinfo=UTC)
PEOPLE = ("amina", "ben", "dev")


class Interleaving:
    """One module, three people and an author, doing by turns whatever chance says."""

    def __init__(self, session: Session, town: Town, seed: int) -> None:
        self.session, self.dice, self.now = session, random.Random(seed), BEGINS
        self.content: ModuleVersion = replace(three_lessons(), slug=f"interleaved-{seed}")
        self.module_id = builders.publish(session, self.content, BEGINS)
        self.people = [town.ids[who] for who in PEOPLE]
        builders.assign(session, module_id=self.module_id, person_ids=self.people, due_on=date(2026, 3, 31))
        self.scores: dict[int, tuple[int, bool]] = {}
        self.numbers = count()
        self.published = self.taken_away = 0

    def live(self) -> None:
        """Everything that happens, a few hours or days apart."""
        acts = (self.edit, self.publish, self.withdraw, self.read, self.answer, self.submit, self.refresh, self.finish)
        for _ in range(STEPS):
            self.now += timedelta(hours=self.dice.choice((1, 5, 30, 200)))
            act = self.dice.choice((*acts, self.edit, self.publish, self.finish, self.finish))
            try:
                with self.session.begin_nested():
                    act()
            except Refusal:
                pass
            self.remember()

    def learner(self) -> Learner:
        return Learner(self.session, self.dice.choice(self.people), self.content, self.now)

    def edit(self) -> None:
        """Another wording, another key, or another pass mark, in the files alone."""
        number = next(self.numbers)
        place = self.dice.randrange(len(self.content.bank))
        question = self.content.bank[place]
        key = self.dice.choice("abc")
        options = tuple(Option(o.id, f"{o.text} {number}", o.id == key, o.feedback) for o in question.options)
        bank = (*self.content.bank[:place], replace(question, options=options), *self.content.bank[place + 1 :])
        rule = replace(self.content.assessment, pass_mark=self.dice.randint(1, 6))
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
        self.published += 1
        self.check_nothing_is_taken(before, today, by or date(2030, 1, 1))

    def withdraw(self) -> None:
        numbers = select(modules.ModuleVersion.number).where(modules.ModuleVersion.module_id == self.module_id)
        number = self.dice.choice(self.session.scalars(numbers).all())
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
        for question_id, options in shown:
            if self.dice.random() < 0.8:
                attempts.save_response(
                    self.session, person_id=learner.person_id, attempt_id=attempt_id, question_id=question_id,
                    chosen=(self.dice.choice(options),), now=self.now,
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
        """Every score, when it is first seen."""
        rows = self.session.execute(
            select(tables.Result.attempt_id, tables.Result.score, tables.Result.passed)
            .join(tables.Attempt, tables.Attempt.id == tables.Result.attempt_id)
            .join(tables.Enrolment, tables.Enrolment.id == tables.Attempt.enrolment_id)
            .where(tables.Enrolment.module_id == self.module_id)
        )
        for attempt_id, score, passed in rows:
            assert self.scores.setdefault(attempt_id, (score, passed)) == (score, passed)

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
    marked = published = 0
    for seed in seeds:
        one = Interleaving(session, town, seed)
        one.live()
        assert one.marked_again() == one.scores, seed
        assert remark(session, module_id=one.module_id).disagreements == (), seed
        assert one.taken_away == 0, seed
        marked, published = marked + len(one.scores), published + one.published
    assert published > len(seeds), "an interleaving in which nothing is published proves nothing"
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
