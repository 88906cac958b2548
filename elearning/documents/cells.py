"""What the cells of a table hold, and how a file has each of them, worked out once: most come again and again."""

from collections.abc import Callable
from datetime import date
from typing import Any

Cell = str | int | date | None
"""What a cell holds. A date is without a time; None is an empty cell."""

_MOST_KEPT = 20_000


class Written(dict[Any, str]):
    """How a file has each cell, in memory that stays within bounds."""

    def __init__(self, write: Callable[[Any], str]) -> None:
        """`write` says how the file has a cell."""
        super().__init__()
        self._write = write

    def __missing__(self, cell: Any) -> str:
        if len(self) >= _MOST_KEPT:
            self.clear()
        text = self[cell] = self._write(cell)
        return text
