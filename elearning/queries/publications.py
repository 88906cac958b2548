"""Publications as authors and HR see them: a module's versions, what the files would publish, and what waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearning.domain.differences import Difference, differences, lessons_touched
from elearning.domain.module_plain import digest, from_plain
from elearning.domain.modules import ChangeClass, ModuleVersion
from elearning.domain.publications import Change
from elearning.domain.refreshers import Publication
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked
from elearning.models import modules as tables
from elearning.models import publications as asked
from elearning.models.audit import AuditEvent
from elearning.models.dated import known
from elearning.queries.modules import Published, current
from elearning.queries.person_record import actor_names
from elearning.queries.same_people import same_people


@dataclass(frozen=True)
class Versions:
    """A module's publications, and the one that is begun today; `current` is None where there is none."""

    slug: str
    module_id: int | None
    publications: tuple[Publication, ...]
    current: Published | None

    @property
    def next_number(self) -> int:
        """The number that the next publication gets."""
        return max((one.number for one in self.publications), default=0) + 1


@dataclass(frozen=True)
class Comparison:
    """What is published and what the files hold: whether they differ, in what, and which lessons that touches."""

    versions: Versions
    is_changed: bool
    differences: tuple[Difference, ...]
    touched: tuple[str, ...]


class Waiting(NamedTuple):
    """A proposal with all that was said of it, and what became of it: `decision` is empty while it waits."""

    proposal_id: int
    slug: str
    version: ModuleVersion
    base_version_id: int | None
    digest: str
    change: Change
    proposed_by_id: int | None
    proposed_by: str
    proposed_at: datetime
    decision: str
    decided_by: str
    decided_at: datetime | None
    decision_reason: str


class Withdrawn(NamedTuple):
    """When, by whom and why a version was withdrawn."""

    at: datetime
    by: str
    reason: str


def withdrawals(session: Session, slug: str, question: Asked) -> Mapping[int, Withdrawn]:
    """The withdrawals of a module's versions that stand, by the number of the version."""
    rows = session.execute(
        select(tables.ModuleVersion.number, asked.Withdrawal.reason, AuditEvent)
        .join(asked.Withdrawal, asked.Withdrawal.version_id == tables.ModuleVersion.id)
        .join(AuditEvent, AuditEvent.id == asked.Withdrawal.recorded_by)
        .join(tables.Module, tables.Module.id == tables.ModuleVersion.module_id)
        .where(tables.Module.slug == slug, known(asked.Withdrawal, question.known_on))
    ).all()
    actors = actor_names(session, [event for *_, event in rows], question)
    return {number: Withdrawn(event.at, actors[event.id], reason) for number, reason, event in rows}


def versions_of(session: Session, slug: str) -> Versions:
    """Every publication of a module; none of one that was never published."""
    module_id = session.scalars(select(tables.Module.id).where(tables.Module.slug == slug)).first()
    told = asked.publications(session, module_id) if module_id is not None else ()
    found = next((one for one in current(session) if one.module_id == module_id), None)
    return Versions(slug, module_id, told, found)


def comparison(session: Session, version: ModuleVersion) -> Comparison:
    """The files' content beside the version that is begun today."""
    versions = versions_of(session, version.slug)
    before = versions.current.version if versions.current else None
    is_changed = before is None or digest(before) != digest(version)
    touched = lessons_touched(before, version) if before else ()
    return Comparison(versions, is_changed, differences(before, version), touched)


def current_numbers(session: Session) -> dict[str, tuple[int, str]]:
    """The number and digest of the version of each module that is begun today, by its slug."""
    return {one.version.slug: (one.number, digest(one.version)) for one in current(session)}


def waiting_count(session: Session) -> int:
    """How many proposals wait for a decision."""
    decided = select(asked.ProposalDecision.id).where(asked.ProposalDecision.proposal_id == asked.Proposal.id).exists()
    return session.scalars(select(func.count()).select_from(asked.Proposal).where(~decided)).one()


def proposals(session: Session, question: Asked, *, only: int | None = None) -> tuple[Waiting, ...]:
    """Every proposal, those that wait first, then the newest; one of them alone where its id is given."""
    decision = asked.ProposalDecision
    statement = (
        select(asked.Proposal, tables.Module.slug, decision)
        .join(tables.Module, tables.Module.id == asked.Proposal.module_id)
        .outerjoin(decision, decision.proposal_id == asked.Proposal.id)
        .order_by(decision.id.is_not(None), asked.Proposal.id.desc())
    )
    if only is not None:
        statement = statement.where(asked.Proposal.id == only)
    rows = session.execute(statement).all()
    events = [one.recorded_by for row in rows for one in (row[0], row[2]) if one is not None]
    told = session.scalars(select(AuditEvent).where(AuditEvent.id.in_(events))).all()
    called, same = actor_names(session, told, question), same_people(session, None)
    return tuple(
        Waiting(
            proposal_id=one.id, slug=slug, version=from_plain(one.content), base_version_id=one.base_version_id,
            digest=one.digest,
            change=Change(ChangeClass(one.change), one.reason, tuple(one.lessons), one.refresher_by),
            proposed_by_id=one.proposed_by and same.one(one.proposed_by),
            proposed_by=called[one.recorded_by], proposed_at=one.recorded_at,
            decision=made.decision if made else "", decided_by=called[made.recorded_by] if made else "",
            decided_at=made.recorded_at if made else None, decision_reason=made.reason if made else "",
        )
        for one, slug, made in rows
    )  # fmt: skip


def proposal(session: Session, proposal_id: int, question: Asked) -> Waiting:
    """One proposal. Raises NotFound."""
    found = proposals(session, question, only=proposal_id)
    if not found:
        raise NotFound("There is no such proposal.")
    return found[0]
