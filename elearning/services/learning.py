"""What a learner does: read a screen, answer a check, acknowledge the policy. Each may complete the module."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import insert
from sqlalchemy.orm import Session

from elearning.domain.calendar import london_date
from elearning.domain.learning import reasons_not_to_acknowledge
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.models import learning as tables
from elearning.services import enrolments
from elearning.services.completions import complete_if_met


@dataclass(frozen=True)
class PolicyWords:
    """The policy as it was shown to the person who acknowledged it."""

    title: str
    version: str
    date: date
    statements: tuple[str, ...]


class ScreenRead(NamedTuple):
    """A screen, and the instant at which its Continue was pressed."""

    lesson_id: str
    screen_id: str
    at: datetime


def _refuse_unknown_screen(place: enrolments.Place, lesson_id: str, screen_id: str) -> None:
    lesson = next((lesson for lesson in place.version.lessons if lesson.id == lesson_id), None)
    if lesson is None or all(screen.id != screen_id for screen in lesson.screens):
        raise NotFound("There is no such screen in the version of this module that you began.")


def read_screen(
    session: Session, *, person_id: int, slug: str, lesson_id: str, screen_id: str, council_name: str, now: datetime,
    day: date,
) -> bool:  # fmt: skip
    """Record that a screen was read, once; True if that completed the module.

    Nothing is recorded while a completion stands that may not be renewed yet: the person is only looking again.
    """
    place = enrolments.open_place(session, person_id=person_id, slug=slug, now=now, day=day, lesson_id=lesson_id)
    if place is None:
        return False
    return _read(session, place, [ScreenRead(lesson_id, screen_id, now)], council_name=council_name, day=day)


def read_in_one_sitting(
    session: Session, *, person_id: int, slug: str, screens: Sequence[ScreenRead], council_name: str, day: date
) -> bool:  # fmt: skip
    """Record what `read_screen` does of one screen of several, read one after another on a day; True if that completed
    the module. All must be of the version that the first is read in."""
    lesson_id, _, now = screens[0]
    place = enrolments.open_place(session, person_id=person_id, slug=slug, now=now, day=day, lesson_id=lesson_id)
    if place is None:
        return False
    return _read(session, place, screens, council_name=council_name, day=day)


def _read(
    session: Session, place: enrolments.Place, screens: Sequence[ScreenRead], *, council_name: str, day: date
) -> bool:  # fmt: skip
    progress, now = place.progress, screens[-1].at
    new: dict[tuple[str, str], datetime] = {}
    for lesson_id, screen_id, at in screens:
        _refuse_unknown_screen(place, lesson_id, screen_id)
        if (lesson_id, screen_id) not in progress.screens_read:
            new.setdefault((lesson_id, screen_id), at)
    if new:
        now = max(new.values())
        rows = [
            {"enrolment_id": place.enrolment_id, "lesson_id": lesson_id, "screen_id": screen_id, "recorded_at": at}
            for (lesson_id, screen_id), at in new.items()
        ]
        session.execute(insert(tables.LessonProgress), rows)
    progress = replace(progress, screens_read=progress.screens_read | new.keys())
    return complete_if_met(session, place, progress, council_name=council_name, now=now, day=day)


def answer_check(
    session: Session, *, person_id: int, slug: str, question_id: str, chosen: tuple[str, ...], now: datetime,
    day: date, lesson_id: str | None = None,
) -> None:  # fmt: skip
    """Keep an answer to a knowledge check of a lesson; nothing is kept of somebody who is only looking again."""
    place = enrolments.open_place(session, person_id=person_id, slug=slug, now=now, day=day, lesson_id=lesson_id)
    if place is None:
        return
    if all(question.id != question_id for lesson in place.version.lessons for question in lesson.checks):
        raise NotFound("There is no such question in the version of this module that you began.")
    session.add(
        tables.CheckAnswer(
            enrolment_id=place.enrolment_id, question_id=question_id, chosen=list(chosen), recorded_at=now
        )
    )
    session.flush()


def acknowledge(
    session: Session, *, person_id: int, slug: str, policy: PolicyWords, council_name: str, now: datetime, day: date
) -> bool:  # fmt: skip
    """Record that the person knows about this version of the policy; True if that completed the module.

    A second click finds the module completed and changes nothing. Raises NotAllowed with what is still to do.
    """
    place = enrolments.open_place(session, person_id=person_id, slug=slug, now=now, day=day, is_whole=True)
    if place is None:
        return False
    progress = place.progress
    reasons = reasons_not_to_acknowledge(place.version, progress)
    if reasons:
        raise NotAllowed(*reasons)
    if not progress.has_acknowledged:
        session.add(
            tables.Acknowledgement(
                enrolment_id=place.enrolment_id,
                policy_title=policy.title,
                policy_version=policy.version,
                policy_date=policy.date,
                statements=list(policy.statements),
                recorded_at=now,
            )
        )
        session.flush()
    progress = replace(progress, has_acknowledged=True)
    return complete_if_met(session, place, progress, council_name=council_name, now=now, day=day)


def ask_first(
    session: Session, *, person_id: int, slug: str, contact: str, question: str, now: datetime
) -> None:  # fmt: skip
    """Pass a question about the policy to its contact. It refuses nothing, and the acknowledgement stays open."""
    place = enrolments.current_place(session, person_id=person_id, slug=slug, day=london_date(now))
    if place is None:
        raise NotFound("You have no open task in this module.")
    session.add(
        tables.PolicyQuestion(
            person_id=person_id, module_id=place.module_id, contact=contact, question=question, recorded_at=now
        )
    )
    session.flush()
