"""Rows of what people did in a council at scale, table by table, put into the database as they come."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from benchmarks.bulk import DATED, RECORDED, Loader, Row
from benchmarks.days import BEGAN, DAYS, day_text, instant, noon
from elearning.domain.calendar import add_months
from elearning.models import certificates, learning

_VALID_MONTHS = 24
_SCREENS = 8
_AT_ONCE = 20_000


class LearningRows:
    """Rows of what people did. A lean one keeps of what was completed only that, and when it began."""

    def __init__(self, loader: Loader, chance: Random, event: int, *, is_lean: bool) -> None:
        self.loader, self.chance, self.event, self.is_lean = loader, chance, event, is_lean
        self.enrolment_id = self.progress_id = self.answer_id = self.completion_id = self.revocation_id = 0
        self.enrolments: list[Row] = []
        self.progress: list[Row] = []
        self.answers: list[Row] = []
        self.attempts: list[Row] = []
        self.results: list[Row] = []
        self.completions: list[Row] = []
        self.certificates: list[Row] = []
        self.revocations: list[Row] = []

    def enrol(self, person: int, module: int, version: int, number: int, day: int) -> int:
        """Begin; the enrolment's id."""
        if len(self.enrolments) >= _AT_ONCE:
            self.flush()
        self.enrolment_id += 1
        self.enrolments.append((self.enrolment_id, person, module, version, number, noon(day)))
        return self.enrolment_id

    def read(self, enrolment: int, day: int, *, screens: int) -> None:
        """Read so many screens, and answer a check."""
        for screen in range(screens):
            self.progress_id += 1
            self.progress.append((self.progress_id, enrolment, "lesson-1", f"screen-{screen}", noon(day)))
        self.answer_id += 1
        self.answers.append((self.answer_id, enrolment, "check-1", '["b"]', noon(day)))

    def complete(self, person: int, module: int, version: int, number: int, day: int) -> int:
        """The whole way to the certificate; the number of the enrolment."""
        enrolment = self.enrol(person, module, version, number, day)
        self.completion_id += 1
        made_at, id = instant(day, 10_800 + self.chance.randrange(10_000)), self.completion_id
        expires = add_months(BEGAN + timedelta(day), _VALID_MONTHS).isoformat()
        dates = (made_at, day_text(day), expires)
        recorded = (made_at, self.event, None, None)
        self.completions.append((id, person, module, enrolment, version, *dates, *recorded))
        if not self.is_lean:
            self.read(enrolment, day, screens=_SCREENS)
            self.attempts.append((id, enrolment, 1, 7, "[]", noon(day)))
            self.results.append((id, id, 2, 2, 2, 1, "{}", made_at))
            words = (f"{id:016}", f"Person {person}", f"Module {module}", "Marlshire County Council")
            self.certificates.append((id, id, *words, *dates[1:], made_at, self.event))
        if self.chance.random() < 0.005 and day < DAYS - 30:
            since = day + self.chance.randrange(1, 30)
            told = (day_text(since), None, noon(since), self.event, None, None)
            self.revocation_id += 1
            self.revocations.append((self.revocation_id, id, "Not their own work", *told))
        return number

    def flush(self) -> None:
        """Put into the database what there is so far."""
        for table, columns, rows in self._all():
            if rows:
                self.loader.add(table, columns, rows)
                rows.clear()

    def _all(self) -> Iterator[tuple[type, tuple[str, ...], list[Row]]]:
        """Every table with its columns."""
        yield learning.Enrolment, (
            "id", "person_id", "module_id", "version_id", "number", "recorded_at",
        ), self.enrolments  # fmt: skip
        yield learning.LessonProgress, ("id", "enrolment_id", "lesson_id", "screen_id", "recorded_at"), self.progress
        yield learning.CheckAnswer, ("id", "enrolment_id", "question_id", "chosen", "recorded_at"), self.answers
        yield learning.Attempt, ("id", "enrolment_id", "number", "seed", "shown", "recorded_at"), self.attempts
        yield learning.Result, (
            "id", "attempt_id", "score", "out_of", "pass_mark", "passed", "marks", "recorded_at",
        ), self.results  # fmt: skip
        yield learning.Completion, (
            "id", "person_id", "module_id", "enrolment_id", "version_id", "made_at", "completed_on", "expires_on",
            *RECORDED,
        ), self.completions  # fmt: skip
        yield certificates.Certificate, (
            "id", "completion_id", "number", "holder_name", "module_title", "council_name", "completed_on",
            "expires_on", "recorded_at", "recorded_by",
        ), self.certificates  # fmt: skip
        yield learning.Revocation, ("id", "completion_id", "reason", *DATED), self.revocations
