"""When background work is due, how often it is tried again, and when it has stopped. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from elearning.domain.calendar import LONDON


class Work(StrEnum):
    """What is done in the background. A job names its work and at most one id."""

    REMINDERS = "reminders"
    SEND = "send"
    SELF_AUDIT = "self-audit"
    EXPORT = "export"


DAILY: Mapping[Work, time] = {Work.SELF_AUDIT: time(2, 30), Work.REMINDERS: time(8, 0)}
"""What is done every day, and from which time of London's on."""

WORDS: Mapping[Work, str] = {
    Work.REMINDERS: "Work out the reminders of the day",
    Work.SEND: "Send a message",
    Work.SELF_AUDIT: "Check the record against itself",
    Work.EXPORT: "Make a file that somebody asked for",
}


@dataclass(frozen=True)
class Timing:
    """How long a worker may keep a job before another takes it, and the waits before each further try."""

    lease: timedelta = timedelta(minutes=5)
    waits: tuple[timedelta, ...] = (
        timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6),
        timedelta(hours=12), timedelta(hours=24),
    )  # fmt: skip

    def wait_after(self, tries: int) -> timedelta | None:
        """The wait after so many failed tries; None when it is given up."""
        return self.waits[tries - 1] if tries <= len(self.waits) else None


GRACE = timedelta(minutes=30)
"""How late daily work, and a message, may be before somebody is told that jobs have stopped."""

SEEN_WITHIN = timedelta(minutes=5)
"""How long ago a worker that still works was last seen."""


def daily_key(work: Work, day: date) -> str:
    """What a day's job is known by, so that there is one."""
    return f"{work}:{day}"


def due_at(work: Work, day: date) -> datetime:
    """The instant from which a day's work is due."""
    return datetime.combine(day, DAILY[work], tzinfo=LONDON).astimezone(UTC)


def reasons_stopped(
    now: datetime, *, seen_at: datetime | None, unfinished_since: datetime | None
) -> tuple[str, ...]:  # fmt: skip
    """Why background work seems to have stopped, in plain English; empty if it has not.

    `seen_at` is when any worker was last seen, `unfinished_since` when the oldest work that waits was due.
    """
    reasons = []
    if seen_at is None:
        reasons.append("No worker has ever been seen.")
    elif now - seen_at > SEEN_WITHIN:
        reasons.append("No worker has been seen for more than 5 minutes.")
    if unfinished_since is not None and now - unfinished_since > GRACE:
        reasons.append("Work that was due more than 30 minutes ago has not been done.")
    return tuple(reasons)
