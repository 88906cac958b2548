"""What people completed, read as far back as an answer needs: of years of it mostly the one that lasts longest.

Each key is asked for once. It decides nothing.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select
from sqlalchemy.orm import Session

from elearning.domain.completions import tells_enough
from elearning.domain.facts import CompletionFact, RefresherAsk
from elearning.queries import standing_statements as statements
from elearning.queries.facts import Shape, completion_facts
from elearning.queries.id_lists import packed
from elearning.queries.keys import Key
from elearning.queries.plain_values import day, instant
from elearning.queries.same_people import SamePeople

Found = dict[Key, tuple[CompletionFact, ...]]


class _Last(NamedTuple):
    """The completions that end last, the latest day on which another had ended, and of whom one of them was revoked."""

    found: Found
    ends: dict[Key, date]
    revoked: set[Key]


class Completions:
    """The completions of people, with their instants. Keys of whom there is none are in no answer."""

    def __init__(
        self, session: Session, shape: Shape, values: Mapping[str, Any], *, same: SamePeople,
        asks: Mapping[int, tuple[RefresherAsk, ...]],
    ) -> None:  # fmt: skip
        """`values` are those of the statements' parameters, `first` among them; `asks` are the refreshers that the
        modules ask for."""
        self._session, self._shape, self._values = session, shape, values
        self._same, self._asks = same, asks
        self._all: Found = {}
        self._telling: Found = {}

    def all(self, keys: Collection[Key]) -> Found:
        """Every completion of these, with all of its revocations."""
        missing = [key for key in keys if key not in self._all]
        if missing:
            told = completion_facts(self._rows(statements.every_completion, missing), self._same)
            self._all.update((key, told.get(key, ())) for key in missing)
        return {key: found for key in keys if (found := self._all[key])}

    def telling(self, keys: Collection[Key]) -> Found:
        """Those of the completions made by the day `first` that can still tell where these people stand on it. Whoever
        did something that could count has to be asked about with `all`."""
        missing = [key for key in keys if key not in self._telling]
        if missing:
            last = self._last(missing)
            self._telling.update((key, last.found.get(key, ())) for key in missing)
            self._telling.update(self.all([key for key in last.found if not self._is_enough(key, last)]))
        return {key: found for key in keys if (found := self._telling[key])}

    def _is_enough(self, key: Key, last: _Last) -> bool:
        asks = self._asks.get(key.module_id, ())
        return key not in last.revoked and tells_enough(last.found[key], others_ended_by=last.ends.get(key), asks=asks)

    def _last(self, keys: Collection[Key]) -> _Last:
        last = _Last({}, {}, set())
        for record, module_id, on, at, expires, number, window, ended, is_revoked in self._rows(
            statements.lasting_completions, keys
        ):
            key = Key(self._same.one(record), module_id)
            fact = CompletionFact(day(on), instant(at), day(expires), number, window, ())
            last.found[key] = (*last.found.get(key, ()), fact)
            if ended is not None:
                last.ends[key] = max(day(ended), last.ends.get(key, date.min))
            if is_revoked:
                last.revoked.add(key)
        return last

    def _rows(self, statement: Callable[[Shape], Select[*tuple[Any, ...]]], keys: Collection[Key]) -> Any:
        values = {**self._values, "keys": packed(self._same.keys(keys), self._shape.dialect)}
        return self._session.execute(statement(self._shape), values)
