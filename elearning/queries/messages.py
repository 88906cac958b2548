"""The outbox as it is read: one message to be sent, lists for HR, and what was not sent and why."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.nudges import STANDS_IN_FOR, Asker
from elearning.domain.refusals import NotFound
from elearning.models.audit import AuditEvent
from elearning.models.messages import Message, MessageOccasion, MessageState, SelfAudit, WithheldReminder
from elearning.queries.id_lists import dialect_of, is_among
from elearning.queries.people import names, numbers

PAGE = 25


class Waiting(NamedTuple):
    """A message as a worker needs it: what it tells, and whether that is settled."""

    message_id: int
    person_id: int
    kind: str
    subject: str
    text: str
    occasions: frozenset[str]
    is_settled: bool
    asker: Asker | None = None
    """Who asked for it, if a person did: of a nudge, the line manager or who stood in for them."""


class Told(NamedTuple):
    """One message for a list: to whom, about what, and what became of it; `state` is *waiting* at first.

    `person_name` and `number` are of the day on which it was written.
    """

    message_id: int
    person_id: int
    person_name: str
    number: str
    kind: str
    day: date
    subject: str
    state: str
    reason: str
    at: datetime


class NotTold(NamedTuple):
    """One thing that was called for on a day and not sent."""

    person_id: int
    person_name: str
    number: str
    occasion: str
    reason: str
    day: date


class StateOf(NamedTuple):
    """One thing that became of a message."""

    state: str
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Messages:
    """One page of messages, the newest first, and how many there are. A page that is not there is the nearest."""

    messages: tuple[Told, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Withheld:
    """One page of what was not sent, the newest first."""

    withheld: tuple[NotTold, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class OneMessage:
    """A message with its text as it was sent, or as it waits, and everything that became of it."""

    told: Told
    text: str
    states: tuple[StateOf, ...]
    asked_by: str = ""
    """The name of whoever asked for it, if a person did."""


_LATEST = (
    select(MessageState.message_id, func.max(MessageState.id).label("id")).group_by(MessageState.message_id).subquery()
)
_STATE: ColumnElement[str] = func.coalesce(MessageState.state, "waiting")
_TOLD: Select[*tuple[Any, ...]] = (
    select(
        Message.id, Message.person_id, Message.kind, Message.day, Message.subject, _STATE,
        func.coalesce(MessageState.reason, ""), func.coalesce(MessageState.at, Message.recorded_at),
    )
    .outerjoin(_LATEST, _LATEST.c.message_id == Message.id)
    .outerjoin(MessageState, MessageState.id == _LATEST.c.id)
)  # fmt: skip

STATES = ("waiting", "sent", "failed", "given up", "withdrawn")
"""What a message may be, in the order in which it is offered; *failed* will be tried again."""


def waiting(session: Session, message_ids: Collection[int]) -> dict[int, Waiting]:
    """Messages of the outbox by their ids, in three statements."""
    is_wanted = Message.id.in_(message_ids)
    told: dict[int, set[str]] = defaultdict(set)
    occasions = select(MessageOccasion.message_id, MessageOccasion.occasion)
    for message_id, occasion in session.execute(occasions.where(MessageOccasion.message_id.in_(message_ids))):
        told[message_id].add(occasion)
    final = (MessageState.message_id.in_(message_ids), MessageState.state != "failed")
    settled = set(session.scalars(select(MessageState.message_id).where(*final)))
    rows = session.execute(
        select(
            Message.id,
            Message.person_id,
            Message.kind,
            Message.subject,
            Message.text,
            AuditEvent.actor_id,
            AuditEvent.subject,
            AuditEvent.subject_id,
        )
        .join(AuditEvent, AuditEvent.id == Message.recorded_by)
        .where(is_wanted)
    )
    return {
        id: Waiting(
            id,
            person_id,
            kind,
            subject,
            text,
            frozenset(told[id]),
            id in settled,
            Asker(actor_id, about_id if about == STANDS_IN_FOR else None) if actor_id else None,
        )
        for id, person_id, kind, subject, text, actor_id, about, about_id in rows
    }


def _of(session: Session, scope: Scope, column: Any) -> list[ColumnElement[bool]]:
    return [] if scope.is_everybody else [is_among(column, scope.person_ids, dialect_of(session))]


def messages(session: Session, scope: Scope, *, state: str = "", page: int = 1, size: int = PAGE) -> Messages:
    """Messages to people in scope, or those in one of STATES."""
    conditions = _of(session, scope, Message.person_id)
    if state:
        conditions.append(_STATE.in_([state]))
    total = session.scalar(select(func.count()).select_from(_TOLD.where(*conditions).subquery())) or 0
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    newest = _TOLD.where(*conditions).order_by(Message.day.desc(), Message.id.desc())
    rows = session.execute(newest.limit(size).offset((page - 1) * size)).all()
    return Messages(_named(session, rows), total, page, pages)


def _named(session: Session, rows: Any) -> tuple[Told, ...]:
    called, numbered = _who(session, {row[1] for row in rows}, max((row[3] for row in rows), default=date.min))
    return tuple(
        Told(row[0], row[1], called.get(row[1], ""), numbered.get(row[1], ""), *row[2:]) for row in rows
    )  # fmt: skip


def _who(session: Session, people: set[int], day: date) -> tuple[dict[int, str], dict[int, str]]:
    called = {person: one.name for person, one in names(session, people, day).items()}
    return called, numbers(session, people, day)


def withheld(session: Session, scope: Scope, *, page: int = 1, size: int = PAGE) -> Withheld:
    """What was called for and not sent to people in scope, and why."""
    table = WithheldReminder
    conditions = _of(session, scope, table.person_id)
    total = session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    statement = select(table.person_id, table.occasion, table.reason, table.day).where(*conditions)
    newest = statement.order_by(table.day.desc(), table.id.desc()).limit(size).offset((page - 1) * size)
    rows = session.execute(newest).all()
    called, numbered = _who(session, {row[0] for row in rows}, max((row[3] for row in rows), default=date.min))
    found = tuple(NotTold(row[0], called.get(row[0], ""), numbered.get(row[0], ""), *row[1:]) for row in rows)
    return Withheld(found, total, page, pages)


def one_message(session: Session, message_id: int) -> OneMessage:
    """A message and its story. Raises NotFound."""
    rows = session.execute(_TOLD.where(Message.id == message_id)).all()
    if not rows:
        raise NotFound("There is no such message.")
    table = MessageState
    states = session.execute(
        select(table.state, table.reason, table.at, table.actor_name, table.text)
        .where(table.message_id == message_id)
        .order_by(table.id)
    ).all()
    text = next((row.text for row in reversed(states) if row.text), "")
    message = waiting(session, [message_id])[message_id]
    told = _named(session, rows)[0]
    return OneMessage(
        told, text or message.text, tuple(StateOf(*row[:4]) for row in states),
        _asked_by(session, message.asker, told.day),
    )  # fmt: skip


def _asked_by(session: Session, asker: Asker | None, day: date) -> str:
    """Who asked for a message, and for whom if they stood in for somebody; nothing where nobody did."""
    if asker is None:
        return ""
    called = names(session, {id for id in asker if id}, day)
    by, manager = (called[id].name if id in called else "" for id in asker)
    return f"{by}, who stood in for {manager}" if manager else by


def counts(session: Session) -> dict[str, int]:
    """How many messages are in each of STATES."""
    rows = session.execute(
        select(_STATE, func.count())
        .select_from(Message)
        .outerjoin(_LATEST, _LATEST.c.message_id == Message.id)
        .outerjoin(MessageState, MessageState.id == _LATEST.c.id)
        .group_by(_STATE)
    )
    found = {state: number for state, number in rows}
    return {state: found.get(state, 0) for state in STATES}


class Audited(NamedTuple):
    """The latest check of the record against itself: when, and what it found."""

    at: datetime
    findings: tuple[dict[str, str], ...]


def latest_self_audit(session: Session) -> Audited | None:
    """What the last check found; None if there never was one."""
    row = session.execute(
        select(SelfAudit.recorded_at, SelfAudit.findings).order_by(SelfAudit.id.desc()).limit(1)
    ).first()  # fmt: skip
    return Audited(row.recorded_at, tuple(row.findings)) if row else None
