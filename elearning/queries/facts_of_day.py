"""The facts of people, each alone, that can still tell where they stand on one day. It decides nothing.

What `facts` gives without the history that is over: the standings are the same, and cost the same however long it is.
"""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.facts import Facts
from elearning.queries.activity import activity
from elearning.queries.completions import Completions
from elearning.queries.facts import SpansTold, end_of_knowledge, refresher_facts, refreshers_statement, shaped, spans
from elearning.queries.keys import Key
from elearning.queries.same_people import same_people


class FactsOfDay:
    """Of everybody in scope who is in post on the day, the facts on each module that they must do on it."""

    def __init__(
        self, session: Session, scope: Scope, *, as_at: date, known_on: datetime,
        module_ids: Collection[int] | None = None,
    ) -> None:  # fmt: skip
        """Ask for them: five statements, six where somebody's completions have to be looked at more closely."""
        self._session, self._as_at, self._known_on = session, as_at, known_on
        self._same = same = same_people(session, known_on)
        shape, values = shaped(session, scope, known_on=known_on, module_ids=module_ids, same=same)
        of_day = {**values, "day": as_at, "first": as_at}
        self._told = told = SpansTold(session.execute(spans(shape, is_of_day=True), of_day), same)
        self._refreshers = refresher_facts(session.execute(refreshers_statement(shape), values), same)
        self._completions = Completions(session, shape, of_day, same=same, asks=self._refreshers.asks)
        keys = [Key(*pair) for pair in sorted(told.assigned) if pair[0] in told.posts]
        done = self._completions.telling(keys)
        self.known = {key: told.facts(key, done.get(key, ()), self._refreshers) for key in keys}

    def with_activity(self, keys: Collection[Key]) -> dict[Key, Facts]:
        """Of those keys that anything was done of by the end of the day: the facts with the latest act, and with every
        completion, because the act may have come before one."""
        begun = activity(self._session, keys, until=end_of_knowledge(self._as_at, self._known_on), same=self._same)
        done = self._completions.all([key for key in begun if self.known[key].completions])
        return {
            key: self.known[key]._replace(completions=done.get(key, ()), activity=(at,)) for key, at in begun.items()
        }
