"""What is wrong with something that people wrote: in which file, on which line, and what to do about it."""

from dataclasses import dataclass, replace
from enum import StrEnum

Place = tuple[str, ...]
"""What a problem is about, by kind and ids, such as ("question", "core-1-01"); whoever read the file knows the line."""


class Severity(StrEnum):
    """An error keeps content from being published; a warning is advice."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One fault. `line` counts from 1; 0 where no line can be named."""

    message: str
    path: str = ""
    line: int = 0
    severity: Severity = Severity.ERROR
    place: Place = ()

    def found_at(self, path: str, line: int) -> "Problem":
        """The same problem with the file and line where it was found."""
        return replace(self, path=path, line=line)

    def __str__(self) -> str:
        where = ":".join(part for part in (self.path, str(self.line or "")) if part)
        return f"{where + ': ' if where else ''}{self.severity}: {self.message}"
