"""Where people stand on a day: rows with their reasons for lists, and standings alone, at scale, for totals.

The same answers as `facts` and `standing`, from as few facts as give them. The rule itself stays in the domain.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, bindparam, select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.calendar import PROCLAIMED_ADDED, PROCLAIMED_REMOVED
from elearning.domain.compliance import is_settled, standing, standing_alone
from elearning.domain.facts import AssignedFact, CompletionFact, Facts, Row, Span, Standing
from elearning.models.assignments import Assignment, Exemption
from elearning.models.dated import holds
from elearning.models.learning import Completion, Revocation
from elearning.models.modules import ModuleVersion
from elearning.models.people import Holding, Leave
from elearning.queries.activity import activity
from elearning.queries.facts import (
    Shape,
    completion_facts,
    completions_and_revocations,
    end_of_knowledge,
    facts,
    shaped,
)
from elearning.queries.id_lists import gathered, keys_table, packed, people_of
from elearning.queries.keys import Key
from elearning.queries.plain_values import day as day_of
from elearning.queries.plain_values import plain


def rows_on(
    session: Session, scope: Scope, *, as_at: date, known_on: datetime, module_ids: Collection[int] | None = None
) -> dict[Key, Row]:
    """The row of each person in scope on each module that they must do; those without a row are not in it.

    Activity is asked for the few alone whom it can concern. Three statements, however many people there are.
    """
    known = facts(session, scope, as_at=as_at, known_on=known_on, module_ids=module_ids, has_activity=False)
    rows = {key: row for key, found in known.items() if (row := standing(found, as_at)) is not None}
    open_keys = [key for key, row in rows.items() if not is_settled(row.standing)]
    begun = activity(session, open_keys, until=end_of_knowledge(as_at, known_on))
    for key, instant in begun.items():
        row = standing(known[key]._replace(activity=(instant,)), as_at)
        if row is not None:
            rows[key] = row
    return rows


_IN_POST = (Span(date.min, None),)
_UNSETTLED = frozenset(answer for answer in Standing if not is_settled(answer))
_UNKNOWN = datetime.min.replace(tzinfo=UTC)


_LOOK_BACK = timedelta(days=100)
"""How long ago a completion may have run out to be read with those that stand. Any length gives the same answers:
with a longer one more rows are read for everybody, with a shorter one more people are read one by one."""


class _Assigned:
    """Module by module, what each person is told of: for many people the same tuple of the same facts."""

    def __init__(self) -> None:
        self.of: dict[int, dict[int, tuple[AssignedFact, ...]]] = defaultdict(dict)

    def add(self, module_id: int, people: Collection[int], fact: AssignedFact) -> None:
        """Tell the fact of these people, beside what was told of them before."""
        told, alone = self.of[module_id], (fact,)
        if told.keys().isdisjoint(people):
            told.update(dict.fromkeys(people, alone))
            return
        for person_id in people:
            before = told.get(person_id)
            told[person_id] = alone if before is None else (*before, fact)


class _Longest:
    """Module by module, the completion of each person that lasts longest (RULE-9), told in the order of the ends.

    `unclear` are those of whom two end on the same day: which of them governs, their instants say.
    """

    def __init__(self) -> None:
        self.of: dict[int, dict[int, tuple[CompletionFact, ...]]] = defaultdict(dict)
        self.unclear: set[Key] = set()
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
        self.of[module_id].update(dict.fromkeys(people, (fact,)))


def _holding(shape: Shape, table: Any) -> ColumnElement[bool]:
    """Facts known on the instant asked about that hold on the day asked about."""
    return holds(table, bindparam("day", type_=Date()), shape.known_on)


@cache
def _in_post(shape: Shape) -> Select[*tuple[Any, ...]]:
    statement = select(Holding.person_id).where(_holding(shape, Holding))
    return shape.narrow(statement, Holding.person_id)


@cache
def _assigned(shape: Shape) -> Select[*tuple[Any, ...]]:
    """A row for each module and span of days, with all whom it is told of."""
    told = (Assignment.module_id, Assignment.true_from, Assignment.true_to, Assignment.due_on)
    module, *days = told
    statement = (
        select(module, *map(plain, days), gathered(Assignment.person_id, shape.dialect))
        .where(_holding(shape, Assignment))
        .group_by(*told)
    )
    return shape.narrow(statement, Assignment.person_id, Assignment.module_id)


@cache
def _recent_completions(shape: Shape) -> Select[*tuple[Any, ...]]:
    """A row for each version and pair of days, in the order of their ends: the completions made by the day that stand
    on it or ran out not long before, with all of whom they are told."""
    told = (Completion.expires_on, Completion.module_id, Completion.version_id, Completion.completed_on)
    expires, module, version, completed = told
    statement = (
        select(plain(expires), module, version, plain(completed), gathered(Completion.person_id, shape.dialect))
        .where(shape.known(Completion), completed <= bindparam("day", type_=Date()))
        .where(expires >= bindparam("since", type_=Date()))
        .group_by(*told)
        .order_by(expires)
    )
    return shape.narrow(statement, Completion.person_id, Completion.module_id)


@cache
def _revoked(shape: Shape) -> Select[*tuple[Any, ...]]:
    statement = (
        select(Completion.person_id, Completion.module_id)
        .join(Revocation, Revocation.completion_id == Completion.id)
        .where(shape.known(Completion), shape.known(Revocation))
    )
    return shape.narrow(statement, Completion.person_id, Completion.module_id)


@cache
def _leaves(shape: Shape) -> Select[*tuple[Any, ...]]:
    statement = select(Leave.person_id, plain(Leave.true_from), plain(Leave.true_to)).where(shape.known(Leave))
    return shape.narrow(statement, Leave.person_id)


@cache
def _exemptions(shape: Shape) -> Select[*tuple[Any, ...]]:
    dates = (plain(Exemption.true_from), plain(Exemption.true_to))
    statement = select(Exemption.person_id, Exemption.module_id, *dates).where(shape.known(Exemption))
    return shape.narrow(statement, Exemption.person_id, Exemption.module_id)


@cache
def _every_completion(shape: Shape) -> Select[*tuple[Any, ...]]:
    wanted = keys_table("keys", shape.dialect)
    return completions_and_revocations(shape).join(
        wanted, (wanted.c.person_id == Completion.person_id) & (wanted.c.module_id == Completion.module_id)
    )


def standings_on(
    session: Session, scope: Scope, *, as_at: date, known_on: datetime, module_ids: Collection[int] | None = None
) -> dict[int, dict[int, Standing]]:
    """By module and then person, where everybody in scope stands; those without a row are not in it.

    For totals over many people: facts that many share cross over once, with the ids of all whom they are told of,
    and each different pair of facts is decided once. The number of statements is constant.
    """
    asked = _Asked(session, scope, as_at=as_at, known_on=known_on, module_ids=module_ids)
    found = {module_id: asked.standings(module_id) for module_id in asked.assigned.of}
    asked.look_for_progress(found)
    return found


class _Asked:
    """The facts that the standings of one day need. Of a completion shared by many the instant is not known:
    whoever could need it, because a rule looks past the completion that stands longest, is read completely."""

    def __init__(
        self, session: Session, scope: Scope, *, as_at: date, known_on: datetime, module_ids: Collection[int] | None
    ) -> None:
        self.session, self.day = session, as_at
        self.until = end_of_knowledge(as_at, known_on)
        self.shape, values = shaped(session, scope, known_on=known_on, module_ids=module_ids)
        self.values = {**values, "day": as_at, "since": as_at - _LOOK_BACK}
        self.in_post = set(session.scalars(_in_post(self.shape), self.values))
        self.leaves: dict[int, tuple[Span, ...]] = {}
        for person_id, first, last in self._rows(_leaves):
            self.leaves[person_id] = (*self.leaves.get(person_id, ()), Span(day_of(first), day_of(last)))
        self.exemptions: dict[int, dict[int, tuple[Span, ...]]] = defaultdict(dict)
        for person_id, module_id, first, last in self._rows(_exemptions):
            of_module = self.exemptions[module_id]
            of_module[person_id] = (*of_module.get(person_id, ()), Span(day_of(first), day_of(last)))
        self.assigned = self._assigned()
        self.done = self._completions()

    def _rows(self, statement: Callable[[Shape], Select[*tuple[Any, ...]]], **more: Any) -> Iterable[Any]:
        return self.session.execute(statement(self.shape), {**self.values, **more})

    def _assigned(self) -> _Assigned:
        told = _Assigned()
        for module_id, first, last, due, people in self._rows(_assigned):
            told.add(module_id, people_of(people), AssignedFact(day_of(first), day_of(last), day_of(due), ""))
        return told

    def _completions(self) -> dict[int, dict[int, tuple[CompletionFact, ...]]]:
        """The longest, by groups; and one by one every completion of those to whom that does not do justice."""
        version, told = ModuleVersion, _Longest()
        versions = {
            id: (number, window)
            for id, number, window in self.session.execute(select(version.id, version.number, version.window_days))
        }
        for expires, module_id, version_id, on, people in self._rows(_recent_completions):
            fact = CompletionFact(day_of(on), _UNKNOWN, day_of(expires), *versions[version_id], ())
            told.add(module_id, people_of(people), fact)
        keys = self._to_be_read_completely(told)
        for (person_id, module_id), completions in self._read_completely(keys).items():
            told.of[module_id][person_id] = completions
        return told.of

    def _read_completely(self, keys: Collection[Key]) -> dict[tuple[int, int], tuple[CompletionFact, ...]]:
        """Every completion of these, with its instant and its revocations."""
        packed_keys = packed(keys, self.shape.dialect)
        return completion_facts(self._rows(_every_completion, keys=packed_keys)) if keys else {}

    def _to_be_read_completely(self, told: _Longest) -> set[Key]:
        """Whom no completion was told of, who had one revoked, and who has two that end on the same day."""
        keys = {Key(person_id, module_id) for person_id, module_id in self._rows(_revoked)} | told.unclear
        for module_id, people in self.assigned.of.items():
            without = (people.keys() & self.in_post) - told.of[module_id].keys()
            keys.update([Key(person_id, module_id) for person_id in without])
        return keys

    def standings(self, module_id: int) -> dict[int, Standing]:
        """Where each person stands on a module."""
        assigned, done = self.assigned.of[module_id], self.done[module_id]
        exempt = self.exemptions[module_id]
        alike = self.in_post.difference(self.leaves, exempt)
        decided: dict[tuple[int, int], Standing] = {}
        found: dict[int, Standing] = {}
        for person_id, told in assigned.items():
            if person_id in alike:
                completions = done.get(person_id, ())
                pair = (id(told), id(completions))
                answer = decided.get(pair)
                if answer is None:
                    answer = decided[pair] = self._decide(told, completions)
                found[person_id] = answer
            elif person_id in self.in_post:
                found[person_id] = self._decide(
                    told, done.get(person_id, ()), exempt.get(person_id, ()), self.leaves.get(person_id, ())
                )
        return found

    def _decide(
        self, assigned: tuple[AssignedFact, ...], completions: tuple[CompletionFact, ...],
        exemptions: tuple[Span, ...] = (), leaves: tuple[Span, ...] = (), activity: tuple[datetime, ...] = (),
    ) -> Standing:  # fmt: skip
        """The rule's answer to somebody in post."""
        known = Facts(
            _IN_POST, assigned, exemptions, leaves, completions, activity=activity,
            bank_holidays_added=PROCLAIMED_ADDED, bank_holidays_removed=PROCLAIMED_REMOVED,
        )  # fmt: skip
        answer = standing_alone(known, self.day)
        assert answer is not None, "somebody in post and assigned has a row"
        return answer

    def look_for_progress(self, found: dict[int, dict[int, Standing]]) -> None:
        """Decide again, with the latest activity, for those whose answer it can change."""
        keys = [
            Key(person_id, module_id)
            for module_id, answers in found.items()
            for person_id, answer in answers.items()
            if answer in _UNSETTLED
        ]
        begun = activity(self.session, keys, until=self.until)
        done = self._read_completely(begun.keys())  # whether an act came after the last of them, their instants say
        for key, at in begun.items():
            person_id, module_id = key
            found[module_id][person_id] = self._decide(
                self.assigned.of[module_id][person_id], done.get(key, ()),
                self.exemptions[module_id].get(person_id, ()), self.leaves.get(person_id, ()), (at,),
            )  # fmt: skip
