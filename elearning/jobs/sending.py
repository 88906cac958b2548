"""Sending messages: facts of a few gathered at once, each looked at again, handed over with no transaction open, and
what became of it recorded by itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from elearning import clock
from elearning.domain.calendar import LONDON, london_date
from elearning.domain.jobs import Timing
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked
from elearning.jobs.letters import letters, sender_of
from elearning.mail import Envelope, Post, Undelivered
from elearning.queries.messages import Waiting, waiting
from elearning.queries.reminders import HOLIDAYS, emails
from elearning.queries.still_true import still_true
from elearning.services.jobs import Claimed, finish, is_ours, put_off
from elearning.services.messages import is_settled, record_state
from elearning.settings import Settings
from elearning.transaction import committed

MORNING = time(8, 0)
"""When a message goes that could not go the day before, in London."""

NO_LONGER_TRUE = "no longer true"

AT_ONCE = 10
"""Messages that a worker takes together: what is true of them is asked once. A worker that dies holds up so many."""
FRESH = timedelta(seconds=10)
"""How old that answer may be when a message is handed over; after that it is asked again."""


class Sending(NamedTuple):
    """What every send of a worker shares."""

    settings: Settings
    post: Post
    timing: Timing
    worker: str


class Ready(NamedTuple):
    """A message as it is true now: its envelope and text, or why there is none."""

    message: Waiting
    envelope: Envelope | None
    text: str
    why_not: str


class Prepared(NamedTuple):
    """Messages by the ids of their jobs, and the instant at which they were true."""

    asked: Asked
    ready: Mapping[int, Ready]

    def is_fresh(self, now: datetime) -> bool:
        """Whether that was a moment ago, on the same day."""
        return now - self.asked.known_on <= FRESH and london_date(now) == self.asked.as_at


def prepare(session: Session, jobs: Sequence[Claimed], with_: Sending) -> Prepared:
    """What is true now of the messages of some jobs. The number of statements is that of one; nothing stays open.

    Raises NotFound if there is no such message.
    """
    now = clock.now()
    asked = Asked(london_date(now), now)
    found = waiting(session, [job.subject_id or 0 for job in jobs])
    if any(job.subject_id not in found for job in jobs):
        raise NotFound("There is no such message.")
    told = [one for one in found.values() if not one.is_settled]
    ready = _ready(session, told, asked, with_.settings)
    settled = {id: Ready(one, None, "", "") for id, one in found.items() if one.is_settled}
    session.rollback()  # nothing is open while a mail server is waited for
    of_message = {**ready, **settled}
    return Prepared(asked, {job.job_id: of_message[job.subject_id] for job in jobs if job.subject_id in of_message})


def _ready(
    session: Session, told: Sequence[Waiting], asked: Asked, settings: Settings
) -> dict[int, Ready]:  # fmt: skip
    plans = still_true(session, told, asked, settings.council.reminders.rules)
    reachable = emails(session, {one.person_id for one in told}, asked)
    going = [one for one in told if plans[one.message_id].considered and one.person_id in reachable]
    asked_by = {place: one.asker for place, one in enumerate(going) if one.asker}
    written = letters(
        session, [plans[one.message_id] for one in going], asked, sender_of(settings), asked_by=asked_by
    )  # fmt: skip
    host = settings.public_host.split(":")[0]
    found = {}
    for one, letter in zip(going, written, strict=True):
        id = f"<message-{one.message_id}@{host}>"
        envelope = Envelope(reachable[one.person_id], letter.subject, letter.text, id, asked.known_on)
        found[one.message_id] = Ready(one, envelope, letter.text, "")
    for one in told:
        why_not = "no mailbox" if plans[one.message_id].considered else NO_LONGER_TRUE
        found.setdefault(one.message_id, Ready(one, None, "", why_not))
    return found


def send_message(session: Session, job: Claimed, prepared: Prepared, with_: Sending) -> str:
    """Do one job of sending, and say how it went. Never sends what is settled, or no longer true, or on a day off."""
    ready = prepared.ready[job.job_id]
    message = ready.message
    if message.is_settled:  # a worker died between its last two steps, or two had the same job
        return _over(session, job, "was settled before")
    if not HOLIDAYS.is_working(prepared.asked.as_at):
        return _next_working_day(session, job, prepared.asked)
    if ready.envelope is None:
        return _settled(session, job, message, "withdrawn", with_, reason=ready.why_not)
    if not _may_go(session, job, message):
        return "somebody else has it"
    try:
        with_.post.send(ready.envelope)
    except Undelivered as fault:
        return _failed(session, job, message, fault, with_)
    return _settled(session, job, message, "sent", with_, text="" if ready.text == message.text else ready.text)


def _may_go(session: Session, job: Claimed, message: Waiting) -> bool:
    """Whether a message is still this worker's to send, and was not withdrawn a moment ago."""
    is_mine = is_ours(session, job) and not is_settled(session, [message.message_id])  # two statements by their keys
    session.rollback()
    return is_mine


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
