"""JSON Schemas of the authors' files, so that an editor completes keys and marks faults while one types."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from elearning.authoring.question_shapes import SHAPES
from elearning.authoring.shapes import LessonShape, ModuleShape
from elearning.authoring.sources import SourcesShape

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def _schema(shape: type[BaseModel], title: str) -> dict[str, Any]:
    return {"$schema": DIALECT, **shape.model_json_schema(), "title": title}


def _as_typed(schema: Any) -> Any:
    """What an author types is more than what the shape ends with: a date without quotes, none for no limit, 03-31."""
    if isinstance(schema, dict):
        if schema.get("type") == "array" and "prefixItems" in schema:  # the day of a year, as MM-DD
            return {"type": "string", "pattern": r"^\d\d-\d\d$"}
        if schema.get("type") == "string" and schema.get("format") == "date":
            return {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
        return {name: _as_typed(part) for name, part in schema.items()}
    if isinstance(schema, list):
        return [_as_typed(part) for part in schema]
    return schema


def _allow(schema: dict[str, Any], definition: str, key: str, also: Mapping[str, Any]) -> None:
    """Let one key hold something else as well."""
    properties = schema["$defs"][definition]["properties"]
    properties[key] = {"anyOf": [properties[key], dict(also)]}


def _module_schema() -> dict[str, Any]:
    found = _schema(ModuleShape, "A module: module.yaml")
    _allow(found, "AttemptsShape", "limit", {"const": "none"})
    return found


def _question_schema() -> dict[str, Any]:
    """A file of questions: each entry has the shape of its kind."""
    definitions: dict[str, Any] = {}
    kinds: dict[str, list[str]] = {}
    for kind, shape in SHAPES.items():
        kinds.setdefault(shape.__name__, []).append(str(kind))
    for shape in dict.fromkeys(SHAPES.values()):
        found = shape.model_json_schema()
        definitions |= found.pop("$defs", {})
        found["properties"]["kind"] = {"enum": kinds[shape.__name__]}
        definitions[shape.__name__] = found
    for part in ("OptionShape", "PairShape", "StepShape", "ChoiceShape", "DecisionShape"):
        properties = definitions[part]["properties"]  # YAML reads an unquoted true or false as a truth value
        properties["id"] = {"anyOf": [properties["id"], {"type": "boolean"}]}
    entries = [{"$ref": f"#/$defs/{name}"} for name in kinds]
    return {
        "$schema": DIALECT, "title": "Questions: lesson-N.yaml or final.yaml", "type": "object",
        "required": ["questions"], "additionalProperties": False, "$defs": definitions,
        "properties": {"questions": {"type": "array", "maxItems": 500, "items": {"oneOf": entries}}},
    }  # fmt: skip


def schemas() -> Mapping[str, dict[str, Any]]:
    """Every schema by the name of its file."""
    found = {
        "module.schema.json": _module_schema(),
        "lesson.schema.json": _schema(LessonShape, "The lines between hyphens at the top of a lesson"),
        "questions.schema.json": _question_schema(),
        "sources.schema.json": _schema(SourcesShape, "What may be cited: sources.yaml"),
    }
    return {name: _as_typed(schema) for name, schema in found.items()}
