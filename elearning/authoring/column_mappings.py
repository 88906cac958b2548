"""Column mappings as YAML files: read with every fault by line, and written so that they read back the same."""

from typing import Annotated, Any, Literal

import yaml
from pydantic import Field

from elearning.authoring.shape_faults import shaped
from elearning.authoring.shapes import Shape
from elearning.authoring.yaml_lines import as_mapping, read_yaml
from elearning.domain.hr_mapping import (
    EVERY_COLUMN,
    MOST_LEVELS_LEFT_OUT,
    Blank,
    ColumnMapping,
    LastDay,
    LeaveTo,
    Missing,
    PathColumn,
    faults_of,
)
from elearning.domain.problems import Problem

MOST_BYTES = 64 * 1024
_ADVICE = (
    "# Which column of the HR system's file is which. Read by: flask --app app people import FILE --mapping THIS\n"
)

Column = Literal[
    "employee_number", "name", "known_as", "email", "post_reference", "post_title", "directorate", "service", "team",
    "line_manager_number", "start_date", "end_date", "staff_group", "leave_from", "leave_to", "post_tags",
]  # fmt: skip
Words = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]


class PathShape(Shape):
    """The one column with the whole path of a unit."""

    column: Words
    separator: Annotated[str, Field(min_length=1, max_length=10)]
    leave_out: Annotated[int, Field(strict=True, ge=0, le=MOST_LEVELS_LEFT_OUT)] = 0


class MappingShape(Shape):
    """A column mapping."""

    columns: dict[Column, Words]
    constants: dict[Column, Words] = {}
    unit_path: PathShape | None = None
    end_date_is: Literal["last day in post", "first day away"]
    leave_to_is: Literal["last day of leave", "first day back"] = "last day of leave"
    blank_cell: Literal["leave as it is", "empty it"]
    missing_people: Literal["list and leave as they were", "have left"]
    nobody: list[Words] = []

    def value(self) -> ColumnMapping:
        """The domain's value."""
        path = self.unit_path
        return ColumnMapping(
            columns={name: self.columns[name] for name in EVERY_COLUMN if name in self.columns},
            constants={name: self.constants[name] for name in EVERY_COLUMN if name in self.constants},
            path=PathColumn(path.column, path.separator, path.leave_out) if path else None,
            last_day=LastDay(self.end_date_is),
            blank=Blank(self.blank_cell),
            missing=Missing(self.missing_people),
            nobody=tuple(self.nobody),
            leave_to=LeaveTo(self.leave_to_is),
        )


def read_mapping(content: bytes) -> tuple[ColumnMapping | None, list[Problem]]:
    """The mapping in a file, or None and all that is wrong with it, each with its line and what to do."""
    if len(content) > MOST_BYTES:
        return None, [Problem("The file is too large to be a column mapping. Choose another.", line=1)]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, [Problem("The file is not UTF-8 text. Save it as UTF-8.", line=1)]
    found = read_yaml(text)
    values = as_mapping(found)
    shape = shaped(MappingShape, values, found) if values is not None else None
    if shape is None or found.problems:
        return None, sorted(found.problems, key=lambda one: one.line)
    mapping = shape.value()
    problems = [Problem(fault.message, line=found.line(fault.place)) for fault in faults_of(mapping)]
    return (None, problems) if problems else (mapping, [])


def write_mapping(mapping: ColumnMapping) -> str:
    """The mapping as YAML that `read_mapping` reads back the same."""
    values: dict[str, Any] = {"columns": dict(mapping.columns)}
    if mapping.constants:
        values["constants"] = dict(mapping.constants)
    if mapping.path:
        path = mapping.path
        values["unit_path"] = {"column": path.heading, "separator": path.separator, "leave_out": path.left_out}
    values["end_date_is"] = mapping.last_day.value
    if "leave_to" in mapping.columns or mapping.leave_to is not LeaveTo.INCLUDED:
        values["leave_to_is"] = mapping.leave_to.value
    values |= {
        "blank_cell": mapping.blank.value,
        "missing_people": mapping.missing.value,
    }  # fmt: skip
    if mapping.nobody:
        values["nobody"] = list(mapping.nobody)
    return _ADVICE + yaml.safe_dump(values, allow_unicode=True, sort_keys=False)
