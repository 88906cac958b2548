"""That two people's records are one person's (RULE-23): a recorded fact, which nothing is re-pointed for."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, func, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from elearning.models.dated import known
from elearning.models.recorded import Recorded, one_live, superseding_whole
from elearning.orm import Base


class Merge(Recorded, Base):
    """The record `merged_id` is of the same person as `kept_id`, by whose name and number they are known.

    Taking it apart supersedes the row. What is kept is itself merged into nothing, and what is merged keeps nothing: no
    chain is ever followed.
    """

    __tablename__ = "merges"
    __table_args__ = (
        superseding_whole(),
        one_live("merges", "merged_id"),
        CheckConstraint("kept_id <> merged_id", name="two_records"),
        Index("ix_merges_kept_id", "kept_id"),
    )
    kept_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    merged_id: Mapped[int] = mapped_column(ForeignKey("people.id"))


_others, _kept = aliased(Merge), aliased(Merge)
"""Merges within a condition, whatever the statement around it reads. Made once, because an alias takes longer to make
than the condition to ask; two, because the person of the first may be asked for by the second."""


def of_one_person(column: Any, person_id: Any) -> ColumnElement[bool]:
    """Whether a column names any record of the person whose kept record this is, as known now."""
    others = select(_others.merged_id).where(_others.kept_id == person_id, known(_others, None))
    return or_(column == person_id, column.in_(others))


def of_people(column: Any, people: Any) -> ColumnElement[bool]:
    """The same of several: their ids, or a parameter that stands for them."""
    others = select(_others.merged_id).where(_others.kept_id.in_(people), known(_others, None))
    return or_(column.in_(people), column.in_(others))


def kept_record(column: Any) -> ColumnElement[int]:
    """The record by which the person of a column is known now: that one, or the one it was merged into."""
    kept = select(_kept.kept_id).where(_kept.merged_id == column, known(_kept, None)).scalar_subquery()
    return func.coalesce(kept, column)


def kept_records(session: Session, record_ids: Collection[int]) -> frozenset[int]:
    """The records by which the people of these records are known now, each person once."""
    rows = session.execute(select(Merge.merged_id, Merge.kept_id).where(known(Merge, None))).all()
    kept: dict[int, int] = {merged: one for merged, one in rows}
    return frozenset(kept.get(record_id, record_id) for record_id in record_ids)


def records_of(session: Session, person_id: int) -> frozenset[int]:
    """Every record of a person, as known now: the one they are known by, and those merged into it."""
    merged = session.scalars(select(Merge.merged_id).where(Merge.kept_id == person_id, known(Merge, None)))
    return frozenset({person_id, *merged})


def is_one_person(session: Session, record_id: int | None, person_id: int) -> bool:
    """Whether a record is the person's, as known now: the one they are known by, or one that was merged into it."""
    if record_id == person_id:
        return True
    pair = (Merge.merged_id == record_id, Merge.kept_id == person_id, known(Merge, None))
    return session.scalar(select(Merge.id).where(*pair)) is not None
