"""A publication that waits for a second person: proposed, then approved, which publishes it, or declined."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor, Role
from elearning.domain.calendar import london_date
from elearning.domain.module_plain import digest, from_plain, to_plain
from elearning.domain.modules import ChangeClass, ModuleVersion
from elearning.domain.publications import Change
from elearning.domain.refusals import NotAllowed, NotFound, Stale
from elearning.models import modules as tables
from elearning.models.dated import holds
from elearning.models.merges import is_one_person, of_one_person
from elearning.models.people import RoleGrant
from elearning.models.publications import Proposal, ProposalDecision
from elearning.services import audit
from elearning.services.modules import current_version, look_at_change, module_row, publish_version
from elearning.services.pictures import keep_pictures

APPROVERS = (Role.AUTHOR, Role.HR)
"""Who may approve what somebody else proposes."""


def propose(
    session: Session, version: ModuleVersion, change: Change, *, actor: Actor, now: datetime,
    pictures: Mapping[str, bytes] | None = None,
) -> int:  # fmt: skip
    """Keep a publication, frozen, until a second person decides; the same one proposed again is the same proposal.

    `pictures` are the bytes of its pictures by digest, kept with the proposal, so that files may be tidied meanwhile.
    Raises NotAllowed with the reasons for which it could not be published either, or if nothing has changed.
    """
    module, latest, _ = look_at_change(session, version, change, now)
    fingerprint = digest(version)
    if latest is not None and latest.digest == fingerprint:
        raise NotAllowed(f"Nothing has changed since version {latest.number}.")
    values = {
        "module_id": module.id, "base_version_id": latest.id if latest else None, "digest": fingerprint,
        "change": change.kind.value, "reason": change.reason.strip(), "refresher_by": change.refresher_by,
        "proposed_by": actor.person_id,
    }  # fmt: skip
    decided = select(ProposalDecision.id).where(ProposalDecision.proposal_id == Proposal.id).exists()
    for same in session.scalars(select(Proposal).filter_by(**values).where(~decided)):
        if same.lessons == list(change.lessons):
            return same.id
    event = audit.record(
        session, actor=actor, action="propose version", now=now, subject="module", subject_id=module.id,
        reason=change.reason,
    )  # fmt: skip
    keep_pictures(session, version.pictures, pictures or {}, event=event, now=now)
    proposal = Proposal(
        **values, content=to_plain(version), lessons=list(change.lessons), recorded_at=now, recorded_by=event
    )
    session.add(proposal)
    session.flush()
    return proposal.id


def approve(session: Session, proposal_id: int, *, files_digest: str, actor: Actor, now: datetime) -> int:
    """Publish what was proposed; returns the number of the version.

    Raises NotAllowed for whoever proposed it and for somebody without the role; Stale where the files (`files_digest`
    is that of today's) or the current version are no longer those of the proposal.
    """
    proposal = _open(session, proposal_id)
    _refuse_unless_second(session, proposal, actor, now)
    latest = current_version(session, proposal.module_id)
    if (latest.id if latest else None) != proposal.base_version_id:
        raise Stale("Another version was published or withdrawn since this was proposed.", "Propose it again.")
    if files_digest != proposal.digest:
        raise Stale("The files have changed since this was proposed.", "Propose it again.")
    published = publish_version(
        session, from_plain(proposal.content), change=ChangeClass(proposal.change), reason=proposal.reason,
        lessons=tuple(proposal.lessons), refresher_by=proposal.refresher_by, actor=actor, now=now,
    )  # fmt: skip
    numbered = select(tables.ModuleVersion.id).where(
        tables.ModuleVersion.module_id == proposal.module_id, tables.ModuleVersion.number == published.number
    )
    _decide(session, proposal, "approved", version_id=session.scalars(numbered).one(), actor=actor, now=now)
    return published.number


def decline(session: Session, proposal_id: int, *, reason: str, actor: Actor, now: datetime) -> None:
    """Let a proposal go, with the reason; whoever made it may take it back in the same way. Raises NotAllowed."""
    proposal = _open(session, proposal_id)
    if not reason.strip():
        raise NotAllowed("Say why it is declined.")
    if actor.person_id is None or not is_one_person(session, proposal.proposed_by, actor.person_id):
        _refuse_unless_second(session, proposal, actor, now)
    _decide(session, proposal, "declined", reason=reason.strip(), actor=actor, now=now)


def _open(session: Session, proposal_id: int) -> Proposal:
    """A proposal that is not decided, its module locked so that two do not decide at once."""
    proposal = session.get(Proposal, proposal_id)
    if proposal is None:
        raise NotFound("There is no such proposal.")
    module_row(session, session.get_one(tables.Module, proposal.module_id).slug)
    decided = select(ProposalDecision.decision).where(ProposalDecision.proposal_id == proposal.id)
    if decision := session.scalars(decided).first():
        raise Stale(f"This proposal was {decision} already.")
    return proposal


def _refuse_unless_second(session: Session, proposal: Proposal, actor: Actor, now: datetime) -> None:
    if actor.person_id is None:
        raise NotAllowed("A decision is that of a named person: give --actor EMPLOYEE.")
    if is_one_person(session, proposal.proposed_by, actor.person_id):
        raise NotAllowed("You proposed this yourself, so another author or HR must decide.")
    role = RoleGrant.role.in_([role.value for role in APPROVERS])
    of_actor = of_one_person(RoleGrant.person_id, actor.person_id)
    if not session.scalars(select(RoleGrant.id).where(of_actor, role, holds(RoleGrant, london_date(now)))).first():
        raise NotAllowed("Only a content author or an HR officer may decide.")


def _decide(
    session: Session, proposal: Proposal, decision: str, *, actor: Actor, now: datetime, reason: str = "",
    version_id: int | None = None,
) -> None:  # fmt: skip
    event = audit.record(
        session, actor=actor, action=f"{decision} proposal", now=now, subject="proposal", subject_id=proposal.id,
        reason=reason,
    )  # fmt: skip
    session.add(
        ProposalDecision(
            proposal_id=proposal.id, decision=decision, version_id=version_id, reason=reason, recorded_at=now,
            recorded_by=event,
        )
    )  # fmt: skip
    session.flush()
