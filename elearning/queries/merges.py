"""Two records side by side before they are merged or taken apart; and what was merged into a person's record."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.facts import Row
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked
from elearning.models.audit import AuditEvent
from elearning.models.dated import known
from elearning.models.learning import Completion
from elearning.models.merges import Merge
from elearning.queries.compliance import module_names
from elearning.queries.people import names, numbers
from elearning.queries.person_record import actor_names
from elearning.queries.same_people import same_people
from elearning.queries.standings import rows_on
from elearning.queries.structure import structure_of


class MergedRecord(NamedTuple):
    """A record that was merged into a person's: its own name and number, and who said so when and why."""

    person_id: int
    name: str
    number: str
    at: datetime
    by: str
    reason: str


class OneRecord(NamedTuple):
    """One of two records as they stand side by side."""

    person_id: int
    name: str
    number: str
    posts: tuple[str, ...]
    completions: int


class OnModule(NamedTuple):
    """Where a record or a person stands on a module; None without a row."""

    title: str
    rows: tuple[Row | None, ...]


@dataclass(frozen=True)
class SideBySide:
    """Records side by side, and where they stand on every module that one of them must do."""

    records: tuple[OneRecord, ...]
    modules: tuple[OnModule, ...]


def side_by_side(session: Session, person_ids: Collection[int], asked: Asked) -> SideBySide:
    """People as they are known on the instant, in the order that they are given."""
    rows = rows_on(session, Scope(frozenset(person_ids)), as_at=asked.as_at, known_on=asked.known_on)
    titles = {id: one.title for id, one in module_names(session, asked).items()}
    modules = sorted({key.module_id for key in rows}, key=lambda id: titles[id])
    return SideBySide(
        records=_records(session, person_ids, asked),
        modules=tuple(
            OnModule(titles[id], tuple(rows.get((person_id, id)) for person_id in person_ids))  # type: ignore[call-overload]
            for id in modules
        ),
    )


def _records(session: Session, person_ids: Collection[int], asked: Asked) -> tuple[OneRecord, ...]:
    called = names(session, person_ids, asked.as_at, known_on=asked.known_on)
    numbered = numbers(session, person_ids, asked.as_at, known_on=asked.known_on)
    where, same = structure_of(session, person_ids, asked), same_people(session, asked.known_on)
    statement = (
        select(Completion.person_id, func.count())
        .where(Completion.person_id.in_(same.records(person_ids)), known(Completion, asked.known_on))
        .group_by(Completion.person_id)
    )
    completed: Counter[int] = Counter()
    for record, number in session.execute(statement):
        completed[same.one(record)] += number
    return tuple(
        OneRecord(
            person_id, called[person_id].name if person_id in called else "", numbered.get(person_id, ""),
            tuple(
                where.posts[held.post_id].title
                for held in where.holdings_of.get(person_id, ()) if held.post_id in where.posts
            ),
            completed[person_id],
        )
        for person_id in person_ids
    )  # fmt: skip


def merged_records(session: Session, person_id: int, asked: Asked) -> tuple[MergedRecord, ...]:
    """What was merged into a person's record, the latest first."""
    rows = session.execute(
        select(Merge.merged_id, AuditEvent)
        .join(AuditEvent, AuditEvent.id == Merge.recorded_by)
        .where(Merge.kept_id == person_id, known(Merge, asked.known_on))
        .order_by(Merge.id.desc())
    ).all()
    ids = {merged for merged, _ in rows}
    called = names(session, ids, asked.as_at, known_on=asked.known_on)
    numbered = numbers(session, ids, asked.as_at, known_on=asked.known_on)
    actors = actor_names(session, [event for _, event in rows], asked)
    return tuple(
        MergedRecord(
            merged, called[merged].name if merged in called else "", numbered.get(merged, ""), event.at,
            actors[event.id], event.reason,
        )
        for merged, event in rows
    )  # fmt: skip


def require_merged(session: Session, person_id: int, merged_id: int, asked: Asked) -> MergedRecord:
    """One of them. Raises NotFound."""
    for one in merged_records(session, person_id, asked):
        if one.person_id == merged_id:
            return one
    raise NotFound("There is no such record merged into this one.")
