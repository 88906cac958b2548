"""Writing many facts at once, and ending or replacing them, insert-only. Decides nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import insert, inspect, literal, null, select, text, update
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.refusals import Stale
from elearning.models.dated import known
from elearning.models.people import Person, Post, Unit
from elearning.models.recorded import Dated, Recorded
from elearning.services import audit

BATCH = 5_000
"""Rows or ids in one statement: far below what either database takes."""

_ORGANISATION = 7_265_002  # any number that no other lock of this database uses

Value = TypeVar("Value")


@dataclass(frozen=True)
class Act:
    """One act of writing: its audit event and its instant, which every fact of it carries."""

    event_id: int
    at: datetime


def hold_organisation(session: Session) -> None:
    """Let whoever changes posts or audiences wait for another, so that nobody's assignments fall between."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ORGANISATION})


def begin(
    session: Session, *, actor: Actor, action: str, now: datetime, subject: str = "",
    subject_id: int | None = None, reason: str = "",
) -> Act:  # fmt: skip
    """Record the audit event of an act, by which its facts are then recorded."""
    event_id = audit.record(
        session, actor=actor, action=action, now=now, subject=subject, subject_id=subject_id, reason=reason
    )
    return Act(event_id, now)


def batches(values: Iterable[Value], size: int = BATCH) -> Iterator[list[Value]]:
    """Values in lists of at most `size`."""
    remaining = iter(values)
    while batch := list(islice(remaining, size)):
        yield batch


def new_ids(session: Session, table: type[Person] | type[Post] | type[Unit], count: int) -> list[int]:
    """Add rows that are an id and nothing else, and return their ids."""
    ids: list[int] = []
    for batch in batches(range(count)):
        ids.extend(session.scalars(insert(table).returning(table.id), [{} for _ in batch]))
    return ids


def add(session: Session, table: type[Recorded], act: Act, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add facts of one table, each recorded by this act."""
    stamp = {"recorded_at": act.at, "recorded_by": act.event_id}
    into = insert(inspect(table).local_table)  # not of the class, which would look at every row a second time
    for batch in batches(rows):
        session.execute(into, [{**row, **stamp} for row in batch])


def add_all(session: Session, table: type[Recorded], act: Act, rows: Iterable[Mapping[str, Any]]) -> list[int]:
    """Add facts of one table, each recorded by this act, and return their ids in the order of the rows."""
    stamp, ids = {"recorded_at": act.at, "recorded_by": act.event_id}, list[int]()
    statement = insert(table).returning(table.id, sort_by_parameter_order=True)
    for batch in batches(rows):
        ids += session.scalars(statement, [{**row, **stamp} for row in batch])
    return ids


def add_one(session: Session, table: type[Recorded], act: Act, row: Mapping[str, Any]) -> int:
    """Add one fact recorded by this act, and return its id."""
    stamp = {"recorded_at": act.at, "recorded_by": act.event_id}
    fact_id: int = session.execute(insert(table).returning(table.id), {**row, **stamp}).scalar_one()
    return fact_id


def supersede(session: Session, table: type[Recorded], act: Act, ids: Iterable[int]) -> None:
    """Say of facts that this act replaced them.

    Raises Stale if one of them was replaced by somebody else before.
    """
    for batch in batches(sorted(ids)):
        superseded = session.scalars(
            update(table)
            .where(table.id.in_(batch), known(table, None))
            .values(superseded_at=act.at, superseded_by=act.event_id)
            .returning(table.id)
            .execution_options(synchronize_session=False)
        ).all()
        if len(superseded) != len(batch):
            raise Stale("The record has changed since it was looked at.", "Try again.")


def end(session: Session, table: type[Dated], act: Act, last_days: Mapping[int, date | None]) -> None:
    """Give facts, by their ids, a last day: the open row is replaced by one that ends.

    None takes the fact away.
    """
    supersede(session, table, act, last_days)
    by_day: dict[date, list[int]] = defaultdict(list)
    for fact_id, last_on in last_days.items():
        if last_on is not None:
            by_day[last_on].append(fact_id)
    for last_on, ids in sorted(by_day.items()):
        for batch in batches(sorted(ids)):
            _copy(session, table, act, batch, last_on)


def restore(session: Session, table: type[Dated], act: Act, ids: Iterable[int]) -> None:
    """Let facts that were replaced stand again as they were: new rows of this act, with the same days."""
    for batch in batches(sorted(ids)):
        _copy(session, table, act, batch)


def _copy(session: Session, table: type[Dated], act: Act, ids: list[int], last_on: date | None = None) -> None:
    """Record facts anew, with a last day if one is given."""
    columns = inspect(table).local_table.columns
    changed = {
        "recorded_at": literal(act.at, columns["recorded_at"].type),
        "recorded_by": literal(act.event_id),
        "superseded_at": null(),
        "superseded_by": null(),
    }
    if last_on is not None:
        changed["true_to"] = literal(last_on, columns["true_to"].type)
    names = [column.name for column in columns if column.name != "id"]
    values = [changed.get(name, columns[name]) for name in names]
    session.execute(insert(table).from_select(names, select(*values).where(table.id.in_(ids))))
