"""HR's record of one person on each module: standing and why, exemptions, certificates, attempts without answers."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.calendar import end_of_day
from elearning.domain.compliance import explain, standing
from elearning.domain.exemptions import ExemptionReason
from elearning.domain.facts import AssignedFact, Row
from elearning.domain.learning import Purpose
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked
from elearning.models.assignments import Exemption
from elearning.models.audit import AuditEvent
from elearning.models.certificates import Certificate
from elearning.models.dated import known
from elearning.models.key_corrections import has_passed
from elearning.models.learning import Attempt, Completion, Enrolment, Result, Revocation
from elearning.models.modules import ModuleVersion
from elearning.queries import certificates
from elearning.queries.certificates import Issued
from elearning.queries.compliance import ModuleName, module_names
from elearning.queries.exemption_requests import asked_for_by
from elearning.queries.facts import NO_FACTS, Key, facts
from elearning.queries.people import names
from elearning.queries.person_record import actor_names
from elearning.queries.prior_learning import Prior, brought_by
from elearning.queries.same_people import same_people


class ExemptionHeld(NamedTuple):
    """An exemption with all that HR knows of it."""

    exemption_id: int
    module_id: int
    reason: ExemptionReason
    note: str
    first_on: date
    last_on: date
    approver: str
    recorded_at: datetime
    recorded_by: str
    asked_by: str = ""
    """Who had asked for it, where it came of a request."""


class Revoked(NamedTuple):
    """Why and since when a certificate does not count."""

    first_on: date
    last_on: date | None
    reason: str
    recorded_at: datetime
    recorded_by: str


class AttemptMade(NamedTuple):
    """One go at the final assessment or a test-out: when it was begun, of which version, and passed or not; None while
    open."""

    attempt_id: int
    begun_at: datetime
    version: int
    submitted_at: datetime | None
    has_passed: bool | None
    purpose: Purpose = Purpose.FINAL


@dataclass(frozen=True)
class ModuleRecord:
    """One person on one module. `row` is None where they have no standing on the day."""

    module: ModuleName
    row: Row | None
    why: tuple[str, ...]
    assignments: tuple[AssignedFact, ...]
    exemptions: tuple[ExemptionHeld, ...]
    certificates: tuple[tuple[Issued, Revoked | None], ...]
    attempts: tuple[AttemptMade, ...]
    brought: tuple[Prior, ...] = ()


def module_records(session: Session, person_id: int, asked: Asked) -> tuple[ModuleRecord, ...]:
    """Every module that a person was ever assigned, excused from, or began, by title."""
    only = Scope(frozenset({person_id}))
    known_facts = facts(session, only, as_at=asked.as_at, known_on=asked.known_on)
    excused: dict[int, list[ExemptionHeld]] = defaultdict(list)
    for exemption in exemptions(session, person_id, asked):
        excused[exemption.module_id].append(exemption)
    issued: dict[int, list[Issued]] = defaultdict(list)
    for certificate in certificates.of_person(session, only, day=asked.as_at, known_on=asked.known_on):
        if certificate.completed_on <= asked.as_at:
            issued[certificate.module_id].append(certificate)
    revoked = _revocations(session, person_id, asked)
    made = _attempts(session, person_id, asked)
    brought = [one for one in brought_by(session, [person_id], asked) if one.completed_on <= asked.as_at]
    concerned = {key.module_id for key in known_facts} | excused.keys() | made.keys()
    found = []
    for module_id, module in module_names(session, asked).items():
        if module_id not in concerned:
            continue
        of_module = known_facts.get(Key(person_id, module_id), NO_FACTS)
        found.append(
            ModuleRecord(
                module=module,
                row=standing(of_module, asked.as_at),
                why=explain(of_module, asked.as_at) if of_module is not NO_FACTS else (),
                assignments=of_module.assignments,
                exemptions=tuple(excused.get(module_id, ())),
                certificates=tuple((one, revoked.get(one.number)) for one in issued.get(module_id, ())),
                attempts=tuple(made.get(module_id, ())),
                brought=tuple(one for one in brought if one.module_id == module_id),
            )
        )
    return tuple(sorted(found, key=lambda one: one.module.title))


def standing_of(session: Session, person_id: int, module_id: int, day: date) -> Row | None:
    """Where a person stands on a module on a day, by what is recorded at this very moment of the transaction."""
    found = facts(session, Scope(frozenset({person_id})), as_at=day, module_ids=[module_id])
    return standing(found.get(Key(person_id, module_id), NO_FACTS), day)


def exemptions(session: Session, person_id: int, asked: Asked) -> tuple[ExemptionHeld, ...]:
    """A person's exemptions from every module, the latest first."""
    rows = session.execute(
        select(Exemption, AuditEvent)
        .join(AuditEvent, AuditEvent.id == Exemption.recorded_by)
        .where(Exemption.person_id.in_(same_people(session, asked.known_on).records([person_id])))
        .where(known(Exemption, asked.known_on))
        .order_by(Exemption.true_from.desc(), Exemption.id.desc())
    ).all()
    actors = actor_names(session, [event for _, event in rows], asked)
    askers = asked_for_by(session, [event.id for _, event in rows]) if rows else {}
    named = {one.approver_id for one, _ in rows} | set(askers.values())
    called = names(session, named, asked.as_at, known_on=asked.known_on)
    return tuple(
        ExemptionHeld(
            exemption_id=one.id, module_id=one.module_id, reason=ExemptionReason(one.reason_code), note=one.note,
            first_on=one.true_from, last_on=one.true_to or date.max,
            approver=called[one.approver_id].name if one.approver_id in called else "",
            recorded_at=event.at, recorded_by=actors[event.id],
            asked_by=called[askers[event.id]].name if askers.get(event.id) in called else "",
        )
        for one, event in rows
    )  # fmt: skip


def exemption_of(session: Session, person_id: int, exemption_id: int, asked: Asked) -> ExemptionHeld:
    """One exemption of a person that has not been changed since. Raises NotFound."""
    for exemption in exemptions(session, person_id, asked):
        if exemption.exemption_id == exemption_id:
            return exemption
    raise NotFound("There is no such exemption of this person.")


def _revocations(session: Session, person_id: int, asked: Asked) -> Mapping[str, Revoked]:
    """The latest revocation of each certificate, by its number."""
    rows = session.execute(
        select(Certificate.number, Revocation, AuditEvent)
        .join(Completion, Completion.id == Certificate.completion_id)
        .join(Revocation, Revocation.completion_id == Completion.id)
        .join(AuditEvent, AuditEvent.id == Revocation.recorded_by)
        .where(Completion.person_id.in_(same_people(session, asked.known_on).records([person_id])))
        .where(known(Revocation, asked.known_on))
        .order_by(Revocation.true_from, Revocation.id)
    ).all()
    actors = actor_names(session, [event for _, _, event in rows], asked)
    return {
        number: Revoked(one.true_from, one.true_to, one.reason, event.at, actors[event.id])
        for number, one, event in rows
    }


def _attempts(session: Session, person_id: int, asked: Asked) -> Mapping[int, list[AttemptMade]]:
    """The attempts on each module, the latest first; one that was marked only later was still open."""
    until = min(end_of_day(asked.as_at), asked.known_on)
    rows = session.execute(
        select(Enrolment.module_id, Attempt.recorded_at, ModuleVersion.number, Result.recorded_at,
               has_passed(asked.known_on), Attempt.id, Attempt.purpose)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(ModuleVersion, ModuleVersion.id == Enrolment.version_id)
        .outerjoin(Result, (Result.attempt_id == Attempt.id) & (Result.recorded_at <= until))
        .where(Enrolment.person_id.in_(same_people(session, asked.known_on).records([person_id])))
        .where(Attempt.recorded_at <= until)
        .order_by(Attempt.recorded_at.desc(), Attempt.id.desc())
    )  # fmt: skip
    made: dict[int, list[AttemptMade]] = defaultdict(list)
    for module_id, begun_at, version, submitted_at, passed, attempt_id, purpose in rows:
        made[module_id].append(AttemptMade(attempt_id, begun_at, version, submitted_at, passed, Purpose(purpose)))
    return made
