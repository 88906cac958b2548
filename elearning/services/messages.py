"""What the outbox writes: messages, each thing told once; what became of them; and what was withheld and why."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.jobs import Work
from elearning.domain.nudges import STANDS_IN_FOR
from elearning.models.messages import Message, MessageOccasion, MessageState, WithheldReminder
from elearning.services.jobs import add_jobs
from elearning.services.recording import Act, batches, begin

FINAL = ("sent", "given up", "withdrawn")
"""States after which a message stays as it is."""


class Ready(NamedTuple):
    """A message that may go into the outbox, with the keys of all that it tells."""

    person_id: int
    kind: str
    subject: str
    text: str
    occasions: tuple[str, ...]


class Withheld(NamedTuple):
    """Something that was called for and is not sent, and why."""

    person_id: int
    occasion: str
    reason: str


def queue(
    session: Session, ready: Sequence[Ready], withheld: Sequence[Withheld], *, day: date, actor: Actor, now: datetime,
    action: str = "reminders.plan", stands_in_for: int | None = None,
) -> int:  # fmt: skip
    """Put messages into the outbox with a job to send each; returns how many.

    Left out, because somebody else was quicker: whatever tells a thing that was told before, and a second message of
    a kind to one person on a day. The act keeps for which line manager the actor stood in, if for any.
    """
    act = begin(
        session,
        actor=actor,
        action=action,
        now=now,
        subject=STANDS_IN_FOR if stands_in_for else "day",
        subject_id=stands_in_for,
        reason=str(day),
    )
    fresh = _fresh(session, ready, day)
    rows = [
        {
            "person_id": one.person_id, "kind": one.kind, "day": day, "subject": one.subject, "text": one.text,
            "recorded_at": act.at, "recorded_by": act.event_id,
        }
        for one in fresh
    ]  # fmt: skip
    ids: list[int] = []
    for batch in batches(rows):
        ids += session.scalars(insert(Message).returning(Message.id, sort_by_parameter_order=True), batch)
    told = [
        {"message_id": message_id, "person_id": one.person_id, "occasion": occasion}
        for message_id, one in zip(ids, fresh, strict=True)
        for occasion in one.occasions
    ]
    for batch in batches(told):
        session.execute(insert(MessageOccasion), batch)
    add_jobs(session, Work.SEND, ids, now=now)
    _withhold(session, withheld, day=day, act=act)
    return len(ids)


def _fresh(session: Session, ready: Sequence[Ready], day: date) -> list[Ready]:
    people = {one.person_id for one in ready}
    told: dict[int, set[str]] = defaultdict(set)
    written: set[tuple[int, str]] = set()
    for batch in batches(sorted(people)):
        statement = select(MessageOccasion.person_id, MessageOccasion.occasion)
        for person_id, key in session.execute(statement.where(MessageOccasion.person_id.in_(batch))):
            told[person_id].add(key)
        of_day = select(Message.person_id, Message.kind).where(Message.day == day, Message.person_id.in_(batch))
        written.update((person_id, kind) for person_id, kind in session.execute(of_day))
    return [
        one
        for one in ready
        if (one.person_id, one.kind) not in written and told[one.person_id].isdisjoint(one.occasions)
    ]


def _withhold(session: Session, withheld: Iterable[Withheld], *, day: date, act: Act) -> None:
    """Keep why something was not sent, once for each reason."""
    for batch in batches(sorted(set(withheld))):
        table = WithheldReminder
        people = {one.person_id for one in batch}
        known = {
            Withheld(*row)
            for row in session.execute(
                select(table.person_id, table.occasion, table.reason).where(table.person_id.in_(people))
            )
        }
        rows = [
            {**one._asdict(), "day": day, "recorded_at": act.at, "recorded_by": act.event_id}
            for one in batch
            if one not in known
        ]
        if rows:
            session.execute(insert(table), rows)


def record_state(
    session: Session, message_id: int, state: str, *, reason: str = "", text: str = "", by: str, now: datetime
) -> bool:  # fmt: skip
    """Record what became of a message; False, and nothing is written, if that was settled before."""
    if is_settled(session, [message_id]):
        return False
    session.add(
        MessageState(
            message_id=message_id, state=state, reason=reason[:300], text=text, at=now, actor_name=by[:120]
        )
    )  # fmt: skip
    session.flush()
    return True


def is_settled(session: Session, message_ids: Collection[int]) -> bool:
    """Whether any of these messages was sent, given up or withdrawn."""
    final = select(MessageState.id).where(
        MessageState.message_id.in_(message_ids), MessageState.state.in_(FINAL)
    )  # fmt: skip
    return session.scalar(final.limit(1)) is not None


def withdraw_waiting(session: Session, *, reason: str, actor: Actor, now: datetime) -> int:
    """Withdraw every message that is not settled; returns how many. Their jobs find nothing left to do."""
    act = begin(session, actor=actor, action="reminders.withdraw", now=now, subject="outbox", reason=reason)
    settled = select(MessageState.message_id).where(MessageState.state.in_(FINAL))
    waiting = list(session.scalars(select(Message.id).where(Message.id.not_in(settled))))
    by = actor.name or f"person {actor.person_id}"
    for batch in batches(waiting):
        row = {"state": "withdrawn", "reason": reason[:300], "text": "", "at": act.at, "actor_name": by}
        session.execute(insert(MessageState), [{"message_id": message_id, **row} for message_id in batch])
    return len(waiting)
