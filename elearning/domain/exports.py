"""Exports that are made in the background: whom they are narrowed to, and what has become of one. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from elearning.domain.facts import Standing

MOST_TRIES = 3
"""How often a file is begun before it is given up: what kills its worker every time is not tried for ever."""

GIVEN_UP = "It was begun three times and never finished. Ask ICT to look at the log."
WENT_WRONG = "Something went wrong while the file was made. Ask for it again; if that fails too, tell ICT."
"""What a person reads of a fault that is none of theirs."""


class Narrowing(NamedTuple):
    """Whom and what an export holds; `who` says the same in words.

    An empty staff group is all of them. With a unit and a staff group, one post is in both.
    """

    unit_id: int | None
    module_id: int | None
    standing: Standing | None
    who: str
    staff_group: str = ""


class Stage(StrEnum):
    """What has become of a file that was asked for."""

    WAITING = "waiting"
    MAKING = "being made"
    READY = "ready"
    FAILED = "failed"
    GONE = "no longer kept"


@dataclass(frozen=True)
class Progress:
    """How far a file is. `rows` are those that it will have, as counted when it was asked for."""

    rows: int
    rows_done: int
    begun_at: datetime | None
    finished_at: datetime | None
    kept_until: datetime | None
    failure: str

    def stage(self, now: datetime) -> Stage:
        """What has become of it by an instant."""
        if self.failure:
            return Stage.FAILED
        if self.kept_until is not None and self.finished_at is not None:
            return Stage.READY if now < self.kept_until else Stage.GONE
        return Stage.WAITING if self.begun_at is None else Stage.MAKING

    @property
    def percent(self) -> int:
        """How much of it is made, in whole per cent; 100 only when it is."""
        if self.finished_at is not None and not self.failure:
            return 100
        return min(99, self.rows_done * 100 // self.rows) if self.rows else 0
