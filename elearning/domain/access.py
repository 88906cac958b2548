"""Who may do what, and whose records they may see. Decided here, enforced by web/access.py and by Scope."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Role(StrEnum):
    """What a person may be beside a learner, which everybody is."""

    HR = "hr"
    AUTHOR = "author"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Viewer:
    """The signed-in person of a request."""

    person_id: int
    name: str
    roles: frozenset[Role] = frozenset()

    def has_role(self, *wanted: Role) -> bool:
        """Whether the viewer was granted any of these roles."""
        return not self.roles.isdisjoint(wanted)


@dataclass(frozen=True)
class Scope:
    """The people whose records a question may touch: a set of ids, or everybody."""

    person_ids: frozenset[int] = frozenset()
    is_everybody: bool = False


EVERYBODY = Scope(is_everybody=True)


def own_scope(viewer: Viewer) -> Scope:
    """What every learner may see: their own records."""
    return Scope(person_ids=frozenset({viewer.person_id}))


@dataclass(frozen=True)
class Actor:
    """Who makes a write: a person, or a command and the system user who ran it."""

    person_id: int | None = None
    name: str = ""

    def __post_init__(self) -> None:
        if self.person_id is None and not self.name:
            raise ValueError("Every write has an actor.")


LONGEST_DELEGATION = timedelta(days=366)
"""Whoever stands in for longer than a year is the line manager: HR's file says so."""


def reasons_not_to_delegate(
    actor: Actor, *, is_hr: bool, manager_id: int, delegate_id: int, first_on: date, last_on: date, today: date
) -> tuple[str, ...]:
    """Why somebody may not stand in for a line manager on these days; nothing if they may.

    HR names delegates for anybody, a manager for themself. A command has no person and acts for HR.
    """
    reasons = []
    if actor.person_id is not None and not is_hr and actor.person_id != manager_id:
        reasons.append("You can name somebody to stand in for yourself alone.")
    if manager_id == delegate_id:
        reasons.append("Nobody stands in for themself. Enter somebody else’s number.")
    if last_on < first_on:
        reasons.append("The last day is before the first. Correct one of the two dates.")
    if last_on < today:
        reasons.append("The last day has passed. Enter today or a later day.")
    if last_on - first_on >= LONGEST_DELEGATION:
        reasons.append("Nobody stands in for longer than a year. If it lasts, HR changes the line manager.")
    return tuple(reasons)
