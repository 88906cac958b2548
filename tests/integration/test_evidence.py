"""The database itself refuses to change or delete evidence, and lets a fact be superseded once."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Table, delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from elearning.models.evidence import WORKING_TABLES, evidence_tables, trigger_names
from elearning.models.people import Leave
from elearning.orm import Base
from elearning.services import audit
from tests.builders import SYSTEM, Town

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def leave(session: Session, town: Town) -> Leave:
    event = audit.record(session, actor=SYSTEM, action="test", now=NOW)
    row = Leave(person_id=town.amina, true_from=date(2026, 3, 2), recorded_at=NOW, recorded_by=event)
    session.add(row)
    session.flush()
    return row


def test_every_table_is_either_evidence_or_named_as_working_data() -> None:
    evidence = {table.name for table in evidence_tables()}
    assert evidence | WORKING_TABLES == set(Base.metadata.tables)
    assert not evidence & WORKING_TABLES


def trigger_names_of(session: Session) -> set[str]:
    """The triggers that this database has."""
    if session.get_bind().dialect.name == "sqlite":
        return set(session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
    return set(session.scalars(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")))


@pytest.mark.parametrize("table", evidence_tables(), ids=lambda table: table.name)
def test_a_row_of_evidence_cannot_be_changed_or_deleted(session: Session, table: Table, leave: Leave) -> None:
    assert set(trigger_names(table)) <= trigger_names_of(session)
    if session.execute(select(table).limit(1)).first() is None:
        return  # no row of it in the town: a row trigger says nothing then
    column = next(iter(table.primary_key.columns))
    other = column + 1000 if column.type.python_type is int else "x"
    for statement in (update(table).values({column.name: other}), delete(table)):
        with pytest.raises(DatabaseError, match="evidence is never changed"), session.begin_nested():
            session.execute(statement)


def test_a_fact_is_superseded_once_and_then_stays(session: Session, leave: Leave) -> None:
    superseding = update(Leave).where(Leave.id == leave.id)
    session.execute(superseding.values(superseded_at=NOW, superseded_by=leave.recorded_by))
    for change in (
        {"superseded_at": None, "superseded_by": None},
        {"superseded_at": datetime(2026, 4, 1, tzinfo=UTC), "superseded_by": leave.recorded_by},
    ):
        with pytest.raises(DatabaseError, match="evidence is never changed"), session.begin_nested():
            session.execute(superseding.values(**change))


def test_superseding_may_not_change_anything_else(session: Session, leave: Leave) -> None:
    with pytest.raises(DatabaseError, match="evidence is never changed"), session.begin_nested():
        session.execute(
            update(Leave)
            .where(Leave.id == leave.id)
            .values(superseded_at=NOW, superseded_by=leave.recorded_by, true_to=date(2026, 3, 9))
        )


def test_two_live_facts_of_the_same_thing_are_refused(session: Session, leave: Leave) -> None:
    again = {"person_id": leave.person_id, "true_from": leave.true_from, "recorded_at": NOW}
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(insert(Leave).values(**again, recorded_by=leave.recorded_by))


def test_replacing_a_row_does_not_pass_the_guard_against_deleting(session: Session, leave: Leave) -> None:
    if session.get_bind().dialect.name != "sqlite":
        with pytest.raises(DatabaseError, match="evidence is never changed"), session.begin_nested():
            session.execute(text("TRUNCATE leaves CASCADE"))
        return
    with pytest.raises(DatabaseError, match="evidence is never changed"), session.begin_nested():
        session.execute(
            text("INSERT OR REPLACE INTO leaves (id, person_id, true_from, recorded_at, recorded_by) "
                 "SELECT id, person_id, '2026-05-01', recorded_at, recorded_by FROM leaves WHERE id = :id"),
            {"id": leave.id},
        )  # fmt: skip
