"""One day of shared facts: what is told of each person, and what the rule answers, once for each pair of facts.

The rule itself stays in the domain.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from elearning.domain.calendar import PROCLAIMED_ADDED, PROCLAIMED_REMOVED
from elearning.domain.compliance import governing
from elearning.domain.facts import AssignedFact, CompletionFact, Facts, RefresherAsk, RefresherDone, Span
from elearning.queries.activity import activity
from elearning.queries.facts import end_of_knowledge
from elearning.queries.gathered import Gathered
from elearning.queries.keys import Key
from elearning.queries.shared_facts import Longest

Answer = TypeVar("Answer")
"""What is worked out of each person: a standing alone, or a row."""

_IN_POST = (Span(date.min, None),)
_NOT_DECIDED: Any = object()


class _Earned(NamedTuple):
    """What somebody earned of a module, and what it asks of those who hold it."""

    completions: tuple[CompletionFact, ...] = ()
    refreshers: tuple[RefresherDone, ...] = ()
    asks: tuple[RefresherAsk, ...] = ()


class OnDay:
    """The facts of one day, and what the rule answers to them."""

    def __init__(self, shared: Gathered, day: date) -> None:
        self.shared, self.day = shared, day
        self.in_post = {
            person_id
            for (first, last), people in shared.in_post
            if first <= day and (last is None or day <= last)
            for person_id in people
        }
        self.done = self._done()

    def _done(self) -> dict[int, dict[int, tuple[CompletionFact, ...]]]:
        """The longest, by groups; and one by one every completion of those to whom that does not do justice."""
        told = Longest(self.shared.asks.of.keys())
        for module_id, fact, people in self.shared.completions:
            if fact.completed_on <= self.day:
                told.add(module_id, people, fact)
        for (person_id, module_id), completions in self.shared.read_completely(self._unclear(told)).items():
            told.of[module_id][person_id] = completions
        return told.of

    def _unclear(self, told: Longest) -> set[Key]:
        """Whom no completion was told of, who had one revoked, and of whom it is not clear which governs."""
        keys = self.shared.revoked | told.unclear
        for module_id, people in self.shared.assigned.items():
            without = (people.keys() & self.in_post) - told.of[module_id].keys()
            keys.update([Key(person_id, module_id) for person_id in without])
        for module_id in self.shared.asks.of:
            keys.update(self._unsure(module_id, told.of[module_id]))
        return keys

    def _unsure(self, module_id: int, told: Mapping[int, tuple[CompletionFact, ...]]) -> Iterator[Key]:
        """Who is asked for a refresher, and whose one known completion does not, on its own, give the answer."""
        decided: dict[tuple[int, int], bool] = {}
        for person_id, completions in told.items():
            earned = self._earned(Key(person_id, module_id), completions)
            pair = (id(completions), id(earned.refreshers))
            if pair not in decided:
                decided[pair] = self._is_sure(earned)
            if not decided[pair]:
                yield Key(person_id, module_id)

    def _is_sure(self, earned: _Earned) -> bool:
        """Whether the completion stands, and no instant can change what lifts it."""
        only = earned.completions[0]
        if any(done.done_on == only.completed_on for done in earned.refreshers):
            return False
        known = Facts((), (), completions=(only,), refresher_asks=earned.asks, refreshers_done=earned.refreshers)
        return governing(known, self.day) is not None

    def _earned(self, key: Key, completions: tuple[CompletionFact, ...]) -> _Earned:
        asks = self.shared.asks
        return _Earned(
            completions, asks.done.of[key.module_id].get(key.person_id, ()), asks.of.get(key.module_id, ())
        )  # fmt: skip

    def answers(
        self, decide: Callable[[Facts, date], Answer | None], is_settled: Callable[[Answer], bool]
    ) -> dict[int, dict[int, Answer]]:  # fmt: skip
        """By module and then person, what the rule says of everybody who has a row. People of the same facts share
        one answer; whoever's is not settled is decided again with their latest activity."""
        found = {module_id: self._of_module(module_id, decide) for module_id in self.shared.assigned}
        open_keys = [
            Key(person_id, module_id)
            for module_id, answers in found.items()
            for person_id, answer in answers.items()
            if not is_settled(answer)
        ]
        until = end_of_knowledge(self.day, self.shared.known_on)
        begun = activity(self.shared.session, open_keys, until=until, same=self.shared.same)
        done = self.shared.read_completely(begun.keys())  # whether an act came after the last, their instants say
        for key, at in begun.items():
            answer = decide(self._facts(key, self._earned(key, done.get(key, ())), (at,)), self.day)
            if answer is not None:
                found[key.module_id][key.person_id] = answer
        return found

    def _of_module(self, module_id: int, decide: Callable[[Facts, date], Answer | None]) -> dict[int, Answer]:
        done, exempt = self.done[module_id], self.shared.exemptions[module_id]
        refreshers, asks = self.shared.asks.done.of[module_id], self.shared.asks.of.get(module_id, ())
        alike = self.in_post.difference(self.shared.leaves, exempt)
        decided: dict[tuple[int, int, int], Answer | None] = {}
        found: dict[int, Answer] = {}
        for person_id, told in self.shared.assigned[module_id].items():
            if person_id not in self.in_post:
                continue
            completions, lifted = done.get(person_id, ()), refreshers.get(person_id, ())
            if person_id in alike:
                alike_in = (id(told), id(completions), id(lifted))
                answer = decided.get(alike_in, _NOT_DECIDED)
                if answer is _NOT_DECIDED:
                    answer = decided[alike_in] = decide(_alone(told, _Earned(completions, lifted, asks)), self.day)
            else:
                answer = decide(self._facts(Key(person_id, module_id), _Earned(completions, lifted, asks)), self.day)
            if answer is not None:
                found[person_id] = answer
        return found

    def _facts(self, key: Key, earned: _Earned, activity: tuple[datetime, ...] = ()) -> Facts:
        """All that is told of somebody in post on a module."""
        person_id, module_id = key
        return _alone(self.shared.assigned[module_id][person_id], earned)._replace(
            exemptions=self.shared.exemptions[module_id].get(person_id, ()),
            leaves=self.shared.leaves.get(person_id, ()), activity=activity,
        )  # fmt: skip


def _alone(assigned: tuple[AssignedFact, ...], earned: _Earned) -> Facts:
    """The facts of somebody in post who was never exempt or away."""
    return Facts(
        _IN_POST, assigned, (), (), earned.completions, earned.asks, earned.refreshers, (), PROCLAIMED_ADDED,
        PROCLAIMED_REMOVED,
    )  # fmt: skip
