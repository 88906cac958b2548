"""Completions brought from elsewhere: of some people, the latest recorded, and what a file of them is compared with."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.name_search import folded
from elearning.domain.prior_learning import Held, Known, PriorFile
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked
from elearning.models.audit import AuditEvent
from elearning.models.dated import holds, known
from elearning.models.learning import Completion, Revocation, never_counted
from elearning.models.modules import ModuleVersion
from elearning.models.people import EmployeeNumber
from elearning.models.prior_learning import PriorLearning
from elearning.queries.compliance import module_names
from elearning.queries.id_lists import dialect_of, is_among
from elearning.queries.people import names, numbers
from elearning.queries.person_record import actor_names
from elearning.queries.same_people import same_people

SHOWN = 50
"""How many a list shows: the latest."""


class Prior(NamedTuple):
    """A completion that was brought from elsewhere. The reference and who recorded it are for HR alone."""

    completion_id: int
    person_id: int
    name: str
    number: str
    module_id: int
    module_title: str
    completed_on: date
    expires_on: date
    version_number: int
    provider: str
    reference: str
    recorded_at: datetime
    recorded_by: str
    is_revoked: bool


def brought_by(
    session: Session, person_ids: Collection[int] | None, asked: Asked, *, most: int | None = None
) -> tuple[Prior, ...]:  # fmt: skip
    """What was brought by these people, or with None by anybody, the latest recorded first."""
    statement = (
        select(Completion, ModuleVersion.number, PriorLearning, AuditEvent)
        .join(PriorLearning, PriorLearning.completion_id == Completion.id)
        .join(ModuleVersion, ModuleVersion.id == Completion.version_id)
        .join(AuditEvent, AuditEvent.id == PriorLearning.recorded_by)
        .where(known(Completion, asked.known_on), known(PriorLearning, asked.known_on))
        .order_by(Completion.id.desc())
        .limit(most)
    )
    same = same_people(session, asked.known_on)
    if person_ids is not None:
        records = same.records(person_ids)
        statement = statement.where(is_among(Completion.person_id, records, dialect_of(session)))
    rows = session.execute(statement).all()
    if not rows:
        return ()
    revoked = _revoked(session, [one.id for one, *_ in rows], asked)
    titles, actors = module_names(session, asked), actor_names(session, [event for *_, event in rows], asked)
    people = {same.one(one.person_id) for one, *_ in rows}
    called, numbered = names(session, people, asked.as_at), numbers(session, people, asked.as_at)
    return tuple(
        Prior(
            one.id, person_id, called[person_id].name if person_id in called else "",
            numbered.get(person_id, ""), one.module_id, titles[one.module_id].title, one.completed_on,
            one.expires_on, version, prior.provider, prior.reference, event.at, actors[event.id],
            one.id in revoked,
        )
        for one, version, prior, event in rows
        for person_id in (same.one(one.person_id),)
    )  # fmt: skip


def _revoked(session: Session, completion_ids: Collection[int], asked: Asked) -> set[int]:
    """Those of these completions that a revocation is true of on the day."""
    found = select(Revocation.completion_id).where(
        is_among(Revocation.completion_id, completion_ids, dialect_of(session)), holds(Revocation, *asked)
    )
    return set(session.scalars(found))


def one_brought(session: Session, person_id: int, completion_id: int, asked: Asked) -> Prior:
    """One of a person's. Raises NotFound."""
    for one in brought_by(session, [person_id], asked):
        if one.completion_id == completion_id:
            return one
    raise NotFound("There is no such completion of this person.")


def known_for(session: Session, file: PriorFile, asked: Asked) -> Known:
    """What a file is compared with: the people and modules that it names, and the completions on record."""
    wanted = {row.number for row in file.rows}
    held_by = select(EmployeeNumber.number, EmployeeNumber.person_id).where(
        known(EmployeeNumber, None), EmployeeNumber.true_to.is_(None)
    )
    same = same_people(session, None)
    people = {number: same.one(record) for number, record in session.execute(held_by) if number in wanted}
    modules = sorted(module_names(session, asked).values(), key=lambda one: one.slug)
    named = {folded(text): one.module_id for one in modules for text in (one.title, one.slug)}
    rows = session.execute(
        select(
            Completion.person_id, Completion.module_id, Completion.completed_on, PriorLearning.provider,
            PriorLearning.reference, Revocation.id,
        )
        .outerjoin(PriorLearning, PriorLearning.completion_id == Completion.id)
        .outerjoin(Revocation, never_counted())
        .where(
            is_among(Completion.person_id, same.records(set(people.values())), dialect_of(session)),
            known(Completion, None),
        )
    )  # fmt: skip
    held: dict[tuple[int, int, date], tuple[Held, ...]] = {}
    for record, module, day, provider, reference, revoked in rows:
        person = same.one(record)
        one = Held(provider or "", reference or "", revoked is not None)
        held[person, module, day] = (*held.get((person, module, day), ()), one)
    return Known(people, named, tuple(one.slug for one in modules), held)
