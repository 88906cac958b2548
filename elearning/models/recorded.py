"""The two times on every fact: the days it is true for, and the instants between which it was known. No rules."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

LIVE = "superseded_at IS NULL"


class Recorded:
    """A fact known from `recorded_at` (included) to `superseded_at` (excluded), RULE-2.

    `recorded_by` and `superseded_by` name the audit events that did it: who, why, and with what else. A row never
    changes but for the two superseding columns, once, from empty; the database refuses anything else.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]

    @declared_attr
    def recorded_by(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("audit_events.id"))

    @declared_attr
    def superseded_by(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("audit_events.id"))

    @property
    def is_superseded(self) -> bool:
        """Whether a later record has replaced this one."""
        return self.superseded_at is not None


class Dated(Recorded):
    """A recorded fact that is true from a day to a day, both included (RULE-1); no last day means still true."""

    true_from: Mapped[date]
    true_to: Mapped[date | None]


def days_in_order() -> CheckConstraint:
    """A last day never comes before its first."""
    return CheckConstraint("true_to IS NULL OR true_to >= true_from", name="days_in_order")


def superseding_whole() -> CheckConstraint:
    """A superseded fact says by what."""
    return CheckConstraint("(superseded_at IS NULL) = (superseded_by IS NULL)", name="superseding_whole")


def one_live(name: str, *columns: str, also: str | None = None) -> Index:
    """At most one row that is not superseded for these columns (a partial unique index, on both databases)."""
    where = text(f"{LIVE} AND {also}" if also else LIVE)
    return Index(f"uq_{name}_live", *columns, unique=True, sqlite_where=where, postgresql_where=where)
