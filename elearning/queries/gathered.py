"""Facts that many people share, gathered once for all days of a span: what totals and long lists are worked out from.

Each crosses over once, with the ids of all of whom it is told. It decides nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.facts import AssignedFact, CompletionFact, RefresherDone, Span
from elearning.models.modules import ModuleVersion
from elearning.queries import standing_statements as statements
from elearning.queries.completions import Completions
from elearning.queries.facts import Shape, refresher_facts, shaped
from elearning.queries.id_lists import packed, people_of
from elearning.queries.keys import Key
from elearning.queries.plain_values import day as day_of
from elearning.queries.same_people import same_people
from elearning.queries.shared_facts import Asks, Told

UNKNOWN = datetime.min.replace(tzinfo=UTC)
"""The instant of a completion or refresher that is shared: not told."""

_LOOK_BACK = timedelta(days=100)
"""How long ago a completion may have run out to be read with those that stand. Any length gives the same answers:
with a longer one more rows are read for everybody, with a shorter one more people are read one by one."""


class Gathered:
    """The facts that the standings of any day from `first` to `last` need, as known on an instant.

    Of a completion shared by many the instant is not known: whoever could need it, because a rule looks past the
    completion that stands longest, is read completely.
    """

    def __init__(
        self, session: Session, scope: Scope, *, first: date, last: date, known_on: datetime,
        module_ids: Collection[int] | None = None,
    ) -> None:  # fmt: skip
        self.session, self.known_on = session, known_on
        self.same = same = same_people(session, known_on)
        self.shape, values = shaped(session, scope, known_on=known_on, module_ids=module_ids, same=same)
        self.values = {**values, "first": first, "last": last, "since": first - _LOOK_BACK}
        self.in_post = [
            (Span(day_of(since), day_of(to)), self._people(of)) for since, to, of in self._rows(statements.in_post)
        ]
        self.leaves: dict[int, tuple[Span, ...]] = {}
        for record, since, to in self._rows(statements.leaves):
            person_id = same.one(record)
            self.leaves[person_id] = (*self.leaves.get(person_id, ()), Span(day_of(since), day_of(to)))
        self.exemptions: dict[int, dict[int, tuple[Span, ...]]] = defaultdict(dict)
        for record, module_id, since, to in self._rows(statements.exemptions):
            person_id, of_module = same.one(record), self.exemptions[module_id]
            of_module[person_id] = (*of_module.get(person_id, ()), Span(day_of(since), day_of(to)))
        self.assigned = self._assigned()
        version = ModuleVersion
        self._versions = {
            id: (number, window)
            for id, number, window in session.execute(select(version.id, version.number, version.window_days))
        }
        self.asks = self._refreshers()
        self.completions = self._completions()
        self.revoked = [
            (Key(same.one(record), module_id), day_of(expires))
            for record, module_id, expires in self._rows(statements.revoked)
        ]
        self._alone = Completions(session, self.shape, self.values, same=same, asks=self.asks.of)

    def _rows(self, statement: Callable[[Shape], Select[*tuple[Any, ...]]], **more: Any) -> Iterable[Any]:
        return self.session.execute(statement(self.shape), {**self.values, **more})

    def _people(self, of: Any) -> Collection[int]:
        """Those who were gathered, each person once."""
        return self.same.all(people_of(of))

    def _assigned(self) -> dict[int, dict[int, tuple[AssignedFact, ...]]]:
        told: Told[AssignedFact] = Told()
        for module_id, first, last, due, people in self._rows(statements.assigned):
            told.add(module_id, self._people(people), AssignedFact(day_of(first), day_of(last), day_of(due), ""))
        return told.of

    def _refreshers(self) -> Asks:
        asks = Asks()
        asks.of.update(refresher_facts(self._rows(statements.asks)).asks)
        for module_id, version_id, on, people in self._rows(statements.refreshers):
            fact = RefresherDone(day_of(on), UNKNOWN, self._versions[version_id][0])
            asks.done.add(module_id, self._people(people), fact)
        return asks

    def _completions(self) -> list[tuple[int, CompletionFact, Collection[int]]]:
        """Module, completion and whose it is, in the order of the ends."""
        versions = self._versions
        return [
            (
                module_id,
                CompletionFact(day_of(on), UNKNOWN, day_of(expires), *versions[version_id], ()),
                self._people(of),
            )
            for expires, module_id, version_id, on, of in self._rows(statements.recent_completions)
        ]

    def read_completely(self, keys: Collection[Key]) -> dict[Key, tuple[CompletionFact, ...]]:
        """Every completion of these, with its instant and its revocations; their refreshers get their instants too."""
        shared = [key for key in keys if any(done.made_at is UNKNOWN for done in self.asks.done_by(key))]
        if shared:
            packed_keys = packed(self.same.keys(shared), self.shape.dialect)
            told = refresher_facts(self._rows(statements.every_refresher, keys=packed_keys), self.same).done
            for (person_id, module_id), refreshers in told.items():
                self.asks.done.of[module_id][person_id] = refreshers
        return self._alone.all(keys)

    def ran_out(self, keys: Collection[Key]) -> dict[Key, tuple[CompletionFact, ...]]:
        """Of those of whom none is among `completions` on a day: those that ran out before that can still tell on it.

        They were made before the first day, and so are the same on each."""
        return self._alone.telling(keys)
