"""Testing out: what a test-out shows to be known, and when one may be taken (brief D.5). Pure."""

from collections.abc import Mapping

from elearning.domain.learning import Progress
from elearning.domain.modules import ModuleVersion


def is_passed(version: ModuleVersion, score: int) -> bool:
    """Whether a test-out counts as the pass of the assessment."""
    return version.assessment.test_out is not None and score >= version.assessment.test_out


def lessons_known(version: ModuleVersion, marks: Mapping[str, int | float], score: int) -> tuple[str, ...]:
    """The lessons that need not be read after a test-out with these marks, by question: D.5.

    All, where it counts as the pass. With the assessment's pass mark, those of which all questions asked were right.
    With less, none. Never one that is always to be read.
    """
    may_skip = [lesson.id for lesson in version.lessons if not lesson.always_read]
    if is_passed(version, score):
        return tuple(may_skip)
    if score < version.assessment.pass_mark:
        return ()
    asked = {version.question(question_id).lesson for question_id in marks}
    missed = {version.question(question_id).lesson for question_id, worth in marks.items() if worth < 1}
    return tuple(lesson for lesson in may_skip if lesson in asked - missed)


def reasons_not_to_test_out(version: ModuleVersion, progress: Progress) -> tuple[str, ...]:
    """Why a test-out cannot begin; empty when it can. One that is open can always be gone on with."""
    if version.assessment.test_out is None:
        return ("This module has no test-out.",)
    if progress.is_test_out_open:
        return ()
    if progress.has_passed:
        return ("You have already passed this assessment.",)
    if progress.test_out_id is not None:
        return ("You have taken the test-out of this module. It can be taken once.",)
    if progress.is_begun:
        return ("The test-out is for before you begin. You have begun the lessons, so go on with them.",)
    return ()
