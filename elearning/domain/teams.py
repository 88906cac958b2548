"""A manager's team as a list: which rows are wanted, in which order, and who needs attention first. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Generic, NamedTuple

from elearning.domain.facts import Row, Standing
from elearning.domain.reports import Listed, OneRow

SOON = timedelta(days=30)
"""What is due within these days of the day asked about is due soon."""


class Order(StrEnum):
    """What the rows of a list are in order of: worst first unless something else is asked for."""

    STANDING = "standing"
    NAME = "name"
    DATE = "date"


class Wanted(NamedTuple):
    """Which rows are wanted: of one part (one of PARTS or SUMS), of one standing, on one module by its slug, or
    what is due soon after a day. Empty is any."""

    part: str = ""
    standing: Standing | None = None
    module: str = ""
    soon_after: date | None = None

    def holds(self, row: Listed) -> bool:
        """Whether a row is one of those."""
        return (
            (not self.part or row.row.standing.is_in(self.part))
            and self.standing in (None, row.row.standing)
            and self.module in ("", row.module)
            and (self.soon_after is None or is_due_soon(row.row, self.soon_after))
        )


ANY = Wanted()
"""Every row."""


def filtered(rows: Iterable[OneRow], wanted: Wanted) -> tuple[OneRow, ...]:
    """The rows that are wanted, in the order in which they came."""
    return tuple(rows if wanted == ANY else filter(wanted.holds, rows))


def ordered(rows: Iterable[OneRow], order: Order, *, backwards: bool = False) -> tuple[OneRow, ...]:
    """Rows that come worst first, as a board has them, in this order. Who has no date comes last, forwards and
    backwards alike."""
    worst = tuple(rows)
    if order is Order.NAME:
        return tuple(sorted(worst, key=lambda row: (row.name.casefold(), row.person_id), reverse=backwards))
    if order is Order.DATE:
        dated = [row for row in worst if told_on(row.row)]
        without = tuple(row for row in worst if not told_on(row.row))
        dated.sort(key=lambda row: told_on(row.row) or date.max, reverse=backwards)
        return (*dated, *without)
    return worst[::-1] if backwards else worst


def told_on(row: Row) -> date | None:
    """The one date that is told beside a standing: due, valid until, ran out, or excused or away until."""
    if not row.standing.is_counted:
        return row.until
    if row.standing.is_compliant or row.standing is Standing.EXPIRED:
        return row.ends_on
    return row.due_on


class Concern(StrEnum):
    """Why somebody needs a manager's attention, the most pressing first."""

    OVERDUE = "overdue"
    EXPIRED = "expired"
    DUE_SOON = "due soon"
    EXPIRING = "expiring"


class Attention(NamedTuple, Generic[OneRow]):
    """The rows of one concern: never none."""

    concern: Concern
    rows: tuple[OneRow, ...]


def is_due_soon(row: Row, day: date) -> bool:
    """Whether a row is not yet due on a day, and will be within the days of SOON."""
    is_open = row.standing in (Standing.IN_PROGRESS, Standing.NOT_STARTED)
    return is_open and row.due_on is not None and row.due_on <= day + SOON


def concern_of(row: Row, day: date) -> Concern | None:
    """Why a row needs attention on a day, if it does."""
    if row.standing in (Standing.OVERDUE, Standing.EXPIRED, Standing.EXPIRING):
        return Concern(row.standing.value)
    return Concern.DUE_SOON if is_due_soon(row, day) else None


def attention(rows: Iterable[OneRow], day: date) -> tuple[Attention[OneRow], ...]:
    """Of rows that come worst first, who needs attention, by concern; within each, whose date comes first."""
    found: dict[Concern, list[OneRow]] = {concern: [] for concern in Concern}
    for row in rows:
        concern = concern_of(row.row, day)
        if concern is not None:
            found[concern].append(row)
    return tuple(Attention(concern, ordered(of, Order.DATE)) for concern, of in found.items() if of)
