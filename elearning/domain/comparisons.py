"""Two answers about the same people, side by side: who moved, joined, left or was corrected. Decides; pure."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from elearning.domain.facts import Standing
from elearning.domain.people import UnitPath
from elearning.domain.reports import PARTS, SUMS

ABSENT = "none"
"""Stands, in an address or a file, for no standing: not in these figures."""


class Change(StrEnum):
    """Why somebody is told otherwise the second time. Each change is of one kind, so that kinds add up."""

    MOVED = "moved"
    JOINED = "joined"
    LEFT = "left"
    CORRECTED = "corrected"


class Changed(NamedTuple):
    """One person on one module who is told otherwise; a standing is None where they are not in the figures."""

    person_id: int
    module_id: int
    change: Change
    was: Standing | None
    now: Standing | None


class ChangedPerson(NamedTuple):
    """A change with who it is: name, number and unit as the second question has them; the unit of the first question
    for somebody who is in no post any more."""

    changed: Changed
    number: str
    name: str
    unit: UnitPath
    module: str
    module_title: str


def kind_of(was: Standing | None, known_later: Standing | None, now: Standing | None) -> Change:
    """What kind of change lies between two standings that differ.

    `known_later` is where the person stood on the first day, as known on the second instant. Where that already says
    what the second answer says, the whole difference was recorded later about the first day: it is a correction.
    """
    if known_later is now:
        return Change.CORRECTED
    if was is None:
        return Change.JOINED
    return Change.LEFT if now is None else Change.MOVED


Answers = Mapping[int, Mapping[int, Standing]]
"""By module and then person, where everybody in a group stands; those without a row are not in it."""


def changes_between(first: Answers, known_later: Answers, second: Answers) -> tuple[Changed, ...]:
    """Everybody who is told otherwise, by module and person. Nobody else costs anything but a look."""
    found: list[Changed] = []
    for module_id in sorted(first.keys() | second.keys()):
        before, between, after = (answers.get(module_id, {}) for answers in (first, known_later, second))
        for person_id in sorted({person_id for person_id, _ in before.items() ^ after.items()}):
            was, now = before.get(person_id), after.get(person_id)
            found.append(Changed(person_id, module_id, kind_of(was, between.get(person_id), now), was, now))
    return tuple(found)


class Among(NamedTuple):
    """Which of the changes are wanted; empty words want any. `was` and `now` are standings or ABSENT."""

    change: str = ""
    was: str = ""
    now: str = ""
    came_into: str = ""
    went_out_of: str = ""

    def takes(self, one: Changed) -> bool:
        """Whether a change is among them."""
        return (
            self.change in ("", one.change)
            and self.was in ("", one.was or ABSENT)
            and self.now in ("", one.now or ABSENT)
            and (not self.came_into or (_is_in(one.now, self.came_into) and not _is_in(one.was, self.came_into)))
            and (not self.went_out_of or (_is_in(one.was, self.went_out_of) and not _is_in(one.now, self.went_out_of)))
        )


def _is_in(standing: Standing | None, part: str) -> bool:
    return standing is not None and standing.is_in(part)


def among(changes: Iterable[Changed], wanted: Among) -> tuple[Changed, ...]:
    """The changes that are wanted, in their order."""
    return tuple(one for one in changes if wanted.takes(one))


class Flow(NamedTuple):
    """A part of a total, or a sum of parts: how many came into it and went out of it between two answers."""

    part: str
    came: int
    went: int


def flows(changes: Iterable[Changed]) -> tuple[Flow, ...]:
    """Of every part, then of the sums "counted" and "assigned": what was there, and came, less what went, is there."""
    listed = tuple(changes)
    return tuple(
        Flow(part, _number(listed, Among(came_into=part).takes), _number(listed, Among(went_out_of=part).takes))
        for part in (*PARTS, *SUMS)
    )


def _number(changes: tuple[Changed, ...], is_wanted: Callable[[Changed], bool]) -> int:
    return sum(map(is_wanted, changes))


class Transition(NamedTuple):
    """How many changes are alike: of one kind, from one standing to another."""

    change: Change
    was: Standing | None
    now: Standing | None
    number: int


def transitions(changes: Iterable[Changed]) -> tuple[Transition, ...]:
    """The changes counted by kind, the most first within a kind."""
    counted: dict[tuple[Change, Standing | None, Standing | None], int] = {}
    for one in changes:
        key = (one.change, one.was, one.now)
        counted[key] = counted.get(key, 0) + 1
    kinds = list(Change)
    found = [Transition(*key, number) for key, number in counted.items()]
    return tuple(sorted(found, key=lambda one: (kinds.index(one.change), -one.number, one.was or "", one.now or "")))
