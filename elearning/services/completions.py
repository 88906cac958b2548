"""A completion and its certificate, written in the transaction of whichever act meets the last condition."""

from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.calendar import london_date
from elearning.domain.compliance import expires_on, governing
from elearning.domain.learning import Progress, is_complete
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.models import learning as tables
from elearning.models.audit import AuditEvent
from elearning.models.certificates import Certificate
from elearning.models.dated import known
from elearning.models.merges import of_one_person
from elearning.models.publications import RefresherDone, is_refreshed
from elearning.services import audit, enrolments
from elearning.services.certificates import issue
from elearning.services.earned import earned
from elearning.services.recording import add, begin

_IS_COMPLETED = select(tables.is_completed()).where(tables.Enrolment.id == bindparam("enrolment_id"))


def complete_if_met(
    session: Session, place: enrolments.Place, progress: Progress, *, council_name: str, now: datetime, day: date,
    met_at: datetime | None = None, actor: Actor | None = None,
) -> bool:  # fmt: skip
    """Write the completion and issue its certificate if this progress meets the completion rule (RULE-4, RULE-10).

    Called at the end of every act of a learner; the row that exists already answers a repeated one. Where it turns out
    later that the rule was met, `met_at` is the instant at which it was, and `actor` whoever found out.
    """
    if not is_complete(place.version, progress):
        return False
    if place.is_refresher:
        return _refresh(session, place, now)
    if session.scalar(_IS_COMPLETED, {"enrolment_id": place.enrolment_id}):
        return True
    made_at = met_at or now
    completed_on = london_date(made_at)
    governs = governing(earned(session, place.person_id, place.module_id), completed_on)
    event = audit.record(
        session, actor=actor or Actor(place.person_id), action="complete module", now=now, subject="enrolment",
        subject_id=place.enrolment_id,
    )  # fmt: skip
    completion = tables.Completion(
        person_id=place.person_id, module_id=place.module_id, enrolment_id=place.enrolment_id,
        version_id=place.version_id, made_at=made_at, completed_on=completed_on,
        expires_on=expires_on(place.version.validity, completed_on=completed_on, governing=governs),
        recorded_at=now, recorded_by=event,
    )  # fmt: skip
    session.add(completion)
    session.flush()
    issue(session, completion, module_title=place.version.title, council_name=council_name, day=day, now=now)
    return True


def _refresh(session: Session, place: enrolments.Place, now: datetime) -> bool:
    """Record that a refresher is done, once: it lifts what the person holds, and makes no certificate (RULE-14)."""
    if session.scalar(select(is_refreshed()).where(tables.Enrolment.id == place.enrolment_id)):
        return True
    act = begin(
        session, actor=Actor(place.person_id), action="do refresher", now=now, subject="enrolment",
        subject_id=place.enrolment_id,
    )  # fmt: skip
    row = {
        "person_id": place.person_id, "module_id": place.module_id, "enrolment_id": place.enrolment_id,
        "version_id": place.version_id, "made_at": now, "done_on": london_date(now),
    }  # fmt: skip
    add(session, RefresherDone, act, [row])
    session.flush()
    return True


def revoke(
    session: Session, *, number: str, reason: str, true_from: date | None, actor: Actor, now: datetime
) -> None:  # fmt: skip
    """Make the completion behind a certificate count no longer, from a day (the day of the completion unless said).

    RULE-15. The same again by the same person changes nothing. Raises NotFound for an unknown number, NotAllowed
    without a reason or where it is revoked already.
    """
    if not reason.strip():
        raise NotAllowed("Say why the certificate is revoked.")
    completion = session.scalars(
        select(tables.Completion)
        .join(Certificate, Certificate.completion_id == tables.Completion.id)
        .where(Certificate.number == number)
        .with_for_update()
    ).first()
    if completion is None:
        raise NotFound("There is no certificate with this number.")
    _revoke(session, completion, reason=reason, true_from=true_from, actor=actor, now=now)


def revoke_brought(
    session: Session, person_id: int, completion_id: int, *, reason: str, true_from: date | None, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """The same of a completion that was brought from elsewhere, which has no certificate. Raises as `revoke` does."""
    if not reason.strip():
        raise NotAllowed("Say why it does not count.")
    of_person = (tables.Completion.id == completion_id, of_one_person(tables.Completion.person_id, person_id))
    is_brought = (tables.Completion.enrolment_id.is_(None), known(tables.Completion, None))
    completion = session.scalars(select(tables.Completion).where(*of_person, *is_brought).with_for_update()).first()
    if completion is None:
        raise NotFound("There is no such completion of this person.")
    _revoke(session, completion, reason=reason, true_from=true_from, actor=actor, now=now)


def _revoke(
    session: Session, completion: tables.Completion, *, reason: str, true_from: date | None, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    first, live = true_from or completion.completed_on, _live_revocation(session, completion.id)
    if live is not None and _is_same(session, live, actor, first, reason):
        return
    if live is not None:
        raise NotAllowed("This certificate or completion is revoked already.")
    event = audit.record(
        session, actor=actor, action="revoke completion", now=now, subject="completion", subject_id=completion.id,
        reason=reason,
    )  # fmt: skip
    session.add(
        tables.Revocation(
            completion_id=completion.id, true_from=first, reason=reason.strip(), recorded_at=now, recorded_by=event
        )
    )
    session.flush()


def _live_revocation(session: Session, completion_id: int) -> tables.Revocation | None:
    return session.scalar(
        select(tables.Revocation).where(
            tables.Revocation.completion_id == completion_id, known(tables.Revocation, None),
            tables.Revocation.true_to.is_(None),
        )
    )  # fmt: skip


def _is_same(session: Session, live: tables.Revocation, actor: Actor, first: date, reason: str) -> bool:
    """Whether a person pressed the same button twice. A command that is run again is told that it was done."""
    event = session.get_one(AuditEvent, live.recorded_by)
    is_own = actor.person_id is not None and event.actor_id == actor.person_id
    return is_own and (live.true_from, live.reason) == (first, reason.strip())
