"""What the rule reads and what it answers: facts about one person and one module, and the row they give.

Values only: nothing here decides anything.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

WORKING_DAYS_AFTER_RETURN = 10
"""N of RULE-17 where nothing else is said: two working weeks after coming back."""


class Standing(StrEnum):
    """Where one person stands on one module on one day."""

    EXEMPT = "exempt"
    ON_LEAVE = "on leave"
    EXPIRING = "expiring"
    COMPLETED = "completed"
    EXPIRED = "expired"
    OVERDUE = "overdue"
    IN_PROGRESS = "in progress"
    NOT_STARTED = "not started"

    @property
    def part(self) -> str:
        """The part of a total that it belongs to: the fourth column of the table."""
        return _PARTS[self]

    @property
    def is_counted(self) -> bool:
        """Whether it is in the lower number of the rate."""
        return self is not Standing.EXEMPT and self is not Standing.ON_LEAVE

    def is_in(self, part: str) -> bool:
        """Whether it is in a part of a total, or in a sum of parts: counted or assigned, which everybody is in."""
        return part in ("assigned", self.part) or (part == "counted" and self.is_counted)

    @property
    def is_compliant(self) -> bool:
        """Whether it is in the upper number of the rate."""
        return self is Standing.COMPLETED or self is Standing.EXPIRING


_PARTS = {
    Standing.EXEMPT: "exempt",
    Standing.ON_LEAVE: "on leave",
    Standing.EXPIRING: "compliant",
    Standing.COMPLETED: "compliant",
    Standing.EXPIRED: "not compliant",
    Standing.OVERDUE: "not compliant",
    Standing.IN_PROGRESS: "not yet due",
    Standing.NOT_STARTED: "not yet due",
}


class Span(NamedTuple):
    """Days from the first to the last, both included (RULE-1); no last day means that it is open."""

    first_on: date
    last_on: date | None


class AssignedFact(NamedTuple):
    """Must do the module from the first to the last day, by a due date worked out once (RULE-6, 16)."""

    first_on: date
    last_on: date | None
    due_on: date
    reason: str


class CompletionFact(NamedTuple):
    """A completion: London's date of it, its instant, and what its version said on validity (RULE-4, 10).

    `revoked` holds the days on which it does not count (RULE-15).
    """

    completed_on: date
    made_at: datetime
    expires_on: date
    version: int
    window_days: int
    revoked: tuple[Span, ...]


class RefresherAsk(NamedTuple):
    """The publication of a version that asks holders of older ones for a refresher by a date (RULE-14)."""

    version: int
    published_on: date
    by: date


class RefresherDone(NamedTuple):
    """A refresher that was done, and the version that it holds everything up to (RULE-14)."""

    done_on: date
    made_at: datetime
    version: int


class Facts(NamedTuple):
    """One person, one module, as known on an instant: all of its history, so that any day can be asked.

    `exemptions` are of this module. `activity` holds instants of what was read, answered or passed; a query
    may give only the latest up to the end of the day asked. Bank holidays are what was proclaimed (RULE-17);
    `working_days_after_return` is N of that rule.
    """

    posts: tuple[Span, ...]
    assignments: tuple[AssignedFact, ...]
    exemptions: tuple[Span, ...] = ()
    leaves: tuple[Span, ...] = ()
    completions: tuple[CompletionFact, ...] = ()
    refresher_asks: tuple[RefresherAsk, ...] = ()
    refreshers_done: tuple[RefresherDone, ...] = ()
    activity: tuple[datetime, ...] = ()
    bank_holidays_added: frozenset[date] = frozenset()
    bank_holidays_removed: frozenset[date] = frozenset()
    working_days_after_return: int = WORKING_DAYS_AFTER_RETURN


class Row(NamedTuple):
    """The answer: the standing, and why.

    `due_on`: the due date on the day, moved (RULE-16, 17); None while exempt or on leave.
    `completion`: the one that governs, or the last that ran out; `ends_on` and `window_opens_on` are of it.
    `became_required_on`: RULE-7; None while exempt, on leave, or completed and not yet expiring.
    `until`: the last day of the exemption or leave, when that decides (None = open).
    `line`: 1 to 7, the line of the table that decided. `assignments`: those that hold on the day.
    """

    standing: Standing
    due_on: date | None
    completion: CompletionFact | None
    ends_on: date | None
    window_opens_on: date | None
    became_required_on: date | None
    until: date | None
    line: int
    assignments: tuple[AssignedFact, ...]


def holds_on(span: Span | AssignedFact, day: date) -> bool:
    """Whether a span holds on a day, its first and last day included (RULE-1)."""
    return span.first_on <= day and (span.last_on is None or day <= span.last_on)
