"""One day of shared facts: what is told of each person, and what the rule answers, once for each pair of facts.

The rule itself stays in the domain.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from elearning.domain.calendar import PROCLAIMED_ADDED, PROCLAIMED_REMOVED
from elearning.domain.completions import governing, natural_opening
from elearning.domain.compliance import required_on
from elearning.domain.due_dates import is_told_on
from elearning.domain.facts import AssignedFact, CompletionFact, Facts, RefresherAsk, RefresherDone, Span
from elearning.queries.activity import activity
from elearning.queries.facts import end_of_knowledge
from elearning.queries.gathered import Gathered
from elearning.queries.keys import Key
from elearning.queries.shared_facts import Longest

Answer = TypeVar("Answer")
"""What is worked out of each person: a standing alone, or a row."""

_IN_POST = (Span(date.min, None),)


class _Earned(NamedTuple):
    """What somebody earned of a module, and what it asks of those who hold it."""

    completions: tuple[CompletionFact, ...] = ()
    refreshers: tuple[RefresherDone, ...] = ()
    asks: tuple[RefresherAsk, ...] = ()


class _Decided(Generic[Answer]):
    """Facts that people share who were never exempt or away, and the answer to them, None for no row."""

    def __init__(self, facts: Facts, day: date, answer: Answer | None) -> None:
        self.facts, self.answer, self._day = facts, answer, day

    @cached_property
    def _required_on(self) -> date:
        return required_on(self.facts, self._day)

    def is_changed_by(self, absences: tuple[Span, ...]) -> bool:
        """Whether the answer may be another for somebody with these absences, who shares all else."""
        if self.answer is None:
            return False
        for absence in absences:  # noqa: SIM110 - a generator would double the time of 25,000 questions
            if is_told_on(absence, self._day, required_on=self._required_on):
                return True
        return False


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
        """The longest, by groups; and one by one what can tell of those to whom that does not do justice."""
        told = Longest(self.shared.asks.of.keys())
        for module_id, fact, people in self.shared.completions:
            if fact.completed_on <= self.day:
                told.add(module_id, people, fact)
        unclear, without = self._unclear(told), self._without(told)
        for found in (self.shared.ran_out(without), self.shared.read_completely(unclear)):
            for (person_id, module_id), completions in found.items():
                told.of[module_id][person_id] = completions
        return told.of

    def _without(self, told: Longest) -> list[Key]:
        """Who must do a module, and of whom no completion was told."""
        return [
            Key(person_id, module_id)
            for module_id, people in self.shared.assigned.items()
            for person_id in (people.keys() & self.in_post) - told.of[module_id].keys()
        ]

    def _unclear(self, told: Longest) -> set[Key]:
        """Of whom it is not clear which completion governs, or whether one that was revoked would have."""
        keys, asks = set(told.unclear), self.shared.asks.of
        for key, ends_on in self.shared.revoked:
            longest = told.of[key.module_id].get(key.person_id)
            if longest is not None and (key.module_id in asks or ends_on >= natural_opening(longest[0])):
                keys.add(key)
        for module_id in asks:
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
        return _Earned(completions, asks.done_by(key), asks.of.get(key.module_id, ()))

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
        earned = [key for key in begun if key.person_id in self.done[key.module_id]]
        done = self.shared.read_completely(earned)  # whether an act came after the last, their instants say
        for key, at in begun.items():
            answer = decide(self._facts(key, self._earned(key, done.get(key, ())), (at,)), self.day)
            if answer is not None:
                found[key.module_id][key.person_id] = answer
        return found

    def _of_module(self, module_id: int, decide: Callable[[Facts, date], Answer | None]) -> dict[int, Answer]:
        done, exempt, leaves = self.done[module_id], self.shared.exemptions[module_id], self.shared.leaves
        refreshers, asks = self.shared.asks.done.of[module_id], self.shared.asks.of.get(module_id, ())
        alike = self.in_post.difference(leaves, exempt)
        decided: dict[tuple[int, int, int], _Decided[Answer]] = {}
        found: dict[int, Answer] = {}
        for person_id, told in self.shared.assigned[module_id].items():
            if person_id not in self.in_post:
                continue
            completions, lifted = done.get(person_id, ()), refreshers.get(person_id, ())
            alike_in = (id(told), id(completions), id(lifted))
            shared = decided.get(alike_in)
            if shared is None:
                alone = _alone(told, _Earned(completions, lifted, asks))
                shared = decided[alike_in] = _Decided(alone, self.day, decide(alone, self.day))
            answer = shared.answer
            if person_id not in alike:
                away, excused = leaves.get(person_id, ()), exempt.get(person_id, ())
                if shared.is_changed_by(away + excused):
                    answer = decide(shared.facts._replace(leaves=away, exemptions=excused), self.day)
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
