"""The short sets of questions after a completion: begun, answered, put off, stopped. Nothing is marked."""

import secrets
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.follow_ups import missed_in, place_due, questions_for
from elearning.domain.modules import ModuleVersion
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.domain.responses import is_possible
from elearning.models import learning as tables
from elearning.models import modules
from elearning.models.follow_ups import FollowUp, FollowUpAnswer, FollowUpWish
from elearning.models.merges import of_one_person
from elearning.services.enrolments import lock_learner


def _own(session: Session, person_id: int, completion_id: int) -> tuple[tables.Completion, ModuleVersion]:
    """A completion of the person and its version. A stranger's is as none."""
    found = session.execute(
        select(tables.Completion, modules.ModuleVersion.digest)
        .join(modules.ModuleVersion, modules.ModuleVersion.id == tables.Completion.version_id)
        .where(tables.Completion.id == completion_id, of_one_person(tables.Completion.person_id, person_id))
    ).first()
    if found is None:
        raise NotFound("There is no such completion.")
    return found[0], modules.frozen(session, found[0].version_id, found[1])


def start_follow_up(session: Session, *, person_id: int, completion_id: int, now: datetime, day: date) -> int:
    """Begin the set that is due, or go on with it; its id. Raises NotAllowed if none is."""
    lock_learner(session, person_id)
    completion, version = _own(session, person_id, completion_id)
    rule = version.follow_up
    place = place_due(rule, completed_on=completion.completed_on, day=day) if rule else None
    if rule is None or place is None:
        raise NotAllowed("No questions are due yet.")
    sets = session.scalars(select(FollowUp).where(FollowUp.completion_id == completion_id)).all()
    begun = next((one.id for one in sets if one.place == place), None)
    if begun is not None:
        return begun
    marks = session.scalars(
        select(tables.Result.marks)
        .join(tables.Attempt, tables.Attempt.id == tables.Result.attempt_id)
        .where(tables.Attempt.enrolment_id == completion.enrolment_id)
    ).all()
    shown = questions_for(
        version, rule, missed=missed_in(version, marks), asked={id for one in sets for id, _ in one.shown},
        seed=secrets.randbits(31),
    )  # fmt: skip
    row = FollowUp(
        completion_id=completion_id, place=place, shown=[[id, list(order)] for id, order in shown], recorded_at=now
    )
    session.add(row)
    session.flush()
    return row.id


def answer_follow_up(
    session: Session, *, person_id: int, follow_up_id: int, question_id: str, chosen: tuple[str, ...], now: datetime
) -> None:  # fmt: skip
    """Keep an answer to a question of a set. Raises NotFound for a stranger's set or an answer no page could make."""
    found = session.get(FollowUp, follow_up_id)
    if found is None:
        raise NotFound("There is no such set of questions.")
    _, version = _own(session, person_id, found.completion_id)
    if question_id not in dict(found.shown) or not is_possible(version.question(question_id), chosen):
        raise NotFound("There is no such question or answer in this set.")
    session.add(
        FollowUpAnswer(follow_up_id=follow_up_id, question_id=question_id, chosen=list(chosen), recorded_at=now)
    )
    session.flush()


def want_no_follow_up(
    session: Session, *, person_id: int, completion_id: int, not_before: date | None, now: datetime
) -> None:  # fmt: skip
    """Ask for no set before a day, or for none at all (None)."""
    _own(session, person_id, completion_id)
    session.add(FollowUpWish(completion_id=completion_id, not_before=not_before, recorded_at=now))
    session.flush()
