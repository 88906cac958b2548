"""A mapping of which a few values are others, or are not there: it is not copied for that."""

from collections.abc import Iterator, Mapping, Set
from typing import TypeVar

Value = TypeVar("Value")


class Overlaid(Mapping[str, Value]):
    """A mapping as it is under these values, each of a key that it has, and without these keys, which it has too."""

    def __init__(
        self, under: Mapping[str, Value], over: Mapping[str, Value] | None = None, *, without: Set[str] = frozenset()
    ) -> None:
        self._under, self._over, self._without = under, over or {}, without

    def __getitem__(self, key: str) -> Value:
        if key in self._without:
            raise KeyError(key)
        return self._over[key] if key in self._over else self._under[key]

    def __iter__(self) -> Iterator[str]:
        return (key for key in self._under if key not in self._without)

    def __len__(self) -> int:
        return len(self._under) - len(self._without)
