"""What is wrong with a module's assessment: its draw, its pass mark, and whether the bank can keep what it promises."""

from collections.abc import Iterable, Iterator

from elearning.domain.drawing import questions_lacking
from elearning.domain.modules import CompletionCondition, Kind, ModuleVersion
from elearning.domain.problems import Place, Problem

_AT: Place = ("module", "assessment")


def _named(ids: Iterable[str]) -> str:
    return ", ".join(sorted(ids)) or "none"


def _of_lessons(version: ModuleVersion) -> Iterator[Problem]:
    lessons = {lesson.id for lesson in version.lessons}
    for lesson_id, wanted in version.assessment.draw.items():
        at: Place = (*_AT, "draw", lesson_id)
        if lesson_id not in lessons:
            yield Problem(f"There is no lesson {lesson_id}. The lessons are: {_named(lessons)}.", place=at)
            continue
        of_lesson = [question for question in version.bank if question.lesson == lesson_id]
        objectives = {question.objective for question in of_lesson}
        if wanted > len(objectives):
            message = (
                f"{wanted} questions cannot be drawn for {lesson_id}: its bank has {len(of_lesson)} on "
                f"{len(objectives)} objectives, and no two of one objective are drawn. Draw fewer or write more."
            )
            yield Problem(message, place=at)


def _of_objectives(version: ModuleVersion) -> Iterator[Problem]:
    for objective, wanted in version.assessment.draw.items():
        at: Place = (*_AT, "draw", objective)
        if objective not in version.objectives:
            message = (
                f"There is no objective {objective}. The objectives are: {_named(version.objectives)}. A draw is by "
                "objective or by lesson, never by both."
            )
            yield Problem(message, place=at)
            continue
        found = sum(question.objective == objective for question in version.bank)
        if wanted > found:
            message = (
                f"{wanted} questions cannot be drawn for {objective}: the bank has {found}. Draw fewer or write more."
            )
            yield Problem(message, place=at)
    for objective in version.objectives:
        if objective not in version.assessment.draw:
            message = f"No attempt would ask for objective {objective}. Give it a number, as you gave the others."
            yield Problem(message, place=(*_AT, "draw"))


def _most(version: ModuleVersion, kind: Kind) -> int:
    """The most questions of one kind that a paper can hold."""
    of_kind = (
        (stratum.wanted, sum(any(question.kind is kind for question in slot) for slot in stratum.slots.values()))
        for stratum in version.strata
    )
    return sum(min(both) for both in of_kind)


def _about_kinds(version: ModuleVersion) -> Iterator[Problem]:
    """Whether there is a paper with all that it must hold: of each kind alone, then of all of them together."""
    at: Place = (*_AT, "at_least")
    rule, is_each_met = version.assessment.at_least, True
    for kind, wanted in rule:
        if (most := _most(version, kind)) < wanted:
            is_each_met = False
            message = (
                f"Every attempt is to ask at least {wanted} of the kind {kind}, but the bank and the draw allow "
                f"at most {most}. Write more of them, or ask for fewer."
            )
            yield Problem(message, place=(*at, kind.value))
    if rule and is_each_met and (lacking := questions_lacking(version)):
        message = (
            f"No attempt can ask as many of each of these kinds: the draw has too few places for them all, by "
            f"{lacking}. Ask for fewer, or write questions of these kinds on other objectives."
        )
        yield Problem(message, place=at)


def _about_test_out(version: ModuleVersion) -> Iterator[Problem]:
    rule, at = version.assessment, (*_AT, "test_out")
    if rule.test_out is None:
        return
    if not rule.pass_mark <= rule.test_out <= rule.questions:
        message = (
            f"The test-out asks for {rule.test_out} right. It cannot be easier than the pass mark, {rule.pass_mark}, "
            f"or ask for more than the {rule.questions} questions of an attempt."
        )
        yield Problem(message, place=at)
    if CompletionCondition.ASSESSMENT_PASSED not in version.completion:
        message = "A test-out stands for lessons and assessment, but nobody is asked to pass one. Take it out."
        yield Problem(message, place=at)


def _about_follow_up(version: ModuleVersion) -> Iterator[Problem]:
    rule, at = version.follow_up, ("module", "follow_up")
    if rule is None:
        return
    if list(rule.days) != sorted(set(rule.days)):
        yield Problem("Give the days in their order, each once, such as [3, 14, 60, 180].", place=(*at, "days"))
    lessons = {lesson.id for lesson in version.lessons}
    for number, lesson_id in enumerate(rule.lessons):
        if lesson_id not in lessons:
            message = f"There is no lesson {lesson_id}. The lessons are: {_named(lessons)}."
            yield Problem(message, place=(*at, "lessons", str(number)))


def assessment_problems(version: ModuleVersion) -> Iterator[Problem]:
    """Every fault of the assessment's rules and of the bank they draw from."""
    rule = version.assessment
    faults = list(_of_objectives(version) if version.draws_by_objective else _of_lessons(version))
    yield from faults
    if not faults:
        yield from _about_kinds(version)
    if not 1 <= rule.pass_mark <= rule.questions:
        message = (
            f"The pass mark is {rule.pass_mark}, but {rule.questions} questions are drawn. "
            f"Give a pass mark from 1 to {rule.questions}."
        )
        yield Problem(message, place=(*_AT, "pass_mark"))
    yield from _about_test_out(version)
    yield from _about_follow_up(version)
