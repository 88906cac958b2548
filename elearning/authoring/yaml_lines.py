"""YAML to plain values that remember the line each was written on. Never more than YAML's plain values: no aliases, no
tags of Python, no key twice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from elearning.authoring.text_files import strange_character
from elearning.domain.problems import Problem

DEEPEST = 12
"""Levels of lists and mappings within each other; our formats have five."""

Path = tuple[str | int, ...]


@dataclass
class Lined:
    """Plain values, and the line of each by its path of keys and places."""

    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    first_line: int = 1

    def line(self, path: Path) -> int:
        """The line of a value, or of the nearest thing around it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, self.first_line)


class _Fault(Exception):
    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message, self.line = message, line


def _line(mark: Any) -> int:
    return int(mark.line) + 1 if mark is not None else 1


class _Loader(yaml.SafeLoader):
    """Stops at aliases, which can unfold without end, and at nesting deeper than anything of ours."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            message = "YAML anchors and aliases (& and *) are not used here. Write the value out."
            raise _Fault(message, _line(event.start_mark))
        if self.depth == DEEPEST:
            raise _Fault("Lists and mappings are nested too deeply here. Flatten them.", _line(event.start_mark))
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


class _Reading:
    """One pass over a composed document."""

    def __init__(self, first_line: int) -> None:
        self.found = Lined(first_line=first_line)
        self._offset = first_line - 1
        self._constructor = yaml.constructor.SafeConstructor()

    def _at(self, node: yaml.Node) -> int:
        return _line(node.start_mark) + self._offset

    def _complain(self, message: str, node: yaml.Node) -> None:
        self.found.problems.append(Problem(message, line=self._at(node)))

    def value(self, node: yaml.Node, path: Path) -> Any:
        self.found.lines.setdefault(path, self._at(node))
        if isinstance(node, yaml.MappingNode):
            return dict(self._pairs(node, path))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, place)) for place, item in enumerate(node.value)]
        return self._scalar(node)

    def _pairs(self, node: yaml.MappingNode, path: Path) -> Iterator[tuple[str, Any]]:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is None:
                self._complain("A key is a single word here. Check the brackets and colons.", key_node)
                continue
            if key in seen:
                self._complain(f"{key} is given twice. Take one out.", key_node)
                continue
            seen.add(key)
            self.found.lines[(*path, key)] = self._at(key_node)
            yield key, self.value(value_node, (*path, key))

    def _scalar(self, node: yaml.Node) -> Any:
        try:
            value = self._constructor.construct_object(node)
        except (ValueError, OverflowError, yaml.YAMLError):
            self._complain(f"{str(node.value)[:40]!r} cannot be read. Put quotes round it, or correct it.", node)
            return None
        if isinstance(value, str) and (strange := strange_character(value)):
            self._complain(f"This holds the character {strange}, which cannot be shown. Take it out.", node)
            return None
        return value


def _remedy(error: yaml.MarkedYAMLError) -> str:
    said = " ".join(part for part in (error.context, error.problem) if part)
    return f"This is not YAML: {said}. Check the colons, quotes, brackets and indents of this line and the one before."


def read_yaml(text: str, *, first_line: int = 1) -> Lined:
    """Read one YAML document that begins on a line of its file. Nothing raises: faults are in `problems`."""
    reading = _Reading(first_line)
    try:
        node = yaml.compose(text, Loader=_Loader)
    except _Fault as fault:
        return Lined(problems=[Problem(fault.message, line=fault.line + first_line - 1)])
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Lined(problems=[Problem(_remedy(error), line=_line(mark) + first_line - 1)])
    except yaml.YAMLError as error:
        return Lined(problems=[Problem(f"This is not YAML: {error}. Correct it.", line=first_line)])
    if node is not None:
        reading.found.value = reading.value(node, ())
    return reading.found


def as_mapping(found: Lined) -> Mapping[str, Any] | None:
    """The values if they are a mapping, as each of our files is; otherwise a problem is added."""
    if isinstance(found.value, dict):
        return found.value
    if not found.problems:
        found.problems.append(
            Problem("Nothing but `key: value` lines belong here. Begin with one.", line=found.line(()))
        )
    return None
