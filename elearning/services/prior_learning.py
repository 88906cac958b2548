"""Completions brought from elsewhere, recorded as evidence of their own kind; nothing on record is replaced."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
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
from elearning.models.merges import Merge, kept_record, of_people
from elearning.models.people import Person
from elearning.models.prior_learning import PriorLearning
from elearning.services.earned import earned_by_many
from elearning.services.recording import Act, add, add_all, batches, begin, hold_organisation


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
        _record(session, first, None, act.begun())
    kept = _kept(session)
    new = _not_on_record(session, others, kept)
    if new:
        _record(session, new, _Earned(session, new, kept), act.begun())
    return len(first) + len(new)


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


def _kept(session: Session) -> Mapping[int, int]:
    """The record by which each merged one is known."""
    merges = session.execute(select(Merge.merged_id, Merge.kept_id).where(known(Merge, None)))
    return {merged: kept for merged, kept in merges}


class _Earned:
    """What everybody of a batch earned of its modules, those of the batch included as they are recorded (RULE-12)."""

    def __init__(self, session: Session, some: Iterable[Brought], kept: Mapping[int, int]) -> None:
        people: dict[int, set[int]] = defaultdict(set)
        for one in some:
            people[one.module_id].add(one.person_id)
        self._facts = {id: earned_by_many(session, of_module, id) for id, of_module in people.items()}
        self._kept = kept

    def governing(self, one: Brought) -> CompletionFact | None:
        """What governs on its day."""
        return governing(self._facts[one.module_id][one.person_id], one.completed_on)

    def add(self, one: Brought, fact: CompletionFact) -> None:
        """Take in one that is recorded."""
        of_module = self._facts[one.module_id]
        for id in {one.person_id, self._kept.get(one.person_id, one.person_id)} & of_module.keys():
            of_module[id] = of_module[id]._replace(completions=(*of_module[id].completions, fact))


def _record(session: Session, some: Sequence[Brought], earned: _Earned | None, act: Act) -> None:
    """Record them many at a time: a file may have thousands. Without `earned` nothing of theirs is on record."""
    versions = {module_id: _versions(session, module_id) for module_id in {one.module_id for one in some}}
    rows = []
    for one in some:
        version = _of_day(versions[one.module_id], one)
        fact = _fact(session, one, version, earned.governing(one) if earned else None)
        rows.append(_row(one, version, fact))
        if earned:
            earned.add(one, fact)
    ids = add_all(session, Completion, act, rows)
    add(session, PriorLearning, act, (_evidence(id, one) for id, one in zip(ids, some, strict=True)))


def _check(one: Brought, today: date) -> None:
    if not one.provider.strip() or not one.reference.strip():
        raise NotAllowed("Say who taught it, and what shows it.")
    if one.completed_on > today:
        raise NotAllowed("This day is still to come.", "Give the day on which it was completed.")


def _not_on_record(session: Session, some: Sequence[Brought], kept: Mapping[int, int]) -> list[Brought]:
    """Those whose very evidence is not on record, each once. Raises NotAllowed for other evidence of the same day."""
    held, new = _held(session, some), list[Brought]()
    for one in some:
        answer = is_on_record(one, held[one[:3]])
        if answer is None:
            raise NotAllowed(
                f"A completion of this module on {british_date(one.completed_on)} is on record already.",
                "Nothing on record is replaced.",
            )
        if not answer:
            new.append(one)
            for id in {one.person_id, kept.get(one.person_id, one.person_id)}:
                held[id, one.module_id, one.completed_on].append(Held(one.provider.strip(), one.reference.strip()))
    return new


def _held(session: Session, some: Collection[Brought]) -> dict[tuple[int, int, date], list[Held]]:
    """What is on record of these people by person, module and day, under whichever record of theirs."""
    found: dict[tuple[int, int, date], list[Held]] = defaultdict(list)
    for batch in batches(sorted({one.person_id for one in some})):
        rows = session.execute(
            select(
                Completion.person_id, kept_record(Completion.person_id), Completion.module_id, Completion.completed_on,
                PriorLearning.provider, PriorLearning.reference, Revocation.id,
            )
            .select_from(Completion)
            .outerjoin(PriorLearning, PriorLearning.completion_id == Completion.id)
            .outerjoin(Revocation, never_counted())
            .where(of_people(Completion.person_id, batch), known(Completion, None))
        )  # fmt: skip
        for record, kept, module_id, day, provider, reference, revoked in rows:
            for person_id in {record, kept}:
                found[person_id, module_id, day].append(Held(provider or "", reference or "", revoked is not None))
    return found


def _fact(
    session: Session, one: Brought, version: modules.ModuleVersion, governs: CompletionFact | None
) -> CompletionFact:
    content = modules.frozen(session, version.id, version.digest)
    ends_on = expires_on(content.validity, completed_on=one.completed_on, governing=governs)
    made_at = start_of_day(one.completed_on)
    return CompletionFact(one.completed_on, made_at, ends_on, version.number, version.window_days, ())


def _row(one: Brought, version: modules.ModuleVersion, fact: CompletionFact) -> dict[str, object]:
    return {
        "person_id": one.person_id, "module_id": one.module_id, "version_id": version.id, "made_at": fact.made_at,
        "completed_on": fact.completed_on, "expires_on": fact.expires_on,
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
