"""Where people stand on a day: rows with their reasons for lists, and standings alone, at scale, for totals.

The same answers as `facts` and `standing`, from as few facts as give them. The rule itself stays in the domain.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.calendar import PROCLAIMED_ADDED, PROCLAIMED_REMOVED
from elearning.domain.compliance import governing, is_settled, standing, standing_alone
from elearning.domain.facts import AssignedFact, CompletionFact, Facts, RefresherAsk, RefresherDone, Row, Span, Standing
from elearning.models.modules import ModuleVersion
from elearning.queries import standing_statements as statements
from elearning.queries.activity import activity
from elearning.queries.facts import Shape, completion_facts, end_of_knowledge, facts, refresher_facts, shaped
from elearning.queries.id_lists import packed, people_of
from elearning.queries.keys import Key
from elearning.queries.plain_values import day as day_of
from elearning.queries.shared_facts import Asks, Longest, Told


def rows_on(
    session: Session, scope: Scope, *, as_at: date, known_on: datetime, module_ids: Collection[int] | None = None
) -> dict[Key, Row]:
    """The row of each person in scope on each module that they must do; those without a row are not in it.

    Activity is asked for the few alone whom it can concern. Four statements, however many people there are.
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


class _Earned(NamedTuple):
    """What somebody earned of a module, and what it asks of those who hold it."""

    completions: tuple[CompletionFact, ...] = ()
    refreshers: tuple[RefresherDone, ...] = ()
    asks: tuple[RefresherAsk, ...] = ()


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
        self.in_post = set(session.scalars(statements.in_post(self.shape), self.values))
        self.leaves: dict[int, tuple[Span, ...]] = {}
        for person_id, first, last in self._rows(statements.leaves):
            self.leaves[person_id] = (*self.leaves.get(person_id, ()), Span(day_of(first), day_of(last)))
        self.exemptions: dict[int, dict[int, tuple[Span, ...]]] = defaultdict(dict)
        for person_id, module_id, first, last in self._rows(statements.exemptions):
            of_module = self.exemptions[module_id]
            of_module[person_id] = (*of_module.get(person_id, ()), Span(day_of(first), day_of(last)))
        self.assigned = self._assigned()
        version = ModuleVersion
        self.versions = {
            id: (number, window)
            for id, number, window in session.execute(select(version.id, version.number, version.window_days))
        }
        self.asks = self._refreshers()
        self.done = self._completions()

    def _rows(self, statement: Callable[[Shape], Select[*tuple[Any, ...]]], **more: Any) -> Iterable[Any]:
        return self.session.execute(statement(self.shape), {**self.values, **more})

    def _assigned(self) -> Told[AssignedFact]:
        told: Told[AssignedFact] = Told()
        for module_id, first, last, due, people in self._rows(statements.assigned):
            told.add(module_id, people_of(people), AssignedFact(day_of(first), day_of(last), day_of(due), ""))
        return told

    def _refreshers(self) -> Asks:
        asks = Asks()
        asks.of.update(refresher_facts(self._rows(statements.asks)).asks)
        for module_id, version_id, on, people in self._rows(statements.refreshers):
            fact = RefresherDone(day_of(on), _UNKNOWN, self.versions[version_id][0])
            asks.done.add(module_id, people_of(people), fact)
        return asks

    def _completions(self) -> dict[int, dict[int, tuple[CompletionFact, ...]]]:
        """The longest, by groups; and one by one every completion of those to whom that does not do justice."""
        told = Longest(self.asks.of.keys())
        for expires, module_id, version_id, on, people in self._rows(statements.recent_completions):
            fact = CompletionFact(day_of(on), _UNKNOWN, day_of(expires), *self.versions[version_id], ())
            told.add(module_id, people_of(people), fact)
        keys = self._to_be_read_completely(told)
        for (person_id, module_id), completions in self._read_completely(keys).items():
            told.of[module_id][person_id] = completions
        return told.of

    def _read_completely(self, keys: Collection[Key]) -> dict[tuple[int, int], tuple[CompletionFact, ...]]:
        """Every completion of these, with its instant and its revocations; their refreshers get theirs too."""
        if not keys:
            return {}
        packed_keys = packed(keys, self.shape.dialect)
        if any(key.person_id in self.asks.done.of[key.module_id] for key in keys):
            done = refresher_facts(self._rows(statements.every_refresher, keys=packed_keys)).done
            for (person_id, module_id), refreshers in done.items():
                self.asks.done.of[module_id][person_id] = refreshers
        return completion_facts(self._rows(statements.every_completion, keys=packed_keys))

    def _to_be_read_completely(self, told: Longest) -> set[Key]:
        """Whom no completion was told of, who had one revoked, and of whom it is not clear which governs."""
        keys = {Key(person_id, module_id) for person_id, module_id in self._rows(statements.revoked)} | told.unclear
        for module_id, people in self.assigned.of.items():
            without = (people.keys() & self.in_post) - told.of[module_id].keys()
            keys.update([Key(person_id, module_id) for person_id in without])
        for module_id in self.asks.of:
            keys.update(self._unsure(module_id, told.of[module_id]))
        return keys

    def _unsure(self, module_id: int, told: dict[int, tuple[CompletionFact, ...]]) -> Iterator[Key]:
        """Who is asked for a refresher, and whose one known completion does not, on its own, give the answer."""
        decided: dict[tuple[int, int], bool] = {}
        for person_id, completions in told.items():
            refreshers = self.asks.done.of[module_id].get(person_id, ())
            pair = (id(completions), id(refreshers))
            if pair not in decided:
                decided[pair] = self._is_sure(_Earned(completions, refreshers, self.asks.of[module_id]))
            if not decided[pair]:
                yield Key(person_id, module_id)

    def _is_sure(self, earned: _Earned) -> bool:
        """Whether the completion stands, and no instant can change what lifts it."""
        only = earned.completions[0]
        if any(done.done_on == only.completed_on for done in earned.refreshers):
            return False
        known = Facts((), (), completions=(only,), refresher_asks=earned.asks, refreshers_done=earned.refreshers)
        return governing(known, self.day) is not None

    def _earned(self, module_id: int, person_id: int, completions: tuple[CompletionFact, ...]) -> _Earned:
        refreshers = self.asks.done.of[module_id].get(person_id, ())
        return _Earned(completions, refreshers, self.asks.of.get(module_id, ()))

    def standings(self, module_id: int) -> dict[int, Standing]:
        """Where each person stands on a module."""
        assigned, done = self.assigned.of[module_id], self.done[module_id]
        exempt = self.exemptions[module_id]
        alike = self.in_post.difference(self.leaves, exempt)
        decided: dict[tuple[int, int, int], Standing] = {}
        found: dict[int, Standing] = {}
        for person_id, told in assigned.items():
            if person_id not in self.in_post:
                continue
            earned = self._earned(module_id, person_id, done.get(person_id, ()))
            if person_id in alike:
                alike_in = (id(told), id(earned.completions), id(earned.refreshers))
                answer = decided.get(alike_in)
                if answer is None:
                    answer = decided[alike_in] = self._decide(told, earned)
                found[person_id] = answer
            else:
                found[person_id] = self._decide(
                    told, earned, exempt.get(person_id, ()), self.leaves.get(person_id, ())
                )  # fmt: skip
        return found

    def _decide(
        self, assigned: tuple[AssignedFact, ...], earned: _Earned,
        exemptions: tuple[Span, ...] = (), leaves: tuple[Span, ...] = (), activity: tuple[datetime, ...] = (),
    ) -> Standing:  # fmt: skip
        """The rule's answer to somebody in post."""
        known = Facts(
            _IN_POST, assigned, exemptions, leaves, earned.completions, earned.asks, earned.refreshers, activity,
            PROCLAIMED_ADDED, PROCLAIMED_REMOVED,
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
                self.assigned.of[module_id][person_id], self._earned(module_id, person_id, done.get(key, ())),
                self.exemptions[module_id].get(person_id, ()), self.leaves.get(person_id, ()), (at,),
            )  # fmt: skip
