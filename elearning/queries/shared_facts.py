"""Facts that many people share, held once: who is assigned alike, who completed alike, who did the same refresher.

For `on_day`, which decides each different set of them once. They decide nothing themselves.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Generic, TypeVar

from elearning.domain.facts import CompletionFact, RefresherAsk, RefresherDone
from elearning.queries.keys import Key

Fact = TypeVar("Fact")


class Told(Generic[Fact]):
    """Module by module, what each person is told of: for many people the same tuple of the same facts."""

    def __init__(self) -> None:
        self.of: dict[int, dict[int, tuple[Fact, ...]]] = defaultdict(dict)

    def add(self, module_id: int, people: Collection[int], fact: Fact) -> None:
        """Tell the fact of these people, beside what was told of them before."""
        told, alone = self.of[module_id], (fact,)
        if told.keys().isdisjoint(people):
            told.update(dict.fromkeys(people, alone))
            return
        for person_id in people:
            told[person_id] = (*told.get(person_id, ()), fact)


class Longest:
    """Module by module, the completion of each person that lasts longest (RULE-9), told in the order of the ends.

    `unclear` are those of whom two end on the same day: which of them governs, their instants say. In modules that ask
    for a refresher an earlier end can be the later one, so there everybody with two is unclear.
    """

    def __init__(self, asks: Collection[int]) -> None:
        self.of: dict[int, dict[int, tuple[CompletionFact, ...]]] = defaultdict(dict)
        self.unclear: set[Key] = set()
        self._asks = asks
        self._end: date | None = None
        self._with_this_end: dict[int, list[Collection[int]]] = {}

    def add(self, module_id: int, people: Collection[int], fact: CompletionFact) -> None:
        """Tell the completion of these people, in place of those that end earlier."""
        if fact.expires_on != self._end:
            self._end, self._with_this_end = fact.expires_on, {}
        others = self._with_this_end.setdefault(module_id, [])
        for other in others:
            self.unclear.update([Key(person_id, module_id) for person_id in set(other).intersection(people)])
        others.append(people)
        told = self.of[module_id]
        if module_id in self._asks:
            self.unclear.update([Key(person_id, module_id) for person_id in told.keys() & people])
        told.update(dict.fromkeys(people, (fact,)))


class Asks:
    """The refreshers that modules ask for by a day, and those done by people."""

    def __init__(self) -> None:
        self.of: dict[int, tuple[RefresherAsk, ...]] = {}
        self.done: Told[RefresherDone] = Told()

    def done_by(self, key: Key) -> tuple[RefresherDone, ...]:
        """The refreshers of a module that somebody did."""
        return self.done.of[key.module_id].get(key.person_id, ())
