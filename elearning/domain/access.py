"""Who may do what, and whose records they may see. Decided here, enforced by web/access.py and by Scope."""

from dataclasses import dataclass
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
