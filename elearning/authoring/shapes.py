"""The keys of modules and lessons in authors' files, and the shape of each value.

Rules that look at more than one value are in `elearning.domain.module_problems`.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from elearning.domain.compliance import Basis, Validity
from elearning.domain.modules import Acknowledgement, Assessment, CompletionCondition, FollowUp, Kind, Reveal, Status


def _written_as_text(value: Any) -> Any:
    """YAML reads an unquoted true or false as a truth value; as an option's id it is meant as the word."""
    return str(value).lower() if isinstance(value, bool) else value


def _date_from_text(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _day_of_year(value: Any) -> Any:
    """'03-31' as (3, 31); whether there is such a day is the domain's affair."""
    month, _, day = str(value).partition("-")
    if not (month.isascii() and month.isdecimal() and day.isascii() and day.isdecimal() and len(value) == 5):
        raise ValueError('give month and day as "MM-DD"')
    return (int(month), int(day))


def _no_limit(value: Any) -> Any:
    return None if value == "none" else value


ID = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
Text = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]
Title = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\n]*\S[^\n]*$")]
ModuleSlug = Annotated[str, Field(pattern=ID, max_length=80)]
LessonId = Annotated[str, Field(pattern=ID, max_length=60)]
QuestionId = Annotated[str, Field(pattern=ID, max_length=80)]
OptionId = Annotated[str, BeforeValidator(_written_as_text), Field(pattern=ID, max_length=20)]
ObjectiveId = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]*-[0-9]+(\.[0-9]+)?$", max_length=20)]
SourceId = Annotated[str, Field(pattern=r"^[A-Z]+[0-9]*[a-z]?(-[A-Za-z0-9.]+)?$", max_length=20)]
Whole = Annotated[int, Field(strict=True, ge=0, le=10_000)]
Some = Annotated[int, Field(strict=True, ge=1, le=10_000)]
Day = Annotated[date, BeforeValidator(_date_from_text), Field(strict=True)]
Truth = Annotated[bool, Field(strict=True)]


class Shape(BaseModel):
    """What every shape is: closed, so that no key is passed over in silence, and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ValidityShape(Shape):
    """How long a completion counts."""

    months: Some
    window_days: Whole
    basis: Literal["completion", "previous_expiry", "fixed_day"]
    fixed_day: Annotated[tuple[int, int], BeforeValidator(_day_of_year)] | None = None
    minimum_months: Some | None = None

    def value(self) -> Validity:
        """The domain's value."""
        return Validity(Basis(self.basis), self.months, self.window_days, self.fixed_day, self.minimum_months)


class AttemptsShape(Shape):
    """How often the assessment may be tried, and after how long."""

    limit: Annotated[Some | None, BeforeValidator(_no_limit)]
    wait_minutes: Whole


class RevealShape(Shape):
    """What a result tells beside the objectives to revisit."""

    after_fail: Reveal = Reveal.OBJECTIVES
    after_pass: Reveal = Reveal.ANSWERS


class AssessmentShape(Shape):
    """The final assessment."""

    minutes: Some
    pass_mark: Some
    draw: Annotated[dict[str, Some], Field(min_length=1)]
    attempts: AttemptsShape
    partial_credit: Truth = False
    at_least: dict[Kind, Some] = {}
    test_out: Some | None = None
    time_limit_minutes: Some | None = None
    reveal: RevealShape = RevealShape()

    def value(self) -> Assessment:
        """The domain's value."""
        return Assessment(
            minutes=self.minutes, pass_mark=self.pass_mark, draw=dict(self.draw), attempts=self.attempts.limit,
            wait_minutes=self.attempts.wait_minutes, partial_credit=self.partial_credit,
            at_least=tuple((kind, self.at_least[kind]) for kind in Kind if kind in self.at_least),
            test_out=self.test_out, time_limit=self.time_limit_minutes, after_fail=self.reveal.after_fail,
            after_pass=self.reveal.after_pass,
        )  # fmt: skip


class FollowUpShape(Shape):
    """The short sets of questions after a completion."""

    days: Annotated[list[Some], Field(min_length=1, max_length=12)] = [3, 14, 60, 180]
    questions: Annotated[Some, Field(le=10)] = 3
    lessons: list[LessonId] = []

    def value(self) -> FollowUp:
        """The domain's value."""
        return FollowUp(tuple(self.days), self.questions, tuple(self.lessons))


class AcknowledgementShape(Shape):
    """What is acknowledged."""

    title: Title
    statements: Annotated[list[Text], Field(min_length=1)]

    def value(self) -> Acknowledgement:
        """The domain's value."""
        return Acknowledgement(self.title, tuple(self.statements))


Kinds = Annotated[dict[Kind, Whole], Field(min_length=1)]


class BlueprintShape(Shape):
    """How many questions the bank has: of each kind, of each lesson by kind, of each objective. Any may be left out."""

    bank: Kinds | None = None
    lessons: Annotated[dict[LessonId, Kinds], Field(min_length=1)] | None = None
    objectives: Annotated[dict[ObjectiveId, Some], Field(min_length=1)] | None = None


class ModuleShape(Shape):
    """module.yaml."""

    title: Title
    summary: Text
    minutes: Some
    objectives: Annotated[dict[ObjectiveId, Text], Field(min_length=1)]
    validity: ValidityShape
    assessment: AssessmentShape
    completion: list[CompletionCondition]
    acknowledgement: AcknowledgementShape | None = None
    requires: list[ModuleSlug] = []
    blueprint: BlueprintShape | None = None
    open_to_all: Truth = True
    follow_up: FollowUpShape | None = None


class LessonShape(Shape):
    """The front matter of a lesson."""

    id: LessonId
    title: Title
    minutes: Some
    objectives: Annotated[list[str], Field(min_length=1)]
    sources: Annotated[list[SourceId], Field(min_length=1)]
    status: Status
    author: Title
    reviewer: Title
    review_by: Day
    always_read: Truth = False


class ReferenceShape(Shape):
    """The front matter of a reference page."""

    id: LessonId
    title: Title
    summary: Text
    sources: Annotated[list[SourceId], Field(min_length=1)]
    status: Status
    author: Title
    reviewer: Title
    review_by: Day
