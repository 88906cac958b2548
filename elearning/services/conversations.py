"""Recording the day of the conversation after a completion, and correcting it. Whether one may is asked before."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.calendar import london_date
from elearning.domain.conversations import fault_of_day
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.models.conversations import Conversation
from elearning.models.dated import known
from elearning.models.learning import Completion
from elearning.models.merges import is_one_person
from elearning.services.people import lock_person
from elearning.services.recording import add_one, begin, supersede


def record_conversation(
    session: Session, person_id: int, completion_id: int, *, held_on: date | None, actor: Actor, now: datetime,
    reason: str = "",
) -> None:  # fmt: skip
    """Record on which day it was held, in place of a day recorded before; None takes that day away: it was not held.

    The same day again changes nothing. Raises NotFound for a completion of somebody else, NotAllowed for a day before
    it or to come.
    """
    lock_person(session, person_id)
    completion = session.get(Completion, completion_id)
    if completion is None or completion.is_superseded or not is_one_person(session, completion.person_id, person_id):
        raise NotFound("There is no such completion of this person.")
    fault = fault_of_day(held_on, completed_on=completion.completed_on, today=london_date(now)) if held_on else ""
    if fault:
        raise NotAllowed(fault)
    of_completion = (Conversation.completion_id == completion_id, known(Conversation, None))
    before = session.scalars(select(Conversation).where(*of_completion)).one_or_none()
    if held_on == (before.held_on if before else None):
        return
    action = "conversation.record" if before is None else "conversation.correct"
    act = begin(
        session, actor=actor, action=action, now=now, subject="person", subject_id=person_id, reason=reason
    )  # fmt: skip
    if before is not None:
        supersede(session, Conversation, act, [before.id])
    if held_on is not None:
        add_one(session, Conversation, act, {"completion_id": completion_id, "held_on": held_on})
