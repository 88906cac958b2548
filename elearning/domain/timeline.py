"""One person's record as a timeline: what happened or was recorded, newest first, and the part that is for themself."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from elearning.domain.adjustments import AdjustmentKind
from elearning.domain.exemptions import ExemptionReason


class EntryKind(StrEnum):
    """What a timeline may be narrowed to."""

    WHO = "who"
    POST = "post"
    ASSIGNMENT = "assignment"
    LEARNING = "learning"
    COMPLETION = "completion"
    EXEMPTION = "exemption"
    LEAVE = "leave"
    ADJUSTMENT = "adjustment"
    MESSAGE = "message"
    ACCESS = "access"
    LOOK = "look"
    CORRECTION = "correction"


class Entry(NamedTuple):
    """One thing in a timeline.

    `on` is the day that it is true from, `at` when it was recorded. `facts` are sentences for everybody who may see the
    timeline; `code`, `private` and `by` are for HR alone. `number` is of a certificate, `attempt_id` of an attempt.
    """

    kind: EntryKind
    on: date
    at: datetime
    what: str
    facts: tuple[str, ...] = ()
    code: ExemptionReason | AdjustmentKind | None = None
    private: tuple[str, ...] = ()
    by: str = ""
    number: str = ""
    attempt_id: int | None = None


HR_ALONE = frozenset({EntryKind.ADJUSTMENT})
"""Kinds of which nobody but HR is told anything."""


def own_part(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """What the person themself is shown: no reason, note or name that belongs to HR, and no adjustment."""
    return tuple(
        entry._replace(code=None, private=(), by="") for entry in entries if entry.kind not in HR_ALONE
    )  # fmt: skip


def newest_first(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries by the day that they are true from, then by when they were recorded, the latest first."""
    return tuple(sorted(entries, key=lambda one: (one.on, one.at, one.kind, one.what), reverse=True))
