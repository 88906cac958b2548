"""Standings, dates and minutes as words on a screen. The only place that chooses those words."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

from markupsafe import Markup

from elearning.authoring.markdown import render_inline
from elearning.council import CONTACT_NAMES
from elearning.domain.access import Role, Viewer
from elearning.domain.calendar import british_date, british_second, british_time
from elearning.domain.certificates import Validity
from elearning.domain.compliance import Row, Standing
from elearning.domain.decisions import Outcome
from elearning.domain.extensions import may_ask
from elearning.domain.feedback import feedback_given
from elearning.domain.learning import Progress, Purpose, Step, StepKind, is_lesson_read, is_screen_read, next_place
from elearning.domain.modules import Lesson
from elearning.domain.test_out import reasons_not_to_test_out
from elearning.queries.extension_requests import MoreTime
from elearning.queries.learning import Task
from elearning.web.question_parts import QUESTION_FILTERS


class Tag(NamedTuple):
    """A standing as a GOV.UK tag: its words and the class of its colour."""

    text: str
    css: str


_TAGS = {
    Standing.EXEMPT: Tag("Exempt", "govuk-tag--grey"),
    Standing.ON_LEAVE: Tag("On leave", "govuk-tag--grey"),
    Standing.COMPLETED: Tag("Completed", "govuk-tag--green"),
    Standing.EXPIRING: Tag("Expiring", "govuk-tag--yellow"),
    Standing.EXPIRED: Tag("Expired", "govuk-tag--red"),
    Standing.OVERDUE: Tag("Overdue", "govuk-tag--red"),
    Standing.IN_PROGRESS: Tag("In progress", "govuk-tag--blue"),
    Standing.NOT_STARTED: Tag("Not started", "govuk-tag--light-blue"),
}


def tag(standing: Standing | None) -> Tag:
    """The tag of a standing; of a module that nobody requires, that it is a free choice."""
    return _TAGS[standing] if standing else Tag("Your choice", "govuk-tag--grey")


def task_tag(task: Task) -> Tag:
    """The tag of a task: its standing, or what somebody did of a module that nobody asks of them."""
    if task.row or not task.where.progress.is_begun:
        return tag(task.row.standing if task.row else None)
    return _TAGS[Standing.COMPLETED if task.step.kind is StepKind.DONE else Standing.IN_PROGRESS]


def minutes(number: int) -> str:
    """'1 minute', '4 minutes'."""
    return "1 minute" if number == 1 else f"{number} minutes"


def when(row: Row) -> str:
    """By when, or until when, in one short sentence for a task list."""
    if row.standing is Standing.EXEMPT or row.standing is Standing.ON_LEAVE:
        return f"Until {british_date(row.until)}" if row.until else "Until your return is recorded"
    if row.standing in (Standing.COMPLETED, Standing.EXPIRING) and row.ends_on:
        return f"Valid until {british_date(row.ends_on)}"
    if row.standing is Standing.EXPIRED and row.ends_on:
        return f"Ran out on {british_date(row.ends_on)}"
    if row.standing is Standing.OVERDUE and row.due_on:
        return f"Was due by {british_date(row.due_on)}"
    return f"Do it by {british_date(row.due_on)}" if row.due_on else ""


_ROLES = {Role.HR: "HR officer", Role.AUTHOR: "content author", Role.ADMINISTRATOR: "administrator"}


def role_words(viewer: Viewer, *, manages: bool) -> str:
    """'learner, line manager and HR officer': everybody is a learner, whoever has reports is a line manager."""
    words = ["learner", *(["line manager"] if manages else [])]
    words += [_ROLES[role] for role in Role if role in viewer.roles]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


_VALIDITIES = {
    Validity.VALID: (Tag("Valid", "govuk-tag--green"), "It is genuine and current."),
    Validity.EXPIRED: (Tag("Expired", "govuk-tag--red"), "It is genuine, and its time has run out."),
    Validity.SUPERSEDED: (
        Tag("Superseded", "govuk-tag--blue"),
        "It is genuine. Its holder has completed the module again since and has a newer certificate.",
    ),
    Validity.REPLACED: (
        Tag("Replaced", "govuk-tag--blue"), "It is genuine. Another was issued in its place, to mend its wording."
    ),
    Validity.REVOKED: (Tag("Revoked", "govuk-tag--red"), "The council has withdrawn it. It no longer counts."),
}  # fmt: skip


def validity_tag(validity: Validity) -> Tag:
    """What a certificate is worth today, as a tag."""
    return _VALIDITIES[validity][0]


def validity_sentence(validity: Validity) -> str:
    """What a certificate is worth today, as a sentence."""
    return _VALIDITIES[validity][1]


def step_words(step: Step) -> str:
    """'lesson 2', 'final assessment', 'acknowledge the policy'."""
    if step.kind is StepKind.LESSON:
        return f"lesson {step.number}"
    return "final assessment" if step.kind is StepKind.ASSESSMENT else "acknowledge the policy"


def is_lesson_begun(progress: Progress, lesson: Lesson) -> bool:
    """Whether at least one screen of the lesson was read."""
    return any(is_screen_read(progress, lesson, screen) for screen in lesson.screens)


def attempt_name(purpose: Purpose) -> str:
    """What an attempt is called where it is taken."""
    return "Test-out" if purpose is Purpose.TEST_OUT else "Final assessment"


def offers_more_time(task: Task) -> bool:
    """Whether there is a due date of the whole module that could be moved."""
    return task.refresher is None and may_ask(task.row)


def more_time_words(one: MoreTime) -> str:
    """What became of a request for more time, for whoever decides."""
    if one.ended is None:
        return f"Asked for more time until {british_date(one.wished_on)}. It waits"
    by = f" by {one.ended.by}" if one.ended.by else ""
    on = f"on {british_time(one.ended.at)}{by}"
    if one.ended.until is not None:
        why = f": {one.ended.reason}" if one.ended.reason else ""
        return f"Given until {british_date(one.ended.until)}, {on}{why}"
    return f"Declined {on}: {one.ended.reason}" if one.ended.outcome is Outcome.DECLINED else f"Taken back {on}"


def offers_test_out(task: Task) -> bool:
    """Whether a module's page speaks of its test-out."""
    return not task.waits_for and not reasons_not_to_test_out(task.where.version, task.where.progress)


def contact_name(key: str) -> str:
    """The name of an entry of the directory, as it stands in the middle of a sentence."""
    return CONTACT_NAMES.get(key, key)


def _safe(markdown: str) -> Markup:
    return Markup(render_inline(markdown))  # noqa: S704 - cleaned of every tag but emphasis by render_inline


def breakable(address: str) -> Markup:
    """An email address that a narrow column breaks behind its @, and not within a word."""
    return Markup("@<wbr>").join(address.split("@"))


def plain_text(markdown: str) -> str:
    """Markdown as words alone, for where no markup may stand."""
    return _safe(markdown).striptags()


_DAY = re.compile(r"(?<![\w-])[12]\d{3}-[01]\d-[0-3]\d(?![\w-])")


def days_in_words(text: str) -> str:
    """A text of the record with its days as people read them; what only looks like a day stays as it is."""

    def worded(found: re.Match[str]) -> str:
        with suppress(ValueError):
            return british_date(date.fromisoformat(found[0]))
        return found[0]

    return _DAY.sub(worded, text)


FILTERS: dict[str, Callable[..., Any]] = {
    **QUESTION_FILTERS,
    "attempt_name": attempt_name,
    "british_date": british_date,
    "breakable": breakable,
    "british_second": british_second,
    "british_time": british_time,
    "contact_name": contact_name,
    "days_in_words": days_in_words,
    "feedback_given": feedback_given,
    "inline_markdown": _safe,
    "is_lesson_begun": is_lesson_begun,
    "is_lesson_read": is_lesson_read,
    "minutes": minutes,
    "more_time_words": more_time_words,
    "next_place": next_place,
    "offers_more_time": offers_more_time,
    "offers_test_out": offers_test_out,
    "plain_text": plain_text,
    "role_name": lambda role: _ROLES[role],
    "step_words": step_words,
    "tag": tag,
    "task_tag": task_tag,
    "validity_sentence": validity_sentence,
    "validity_tag": validity_tag,
    "when": when,
}
