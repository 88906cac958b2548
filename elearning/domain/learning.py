"""Where a learner is in a module version, what comes next, and what stands in the way. Pure; no rows, no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from elearning.domain.compliance import Facts, governing
from elearning.domain.modules import CompletionCondition, Lesson, ModuleVersion, Screen


class StepKind(StrEnum):
    """What a learner does next."""

    LESSON = "lesson"
    ASSESSMENT = "assessment"
    ACKNOWLEDGEMENT = "acknowledgement"
    DONE = "done"


@dataclass(frozen=True)
class Progress:
    """What was done in one enrolment. `screens_read` holds (lesson id, screen id)."""

    screens_read: frozenset[tuple[str, str]] = frozenset()
    has_passed: bool = False
    has_acknowledged: bool = False
    open_attempt_id: int | None = None
    attempts_submitted: int = 0

    @property
    def is_begun(self) -> bool:
        """Whether anything at all was done."""
        return bool(self.screens_read or self.has_passed or self.has_acknowledged or self.open_attempt_id)


NOTHING_DONE = Progress()


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
            if not is_lesson_read(progress, lesson):
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
    return tuple(lesson for lesson in version.lessons if not is_lesson_read(progress, lesson))


def may_begin_again(earned: Facts, day: date) -> bool:
    """Whether no completion stands on the day, or the one that governs is inside its own renewal window (RULE-11).

    `earned` may hold no more than completions and refreshers. A refresher that is asked opens no window: it is done
    by itself.
    """
    stands = governing(earned, day)
    return stands is None or (stands.expires_on - day).days <= stands.window_days


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
