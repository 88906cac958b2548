"""Completions brought from elsewhere, recorded as evidence of their own kind; nothing on record is replaced."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.calendar import british_date, london_date, start_of_day
from elearning.domain.compliance import expires_on, governing
from elearning.domain.facts import CompletionFact
from elearning.domain.prior_learning import Brought, Held, is_on_record
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.models import modules
from elearning.models.dated import known
from elearning.models.learning import Completion, Revocation, never_counted
from elearning.models.merges import kept_record, of_one_person, of_people
from elearning.models.people import Person
from elearning.models.prior_learning import PriorLearning
from elearning.services.earned import earned
from elearning.services.recording import Act, add, add_all, add_one, batches, begin, hold_organisation


def bring_completions(
    session: Session, some: Sequence[Brought], *, reason: str, actor: Actor, now: datetime
) -> int:  # fmt: skip
    """Record that people completed modules elsewhere, with the evidence's dates and today's recording (RULE-4).

    Returns how many were recorded: what is on record with the same evidence stays as it is. Raises NotFound for an
    unknown person or module, NotAllowed without a provider or reference, for a day to come, and where a completion of
    the module on that day is on record with other evidence.
    """
    hold_organisation(session)
    for one in some:
        _check(one, london_date(now))
    _lock(session, {one.person_id for one in some})
    first, others = _parted(some, _begun(session, some))
    act = _Act(session, reason, actor, now)
    if first:
        _record_first(session, first, act.begun())
    recorded = len(first)
    for one in others:
        if not _is_on_record(session, one):
            _record(session, one, act.begun())
            recorded += 1
    return recorded


class _Act:
    """The act of bringing, begun when there is the first to record."""

    def __init__(self, session: Session, reason: str, actor: Actor, now: datetime) -> None:
        self._session, self._reason, self._actor, self._now = session, reason, actor, now
        self._act: Act | None = None

    def begun(self) -> Act:
        """The act."""
        self._act = self._act or begin(
            self._session, actor=self._actor, action="completion.bring", now=self._now, reason=self._reason
        )
        return self._act


def _lock(session: Session, person_ids: Collection[int]) -> None:
    """Let writes about these people happen one after another. Raises NotFound if there is no such person."""
    for batch in batches(sorted(person_ids)):
        statement = select(Person.id).where(Person.id.in_(batch)).order_by(Person.id).with_for_update(key_share=True)
        if len(session.scalars(statement).all()) != len(batch):
            raise NotFound("There is no such person.")


def _begun(session: Session, some: Collection[Brought]) -> set[tuple[int, int]]:
    """Whom of these people any completion is on record, and of which module: by whichever record of theirs."""
    found: set[tuple[int, int]] = set()
    for batch in batches(sorted({one.person_id for one in some})):
        statement = select(Completion.person_id, kept_record(Completion.person_id), Completion.module_id).where(
            of_people(Completion.person_id, batch), known(Completion, None)
        )
        for record, person_id, module_id in session.execute(statement):
            found |= {(record, module_id), (person_id, module_id)}
    return found


def _parted(some: Iterable[Brought], begun: set[tuple[int, int]]) -> tuple[list[Brought], list[Brought]]:
    """Those that are the first of their person and module, with nothing on record before; and the others in order."""
    first, others = list[Brought](), list[Brought]()
    for one in sorted(some):
        (others if (one.person_id, one.module_id) in begun else first).append(one)
        begun.add((one.person_id, one.module_id))
    return first, others


def _record_first(session: Session, some: Sequence[Brought], act: Act) -> None:
    """Record them many at a time: a file may have thousands."""
    versions = {module_id: _versions(session, module_id) for module_id in {one.module_id for one in some}}
    rows = [_row(session, one, _of_day(versions[one.module_id], one), None) for one in some]
    ids = add_all(session, Completion, act, rows)
    add(session, PriorLearning, act, (_evidence(id, one) for id, one in zip(ids, some, strict=True)))


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
    governs = governing(earned(session, one.person_id, one.module_id), one.completed_on)
    version = _of_day(_versions(session, one.module_id), one)
    completion_id = add_one(session, Completion, act, _row(session, one, version, governs))
    add_one(session, PriorLearning, act, _evidence(completion_id, one))


def _row(
    session: Session, one: Brought, version: modules.ModuleVersion, governs: CompletionFact | None
) -> dict[str, object]:
    content = modules.frozen(session, version.id, version.digest)
    return {
        "person_id": one.person_id, "module_id": one.module_id, "version_id": version.id,
        "made_at": start_of_day(one.completed_on), "completed_on": one.completed_on,
        "expires_on": expires_on(content.validity, completed_on=one.completed_on, governing=governs),
    }  # fmt: skip


def _evidence(completion_id: int, one: Brought) -> dict[str, object]:
    return {"completion_id": completion_id, "provider": one.provider.strip(), "reference": one.reference.strip()}


def _versions(session: Session, module_id: int) -> Sequence[modules.ModuleVersion]:
    """The versions of a module, the oldest first. Raises NotFound."""
    table = modules.ModuleVersion
    versions = session.scalars(select(table).where(table.module_id == module_id).order_by(table.number)).all()
    if not versions:
        raise NotFound("There is no such module.")
    return versions


def _of_day(versions: Sequence[modules.ModuleVersion], one: Brought) -> modules.ModuleVersion:
    """The version of the day of the completion, or the first if there was none yet."""
    of_day = [version for version in versions if london_date(version.recorded_at) <= one.completed_on]
    return of_day[-1] if of_day else versions[0]
