"""A module version as values: lessons, screens, questions, and its completion rule. No files, no rows, no rendering.

What is wrong with such values is said by `module_problems`; how they are kept and named is in `module_plain`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from elearning.domain.beside_lessons import Link, Picture, Reference
from elearning.domain.compliance import Validity
from elearning.domain.question_kinds import Body
from elearning.domain.statuses import Status as Status

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


class Reveal(StrEnum):
    """How much a result tells beside the objectives to revisit: nothing, what each answer given means, or the key."""

    OBJECTIVES = "objectives"
    FEEDBACK = "feedback"
    ANSWERS = "answers"


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

    @cached_property
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
    always_read: bool = field(default=False, metadata=ADDED_LATER)
    """Whether it is to be read whatever a test-out came to."""


class Stratum(NamedTuple):
    """A part of the bank, and from how many of its slots a paper takes one question each.

    The slots of a lesson are its objectives, so that no two questions of one are drawn; those of an objective are its
    questions.
    """

    wanted: int
    slots: Mapping[str, tuple[Question, ...]]


@dataclass(frozen=True)
class Assessment:
    """The final assessment: what one attempt asks, how many must be right, and how often it may be tried.

    `draw` holds a number of questions for each lesson, or for each objective. `attempts` is None where there is no
    limit; `wait_minutes` is the time between two attempts.
    """

    minutes: int
    pass_mark: int
    draw: Mapping[str, int]
    attempts: int | None = None
    wait_minutes: int = 0
    partial_credit: bool = field(default=False, metadata=ADDED_LATER)
    """Whether part of a multiple choice, a matching or an ordering counts for part of a mark."""
    at_least: tuple[tuple[Kind, int], ...] = field(default=(), metadata=ADDED_LATER)
    """Kinds of which every attempt asks so many or more, in the order of the kinds."""
    test_out: int | None = field(default=None, metadata=ADDED_LATER)
    """How many must be right in a test-out for it to count as the pass; None where none is offered."""
    time_limit: int | None = field(default=None, metadata=ADDED_LATER)
    """Minutes from the beginning of an attempt in which its answers are taken; None, as it should be, for no limit."""
    after_fail: Reveal = field(default=Reveal.OBJECTIVES, metadata=ADDED_LATER)
    after_pass: Reveal = field(default=Reveal.ANSWERS, metadata=ADDED_LATER)

    @property
    def questions(self) -> int:
        """How many questions one attempt asks."""
        return sum(self.draw.values())

    def tells(self, *, passed: bool, is_test_out: bool) -> Reveal:
        """How much a result tells. A test-out always gives feedback, because trying first helps to learn (D.5)."""
        told = self.after_pass if passed else self.after_fail
        return Reveal.FEEDBACK if is_test_out and told is Reveal.OBJECTIVES else told


@dataclass(frozen=True)
class FollowUp:
    """The short sets of questions offered after a completion, so many days after it; they count for nothing (D.6)."""

    days: tuple[int, ...]
    questions: int
    lessons: tuple[str, ...]
    """From where the questions come once those of the objectives that were missed are used."""


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
    requires: tuple[str, ...] = field(default=(), metadata=ADDED_LATER)
    """The modules, by slug, that must be completed before this one is begun."""
    references: tuple[Reference, ...] = field(default=(), metadata=ADDED_LATER)
    pictures: tuple[Picture, ...] = field(default=(), metadata=ADDED_LATER)
    links: tuple[Link, ...] = field(default=(), metadata=ADDED_LATER)
    open_to_all: bool = field(default=True, metadata=ADDED_LATER)
    """Whether somebody may take it whom no rule asks to."""
    follow_up: FollowUp | None = field(default=None, metadata=ADDED_LATER)

    @cached_property
    def _questions(self) -> Mapping[str, Question]:
        checks = (check for lesson in self.lessons for check in lesson.checks)
        return {question.id: question for question in (*checks, *self.bank)}

    def question(self, question_id: str) -> Question:
        """A knowledge check or a question of the bank. Raises KeyError for an id that this version does not have."""
        return self._questions[question_id]

    @property
    def draws_by_objective(self) -> bool:
        """Whether the draw's numbers are for objectives; otherwise they are for lessons."""
        return any(key in self.objectives for key in self.assessment.draw)

    @cached_property
    def strata(self) -> tuple[Stratum, ...]:
        """What a paper is drawn from, one stratum for each number of the draw, in the order of the lessons."""
        wanted = self.assessment.draw
        found: dict[str, dict[str, list[Question]]] = {}
        for question in self.bank:
            key, slot = question.lesson, question.objective
            if self.draws_by_objective:
                key, slot = question.objective, question.id
            found.setdefault(key, {}).setdefault(slot, []).append(question)
        in_order = [lesson.id for lesson in self.lessons]
        if self.draws_by_objective:
            in_order = [objective for lesson in self.lessons for objective in lesson.objectives]
        return tuple(
            Stratum(wanted.get(key, 0), {slot: tuple(questions) for slot, questions in found.get(key, {}).items()})
            for key in in_order
        )
