"""Completions brought from elsewhere, recorded as evidence of their own kind; nothing on record is replaced."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.calendar import british_date, london_date, start_of_day
from elearning.domain.compliance import expires_on, governing
from elearning.domain.prior_learning import Brought, Held, is_on_record
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.models import modules
from elearning.models.dated import known
from elearning.models.learning import Completion, Revocation, never_counted
from elearning.models.merges import of_one_person
from elearning.models.prior_learning import PriorLearning
from elearning.services.earned import earned
from elearning.services.people import lock_person
from elearning.services.recording import Act, add_one, begin, hold_organisation


def bring_completions(
    session: Session, some: Sequence[Brought], *, reason: str, actor: Actor, now: datetime
) -> int:  # fmt: skip
    """Record that people completed modules elsewhere, with the evidence's dates and today's recording (RULE-4).

    Returns how many were recorded: what is on record with the same evidence stays as it is. Raises NotFound for an
    unknown person or module, NotAllowed without a provider or reference, for a day to come, and where a completion of
    the module on that day is on record with other evidence.
    """
    hold_organisation(session)
    act: Act | None = None
    recorded = 0
    for one in sorted(some):
        _check(one, london_date(now))
        lock_person(session, one.person_id)
        if _is_on_record(session, one):
            continue
        act = act or begin(session, actor=actor, action="completion.bring", now=now, reason=reason)
        _record(session, one, act)
        recorded += 1
    return recorded


def _check(one: Brought, today: date) -> None:
    if not one.provider.strip() or not one.reference.strip():
        raise NotAllowed("Say who taught it, and what shows it.")
    if one.completed_on > today:
        raise NotAllowed("This day is still to come.", "Give the day on which it was completed.")


def _is_on_record(session: Session, one: Brought) -> bool:
    """Whether this very evidence is on record. Raises NotAllowed for other evidence of the same day."""
    rows = session.execute(
        select(PriorLearning.provider, PriorLearning.reference, Revocation.id)
        .select_from(Completion)
        .outerjoin(PriorLearning, PriorLearning.completion_id == Completion.id)
        .outerjoin(Revocation, never_counted())
        .where(
            of_one_person(Completion.person_id, one.person_id), Completion.module_id == one.module_id,
            Completion.completed_on == one.completed_on, known(Completion, None),
        )
    ).all()  # fmt: skip
    answer = is_on_record(one, [Held(by or "", shows or "", gone is not None) for by, shows, gone in rows])
    if answer is None:
        raise NotAllowed(
            f"A completion of this module on {british_date(one.completed_on)} is on record already.",
            "Nothing on record is replaced.",
        )
    return answer


def _record(session: Session, one: Brought, act: Act) -> None:
    version = _version(session, one)
    content = modules.frozen(session, version.id, version.digest)
    governs = governing(earned(session, one.person_id, one.module_id), one.completed_on)
    ends_on = expires_on(content.validity, completed_on=one.completed_on, governing=governs)
    row = {
        "person_id": one.person_id, "module_id": one.module_id, "version_id": version.id,
        "made_at": start_of_day(one.completed_on), "completed_on": one.completed_on, "expires_on": ends_on,
    }  # fmt: skip
    completion_id = add_one(session, Completion, act, row)
    evidence = {"completion_id": completion_id, "provider": one.provider.strip(), "reference": one.reference.strip()}
    add_one(session, PriorLearning, act, evidence)


def _version(session: Session, one: Brought) -> modules.ModuleVersion:
    """The version of the day of the completion, or the first if there was none yet. Raises NotFound."""
    table = modules.ModuleVersion
    versions = session.scalars(select(table).where(table.module_id == one.module_id).order_by(table.number)).all()
    if not versions:
        raise NotFound("There is no such module.")
    of_day = [version for version in versions if london_date(version.recorded_at) <= one.completed_on]
    return of_day[-1] if of_day else versions[0]
