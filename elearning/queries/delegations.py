"""Who stands in for which line manager: judged today, whatever day a page is about."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked
from elearning.models.dated import holds, known
from elearning.models.delegations import Delegation
from elearning.models.merges import of_one_person
from elearning.queries.people import names, numbers
from elearning.queries.same_people import same_people


class StandsIn(NamedTuple):
    """Somebody who stands in for a line manager, from a day to a day."""

    delegation_id: int
    manager_id: int
    manager: str
    delegate_id: int
    delegate: str
    delegate_number: str
    first_on: date
    last_on: date


def stood_in_for(session: Session, delegate_id: int, today: Asked) -> tuple[StandsIn, ...]:
    """For whom a person stands in today, by name."""
    is_theirs = of_one_person(Delegation.delegate_id, delegate_id)
    rows = session.scalars(select(Delegation).where(is_theirs, holds(Delegation, today.as_at))).all()
    return _named(session, rows, today)


def delegates_of(session: Session, manager_id: int, today: Asked) -> tuple[StandsIn, ...]:
    """Who stands in for a manager today or will, by name."""
    is_theirs = of_one_person(Delegation.manager_id, manager_id)
    rows = session.scalars(
        select(Delegation).where(is_theirs, known(Delegation, None), Delegation.true_to >= today.as_at)
    ).all()
    return _named(session, rows, today)


def require_standing_in(session: Session, delegate_id: int, manager_id: int, today: Asked) -> StandsIn:
    """Raises NotFound unless the person stands in for this manager today: alike for a stranger and for none."""
    for one in stood_in_for(session, delegate_id, today):
        if one.manager_id == manager_id:
            return one
    raise NotFound("You do not stand in for this person today.")


def _named(session: Session, rows: Sequence[Delegation], today: Asked) -> tuple[StandsIn, ...]:
    same = same_people(session, None)
    ids = {same.one(id) for one in rows for id in (one.manager_id, one.delegate_id)}
    called, number = names(session, ids, today.as_at), numbers(session, ids, today.as_at)
    told = []
    for one in rows:
        manager, delegate = same.one(one.manager_id), same.one(one.delegate_id)
        told.append(
            StandsIn(
                one.id, manager, called[manager].name if manager in called else "", delegate,
                called[delegate].name if delegate in called else "", number.get(delegate, ""), one.true_from,
                one.true_to or date.max,
            )
        )  # fmt: skip
    return tuple(sorted(told, key=lambda one: (one.manager, one.delegate, one.first_on)))
