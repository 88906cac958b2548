"""A mapping that a large council's record fits into: in memory while it is small, else in a file that has no name."""

import pickle
import sqlite3
from collections.abc import ItemsView, Iterable, Iterator, Mapping, ValuesView
from itertools import chain, islice
from typing import Any, TypeVar
from weakref import finalize

Value = TypeVar("Value")

FEW = 12_000
"""So many values stay in memory: there they are found faster."""


def shelved(values: Iterable[tuple[str, Value]]) -> Mapping[str, Value]:
    """A mapping of these, of which the last with the same key counts. It is made once and not changed."""
    remaining = iter(values)
    few = dict(islice(remaining, FEW))
    more = next(remaining, None)
    return few if more is None else Shelf(chain(_emptied(few), (more,), remaining))


def _emptied(few: dict[str, Value]) -> Iterator[tuple[str, Value]]:
    while few:
        yield few.popitem()


class Shelf(Mapping[str, Value]):
    """Values in a database of their own. SQLite keeps what fits into its cache, the rest in a temporary file that is
    taken out of its folder as soon as it is there, so that nothing stays behind, whatever happens to the process.
    """

    def __init__(self, values: Iterable[tuple[str, Value]]) -> None:
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        finalize(self, self._database.close)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA cache_size = -4000")  # kB
        self._database.execute("CREATE TABLE shelf (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID")
        self._database.execute("BEGIN")
        self._database.executemany(
            "INSERT OR REPLACE INTO shelf VALUES (?, ?)", ((key, pickle.dumps(value, -1)) for key, value in values)
        )
        self._database.execute("COMMIT")
        self._count: int = self._database.execute("SELECT count(*) FROM shelf").fetchone()[0]

    def __getitem__(self, key: str) -> Value:
        found = self._database.execute("SELECT value FROM shelf WHERE key = ?", (key,)).fetchone()
        if found is None:
            raise KeyError(key)
        value: Value = _unpacked(found[0])
        return value

    def __contains__(self, key: object) -> bool:
        return self._database.execute("SELECT 1 FROM shelf WHERE key = ?", (key,)).fetchone() is not None

    def __iter__(self) -> Iterator[str]:
        for (key,) in self._database.execute("SELECT key FROM shelf ORDER BY key"):
            yield key

    def __len__(self) -> int:
        return self._count

    def items(self) -> ItemsView[str, Value]:
        return _Items(self)

    def values(self) -> ValuesView[Value]:
        return _Values(self)

    def pairs(self) -> Iterator[tuple[str, Value]]:
        """Keys with their values, in the order of the keys; gone through at once, not looked up one by one."""
        for key, value in self._database.execute("SELECT key, value FROM shelf ORDER BY key"):
            yield key, _unpacked(value)


class _Items(ItemsView[str, Value]):
    _mapping: Shelf[Value]

    def __iter__(self) -> Iterator[tuple[str, Value]]:
        return self._mapping.pairs()


class _Values(ValuesView[Value]):
    _mapping: Shelf[Value]

    def __iter__(self) -> Iterator[Value]:
        return (value for _, value in self._mapping.pairs())


def _unpacked(value: bytes) -> Any:
    return pickle.loads(value)  # noqa: S301 - what a shelf has packed, which nobody else can reach
