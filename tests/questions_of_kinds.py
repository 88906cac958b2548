"""A question of every kind, small and in order, for tests that must hold for all of them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from elearning.domain.modules import Assessment, Kind, Lesson, ModuleVersion, Option, Question, Screen, Status
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
from tests.builders import small_version

DAY = date(2026, 11, 16)
VERDICTS = Verdicts("Yes, that is it.", "Not quite.")

BODIES: dict[Kind, Body] = {
    Kind.MATCHING: Matching(
        (
            Pair("a", "ICT", "Runs the filters", "ICT looks after the network."),
            Pair("b", "HR", "Keeps the policies", "HR writes and advises."),
            Pair("c", "Managers", "Act early", "Managers talk to their teams."),
        ),
        ("Answers the phones",),
    ),
    Kind.ORDERING: Ordering(
        (
            OrderedStep("a", "Stop", "Nothing is lost by a pause."),
            OrderedStep("b", "Trace it", "Tracing often ends the search."),
            OrderedStep("c", "Compare it", "Two sources are better than one."),
            OrderedStep("d", "Act", "Now you know."),
        )
    ),
    Kind.SHORT_ANSWER: ShortAnswer(("purposeful", "purposful", "with purpose"), VERDICTS),
    Kind.NUMBER: Number(Decimal(72), Decimal(0), "hours", VERDICTS),
    Kind.SCENARIO: Scenario(
        (
            Decision(
                "d1", "A child asks to follow you.",
                (
                    Choice("a", "Accept", "They see your family.", None, is_key=False),
                    Choice("b", "Decline and explain", "They understand.", "d2", is_key=True),
                    Choice("c", "Say nothing", "They ask somebody else.", "d2", is_key=False),
                ),
            ),
            Decision(
                "d2", "Their latest post worries you.",
                (
                    Choice("a", "Report it today", "Help comes the same day.", None, is_key=True),
                    Choice("b", "Comment on it", "Everybody reads it.", None, is_key=False),
                ),
            ),
        ),
        "d2",
    ),
}  # fmt: skip


def question_of(
    kind: Kind, id: str = "q-1", *, lesson: str = "lesson-1", objective: str = "O-1", **changes: Any
) -> Question:
    """A question of this kind; of a choice among options a is right, of a multiple choice a and c."""
    keys = {Kind.SINGLE: "a", Kind.MULTIPLE: "ac", Kind.TRUE_FALSE: ("true",)}.get(kind, "")
    ids = () if kind in BODIES else ("true", "false") if kind is Kind.TRUE_FALSE else tuple("abcd")
    made = Question(
        id=id, lesson=lesson, objective=objective, kind=kind, stem=f"What of {id}?",
        options=tuple(Option(option, f"Text {option}", option in keys, f"Because of {option}.") for option in ids),
        shuffle=kind is not Kind.TRUE_FALSE, sources=("FR-1",), status=Status.CHECKED, author="A", reviewer="B",
        reviewed_on=DAY, review_by=DAY, body=BODIES.get(kind),
    )  # fmt: skip
    return replace(made, **changes)


EVERY_KIND = tuple(question_of(kind, f"q-{kind.value.replace('_', '-')}") for kind in Kind)

OBJECTIVES = {kind: f"O-{number}" for number, kind in enumerate(Kind, 1)}


def _named(kind: Kind, prefix: str) -> Question:
    return question_of(kind, f"{prefix}-{kind.value.replace('_', '-')}", objective=OBJECTIVES[kind])


def every_kind(**changes: Any) -> ModuleVersion:
    """A module that checks and asks one question of every kind."""
    checks = tuple(_named(kind, "check") for kind in Kind)
    lesson = Lesson(
        id="lesson-1", title="One", minutes=2, objectives=tuple(OBJECTIVES.values()), sources=("FR-8",),
        status=Status.CHECKED, author="A", reviewer="B", review_by=date(2030, 1, 1), checks=checks,
        screens=tuple(Screen(check.id, f"Screen {n}", "Words.", check=check.id) for n, check in enumerate(checks, 1)),
    )  # fmt: skip
    values = {
        "objectives": dict.fromkeys(OBJECTIVES.values(), "do it"), "lessons": (lesson,),
        "bank": tuple(_named(kind, "q") for kind in Kind),
        "assessment": Assessment(minutes=5, pass_mark=8, draw={"lesson-1": 8}),
    }  # fmt: skip
    return small_version(**{"slug": "kinds", **values, **changes})
