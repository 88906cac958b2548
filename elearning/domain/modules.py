"""A module version as values: lessons, screens, questions, and its completion rule. No files, no rows, no rendering.

What is wrong with such values is said by `module_problems`.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from elearning.domain.compliance import Basis, Validity
from elearning.domain.question_kinds import Body, body_from_plain

ADDED_LATER: Mapping[str, bool] = {"added later": True}
"""Of a value that versions published before it existed do not have: left out of the plain values, and so of the
digest, as long as it has its default."""


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    MATCHING = "matching"
    ORDERING = "ordering"
    SHORT_ANSWER = "short_answer"
    NUMBER = "number"
    SCENARIO = "scenario"


class ChangeClass(StrEnum):
    """What a new version changes for those who know the one before."""

    TYPO = "typo"
    CLARIFICATION = "clarification"
    MATERIAL = "material"
    LAW = "law"


class CompletionCondition(StrEnum):
    """One of the things that complete a module."""

    LESSONS_READ = "lessons_read"
    ASSESSMENT_PASSED = "assessment_passed"
    POLICY_ACKNOWLEDGED = "policy_acknowledged"


class Status(StrEnum):
    """Whether a second person has checked the facts against their sources (brief 0.2)."""

    CHECKED = "checked"
    UNVERIFIED = "unverified"


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen, and what choosing it means."""

    id: str
    text: str
    is_key: bool
    feedback: str


@dataclass(frozen=True)
class Question:
    """A knowledge check or a question of the bank. Its texts may hold inline Markdown, never a setting.

    It has options, or, where its kind is no choice among options, a body.
    """

    id: str
    lesson: str
    objective: str
    kind: Kind
    stem: str
    options: tuple[Option, ...]
    shuffle: bool
    sources: tuple[str, ...]
    status: Status
    author: str
    reviewer: str
    reviewed_on: date
    review_by: date
    body: Body | None = field(default=None, metadata=ADDED_LATER)

    @property
    def keys(self) -> frozenset[str]:
        """The ids of the options that make the right answer."""
        return frozenset(option.id for option in self.options if option.is_key)


@dataclass(frozen=True)
class Screen:
    """One page of a lesson. `check` is the id of the knowledge check that ends it, if any."""

    id: str
    title: str
    markdown: str
    check: str | None = None


@dataclass(frozen=True)
class Lesson:
    """A lesson, its screens in order, and the knowledge checks that they ask."""

    id: str
    title: str
    minutes: int
    objectives: tuple[str, ...]
    sources: tuple[str, ...]
    status: Status
    author: str
    reviewer: str
    review_by: date
    screens: tuple[Screen, ...]
    checks: tuple[Question, ...]


@dataclass(frozen=True)
class Assessment:
    """The final assessment: questions drawn for each lesson, how many must be right, and how often it may be tried.

    `attempts` is None where there is no limit; `wait_minutes` is the time between two attempts.
    """

    minutes: int
    pass_mark: int
    draw: Mapping[str, int]
    attempts: int | None = None
    wait_minutes: int = 0
    partial_credit: bool = field(default=False, metadata=ADDED_LATER)
    """Whether part of a multiple choice, a matching or an ordering counts for part of a mark."""

    @property
    def questions(self) -> int:
        """How many questions one attempt asks."""
        return sum(self.draw.values())


@dataclass(frozen=True)
class Acknowledgement:
    """What a person acknowledges. Title and statements may name settings."""

    title: str
    statements: tuple[str, ...]


@dataclass(frozen=True)
class ModuleVersion:
    """A module's whole content: what is frozen when it is published."""

    slug: str
    title: str
    summary: str
    minutes: int
    objectives: Mapping[str, str]
    validity: Validity
    assessment: Assessment
    completion: tuple[CompletionCondition, ...]
    acknowledgement: Acknowledgement | None
    lessons: tuple[Lesson, ...]
    bank: tuple[Question, ...]

    @cached_property
    def _questions(self) -> Mapping[str, Question]:
        checks = (check for lesson in self.lessons for check in lesson.checks)
        return {question.id: question for question in (*checks, *self.bank)}

    def question(self, question_id: str) -> Question:
        """A knowledge check or a question of the bank. Raises KeyError for an id that this version does not have."""
        return self._questions[question_id]

    @cached_property
    def bank_by_objective(self) -> Mapping[str, Mapping[str, tuple[Question, ...]]]:
        """The bank's questions by their lesson and then by their objective."""
        found: dict[str, dict[str, list[Question]]] = {}
        for question in self.bank:
            found.setdefault(question.lesson, {}).setdefault(question.objective, []).append(question)
        return {
            lesson: {objective: tuple(questions) for objective, questions in of_lesson.items()}
            for lesson, of_lesson in found.items()
        }


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


def _acknowledgement(plain: Mapping[str, Any] | None) -> Acknowledgement | None:
    return None if plain is None else Acknowledgement(plain["title"], tuple(plain["statements"]))


def from_plain(plain: Mapping[str, Any]) -> ModuleVersion:
    """A version from what `to_plain` gave. Raises KeyError, TypeError or ValueError for anything else."""
    return ModuleVersion(
        **{
            **plain,
            "objectives": dict(plain["objectives"]),
            "validity": _validity(plain["validity"]),
            "assessment": Assessment(**plain["assessment"]),
            "completion": tuple(CompletionCondition(condition) for condition in plain["completion"]),
            "acknowledgement": _acknowledgement(plain["acknowledgement"]),
            "lessons": tuple(_lesson(lesson) for lesson in plain["lessons"]),
            "bank": tuple(_question(question) for question in plain["bank"]),
        }
    )
