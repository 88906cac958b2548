"""What applying HR's file would change, as values: decided by hr_import, written by services.people."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from elearning.domain.audience_conditions import PostTag
from elearning.domain.hr_file import Problem
from elearning.domain.people import Organisation, PostFacts, UnitPath


class Noun(StrEnum):
    """Which kind of fact a row is."""

    NUMBER = "number"
    NAME = "name"
    EMAIL = "email"
    UNIT_NAME = "unit name"
    UNIT_PLACE = "unit place"
    POST = "post"
    HOLDING = "holding"
    LEAVE = "leave"
    TAG = "tag"


class Replaced(NamedTuple):
    """A recorded fact that no longer stands as it is: true until `last_on` or, with None, not at all."""

    noun: Noun
    fact_id: int
    last_on: date | None


class NewText(NamedTuple):
    """A name or an e-mail address to record."""

    number: str
    true_from: date
    text: str
    known_as: str


class NewPost(NamedTuple):
    """Facts of a post to record."""

    reference: str
    true_from: date
    facts: PostFacts


class NewHolding(NamedTuple):
    """A time in post to record."""

    number: str
    reference: str
    first_on: date
    last_on: date | None


class NewLeave(NamedTuple):
    """Leave to record."""

    number: str
    first_on: date
    last_on: date | None


class NewTagging(NamedTuple):
    """A tag to give to a post."""

    reference: str
    tag: str
    true_from: date


class Retagged(NamedTuple):
    """A post on record whose tags become others: those that it has today, and those that it will have."""

    reference: str
    before: tuple[PostTag, ...]
    after: tuple[PostTag, ...]


class NewUnit(NamedTuple):
    """A unit to record, its name and its place."""

    path: UnitPath
    true_from: date


class Effect(StrEnum):
    """What the file does to one person or vacant post."""

    JOINER = "joiner"
    CHANGE = "change"
    LEAVER = "leaver"
    UNCHANGED = "unchanged"


class Affected(NamedTuple):
    """One person, or one vacant post by its reference and title, and what the file changes."""

    number: str
    name: str
    effect: Effect
    what: tuple[str, ...]


@dataclass(frozen=True)
class ImportPlan:
    """Everything that applying a file would do.

    `problems` and `waiting` are of rows that are left out of all else: the first must be mended, the second
    rest on a row that must be. `listed` are line managers that are wrong, of people who are loaded all the same.
    `held` are the numbers about which a human must say whose they are. `missing` are the numbers and names of people
    in post whom the file leaves out; they stay as they were, unless `are_missing_gone`.
    """

    known: Organisation
    row_count: int
    problems: tuple[Problem, ...]
    waiting: tuple[Problem, ...]
    affected: Sequence[Affected]
    missing: tuple[tuple[str, str], ...]
    replaced: Sequence[Replaced]
    joining: Sequence[str]
    names: Sequence[NewText]
    emails: Sequence[NewText]
    units: Sequence[NewUnit]
    posts: Sequence[NewPost]
    holdings: Sequence[NewHolding]
    leaves: Sequence[NewLeave] = ()
    taggings: Sequence[NewTagging] = ()
    retagged: Sequence[Retagged] = ()
    listed: tuple[Problem, ...] = ()
    held: tuple[str, ...] = ()
    remarks: tuple[Problem, ...] = ()
    are_missing_gone: bool = False

    def count(self, effect: Effect) -> int:
        """How many people and vacant posts the file affects in this way."""
        return self._counts[effect]

    @cached_property
    def _counts(self) -> Counter[Effect]:
        return Counter(one.effect for one in self.affected)

    @property
    def digest(self) -> str:
        """The same for the same decision about the same record, and for no other: 64 figures and letters."""
        decided: tuple[Iterable[object], ...] = (
            self.problems, self.waiting, self.affected, self.missing, self.replaced, self.joining, self.names,
            self.emails, self.units, self.posts, self.holdings, self.leaves, self.taggings, self.listed,
        )  # fmt: skip
        digest = hashlib.sha256()
        for part in decided:
            for one in part:
                digest.update(repr(one).encode("utf-8", "backslashreplace"))
            digest.update(b";")
        return digest.hexdigest()

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        people = self.names or self.emails or self.holdings or self.leaves
        return not (self.replaced or people or self.units or self.posts or self.taggings)
