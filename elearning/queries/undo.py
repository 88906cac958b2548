"""What undoing an HR file would do: the facts that the run recorded and ended, and what was built on them since."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from elearning.domain.hr_undo import FactsOfRun, Undo
from elearning.domain.refusals import NotFound
from elearning.models.dated import known
from elearning.models.imported import IDENTITY, IMPORTED
from elearning.models.people import EmployeeNumber, Holding, ImportRun, ImportUndo, Leave, Person, RoleGrant, UnitPlace
from elearning.models.recorded import Dated
from elearning.models.unit_joins import UnitJoin
from elearning.orm import Base

_NOT_THEIR_OWN = frozenset(
    {"accesses", "access_subjects", *(table.__tablename__ for table in IMPORTED if table is not Leave)}
)
"""Tables that name people without saying that they did anything: who looked at them, and the organisation itself."""


def newest_run(session: Session) -> int:
    """The newest run that was not undone. Raises NotFound if there is none."""
    found = session.scalar(select(func.max(ImportRun.id)).where(ImportRun.id.not_in(select(ImportUndo.run_id))))
    if found is None:
        raise NotFound("No file has been applied that could be undone.")
    return found


def undo_of(session: Session, run_id: int) -> Undo:
    """What undoing a run would do now. Raises NotFound if there is no such run."""
    event = session.scalar(select(ImportRun.recorded_by).where(ImportRun.id == run_id))
    if event is None:
        raise NotFound("No file was applied under this number.")
    joined = tuple(session.scalars(_joined(event).order_by(EmployeeNumber.person_id)))
    kept = _with_something_of_their_own(session, event) if joined else frozenset()
    return Undo(
        run_id=run_id,
        facts={table.__tablename__: _facts(session, table, event, kept) for table in IMPORTED},
        joined=joined,
        kept=tuple(sorted(kept)),
        concerned=tuple(session.scalars(_concerned(event))),
        replaced_since=sum(_replaced_since(session, table, event) for table in IMPORTED),
        with_role=session.scalar(_with_role(event)) or 0,
        numbers_taken=_numbers_taken(session, event, kept),
        leave_since=session.scalar(_leave_since(event)) or 0,
        units_joined=session.scalar(_units_joined(event)) or 0,
        is_newest=_is_newest(session, run_id),
        is_undone=session.scalar(select(ImportUndo.id).where(ImportUndo.run_id == run_id)) is not None,
    )


def _is_newest(session: Session, run_id: int) -> bool:
    later = ImportRun.id > run_id, ImportRun.id.not_in(select(ImportUndo.run_id))
    return session.scalar(select(ImportRun.id).where(*later).limit(1)) is None


def _joined(event: int) -> Select[*tuple[Any, ...]]:
    """People who had no number before the run."""
    before = aliased(EmployeeNumber)
    earlier = select(before.id).where(before.person_id == EmployeeNumber.person_id, before.recorded_by < event)
    return select(EmployeeNumber.person_id).where(EmployeeNumber.recorded_by == event, ~earlier.exists())


def _with_something_of_their_own(session: Session, event: int) -> frozenset[int]:
    """Those who joined by the run and whom any other table names: they learned, signed in, were excused, decided."""
    found: set[int] = set()
    for table in Base.metadata.sorted_tables:
        if table.name not in _NOT_THEIR_OWN:
            for column in _naming_people(table):
                own = table.c.recorded_by != event if table.name == Leave.__tablename__ else true()
                found.update(session.scalars(select(column).where(column.in_(_joined(event)), own).distinct()))
    return frozenset(found)


def _naming_people(table: Table) -> list[ColumnElement[int]]:
    people = Person.__table__
    return [column for column in table.columns if any(key.column.table is people for key in column.foreign_keys)]


def _facts(session: Session, table: type[Dated], event: int, kept: Collection[int]) -> FactsOfRun:
    taken = session.scalars(select(table.id).where(table.recorded_by == event, known(table, None))).all()
    if table in IDENTITY and kept:
        owned = session.execute(select(table.id, table.__table__.c.person_id).where(table.recorded_by == event))
        owners = {fact_id: person_id for fact_id, person_id in owned}
        taken = [fact for fact in taken if owners[fact] not in kept]
    ended = session.scalars(select(table.id).where(table.superseded_by == event))
    return FactsOfRun(tuple(taken), tuple(ended))


def _replaced_since(session: Session, table: type[Dated], event: int) -> int:
    replaced = table.recorded_by == event, table.superseded_by.is_not(None)
    return session.scalar(select(func.count()).select_from(table).where(*replaced)) or 0


def _with_role(event: int) -> Select[*tuple[Any, ...]]:
    live = known(RoleGrant, None), RoleGrant.true_to.is_(None)
    return select(func.count(RoleGrant.person_id.distinct())).where(*live, RoleGrant.person_id.in_(_joined(event)))


def _concerned(event: int) -> Select[*tuple[Any, ...]]:
    changed = (Holding.recorded_by == event) | (Holding.superseded_by == event)
    return select(Holding.person_id).where(changed).distinct().order_by(Holding.person_id)


def _leave_since(event: int) -> Select[*tuple[Any, ...]]:
    """Leave recorded after the run that shares days with leave whose end the run told, as it was before."""
    before, since = aliased(Leave), aliased(Leave)
    return (
        select(func.count(since.id.distinct()))
        .join(before, before.person_id == since.person_id)
        .where(
            before.superseded_by == event, known(since, None), since.recorded_by > event,
            or_(before.true_to.is_(None), since.true_from <= before.true_to),
            or_(since.true_to.is_(None), since.true_to >= before.true_from),
        )
    )  # fmt: skip


def _units_joined(event: int) -> Select[*tuple[Any, ...]]:
    """Units that the run recorded for the first time, and that are joined into another, or another into them."""
    before = aliased(UnitPlace)
    earlier = select(before.id).where(before.unit_id == UnitPlace.unit_id, before.recorded_by < event)
    brought = select(UnitPlace.unit_id).where(UnitPlace.recorded_by == event, ~earlier.exists())
    live = known(UnitJoin, None), UnitJoin.true_to.is_(None)
    pair = or_(UnitJoin.unit_id.in_(brought), UnitJoin.into_id.in_(brought))
    return select(func.count(UnitJoin.unit_id.distinct())).where(*live, pair)


def _numbers_taken(session: Session, event: int, kept: Collection[int]) -> int:
    """Numbers that would go back to somebody, and are those of people who keep who they are."""
    if not kept:
        return 0
    freed = set(session.scalars(select(EmployeeNumber.number).where(EmployeeNumber.superseded_by == event)))
    theirs = select(EmployeeNumber.number, EmployeeNumber.person_id).where(
        EmployeeNumber.recorded_by == event, EmployeeNumber.true_to.is_(None)
    )
    return sum(number in freed and person_id in kept for number, person_id in session.execute(theirs))
