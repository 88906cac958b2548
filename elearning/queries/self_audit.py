"""The record checked against itself: every check of `domain.self_audit` that rows alone can answer."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table, exists, func, or_, select
from sqlalchemy.orm import Session

from elearning.domain.module_plain import digest, from_plain
from elearning.domain.reports import Asked
from elearning.domain.self_audit import Check, Finding, circles, finding
from elearning.domain.structure import Structure
from elearning.domain.unit_joins import spelt_alike
from elearning.models import modules as module_tables
from elearning.models.audit import AuditEvent
from elearning.models.certificates import Certificate
from elearning.models.dated import known
from elearning.models.evidence import evidence_tables
from elearning.models.learning import Completion
from elearning.models.messages import MessageState
from elearning.models.people import EmployeeNumber, PersonEmail, PersonName, PostDetail, UnitName, UnitPlace
from elearning.models.prior_learning import PriorLearning
from elearning.queries.remarking import remark
from elearning.queries.structure import structure


def row_findings(session: Session, asked: Asked) -> Iterator[Finding]:
    """What is wrong with certificates, actors, corrections, days, units, managers, results, content and messages."""
    yield from _certificates(session)
    yield from _actors(session)
    yield from _superseders(session)
    yield from _days(session)
    yield from _said_twice(session)
    where = structure(session, asked)
    yield from _unit_circles(where)
    yield from _units_spelt_twice(where)
    yield from _manager_circles(where)
    yield from _results(session)
    yield from _contents(session)
    twice = select(MessageState.message_id).where(MessageState.state != "failed").group_by(MessageState.message_id)
    found = session.scalars(twice.having(func.count() > 1))
    yield from finding(Check.SENT_TWICE, [f"message {id}" for id in found])


def _certificates(session: Session) -> Iterator[Finding]:
    certificate = Certificate
    has_completion = exists().where(Completion.id == certificate.completion_id)
    alone = session.scalars(select(certificate.number).where(~has_completion)).all()
    yield from finding(Check.CERTIFICATE_WITHOUT_COMPLETION, [f"certificate {number}" for number in alone])
    without = select(Completion.id, Completion.person_id).where(
        known(Completion, None), ~exists().where(certificate.completion_id == Completion.id),
        ~exists().where(PriorLearning.completion_id == Completion.id, Completion.enrolment_id.is_(None)),
    )  # fmt: skip
    found = [f"completion {id} of person {person}" for id, person in session.execute(without)]
    yield from finding(Check.COMPLETION_WITHOUT_CERTIFICATE, found)
    several = select(certificate.completion_id).group_by(certificate.completion_id).having(func.count() > 1)
    yield from finding(Check.TWO_CERTIFICATES, [f"completion {id}" for id in session.scalars(several)])
    differs = select(certificate.number).join(Completion, Completion.id == certificate.completion_id)
    differs = differs.where(
        or_(certificate.completed_on != Completion.completed_on, certificate.expires_on != Completion.expires_on)
    )
    yield from finding(Check.CERTIFICATE_DIFFERS, [f"certificate {number}" for number in session.scalars(differs)])


def _without_event(session: Session, table: Table, column: Any) -> list[str]:
    """Rows that name an audit event which is not there; or none, where every row must."""
    events = AuditEvent.__table__
    missing = ~exists().where(events.c.id == column)
    rows = session.execute(select(*table.primary_key.columns).where(column.is_not(None), missing).limit(1_000))
    return [f"{table.name} {'-'.join(map(str, row))}" for row in rows]


def _actors(session: Session) -> Iterator[Finding]:
    nobody = select(AuditEvent.id).where(AuditEvent.actor_id.is_(None), AuditEvent.actor_name == "")
    found = [f"act {id}" for id in session.scalars(nobody)]
    for table in evidence_tables():
        if "recorded_by" in table.columns:
            column = table.columns["recorded_by"]
            found += _without_event(session, table, column)
            empty = session.execute(select(*table.primary_key.columns).where(column.is_(None)).limit(1_000))
            found += [f"{table.name} {'-'.join(map(str, row))}" for row in empty]
    yield from finding(Check.NO_ACTOR, found)


def _superseders(session: Session) -> Iterator[Finding]:
    found: list[str] = []
    for table in evidence_tables():
        if "superseded_by" in table.columns:
            at, by = table.columns["superseded_at"], table.columns["superseded_by"]
            halves = select(*table.primary_key.columns).where((at.is_(None)) != (by.is_(None))).limit(1_000)
            found += [f"{table.name} {row[0]}" for row in session.execute(halves)]
            found += _without_event(session, table, by)
    yield from finding(Check.NO_SUPERSEDER, found)


def _days(session: Session) -> Iterator[Finding]:
    found: list[str] = []
    for table in evidence_tables():
        if "true_to" in table.columns:
            wrong = select(table.columns["id"]).where(table.columns["true_to"] < table.columns["true_from"])
            found += [f"{table.name} {id}" for id in session.scalars(wrong.limit(1_000))]
    yield from finding(Check.DAYS_OUT_OF_ORDER, found)


_ONE_AT_A_TIME: tuple[tuple[Any, str], ...] = (
    (PersonName, "person_id"), (EmployeeNumber, "person_id"), (PersonEmail, "person_id"), (UnitName, "unit_id"),
    (UnitPlace, "unit_id"), (PostDetail, "post_id"),
)  # fmt: skip
"""Facts of which one alone holds on a day, and of what they are."""


def _said_twice(session: Session) -> Iterator[Finding]:
    found: set[str] = set()
    for table, owner in _ONE_AT_A_TIME:
        before: dict[int, Any] = {}
        column = getattr(table, owner)
        statement = select(column, table.true_from, table.true_to).where(known(table, None))
        for of, first_on, last_on in session.execute(statement.order_by(column, table.true_from)):
            if of in before and (before[of] is None or before[of] >= first_on):
                found.add(f"{table.__tablename__} of {owner.removesuffix('_id')} {of}")
            before[of] = last_on
    yield from finding(Check.SAID_TWICE, found)


def _unit_circles(where: Structure) -> Iterator[Finding]:
    above = {unit.unit_id: [unit.parent_id] if unit.parent_id else [] for unit in where.units.values()}
    yield from finding(Check.UNIT_CIRCLE, [where.unit(id).name or f"unit {id}" for id in circles(above)])


def _units_spelt_twice(where: Structure) -> Iterator[Finding]:
    found = [" and ".join(sorted(one.name for one in some)) for some in spelt_alike(where)]
    yield from finding(Check.UNIT_SPELT_TWICE, found)


def _manager_circles(where: Structure) -> Iterator[Finding]:
    above: dict[int, list[int]] = {}
    for post in where.posts.values():
        posts = [post.manager_post_id] if post.manager_post_id else []
        if post.manager_id:
            posts += [held.post_id for held in where.holdings_of.get(post.manager_id, ())]
        above[post.post_id] = posts
    found = [f"{where.posts[id].reference} ({where.posts[id].title})" for id in circles(above)]
    yield from finding(Check.MANAGER_CIRCLE, found)


def _results(session: Session) -> Iterator[Finding]:
    """Attempts that, marked again from their own version, do not come to what is stored."""
    differing = remark(session).disagreements
    found = [f"attempt {one.attempt_id} at {one.module}: {', '.join(one.differs)}" for one in differing]
    yield from finding(Check.RESULT_DIFFERS, found)


def _contents(session: Session) -> Iterator[Finding]:
    version = module_tables.ModuleVersion
    rows = session.execute(select(version.id, version.title, version.number, version.digest))
    found = []
    for id, title, number, kept in rows.all():
        content = session.scalars(select(version.content).where(version.id == id)).one()
        if digest(from_plain(content)) != kept:
            found.append(f"{title}, version {number}")
    yield from finding(Check.CONTENT_DIFFERS, found)
