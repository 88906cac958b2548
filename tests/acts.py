"""What a learner does, through the services: reads, is assessed, acknowledges. For tests that need a person further on."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.answer_keys import whole_key, wrong_response
from elearning.domain.calendar import london_date
from elearning.domain.modules import CompletionCondition, ModuleVersion
from elearning.models import learning as tables
from elearning.models.certificates import Certificate
from elearning.services import attempts, enrolments, learning
from elearning.services.learning import PolicyWords

COUNCIL = "Marlshire County Council"
POLICY = PolicyWords("Social Media Policy", "3.2", date(2026, 1, 5), ("I know where the policy is.",))


@dataclass
class Learner:
    """One person at one module version, at an instant that the test may move."""

    session: Session
    person_id: int
    version: ModuleVersion
    now: datetime = datetime(2026, 3, 2, 12, tzinfo=UTC)

    @property
    def when(self) -> dict[str, object]:
        """The instant, and London's date of it."""
        return {"now": self.now, "day": london_date(self.now)}

    def read(self, *, all_but: int = 0) -> bool:
        """Read every screen but the last few; True if that completed the module."""
        screens = [(lesson.id, screen.id) for lesson in self.version.lessons for screen in lesson.screens]
        completed = False
        for lesson_id, screen_id in screens[: len(screens) - all_but]:
            completed = learning.read_screen(
                self.session, person_id=self.person_id, slug=self.version.slug, lesson_id=lesson_id,
                screen_id=screen_id, council_name=COUNCIL, **self.when,  # type: ignore[arg-type]
            )  # fmt: skip
        return completed

    def start(self, seed: int | None = 7) -> int:
        """Begin an attempt or go on with the open one; its id."""
        return attempts.start_attempt(
            self.session,
            person_id=self.person_id,
            slug=self.version.slug,
            seed=seed,
            **self.when,  # type: ignore[arg-type]
        )

    def answer(self, attempt_id: int, *, right: bool = True) -> None:
        """Answer every question of an attempt, all rightly or all wrongly."""
        shown = self.session.scalars(select(tables.Attempt.shown).where(tables.Attempt.id == attempt_id)).one()
        for question_id, _ in shown:
            question = self.version.question(question_id)
            chosen = whole_key(question) if right else wrong_response(question)
            attempts.save_response(
                self.session, person_id=self.person_id, attempt_id=attempt_id, question_id=question_id,
                chosen=chosen, now=self.now,
            )  # fmt: skip

    def submit(self, attempt_id: int) -> attempts.Submission:
        """Hand an attempt in."""
        return attempts.submit_attempt(
            self.session,
            person_id=self.person_id,
            attempt_id=attempt_id,
            council_name=COUNCIL,
            **self.when,  # type: ignore[arg-type]
        )

    def take(self, *, right: bool = True, seed: int | None = 7) -> attempts.Submission:
        """Be assessed from beginning to end."""
        attempt_id = self.start(seed)
        self.answer(attempt_id, right=right)
        return self.submit(attempt_id)

    def acknowledge(self) -> bool:
        """Acknowledge the policy; True if that completed the module."""
        return learning.acknowledge(
            self.session, person_id=self.person_id, slug=self.version.slug, policy=POLICY, council_name=COUNCIL,
            **self.when,  # type: ignore[arg-type]
        )  # fmt: skip

    def complete(self) -> str:
        """Do everything that the module asks; the number of the certificate."""
        self.read()
        self.take()
        self.acknowledge()
        return self.certificates()[-1].number

    def start_refresher(self) -> enrolments.Place:
        """Begin the refresher that is asked, or go on with it."""
        return enrolments.start_refresher(
            self.session,
            person_id=self.person_id,
            slug=self.version.slug,
            **self.when,  # type: ignore[arg-type]
        )

    def refresh(self) -> None:
        """Do the whole refresher that is asked: its lessons, and its questions if it has any."""
        cut = self.start_refresher().version
        Learner(self.session, self.person_id, cut, self.now).read()
        if CompletionCondition.ASSESSMENT_PASSED in cut.completion:
            Learner(self.session, self.person_id, cut, self.now).take()

    def completions(self) -> list[tables.Completion]:
        """The person's completions of every module, oldest first."""
        of_person = tables.Completion.person_id == self.person_id
        return list(self.session.scalars(select(tables.Completion).where(of_person).order_by(tables.Completion.id)))

    def certificates(self) -> list[Certificate]:
        """The person's certificates, oldest first."""
        return list(
            self.session.scalars(
                select(Certificate)
                .join(tables.Completion, tables.Completion.id == Certificate.completion_id)
                .where(tables.Completion.person_id == self.person_id)
                .order_by(Certificate.id)
            )
        )
