"""Values checked against a shape, and what the shape refused put into words with the line it stands on."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from elearning.authoring.yaml_lines import Lined, Path
from elearning.domain.problems import Problem

Shape = TypeVar("Shape", bound=BaseModel)


def suggestion(word: str, known: Mapping[str, Any] | list[str] | tuple[str, ...]) -> str:
    """'Did you mean …?' where a known word is close, otherwise the known words."""
    close = get_close_matches(word, list(known), n=1)
    return f"Did you mean {close[0]}?" if close else f"It may be: {', '.join(sorted(known))}."


def _known_keys(shape: type[BaseModel], path: Path) -> list[str]:
    """The keys that may stand beside the last one of the path."""
    here: Any = shape
    for part in path[:-1]:
        if isinstance(part, str):
            here = here.model_fields[part].annotation
        candidates = [here, *getattr(here, "__args__", ())]
        here = next((found for found in candidates if hasattr(found, "model_fields")), here)
    return list(getattr(here, "model_fields", {}))


def _shown(value: Any) -> str:
    text = str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return text[:40]
    return repr(text if len(text) <= 40 else text[:39] + "…")


_ITS_OWN = "{key} must hold `key: value` lines of its own."
_ONE_OF = "{key} is {value}. Give {expected}."
_WORDS: Mapping[str, str] = {
    "missing": "{key} is missing. Add it.",
    "string_type": "{key} must be text, but YAML reads {value} as something else. Put it in quotes.",
    "string_too_short": "{key} is empty. Write it.",
    "string_too_long": "{key} is longer than {max_length} characters. Shorten it.",
    "string_pattern_mismatch": "{key} is {value}, {form}",
    "greater_than_equal": "{key} is {value}. Give {ge} or more.",
    "less_than_equal": "{key} is {value}. Give {le} or less.",
    "int_type": "{key} is {value}. Give a whole number without quotes.",
    "bool_type": "{key} is {value}. Give true or false.",
    "date_type": "{key} is {value}. Give a date such as 2027-06-30.",
    "list_type": "{key} must be a list. Put it in square brackets, or each on a line after a dash.",
    "dict_type": _ITS_OWN,
    "model_type": _ITS_OWN,
    "too_short": "{key} has too few entries. Give at least {min_length}.",
    "too_long": "{key} has too many entries. Give at most {max_length}.",
    "enum": _ONE_OF,
    "literal_error": _ONE_OF,
    "value_error": "{key} is {value}: {error}. Correct it.",
}
"""What pydantic's types of error mean to an author."""


def _form(pattern: str) -> str:
    if pattern.startswith("^[a-z]"):
        return "which is no id. Use small letters, digits and single hyphens, beginning with a letter."
    if pattern.startswith("^[A-Z]"):
        return "which is not of the usual form, such as CORE-1.1, FR-8 or S53. Correct it."
    return "which is empty. Write it." if pattern == r"\S" else "which is empty or more than one line. Write it on one."


def _name(path: Path) -> str:
    words = [part for part in path if isinstance(part, str) and part != "[key]"]
    return words[-1] if words else "This entry"


def _problem(shape: type[BaseModel], error: ErrorDetails, line: int) -> Problem:
    path: Path = tuple(error["loc"])
    if error["type"] == "extra_forbidden":
        known = _known_keys(shape, path)
        return Problem(f"{path[-1]} is not a key that belongs here. {suggestion(str(path[-1]), known)}", line=line)
    context = dict(error.get("ctx", {}))
    words = _WORDS.get(error["type"], "{key} is not right: {said}. Correct it.")
    form = _form(str(context.get("pattern", "")))
    values = {**context, "key": _name(path), "value": _shown(error["input"]), "form": form, "said": error["msg"]}
    return Problem(words.format(**values), line=line)


def _faults(shape: type[BaseModel], error: ValidationError, found: Lined, at: Path) -> Iterator[Problem]:
    unreadable = {problem.line for problem in found.problems}
    for detail in error.errors(include_url=False):
        path: Path = tuple(part for part in detail["loc"] if part != "[key]")
        line = found.line((*at, *path))
        if line not in unreadable:
            yield _problem(shape, detail, line)


def shaped(shape: type[Shape], value: Any, found: Lined, *, at: Path = ()) -> Shape | None:
    """The value in its shape; or None, and what is wrong is added to `found.problems` with its lines."""
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        found.problems += list(_faults(shape, error, found, at))
        return None
