"""Sending one message: looked at again at that moment, handed over with no transaction open, and what became of it."""

from datetime import datetime, time
from typing import NamedTuple

from sqlalchemy.orm import Session

from elearning import clock
from elearning.domain.calendar import LONDON, london_date
from elearning.domain.jobs import Timing
from elearning.domain.reports import Asked
from elearning.jobs.letters import letters, sender_of
from elearning.mail import Envelope, Post, Undelivered
from elearning.queries.messages import Waiting, waiting
from elearning.queries.reminders import HOLIDAYS, Plan, emails, still_called_for
from elearning.services.jobs import Claimed, finish, put_off
from elearning.services.messages import record_state
from elearning.settings import Settings
from elearning.transaction import committed

MORNING = time(8, 0)
"""When a message goes that could not go the day before, in London."""

NO_LONGER_TRUE = "no longer true"


class Sending(NamedTuple):
    """What every send of a worker shares."""

    settings: Settings
    post: Post
    timing: Timing
    worker: str


def send_message(session: Session, job: Claimed, with_: Sending) -> str:
    """Do one job of sending, and say how it went. Never sends what is settled, or no longer true, or on a day off."""
    now = clock.now()
    asked = Asked(london_date(now), now)
    message = waiting(session, job.subject_id or 0)
    if message.is_settled:  # a worker died between its last two steps, or two had the same job
        return _over(session, job, "was settled before")
    if not HOLIDAYS.is_working(asked.as_at):
        return _next_working_day(session, job, asked)
    envelope, text, why_not = _envelope(session, message, asked, with_.settings)
    session.rollback()  # nothing is open while a mail server is waited for
    if envelope is None:
        return _settled(session, job, message, "withdrawn", with_, reason=why_not)
    try:
        with_.post.send(envelope)
    except Undelivered as fault:
        return _failed(session, job, message, fault, with_)
    return _settled(session, job, message, "sent", with_, text="" if text == message.text else text)


def _envelope(
    session: Session, message: Waiting, asked: Asked, settings: Settings
) -> tuple[Envelope | None, str, str]:  # fmt: skip
    """The message as it is true now, its text, and why there is none."""
    plan = still_called_for(session, message.person_id, message.kind, asked, settings.council.reminders.rules)
    still = tuple(one for one in plan.told if one.occasion and one.occasion.key in message.occasions)
    if not still:
        return None, "", NO_LONGER_TRUE
    address = emails(session, [message.person_id], asked).get(message.person_id)
    if address is None:
        return None, "", "no mailbox"
    letter = letters(session, [Plan(plan.person_id, plan.kind, still, plan.team)], asked, sender_of(settings))[0]
    host = settings.public_host.split(":")[0]
    envelope = Envelope(address, letter.subject, letter.text, f"<message-{message.message_id}@{host}>", asked.known_on)
    return envelope, letter.text, ""


def _settled(
    session: Session, job: Claimed, message: Waiting, state: str, with_: Sending, *, reason: str = "", text: str = ""
) -> str:
    with committed(session) as now:
        record_state(session, message.message_id, state, reason=reason, text=text, by=with_.worker, now=now)
        finish(session, job, outcome=state, now=now)
    return state


def _failed(session: Session, job: Claimed, message: Waiting, fault: Undelivered, with_: Sending) -> str:
    wait = None if fault.is_final else with_.timing.wait_after(job.tries)
    if wait is None:
        return _settled(session, job, message, "given up", with_, reason=fault.reason)
    with committed(session) as now:
        record_state(session, message.message_id, "failed", reason=fault.reason, by=with_.worker, now=now)
        put_off(session, job, until=now + wait, outcome="failed")
    return "failed"


def _over(session: Session, job: Claimed, outcome: str) -> str:
    with committed(session) as now:
        finish(session, job, outcome=outcome, now=now)
    return outcome


def _next_working_day(session: Session, job: Claimed, asked: Asked) -> str:
    until = datetime.combine(HOLIDAYS.next_after(asked.as_at), MORNING, tzinfo=LONDON)
    with committed(session):
        put_off(session, job, until=until, outcome="waits for a working day", is_a_try=False)
    return "put off"
