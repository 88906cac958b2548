"""A new version of the policy: asking those who hold a module to acknowledge it again, and recording that they did."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.calendar import london_date
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.models.dated import known
from elearning.models.policy_requests import PolicyAcknowledgement, PolicyRequest, PolicyRequestPerson
from elearning.services.enrolments import lock_learner
from elearning.services.learning import PolicyWords
from elearning.services.recording import add_one, batches, begin


def ask_again(
    session: Session, *, module_id: int, policy: PolicyWords, due_by: date, reason: str, person_ids: Collection[int],
    actor: Actor, now: datetime,
) -> int:  # fmt: skip
    """Ask these people for a fresh acknowledgement by a day; returns the request's id. No completion is touched.

    Raises NotAllowed without a reason, with a day that has passed, where it concerns nobody, and where the same version
    of the policy was asked about for the module before.
    """
    today = london_date(now)
    reasons = []
    if not reason.strip():
        reasons.append("Say why people are asked again.")
    if due_by < today:
        reasons.append("The day by which it is asked must be today or later.")
    if not person_ids:
        reasons.append("Nobody in post holds this module, so there is nobody to ask.")
    same = (PolicyRequest.module_id == module_id, PolicyRequest.policy_version == policy.version)
    if session.scalars(select(PolicyRequest.id).where(*same, known(PolicyRequest, None))).first():
        reasons.append(f"People were asked about version {policy.version} of the policy already.")
    if reasons:
        raise NotAllowed(*reasons)
    act = begin(
        session, actor=actor, action="ask acknowledgement", now=now, subject="module", subject_id=module_id,
        reason=reason,
    )  # fmt: skip
    row = {
        "module_id": module_id, "policy_title": policy.title, "policy_version": policy.version,
        "policy_date": policy.date, "asked_on": today, "due_by": due_by, "reason": reason.strip(),
    }  # fmt: skip
    request_id = add_one(session, PolicyRequest, act, row)
    for batch in batches(sorted(person_ids)):
        people = [{"request_id": request_id, "person_id": person_id} for person_id in batch]
        session.execute(insert(PolicyRequestPerson), people)
    return request_id


def acknowledge_again(
    session: Session, *, person_id: int, request_id: int, policy: PolicyWords, now: datetime
) -> None:  # fmt: skip
    """Record that somebody who was asked acknowledges the policy as it was shown; once. Raises NotFound."""
    lock_learner(session, person_id)
    is_asked = (PolicyRequestPerson.request_id == request_id, PolicyRequestPerson.person_id == person_id)
    if session.scalars(select(PolicyRequestPerson.person_id).where(*is_asked)).first() is None:
        raise NotFound("This was not asked of you.")
    done = (PolicyAcknowledgement.request_id == request_id, PolicyAcknowledgement.person_id == person_id)
    if session.scalars(select(PolicyAcknowledgement.id).where(*done)).first() is not None:
        return
    session.add(
        PolicyAcknowledgement(
            request_id=request_id, person_id=person_id, policy_title=policy.title, policy_version=policy.version,
            policy_date=policy.date, statements=list(policy.statements), recorded_at=now,
        )
    )  # fmt: skip
    session.flush()
