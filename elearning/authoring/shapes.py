"""The keys of authors' files and the shape of each value.

Rules that look at more than one value are in `elearning.domain.module_problems`.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from elearning.domain.compliance import Basis, Validity
from elearning.domain.modules import Acknowledgement, Assessment, CompletionCondition, Kind, Option, Question, Status


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
LessonId = Annotated[str, Field(pattern=ID, max_length=60)]
QuestionId = Annotated[str, Field(pattern=ID, max_length=80)]
OptionId = Annotated[str, BeforeValidator(_written_as_text), Field(pattern=ID, max_length=20)]
ObjectiveId = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]*-[0-9]+(\.[0-9]+)?$", max_length=20)]
SourceId = Annotated[str, Field(pattern=r"^[A-Z]+[0-9]*(-[A-Za-z0-9.]+)?$", max_length=20)]
Whole = Annotated[int, Field(strict=True, ge=0, le=10_000)]
Some = Annotated[int, Field(strict=True, ge=1, le=10_000)]
Day = Annotated[date, BeforeValidator(_date_from_text), Field(strict=True)]
Truth = Annotated[bool, Field(strict=True)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ValidityShape(_Shape):
    """How long a completion counts."""

    months: Some
    window_days: Whole
    basis: Literal["completion", "previous_expiry", "fixed_day"]
    fixed_day: Annotated[tuple[int, int], BeforeValidator(_day_of_year)] | None = None
    minimum_months: Some | None = None

    def value(self) -> Validity:
        """The domain's value."""
        return Validity(Basis(self.basis), self.months, self.window_days, self.fixed_day, self.minimum_months)


class AttemptsShape(_Shape):
    """How often the assessment may be tried, and after how long."""

    limit: Annotated[Some | None, BeforeValidator(_no_limit)]
    wait_minutes: Whole


class AssessmentShape(_Shape):
    """The final assessment."""

    minutes: Some
    pass_mark: Some
    draw: Annotated[dict[str, Some], Field(min_length=1)]
    attempts: AttemptsShape

    def value(self) -> Assessment:
        """The domain's value."""
        return Assessment(
            self.minutes, self.pass_mark, dict(self.draw), self.attempts.limit, self.attempts.wait_minutes
        )


class AcknowledgementShape(_Shape):
    """What is acknowledged."""

    title: Title
    statements: Annotated[list[Text], Field(min_length=1)]

    def value(self) -> Acknowledgement:
        """The domain's value."""
        return Acknowledgement(self.title, tuple(self.statements))


class ModuleShape(_Shape):
    """module.yaml."""

    title: Title
    summary: Text
    minutes: Some
    objectives: Annotated[dict[ObjectiveId, Text], Field(min_length=1)]
    validity: ValidityShape
    assessment: AssessmentShape
    completion: list[CompletionCondition]
    acknowledgement: AcknowledgementShape | None = None


class LessonShape(_Shape):
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


class OptionShape(_Shape):
    """One option of a question."""

    id: OptionId
    text: Text
    correct: Truth = False
    feedback: Text


class QuestionShape(_Shape):
    """One question."""

    id: QuestionId
    lesson: str
    objective: str
    kind: Kind
    stem: Text
    options: Annotated[list[OptionShape], Field(min_length=2, max_length=8)]
    shuffle: Truth | None = None
    sources: Annotated[list[SourceId], Field(min_length=1)]
    status: Status
    author: Title
    reviewer: Title
    reviewed_on: Day
    review_by: Day

    def value(self) -> Question:
        """The domain's value; what is not said is shuffled, but for true or false."""
        shuffle = self.kind is not Kind.TRUE_FALSE if self.shuffle is None else self.shuffle
        return Question(
            id=self.id, lesson=self.lesson, objective=self.objective, kind=self.kind, stem=self.stem.strip(),
            options=tuple(Option(o.id, o.text.strip(), o.correct, o.feedback.strip()) for o in self.options),
            shuffle=shuffle, sources=tuple(self.sources), status=self.status, author=self.author,
            reviewer=self.reviewer, reviewed_on=self.reviewed_on, review_by=self.review_by,
        )  # fmt: skip


class QuestionsShape(_Shape):
    """A file of questions, whose entries are looked at one by one so that one fault hides no other."""

    questions: Annotated[list[dict[str, Any]], Field(max_length=500)]
