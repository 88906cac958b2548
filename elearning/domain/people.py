"""The organisation as it is known: people, posts, units and who reports to whom.

Values only; nothing is written here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

UnitPath = tuple[str, str, str]
"""Directorate, service and team; a level that does not apply is empty."""

ONE_DAY = timedelta(days=1)


def canonical_number(text: str) -> str:
    """The form in which employee numbers and post references are kept and compared: no spaces, capital
    letters.

    Leading zeros count.
    """
    return "".join(text.split()).upper()


class Employment(NamedTuple):
    """An unbroken time in post (RULE-6): posts with no day between them are one. Both days are included."""

    first_on: date
    last_on: date | None


def employments(spans: Iterable[tuple[date, date | None]]) -> tuple[Employment, ...]:
    """Join the spans of a person's posts into unbroken employments, earliest first (RULE-6)."""
    spans = list(spans)
    if len(spans) == 1:
        return (Employment(*spans[0]),)
    joined: list[Employment] = []
    for first_on, last_on in sorted(spans, key=lambda span: (span[0], span[1] or date.max)):
        before = joined[-1] if joined else None
        if before is None or (before.last_on is not None and first_on > before.last_on + ONE_DAY):
            joined.append(Employment(first_on, last_on))
        elif before.last_on is not None and (last_on is None or last_on > before.last_on):
            joined[-1] = Employment(before.first_on, last_on)
    return tuple(joined)


class Reporting(NamedTuple):
    """Whom a post reports to: a person, by employee number, or a post, by reference.

    Both are empty at the top.
    """

    person: str = ""
    post: str = ""


NOBODY = Reporting()
"""Whom the top reports to."""


class PostFacts(NamedTuple):
    """What is said of a post at one time."""

    title: str
    unit: UnitPath
    staff_group: str
    reporting: Reporting


class KnownText(NamedTuple):
    """A recorded name (in full, and as known) or e-mail address (twice the same), with the id of its row."""

    fact_id: int
    true_from: date
    text: str
    known_as: str


class KnownHolding(NamedTuple):
    """A recorded time in a post, with the id of its row."""

    fact_id: int
    reference: str
    first_on: date
    last_on: date | None


class KnownLeave(NamedTuple):
    """Recorded leave, with the id of its row."""

    fact_id: int
    first_on: date
    last_on: date | None


class KnownPerson(NamedTuple):
    """Somebody who is on record, in post or not; `number_fact_id` is the row that gives them their number.

    `leaves` are those of every record of the same person (RULE-23).
    """

    person_id: int
    number: str
    name: KnownText
    email: KnownText | None
    holdings: tuple[KnownHolding, ...]
    number_fact_id: int = 0
    leaves: tuple[KnownLeave, ...] = ()


class KnownTagging(NamedTuple):
    """A recorded time of a tag of a post, with the id of its row."""

    fact_id: int
    tag: str
    first_on: date
    last_on: date | None


class KnownPost(NamedTuple):
    """A post with the latest that is recorded of it; `since` is the first day for which anything is."""

    post_id: int
    fact_id: int
    true_from: date
    since: date
    facts: PostFacts
    taggings: tuple[KnownTagging, ...] = ()


class KnownUnit(NamedTuple):
    """A unit with the ids of the rows that name and place it."""

    unit_id: int
    name_fact_id: int
    place_fact_id: int
    true_from: date


@dataclass(frozen=True)
class Organisation:
    """All that is on record now: people by employee number, posts by reference, units by path.

    `joined` gives, by the path that it had, the path of the unit that one was joined into (decision 153).
    """

    people: Mapping[str, KnownPerson] = field(default_factory=dict)
    posts: Mapping[str, KnownPost] = field(default_factory=dict)
    units: Mapping[UnitPath, KnownUnit] = field(default_factory=dict)
    joined: Mapping[UnitPath, UnitPath] = field(default_factory=dict)


def is_held(last_on: date | None, today: date) -> bool:
    """Whether a time in post with this last day has not ended before today; it may begin later."""
    return last_on is None or last_on >= today


def parent_of(unit: UnitPath) -> UnitPath | None:
    """The unit above, or None for a directorate."""
    directorate, service, team = unit
    if team:
        return (directorate, service, "")
    return (directorate, "", "") if service else None


def with_parents(unit: UnitPath) -> tuple[UnitPath, ...]:
    """A unit and all units above it, the highest first."""
    above = parent_of(unit)
    return (unit,) if above is None else (*with_parents(above), unit)


def kind_of(unit: UnitPath) -> str:
    """Which level a unit is of."""
    return "team" if unit[2] else "service" if unit[1] else "directorate"


def name_of(unit: UnitPath) -> str:
    """What a unit is called."""
    return unit[2] or unit[1] or unit[0]
