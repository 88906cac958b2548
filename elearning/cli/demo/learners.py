"""How the made-up people learn: through the services themselves, at times counted back from the day of loading."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.council import Council
from elearning.domain.answer_keys import whole_key, wrong_response
from elearning.domain.modules import ModuleVersion
from elearning.models.learning import Attempt
from elearning.services import attempts, learning

LONDON = ZoneInfo("Europe/London")


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """An instant of a working day in London."""
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON).astimezone(UTC)


@dataclass
class Learner:
    """One made-up person at one module, with a watch of their own."""

    session: Session
    person_id: int
    version: ModuleVersion
    council: Council
    now: datetime

    @property
    def day(self) -> date:
        """London's date on the learner's watch."""
        return self.now.astimezone(LONDON).date()

    def read(self, *, lessons: int, screens: int = 0) -> None:
        """Read whole lessons from the first, and then some screens of the next."""
        read, day = [], self.day
        for number, lesson in enumerate(self.version.lessons):
            wanted = len(lesson.screens) if number < lessons else screens if number == lessons else 0
            for screen in lesson.screens[:wanted]:
                self.now += timedelta(seconds=40)
                read.append(learning.ScreenRead(lesson.id, screen.id, self.now))
        if read:
            learning.read_in_one_sitting(
                self.session, person_id=self.person_id, slug=self.version.slug, screens=read,
                council_name=self.council.name, day=day,
            )  # fmt: skip

    def take_assessment(self, *, wrong: int, chance: Random, submit: bool = True) -> None:
        """Answer a paper with so many questions wrong, one after another."""
        self.now += timedelta(minutes=2)
        attempt_id = attempts.start_attempt(
            self.session, person_id=self.person_id, slug=self.version.slug, seed=chance.getrandbits(31),
            now=self.now, day=self.day,
        )  # fmt: skip
        paper = self.session.scalars(select(Attempt.shown).where(Attempt.id == attempt_id)).one()
        answers = []
        for place, (question_id, _) in enumerate(paper):
            self.now += timedelta(seconds=35)
            question = self.version.question(question_id)
            chosen = wrong_response(question) if place < wrong else whole_key(question)
            answers.append(attempts.Answer(question_id, chosen, self.now))
        attempts.save_responses(self.session, person_id=self.person_id, attempt_id=attempt_id, answers=answers)
        if submit:
            self.now += timedelta(seconds=50)
            attempts.submit_attempt(
                self.session, person_id=self.person_id, attempt_id=attempt_id, council_name=self.council.name,
                now=self.now, day=self.day,
            )  # fmt: skip

    def acknowledge(self) -> None:
        """Say that the policy is known, in the words of the council's settings."""
        self.now += timedelta(minutes=1)
        policy = self.council.policy
        words = learning.PolicyWords(policy.title, policy.version, policy.date, ("I know about the policy.",))
        learning.acknowledge(
            self.session, person_id=self.person_id, slug=self.version.slug, policy=words,
            council_name=self.council.name, now=self.now, day=self.day,
        )  # fmt: skip

    def complete(self, chance: Random) -> None:
        """Go the whole way; one in five does not pass the first time."""
        self.read(lessons=len(self.version.lessons))
        if chance.random() < 0.2:
            self.take_assessment(wrong=4, chance=chance)
        self.take_assessment(wrong=chance.choice((0, 0, 1, 2)), chance=chance)
        self.acknowledge()
