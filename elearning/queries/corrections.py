"""What was corrected in one person's record: every fact that a later one replaced, by whom, when and why."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from elearning.domain.adjustments import AdjustmentKind, Granted, Unit
from elearning.domain.calendar import british_date
from elearning.domain.reports import Asked
from elearning.models.adjustments import Adjustment
from elearning.models.assignments import Assignment, Exemption
from elearning.models.audit import AuditEvent
from elearning.models.certificates import Certificate
from elearning.models.conversations import Conversation
from elearning.models.dated import known
from elearning.models.learning import Completion, Revocation
from elearning.models.people import EmployeeNumber, Holding, Leave, PersonEmail, PersonName, PostDetail, RoleGrant
from elearning.queries.compliance import module_names
from elearning.queries.person_record import actor_names
from elearning.queries.same_people import same_people


class Correction(NamedTuple):
    """One fact as it was recorded before, and the act that replaced it (RULE-24). `granted` is of an adjustment."""

    what: str
    words: str
    first_on: date
    last_on: date | None
    at: datetime
    by: str
    action: str
    reason: str
    granted: Granted | None = None


def corrections(session: Session, person_id: int, asked: Asked) -> tuple[Correction, ...]:
    """Everything of a person that had been replaced by the instant asked, the latest replacement first."""
    records = same_people(session, asked.known_on).records([person_id])
    modules = {id: one.title for id, one in module_names(session, asked).items()}
    posts, leave = _post_titles(session, records, asked), _reasons_of_leave(session, records)
    rows = [
        *_superseded(session, "Name", PersonName, records, asked, lambda fact: fact.name),
        *_superseded(session, "Employee number", EmployeeNumber, records, asked, lambda fact: fact.number),
        *_superseded(session, "E-mail address", PersonEmail, records, asked, lambda fact: fact.email),
        *_superseded(session, "Post", Holding, records, asked, lambda fact: posts.get(fact.post_id, "")),
        *_superseded(session, "Role", RoleGrant, records, asked, lambda fact: fact.role),
        *_superseded(session, "Leave", Leave, records, asked, lambda fact: leave[fact.recorded_by]),
        *_superseded(session, "Exemption", Exemption, records, asked, lambda fact: modules.get(fact.module_id, "")),
        *_superseded(
            session, "Assignment", Assignment, records, asked,
            lambda fact: f"{modules.get(fact.module_id, '')}, due by {british_date(fact.due_on)}",
        ),
        *_revocations(session, records, asked),
        *_conversations(session, records, asked, modules),
    ]  # fmt: skip
    granted = _adjustments(session, records, asked)
    events = [*(event for *_, event in rows), *(event for _, event in granted)]
    actors = actor_names(session, events, asked)
    found = [
        Correction(what, words, first, last, event.at, actors[event.id], event.action, event.reason)
        for what, words, first, last, event in rows
    ]
    found += [
        Correction("Adjustment", f"review by {british_date(one.review_on)}", one.true_from, one.true_to, event.at,
                   actors[event.id], event.action, event.reason,
                   Granted(AdjustmentKind(one.kind), one.amount, Unit(one.unit)))
        for one, event in granted
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.at, one.what, one.first_on), reverse=True))


def _superseded(
    session: Session, what: str, table: Any, records: Collection[int], asked: Asked, words: Any
) -> list[tuple[str, str, date, date | None, AuditEvent]]:
    """The facts of one table that were replaced; each names the event that did it."""
    statement = _replaced(table, asked).where(table.person_id.in_(records))
    return [(what, words(one), one.true_from, one.true_to, event) for one, event in session.execute(statement)]


def _replaced(table: Any, asked: Asked) -> Select[*tuple[Any, ...]]:
    return (
        select(table, AuditEvent)
        .join(AuditEvent, AuditEvent.id == table.superseded_by)
        .where(AuditEvent.at <= asked.known_on)
        .order_by(table.id)
    )


def _revocations(
    session: Session, records: Collection[int], asked: Asked
) -> list[tuple[str, str, date, date | None, AuditEvent]]:
    statement = (
        _replaced(Revocation, asked)
        .add_columns(Certificate.number)
        .join(Completion, Completion.id == Revocation.completion_id)
        .join(Certificate, Certificate.completion_id == Completion.id)
        .where(Completion.person_id.in_(records))
    )
    return [
        ("Revocation", f"certificate {number}", one.true_from, one.true_to, event)
        for one, event, number in session.execute(statement)
    ]


def _conversations(
    session: Session, records: Collection[int], asked: Asked, modules: Mapping[int, str]
) -> list[tuple[str, str, date, date | None, AuditEvent]]:
    statement = (
        _replaced(Conversation, asked)
        .add_columns(Completion.module_id)
        .join(Completion, Completion.id == Conversation.completion_id)
        .where(Completion.person_id.in_(records))
    )
    return [
        ("Conversation", modules.get(module_id, ""), one.held_on, one.held_on, event)
        for one, event, module_id in session.execute(statement)
    ]


def _adjustments(session: Session, records: Collection[int], asked: Asked) -> list[tuple[Adjustment, AuditEvent]]:
    statement = _replaced(Adjustment, asked).where(Adjustment.person_id.in_(records))
    return [(one, event) for one, event in session.execute(statement)]


def _reasons_of_leave(session: Session, records: Collection[int]) -> Mapping[int, str]:
    """Why each leave of a person was recorded, by the event that did."""
    rows = session.execute(
        select(AuditEvent.id, AuditEvent.reason)
        .join(Leave, Leave.recorded_by == AuditEvent.id)
        .where(Leave.person_id.in_(records))
    )
    return {event_id: reason for event_id, reason in rows}


def _post_titles(session: Session, records: Collection[int], asked: Asked) -> Mapping[int, str]:
    """What the posts that a person was ever said to hold are called, by the latest that is known."""
    rows = session.execute(
        select(PostDetail.post_id, PostDetail.title)
        .join(Holding, Holding.post_id == PostDetail.post_id)
        .where(Holding.person_id.in_(records), known(PostDetail, asked.known_on))
        .order_by(PostDetail.true_from, PostDetail.id)
    )
    return {post_id: title for post_id, title in rows}
