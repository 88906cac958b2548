"""People in post whom nobody in post manages: each with the post, the unit and the manager who has left (RULE-18)."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearning.domain.name_search import folded
from elearning.domain.people import UnitPath
from elearning.domain.reports import Asked
from elearning.models.dated import known
from elearning.models.people import Holding
from elearning.queries.people import names, numbers
from elearning.queries.same_people import same_people
from elearning.queries.structure import structure


class WithoutManager(NamedTuple):
    """One post that somebody holds, and who is recorded as its manager but is in no post.

    `left_on` is the last day of that manager in post, None if they are still to begin.
    """

    person_id: int
    name: str
    number: str
    post_title: str
    post_reference: str
    unit: UnitPath
    manager_id: int
    manager_name: str
    manager_number: str
    left_on: date | None


def without_manager(session: Session, asked: Asked) -> tuple[WithoutManager, ...]:
    """Everybody whose chain of managers ends at one in no post on the day, by name; once for each such post."""
    where = structure(session, asked)
    found = [(held, gone) for held in where.holdings if (gone := where.departed_above(held.post_id)) is not None]
    ids = {held.person_id for held, _ in found} | {gone for _, gone in found}
    called = names(session, ids, asked.as_at, known_on=asked.known_on)
    found.sort(key=lambda pair: (folded(called[pair[0].person_id].name), pair[0].person_id, pair[0].post_id))
    numbered = numbers(session, ids, asked.as_at, known_on=asked.known_on)
    left = _last_days(session, {gone for _, gone in found}, asked)
    return tuple(
        WithoutManager(
            person_id=held.person_id, name=called[held.person_id].name, number=numbered.get(held.person_id, ""),
            post_title=where.posts[held.post_id].title, post_reference=where.posts[held.post_id].reference,
            unit=where.path(where.unit_of(held.post_id)), manager_id=gone, manager_name=called[gone].name,
            manager_number=numbered.get(gone, ""), left_on=left.get(gone),
        )
        for held, gone in found
    )  # fmt: skip


def _last_days(session: Session, people: Collection[int], asked: Asked) -> dict[int, date]:
    """The last day in post before the day asked about."""
    same = same_people(session, asked.known_on)
    statement = (
        select(Holding.person_id, func.max(Holding.true_to))
        .where(
            Holding.person_id.in_(sorted(same.records(people))),
            known(Holding, asked.known_on),
            Holding.true_to < asked.as_at,
        )
        .group_by(Holding.person_id)
    )
    found: dict[int, date] = {}
    for record, last_on in session.execute(statement):
        if last_on:
            found[same.one(record)] = max(last_on, found.get(same.one(record), last_on))
    return found
