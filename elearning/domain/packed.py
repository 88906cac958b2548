"""The values of a large file, kept out of memory: in it while they are few, else in a file that has no name."""

import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import Any, TypeVar, overload
from weakref import finalize

Value = TypeVar("Value")

FEW = 12_000
"""So many values stay in memory, where they are gone through faster."""

_TOGETHER = 500


class Packed(Sequence[Value]):
    """A list of values of one kind that can be pickled, to be gone through from its beginning, as often as need be.

    A value that is met twice is equal and not the same. It is equal to any other sequence of the same values. Of the
    file nothing stays behind, whatever happens to the process. Raises OSError where there is no room for it.
    """

    def __init__(self, values: Iterable[Value] = ()) -> None:
        self._packs: list[tuple[int, int]] = []  # where each begins in the file, and its bytes
        self._packed = 0
        self._open: list[Value] = []
        self.extend(values)

    def append(self, value: Value) -> None:
        """Add a value at the end."""
        self._open.append(value)
        if len(self._open) >= (_TOGETHER if self._packs else FEW):
            self._pack()

    def extend(self, values: Iterable[Value]) -> None:
        """Add values at the end."""
        for value in values:
            self.append(value)

    def _pack(self) -> None:
        if not self._packs:
            self._file = TemporaryFile()  # noqa: SIM115 - it is closed when this is gone
            finalize(self, self._file.close)
        remaining = iter(self._open)
        while some := list(islice(remaining, _TOGETHER)):
            begin = self._file.tell()
            self._packs.append((begin, self._file.write(_packed(some))))
            self._packed += len(some)
        self._file.flush()
        self._open = []

    def __iter__(self) -> Iterator[Value]:
        for begin, size in self._packs:
            yield from _unpacked(os.pread(self._file.fileno(), size, begin))
        yield from self._open

    def __len__(self) -> int:
        return self._packed + len(self._open)

    @overload
    def __getitem__(self, at: int) -> Value: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Value]: ...
    def __getitem__(self, at: int | slice) -> Value | Sequence[Value]:
        """As of any sequence, but slowly where there are many."""
        if isinstance(at, slice):
            return list(self)[at]
        return next(islice(self, range(len(self))[at], None))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(one == same for one, same in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Packed({list(self)!r})"


class Ordered(Iterable[Value]):
    """Values in the order of a key; those of the same key stay in the order that they were in."""

    def __init__(self, values: Iterable[Value], key: Callable[[Value], Any]) -> None:
        remaining = iter(values)
        self._key, self._runs = key, list[Packed[Value]]()
        while run := sorted(islice(remaining, FEW), key=key):
            self._runs.append(Packed(run))

    def __iter__(self) -> Iterator[Value]:
        return merge(*self._runs, key=self._key)


def packed(*parts: Iterable[Value]) -> Packed[Value]:
    """All these values, one part after another."""
    return Packed(chain.from_iterable(parts))


def _packed(values: list[Any]) -> bytes:
    """Values of one kind: named tuples by column, which is faster and smaller than one by one."""
    kind = type(values[0])
    return pickle.dumps((kind, list(zip(*values, strict=True))) if hasattr(kind, "_make") else (None, values), -1)


def _unpacked(pack: bytes) -> Iterator[Any]:
    kind, content = pickle.loads(pack)  # noqa: S301 - what this very module has packed
    return map(kind._make, zip(*content, strict=True)) if kind else iter(content)
