"""The keys of a question in authors' files, for each kind, and the shape of each value.

Rules that look at more than one value are in `elearning.domain.question_problems`.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from elearning.authoring.shapes import Day, OptionId, QuestionId, Shape, SourceId, Text, Title, Truth
from elearning.domain.modules import Kind, Option, Question, Status
from elearning.domain.question_kinds import (
    Body,
    Choice,
    Decision,
    Matching,
    Number,
    OrderedStep,
    Ordering,
    Pair,
    Scenario,
    ShortAnswer,
    Verdicts,
)

_LARGEST = 10**12


def _number(value: Any) -> Decimal:
    """A number as it is written; YAML reads yes, no and dates as something else, and text is no number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError("give a number without quotes, such as 72 or 0.5")
    if not abs(value) <= _LARGEST:  # so that what is no number at all, such as .nan, is refused too
        raise ValueError("give a number of at most 12 digits")
    return Decimal(str(value))


Words = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\n]*\S[^\n]*$")]
Amount = Annotated[Decimal, BeforeValidator(_number)]


class OptionShape(Shape):
    """One option of a question."""

    id: OptionId
    text: Text
    correct: Truth = False
    feedback: Text


class PairShape(Shape):
    """One pair of a matching."""

    id: OptionId
    text: Text
    match: Text
    feedback: Text


class StepShape(Shape):
    """One step of an ordering."""

    id: OptionId
    text: Text
    feedback: Text


class VerdictsShape(Shape):
    """What is said of a right answer and of a wrong one."""

    right: Text
    wrong: Text

    def value(self) -> Verdicts:
        """The domain's value."""
        return Verdicts(self.right.strip(), self.wrong.strip())


class ChoiceShape(Shape):
    """One option at a decision of a scenario."""

    id: OptionId
    text: Text
    consequence: Text
    next: OptionId | None = None
    correct: Truth = False
    feedback: Text | None = None

    def value(self) -> Choice:
        """The domain's value."""
        feedback = (self.feedback or "").strip()
        return Choice(self.id, self.text.strip(), self.consequence.strip(), self.next, self.correct, feedback)


class DecisionShape(Shape):
    """One decision of a scenario."""

    id: OptionId
    text: Text
    options: Annotated[list[ChoiceShape], Field(min_length=1, max_length=8)]


class QuestionShape(Shape):
    """What every question has, whatever its kind."""

    id: QuestionId
    lesson: str
    objective: str
    kind: Kind
    stem: Text
    shuffle: Truth | None = None
    sources: Annotated[list[SourceId], Field(min_length=1)]
    status: Status
    author: Title
    reviewer: Title
    reviewed_on: Day
    review_by: Day

    def options_value(self) -> tuple[Option, ...]:
        """The options in the domain's values; none where the kind is no choice among options."""
        return ()

    def body_value(self) -> Body | None:
        """The domain's value of whatever the kind has besides options."""
        return None

    def value(self) -> Question:
        """The domain's value; what is not said is shuffled, but for true or false."""
        shuffle = self.kind is not Kind.TRUE_FALSE if self.shuffle is None else self.shuffle
        return Question(
            id=self.id, lesson=self.lesson, objective=self.objective, kind=self.kind, stem=self.stem.strip(),
            options=self.options_value(), shuffle=shuffle, sources=tuple(self.sources), status=self.status,
            author=self.author, reviewer=self.reviewer, reviewed_on=self.reviewed_on, review_by=self.review_by,
            body=self.body_value(),
        )  # fmt: skip


class OptionsShape(QuestionShape):
    """A choice among options: single, multiple, true or false."""

    options: Annotated[list[OptionShape], Field(min_length=2, max_length=8)]

    def options_value(self) -> tuple[Option, ...]:
        """The options in the domain's values."""
        return tuple(Option(o.id, o.text.strip(), o.correct, o.feedback.strip()) for o in self.options)


class MatchingShape(QuestionShape):
    """A matching."""

    pairs: Annotated[list[PairShape], Field(min_length=1, max_length=20)]
    extra_matches: Annotated[list[Text], Field(max_length=20)] = []

    def body_value(self) -> Body:
        """The pairs and the extra matches."""
        pairs = (Pair(p.id, p.text.strip(), p.match.strip(), p.feedback.strip()) for p in self.pairs)
        return Matching(tuple(pairs), tuple(extra.strip() for extra in self.extra_matches))


class OrderingShape(QuestionShape):
    """An ordering."""

    steps: Annotated[list[StepShape], Field(min_length=1, max_length=20)]

    def body_value(self) -> Body:
        """The steps in their right order."""
        return Ordering(tuple(OrderedStep(s.id, s.text.strip(), s.feedback.strip()) for s in self.steps))


class ShortAnswerShape(QuestionShape):
    """A short answer."""

    accepted: Annotated[list[Words], Field(min_length=1, max_length=100)]
    feedback: VerdictsShape

    def body_value(self) -> Body:
        """What is accepted, the best answer first."""
        return ShortAnswer(tuple(text.strip() for text in self.accepted), self.feedback.value())


class NumberShape(QuestionShape):
    """A number."""

    answer: Amount
    tolerance: Amount = Decimal(0)
    unit: Words | None = None
    feedback: VerdictsShape

    def body_value(self) -> Body:
        """The number, how far off may be right, and its unit."""
        return Number(self.answer, self.tolerance, (self.unit or "").strip(), self.feedback.value())


class ScenarioShape(QuestionShape):
    """A branching scenario."""

    decisions: Annotated[list[DecisionShape], Field(min_length=1, max_length=20)]
    marked: OptionId

    def body_value(self) -> Body:
        """The story."""
        decisions = (Decision(d.id, d.text.strip(), tuple(o.value() for o in d.options)) for d in self.decisions)
        return Scenario(tuple(decisions), self.marked)


SHAPES: Mapping[str, type[QuestionShape]] = {
    Kind.SINGLE: OptionsShape, Kind.MULTIPLE: OptionsShape, Kind.TRUE_FALSE: OptionsShape,
    Kind.MATCHING: MatchingShape, Kind.ORDERING: OrderingShape, Kind.SHORT_ANSWER: ShortAnswerShape,
    Kind.NUMBER: NumberShape, Kind.SCENARIO: ScenarioShape,
}  # fmt: skip
"""The shape of a question by its kind."""


class QuestionsShape(Shape):
    """A file of questions, whose entries are looked at one by one so that one fault hides no other."""

    questions: Annotated[list[dict[str, Any]], Field(max_length=500)]


def shape_of(value: Mapping[str, Any]) -> type[QuestionShape]:
    """The shape that an entry must have: its kind's; without a kind that exists, that of a single choice."""
    kind = value.get("kind")
    return SHAPES.get(kind, OptionsShape) if isinstance(kind, str) else OptionsShape
