"""A module version as plain values that JSON can hold, and back; and the digest by which it is known. No rows."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from elearning.domain.beside_lessons import Link, Picture, reference_from_plain
from elearning.domain.compliance import Basis, Validity
from elearning.domain.modules import (
    ADDED_LATER,
    Acknowledgement,
    Assessment,
    CompletionCondition,
    FollowUp,
    Kind,
    Lesson,
    ModuleVersion,
    Option,
    Question,
    Reveal,
    Screen,
    Status,
)
from elearning.domain.question_kinds import body_from_plain


def _fields(value: Any) -> dict[str, Any]:
    parts = ((each, getattr(value, each.name)) for each in fields(value))
    return {
        each.name: _plain(part)
        for each, part in parts
        if not (ADDED_LATER.keys() & each.metadata.keys() and part == each.default)
    }


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Validity):
        return {name: _plain(part) for name, part in value._asdict().items()}
    if is_dataclass(value):
        return _fields(value)
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


def to_plain(version: ModuleVersion) -> dict[str, Any]:
    """The version as dicts, lists, texts and numbers that JSON can hold; `from_plain` gives the same version back."""
    plain: dict[str, Any] = _plain(version)
    return plain


def digest(version: ModuleVersion) -> str:
    """SHA-256 of the values, in hexadecimal. How the files were laid out does not change it."""
    canonical = json.dumps(to_plain(version), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def _question(plain: Mapping[str, Any]) -> Question:
    return Question(
        **{
            **plain,
            "kind": Kind(plain["kind"]),
            "options": tuple(Option(**option) for option in plain["options"]),
            "sources": tuple(plain["sources"]),
            "status": Status(plain["status"]),
            "reviewed_on": date.fromisoformat(plain["reviewed_on"]),
            "review_by": date.fromisoformat(plain["review_by"]),
            "body": body_from_plain(plain["kind"], plain.get("body")),
        }
    )


def _lesson(plain: Mapping[str, Any]) -> Lesson:
    return Lesson(
        **{
            **plain,
            "objectives": tuple(plain["objectives"]),
            "sources": tuple(plain["sources"]),
            "status": Status(plain["status"]),
            "review_by": date.fromisoformat(plain["review_by"]),
            "screens": tuple(Screen(**screen) for screen in plain["screens"]),
            "checks": tuple(_question(check) for check in plain["checks"]),
        }
    )


def _validity(plain: Mapping[str, Any]) -> Validity:
    fixed = plain["fixed_day"]
    return Validity(
        **{**plain, "basis": Basis(plain["basis"]), "fixed_day": None if fixed is None else (fixed[0], fixed[1])}
    )


def _assessment(plain: Mapping[str, Any]) -> Assessment:
    at_least = tuple((Kind(kind), least) for kind, least in plain.get("at_least", ()))
    reveals = {name: Reveal(plain[name]) for name in ("after_fail", "after_pass") if name in plain}
    return Assessment(**{**plain, **reveals, "at_least": at_least})


def _follow_up(plain: Mapping[str, Any] | None) -> FollowUp | None:
    if plain is None:
        return None
    return FollowUp(tuple(plain["days"]), plain["questions"], tuple(plain["lessons"]))


def _acknowledgement(plain: Mapping[str, Any] | None) -> Acknowledgement | None:
    return None if plain is None else Acknowledgement(plain["title"], tuple(plain["statements"]))


def from_plain(plain: Mapping[str, Any]) -> ModuleVersion:
    """A version from what `to_plain` gave. Raises KeyError, TypeError or ValueError for anything else."""
    return ModuleVersion(
        **{
            **plain,
            "objectives": dict(plain["objectives"]),
            "validity": _validity(plain["validity"]),
            "assessment": _assessment(plain["assessment"]),
            "completion": tuple(CompletionCondition(condition) for condition in plain["completion"]),
            "acknowledgement": _acknowledgement(plain["acknowledgement"]),
            "lessons": tuple(_lesson(lesson) for lesson in plain["lessons"]),
            "bank": tuple(_question(question) for question in plain["bank"]),
            "requires": tuple(plain.get("requires", ())),
            "references": tuple(reference_from_plain(page) for page in plain.get("references", ())),
            "pictures": tuple(Picture(**picture) for picture in plain.get("pictures", ())),
            "links": tuple(Link(**link) for link in plain.get("links", ())),
            "follow_up": _follow_up(plain.get("follow_up")),
        }
    )
