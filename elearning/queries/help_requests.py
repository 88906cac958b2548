"""Notes by which learners asked their line managers for help: those that still wait, until the module is completed."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.reports import Asked
from elearning.models.learning import Enrolment, HelpRequest, is_completed
from elearning.queries.id_lists import dialect_of, is_among
from elearning.queries.people import names
from elearning.queries.same_people import same_people
from elearning.queries.structure import reports, structure_of


class HelpAsked(NamedTuple):
    """What a manager is told, as its sender saw it, and when it was sent."""

    person_id: int
    module_id: int
    told: str
    asked_at: datetime


def help_asked(session: Session, person_ids: Collection[int]) -> Mapping[int, tuple[HelpAsked, ...]]:
    """The notes of these people on modules that they have not completed since, the newest first; two statements."""
    if not person_ids:
        return {}
    same = same_people(session, None)
    rows = session.execute(
        select(Enrolment.person_id, Enrolment.module_id, HelpRequest.told, HelpRequest.recorded_at)
        .join(Enrolment, Enrolment.id == HelpRequest.enrolment_id)
        .where(is_among(Enrolment.person_id, same.records(person_ids), dialect_of(session)), ~is_completed())
        .order_by(HelpRequest.id.desc())
    )
    found: dict[int, list[HelpAsked]] = defaultdict(list)
    for row in rows:
        asked = HelpAsked(*row)._replace(person_id=same.one(row.person_id))
        found[asked.person_id].append(asked)
    return {person_id: tuple(asked) for person_id, asked in found.items()}


def help_asked_of(session: Session, manager_id: int, today: Asked) -> tuple[HelpAsked, ...]:
    """The notes that wait for a manager: of those who report to them directly today, the newest first."""
    found = help_asked(session, reports(session, manager_id, today, whole_tree=False))
    return tuple(sorted((one for notes in found.values() for one in notes), key=lambda one: one.asked_at, reverse=True))


class WhoIsTold(NamedTuple):
    """What a learner's own page says of the note: the managers who would read it, and when it was sent if it was."""

    name: str
    managers: tuple[str, ...]
    sent_at: datetime | None
    told: str


def who_is_told(session: Session, scope: Scope, *, module_id: int, today: Asked) -> WhoIsTold:
    """For the one person in scope: their name, and their line managers in post today."""
    (person_id,) = scope.person_ids
    where = structure_of(session, scope.person_ids, today)
    managers = {one for held in where.holdings_of.get(person_id, ()) for one in where.managers_of_post(held.post_id)}
    called = names(session, {person_id, *managers}, today.as_at)
    sent = next(
        (one for one in help_asked(session, [person_id]).get(person_id, ()) if one.module_id == module_id), None
    )
    return WhoIsTold(
        name=called[person_id].name if person_id in called else "",
        managers=tuple(sorted(called[one].name for one in managers if one in called)),
        sent_at=sent.asked_at if sent else None,
        told=sent.told if sent else "",
    )
