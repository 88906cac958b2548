"""The parts of a timeline that are on record about a person: what they are called, assignments, exemptions, leave,
adjustments, roles, messages, and who looked."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import or_, select

from elearning.domain.access import Role
from elearning.domain.adjustments import AdjustmentKind
from elearning.domain.calendar import british_date, london_date
from elearning.domain.exemptions import ExemptionReason
from elearning.domain.timeline import Entry, EntryKind
from elearning.models.accesses import Access, AccessSubject
from elearning.models.adjustments import Adjustment
from elearning.models.assignments import Assignment, Exemption
from elearning.models.audit import AuditEvent
from elearning.models.dated import known
from elearning.models.delegations import Delegation
from elearning.models.merges import Merge
from elearning.models.messages import Message, MessageState, WithheldReminder
from elearning.models.people import EmployeeNumber, Leave, PersonEmail, PersonName, RoleGrant
from elearning.queries.people import names, numbers
from elearning.queries.timeline_told import Told, Whose, span_words

_ROLES = {Role.HR: "HR officer", Role.AUTHOR: "Content author", Role.ADMINISTRATOR: "Administrator"}
_SIGN_IN = {"sign_in.make_code": "A one-time sign-in code was given", "sign_in.set_password": "A password was chosen"}


def told_of_record(whose: Whose) -> Iterator[Told]:
    """Entries of everything on record about the person."""
    yield from _texts(whose, PersonName, lambda one: f"Called {one.name}")
    yield from _texts(whose, EmployeeNumber, lambda one: f"Employee number {one.number}")
    yield from _texts(whose, PersonEmail, lambda one: f"E-mail address {one.email}")
    yield from _texts(whose, RoleGrant, lambda one: f"Role: {_ROLES[Role(one.role)]}", EntryKind.ACCESS)
    yield from _texts(whose, Leave, lambda _: "On leave", EntryKind.LEAVE)
    yield from _assignments(whose)
    yield from _exemptions(whose)
    yield from _adjustments(whose)
    yield from _merges(whose)
    yield from _delegations(whose)
    yield from _messages(whose)
    yield from _withheld(whose)
    yield from _sign_in(whose)
    yield from _looks(whose)


def _texts(whose: Whose, table: Any, words: Any, kind: EntryKind = EntryKind.WHO) -> Iterator[Told]:
    for one in whose.known_of(table):
        facts = (span_words(one.true_from, one.true_to),)
        yield Told(Entry(kind, one.true_from, one.recorded_at, words(one), facts), one.recorded_by)


def _assignments(whose: Whose) -> Iterator[Told]:
    for one in whose.known_of(Assignment):
        facts = (
            f"Why: {one.reason}", f"Due by {british_date(one.due_on)} when it was recorded",
            span_words(one.true_from, one.true_to),
        )  # fmt: skip
        what = f"Must complete {whose.title(one.module_id)}"
        yield Told(Entry(EntryKind.ASSIGNMENT, one.true_from, one.recorded_at, what, facts), one.recorded_by)


def _exemptions(whose: Whose) -> Iterator[Told]:
    found = list(whose.known_of(Exemption))
    called = names(whose.session, {one.approver_id for one in found}, whose.asked.as_at, known_on=whose.asked.known_on)
    for one in found:
        approver = called[one.approver_id].name if one.approver_id in called else ""
        what = f"Exempt from {whose.title(one.module_id)}"
        entry = Entry(
            EntryKind.EXEMPTION, one.true_from, one.recorded_at, what, (span_words(one.true_from, one.true_to),),
            code=ExemptionReason(one.reason_code),
            private=(*([one.note] if one.note else []), *([f"Approved by {approver}"] if approver else [])),
        )  # fmt: skip
        yield Told(entry, one.recorded_by)


def _adjustments(whose: Whose) -> Iterator[Told]:
    for one in whose.known_of(Adjustment):
        facts = (span_words(one.true_from, one.true_to), f"Review by {british_date(one.review_on)}")
        amount = f": {one.amount} {'per cent' if one.unit == 'percent' else one.unit}" if one.amount else ""
        entry = Entry(
            EntryKind.ADJUSTMENT, one.true_from, one.recorded_at, f"Reasonable adjustment{amount}", facts,
            code=AdjustmentKind(one.kind), private=(one.note,) if one.note else (),
        )  # fmt: skip
        yield Told(entry, one.recorded_by)


def _merges(whose: Whose) -> Iterator[Told]:
    """That records were merged, and taken apart. Their numbers are for HR: one may be somebody else's after all."""
    either = or_(Merge.kept_id.in_(whose.person_ids), Merge.merged_id.in_(whose.person_ids))
    found = list(whose.session.scalars(select(Merge).where(either, Merge.recorded_at <= whose.asked.known_on)))
    ids = {id for one in found for id in (one.kept_id, one.merged_id)}
    number = numbers(whose.session, ids, whose.asked.as_at, known_on=whose.asked.known_on)
    for one in found:
        which = " and ".join(number.get(id, "no number") for id in (one.kept_id, one.merged_id))
        for at, what, event_id in (
            (one.recorded_at, "Two records merged", one.recorded_by),
            (one.superseded_at, "Two records taken apart", one.superseded_by),
        ):
            if at is not None and at <= whose.asked.known_on:
                yield Told(Entry(EntryKind.WHO, london_date(at), at, what, private=(which,)), event_id)


def _delegations(whose: Whose) -> Iterator[Told]:
    """For whom they stood in, and who did for them."""
    either = or_(Delegation.manager_id.in_(whose.person_ids), Delegation.delegate_id.in_(whose.person_ids))
    known_then = known(Delegation, whose.asked.known_on)
    found = list(whose.session.scalars(select(Delegation).where(either, known_then)))
    ids = {id for one in found for id in (one.manager_id, one.delegate_id)}
    called = names(whose.session, ids, whose.asked.as_at, known_on=whose.asked.known_on)
    for one in found:
        manager, delegate = (called[id].name if id in called else "" for id in (one.manager_id, one.delegate_id))
        facts = (span_words(one.true_from, one.true_to),)
        what = f"{delegate} stands in for {manager}"
        yield Told(Entry(EntryKind.ACCESS, one.true_from, one.recorded_at, what, facts), one.recorded_by)


def _messages(whose: Whose) -> Iterator[Told]:
    """Each message with the last that became of it by the instant; a failed try is not the end."""
    until = whose.asked.known_on
    became: dict[int, MessageState] = {}
    ours = Message.person_id.in_(whose.person_ids)
    states = (
        select(MessageState)
        .join(Message, Message.id == MessageState.message_id)
        .where(ours, MessageState.at <= until)
        .order_by(MessageState.at, MessageState.id)
    )
    for (state,) in whose.rows(states):
        became[state.message_id] = state
    for (one,) in whose.rows(select(Message).where(ours, Message.recorded_at <= until)):
        last = became.get(one.id)
        fact = f"{last.state.capitalize()} on {british_date(london_date(last.at))}" if last else "Waiting to be sent"
        yield Told(Entry(EntryKind.MESSAGE, one.day, one.recorded_at, f"Message: {one.subject}", (fact,)))


def _withheld(whose: Whose) -> Iterator[Told]:
    ours = WithheldReminder.person_id.in_(whose.person_ids)
    known = WithheldReminder.recorded_at <= whose.asked.known_on
    for (one,) in whose.rows(select(WithheldReminder).where(ours, known)):
        yield Told(
            Entry(EntryKind.MESSAGE, one.day, one.recorded_at, "A reminder was not sent", (f"Why: {one.reason}",))
        )


def _sign_in(whose: Whose) -> Iterator[Told]:
    event = AuditEvent
    statement = select(event.id, event.at, event.action).where(
        event.subject == "person", event.subject_id.in_(whose.person_ids), event.action.in_(_SIGN_IN),
        event.at <= whose.asked.known_on,
    )  # fmt: skip
    for event_id, at, action in whose.rows(statement):
        yield Told(Entry(EntryKind.ACCESS, london_date(at), at, _SIGN_IN[action]), event_id)


def _looks(whose: Whose) -> Iterator[Told]:
    """Who looked; the name is for HR."""
    statement = (
        select(Access.at, Access.what, Access.actor_id, Access.actor_name)
        .join(AccessSubject, AccessSubject.access_id == Access.id)
        .where(AccessSubject.person_id.in_(whose.person_ids), Access.at <= whose.asked.known_on)
    )
    rows = list(whose.rows(statement))
    called = names(whose.session, {row.actor_id for row in rows if row.actor_id}, whose.asked.as_at)
    for at, what, actor_id, command in rows:
        by = called[actor_id].name if actor_id in called else command
        yield Told(Entry(EntryKind.LOOK, london_date(at), at, f"Looked at: {what}", by=by))
