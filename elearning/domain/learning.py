"""Where a learner is in a module version, what comes next, and what stands in the way. Pure; no rows, no clock."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from elearning.domain.compliance import Facts, governing
from elearning.domain.modules import CompletionCondition, Lesson, ModuleVersion, Screen


class StepKind(StrEnum):
    """What a learner does next."""

    LESSON = "lesson"
    ASSESSMENT = "assessment"
    ACKNOWLEDGEMENT = "acknowledgement"
    DONE = "done"


class Purpose(StrEnum):
    """What an attempt is made for."""

    FINAL = "final"
    TEST_OUT = "test_out"


class AttemptMade(NamedTuple):
    """An attempt of an enrolment; `passed` is None until it is handed in."""

    attempt_id: int
    purpose: Purpose
    passed: bool | None


@dataclass(frozen=True)
class Progress:
    """What was done in one enrolment. `screens_read` holds (lesson id, screen id); `tested_out` ids of lessons.

    A test-out is an attempt too, but `open_attempt_id` and `attempts_submitted` are of the final assessment alone.
    """

    screens_read: frozenset[tuple[str, str]] = frozenset()
    has_passed: bool = False
    has_acknowledged: bool = False
    open_attempt_id: int | None = None
    attempts_submitted: int = 0
    tested_out: frozenset[str] = frozenset()
    test_out_id: int | None = None
    is_test_out_open: bool = False

    @property
    def is_begun(self) -> bool:
        """Whether anything at all was done."""
        done = self.screens_read or self.has_passed or self.has_acknowledged or self.open_attempt_id or self.test_out_id
        return bool(done)


NOTHING_DONE = Progress()

TESTED_OUT = ""
"""Stands where the id of a screen stands, for a lesson that a test-out showed to be known."""


def progress_made(
    lessons: Iterable[tuple[str, str]], attempts: Iterable[AttemptMade], *, has_acknowledged: bool
) -> Progress:  # fmt: skip
    """The progress of an enrolment, from (lesson id, screen id or TESTED_OUT) and its attempts."""
    lessons, attempts = list(lessons), list(attempts)
    final = [one for one in attempts if one.purpose is Purpose.FINAL]
    test_out = next((one for one in attempts if one.purpose is Purpose.TEST_OUT), None)
    return Progress(
        screens_read=frozenset(pair for pair in lessons if pair[1] != TESTED_OUT),
        has_passed=any(one.passed for one in attempts),
        has_acknowledged=has_acknowledged,
        open_attempt_id=next((one.attempt_id for one in final if one.passed is None), None),
        attempts_submitted=sum(one.passed is not None for one in final),
        tested_out=frozenset(lesson for lesson, screen in lessons if screen == TESTED_OUT),
        test_out_id=test_out.attempt_id if test_out else None,
        is_test_out_open=test_out is not None and test_out.passed is None,
    )


@dataclass(frozen=True)
class Step:
    """The next thing to do; for a lesson, which screen of it, counted from 1, and the minutes still to go in it."""

    kind: StepKind
    minutes: int
    lesson: Lesson | None = None
    number: int = 0
    place: int = 0


def is_screen_read(progress: Progress, lesson: Lesson, screen: Screen) -> bool:
    """Whether this screen's Continue was pressed."""
    return (lesson.id, screen.id) in progress.screens_read


def is_lesson_read(progress: Progress, lesson: Lesson) -> bool:
    """A lesson is read when each of its screens is."""
    return all(is_screen_read(progress, lesson, screen) for screen in lesson.screens)


def is_lesson_done(progress: Progress, lesson: Lesson) -> bool:
    """Whether the completion rule asks nothing more of a lesson: it is read, or tested out (D.5)."""
    return lesson.id in progress.tested_out or is_lesson_read(progress, lesson)


def next_place(progress: Progress, lesson: Lesson) -> int:
    """The first screen of the lesson not yet read, counted from 1; the first when all are read."""
    unread = (n for n, screen in enumerate(lesson.screens, 1) if not is_screen_read(progress, lesson, screen))
    return next(unread, 1)


def minutes_left(lesson: Lesson, place: int) -> int:
    """Whole minutes from this screen to the lesson's end, at least one: the lesson's minutes shared by its screens."""
    screens = len(lesson.screens)
    return max(1, round(lesson.minutes * (screens - place + 1) / screens))


def _steps(version: ModuleVersion, progress: Progress) -> Iterator[Step]:
    wanted = version.completion
    if CompletionCondition.LESSONS_READ in wanted:
        for number, lesson in enumerate(version.lessons, 1):
            if not is_lesson_done(progress, lesson):
                place = next_place(progress, lesson)
                left = minutes_left(lesson, place)
                yield Step(StepKind.LESSON, left, lesson=lesson, number=number, place=place)
    if CompletionCondition.ASSESSMENT_PASSED in wanted and not progress.has_passed:
        yield Step(StepKind.ASSESSMENT, version.assessment.minutes)
    if CompletionCondition.POLICY_ACKNOWLEDGED in wanted and not progress.has_acknowledged:
        yield Step(StepKind.ACKNOWLEDGEMENT, 1)


def next_step(version: ModuleVersion, progress: Progress) -> Step:
    """The first thing of the completion rule not yet done, in the order lessons, assessment, acknowledgement."""
    return next(_steps(version, progress), Step(StepKind.DONE, 0))


def steps_left(version: ModuleVersion, progress: Progress) -> int:
    """How many lessons, assessments and acknowledgements are still to do."""
    return sum(1 for _ in _steps(version, progress))


def is_complete(version: ModuleVersion, progress: Progress) -> bool:
    """Whether every condition of the version's completion rule is met."""
    return next_step(version, progress).kind is StepKind.DONE


def lessons_unread(version: ModuleVersion, progress: Progress) -> tuple[Lesson, ...]:
    """The lessons that the completion rule still asks for."""
    if CompletionCondition.LESSONS_READ not in version.completion:
        return ()
    return tuple(lesson for lesson in version.lessons if not is_lesson_done(progress, lesson))


def stands(earned: Facts, day: date) -> bool:
    """Whether a completion stands on a day (RULE-8)."""
    return governing(earned, day) is not None


def still_required(version: ModuleVersion, completed: Collection[str]) -> tuple[str, ...]:
    """The modules, by slug, that must be completed before this one is begun and are not."""
    return tuple(slug for slug in version.requires if slug not in completed)


def reason_to_wait(titles: Collection[str]) -> str:
    """Why a module cannot be begun yet."""
    return " ".join(f"Complete “{title}” first." for title in titles)


def may_begin_again(earned: Facts, day: date) -> bool:
    """Whether no completion stands on the day, or the one that governs is inside its own renewal window (RULE-11).

    `earned` may hold no more than completions and refreshers. A refresher that is asked opens no window: it is done
    by itself.
    """
    governs = governing(earned, day)
    return governs is None or (governs.expires_on - day).days <= governs.window_days


def _unread_reasons(version: ModuleVersion, progress: Progress) -> tuple[str, ...]:
    unread = lessons_unread(version, progress)
    if not unread:
        return ()
    lessons = "1 lesson is" if len(unread) == 1 else f"{len(unread)} lessons are"
    return (f"Read all the lessons first: {lessons} left, beginning with “{unread[0].title}”.",)


def reasons_not_to_be_assessed(version: ModuleVersion, progress: Progress) -> tuple[str, ...]:
    """Why the final assessment is not open yet; empty when it is."""
    if progress.has_passed:
        return ("You have already passed this assessment.",)
    return _unread_reasons(version, progress)


def reasons_not_to_acknowledge(version: ModuleVersion, progress: Progress) -> tuple[str, ...]:
    """Why the policy cannot be acknowledged yet; empty when it can."""
    if CompletionCondition.ASSESSMENT_PASSED in version.completion and not progress.has_passed:
        return ("Pass the final assessment first, then acknowledge the policy.",)
    return _unread_reasons(version, progress)
