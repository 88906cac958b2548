"""What is wrong with a module version, as far as its values tell. Files, lines and prose are `authoring`'s affair."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from elearning.domain.assessment_problems import assessment_problems
from elearning.domain.beside_lessons import Reference
from elearning.domain.compliance import Basis
from elearning.domain.modules import CompletionCondition, Lesson, ModuleVersion
from elearning.domain.problems import Place, Problem
from elearning.domain.question_problems import question_problems

_SHORTEST_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def shortest_days(months: int) -> int:
    """The fewest days that so many months can have, whenever they begin."""
    years, rest = divmod(months, 12)
    around = _SHORTEST_MONTHS * 2
    return 365 * years + min(sum(around[start : start + rest]) for start in range(12))


def _named(ids: Iterable[str]) -> str:
    return ", ".join(sorted(ids)) or "none"


def _twice(ids: Iterable[str], place: Callable[[str], Place], what: str) -> Iterator[Problem]:
    for repeated, times in Counter(ids).items():
        for again in range(2, times + 1):
            message = f"There are two {what} with the id {repeated}. Give one of them another id."
            yield Problem(message, place=(*place(repeated), str(again)))


def _about_settings(texts: Mapping[Place, str]) -> Iterator[Problem]:
    for place, text in texts.items():
        if "{{" in text:
            message = (
                "A local setting cannot be named here, only in the text of a lesson and in the acknowledgement. "
                "Write it without one."
            )
            yield Problem(message, place=place)


def _about_validity(version: ModuleVersion) -> Iterator[Problem]:
    rule = version.validity
    place: Place = ("module", "validity")
    is_fixed = rule.basis is Basis.FIXED_DAY
    if is_fixed and (rule.fixed_day is None or rule.minimum_months is None):
        yield Problem("The basis fixed_day needs fixed_day and minimum_months as well. Add them.", place=place)
        return
    if not is_fixed and (rule.fixed_day is not None or rule.minimum_months is not None):
        message = f"fixed_day and minimum_months mean nothing with the basis {rule.basis}. Take them out."
        yield Problem(message, place=place)
    if rule.fixed_day is not None and not _is_day(*rule.fixed_day):
        month, day = rule.fixed_day
        message = f'There is no day {month:02}-{day:02}. Give month and day, such as "03-31".'
        yield Problem(message, place=(*place, "fixed_day"))
    months = rule.minimum_months if is_fixed and rule.minimum_months is not None else rule.months
    if rule.window_days >= shortest_days(months):
        message = (
            f"The renewal window of {rule.window_days} days is as long as the shortest validity, "
            f"{months} months. Make the window shorter or the validity longer (RULE-13)."
        )
        yield Problem(message, place=(*place, "window_days"))


def _is_day(month: int, day: int) -> bool:
    try:
        date(2024, month, day)  # a leap year: 29 February stands for the last of February (RULE-13)
    except ValueError:
        return False
    return True


def _about_completion(version: ModuleVersion) -> Iterator[Problem]:
    place: Place = ("module", "completion")
    if not version.completion:
        yield Problem("Nothing completes this module. Name at least one condition.", place=place)
    if len(set(version.completion)) < len(version.completion):
        yield Problem("A condition is named twice. Take one out.", place=place)
    wanted = CompletionCondition.POLICY_ACKNOWLEDGED in version.completion
    if wanted and version.acknowledgement is None:
        message = "policy_acknowledged needs an acknowledgement with its title and statements. Add it."
        yield Problem(message, place=place)
    if not wanted and version.acknowledgement is not None:
        message = (
            "There is an acknowledgement that nothing asks for. Add policy_acknowledged to completion, or remove it."
        )
        yield Problem(message, place=("module", "acknowledgement"))


def _about_requirements(version: ModuleVersion) -> Iterator[Problem]:
    place: Place = ("module", "requires")
    if version.slug in version.requires:
        yield Problem("A module cannot be completed before itself. Take it out.", place=place)
    if len(set(version.requires)) < len(version.requires):
        yield Problem("A module is named twice. Take one out.", place=place)


def _about_objectives(version: ModuleVersion) -> Iterator[Problem]:
    teaching = Counter(objective for lesson in version.lessons for objective in set(lesson.objectives))
    asking = Counter(question.objective for question in version.bank)
    for objective in version.objectives:
        place: Place = ("module", "objectives", objective)
        if teaching[objective] != 1:
            times = "no lesson" if not teaching[objective] else f"{teaching[objective]} lessons"
            message = f"Objective {objective} is taught by {times}. List it in the front matter of exactly one."
            yield Problem(message, place=place)
        if not asking[objective]:
            message = f"No question in the bank asks for objective {objective}. Write one in final.yaml."
            yield Problem(message, place=place)


def _about_bank(version: ModuleVersion) -> Iterator[Problem]:
    lessons = {lesson.id: lesson for lesson in version.lessons}
    for question in version.bank:
        lesson = lessons.get(question.lesson)
        if lesson is None:
            message = f"There is no lesson {question.lesson}. The lessons are: {_named(lessons)}."
            yield Problem(message, place=("question", question.id, "lesson"))
        elif question.objective not in lesson.objectives:
            message = (
                f"Objective {question.objective} is not one of {lesson.id}, which has {_named(lesson.objectives)}. "
                "Correct the objective or the lesson."
            )
            yield Problem(message, place=("question", question.id, "objective"))


def _about_checks(lesson: Lesson, objectives: Mapping[str, str]) -> Iterator[Problem]:
    known = {check.id for check in lesson.checks}
    used = Counter(screen.check for screen in lesson.screens if screen.check)
    for screen in lesson.screens:
        place: Place = ("screen", lesson.id, screen.id, "check")
        if screen.check and screen.check not in known:
            message = (
                f"There is no knowledge check {screen.check} in the questions of {lesson.id}, "
                f"which has {_named(known)}. Correct the id or write the question."
            )
            yield Problem(message, place=place)
        elif screen.check and used[screen.check] > 1:
            yield Problem(f"Knowledge check {screen.check} stands on two screens. Keep one.", place=place)
    for check in lesson.checks:
        if check.id not in used:
            message = f"No screen of {lesson.id} shows this check. Put :::check {check.id} on one, or remove it."
            yield Problem(message, place=("question", check.id))
        if check.lesson != lesson.id:
            message = f"This is a knowledge check of {lesson.id}, but it says lesson {check.lesson}. Correct it."
            yield Problem(message, place=("question", check.id, "lesson"))
        if check.objective not in objectives:
            message = f"There is no objective {check.objective}. The objectives are: {_named(objectives)}."
            yield Problem(message, place=("question", check.id, "objective"))


def _about_lesson(lesson: Lesson, objectives: Mapping[str, str]) -> Iterator[Problem]:
    place: Place = ("lesson", lesson.id)
    for objective in lesson.objectives:
        if objective not in objectives:
            message = f"There is no objective {objective}. The objectives are: {_named(objectives)}."
            yield Problem(message, place=(*place, "objectives"))
    if not lesson.screens:
        yield Problem("The lesson has no screen. Begin one with a line such as ## Title {#id}.", place=place)
    for screen in lesson.screens:
        if not screen.markdown and not screen.check:
            message = "There is nothing on this screen. Write its text, or remove it."
            yield Problem(message, place=("screen", lesson.id, screen.id))
    yield from _twice((screen.id for screen in lesson.screens), lambda id: ("screen", lesson.id, id), "screens")
    yield from _about_checks(lesson, objectives)


def _about_reference(page: Reference) -> Iterator[Problem]:
    if not page.sections:
        message = "The page has no section. Begin one with a line such as ## Title {#id}."
        yield Problem(message, place=("reference", page.id))
    for section in page.sections:
        if not section.markdown:
            message = "There is nothing in this section. Write its text, or remove it."
            yield Problem(message, place=("section", page.id, section.id))
    yield from _twice((part.id for part in page.sections), lambda id: ("section", page.id, id), "sections")


def _without_settings(version: ModuleVersion) -> dict[Place, str]:
    texts: dict[Place, str] = {("module", "title"): version.title, ("module", "summary"): version.summary}
    texts |= {("module", "objectives", id): text for id, text in version.objectives.items()}
    for lesson in version.lessons:
        texts["lesson", lesson.id, "title"] = lesson.title
        texts |= {("screen", lesson.id, screen.id): screen.title for screen in lesson.screens}
    for page in version.references:
        texts |= {("reference", page.id, "title"): page.title, ("reference", page.id, "summary"): page.summary}
        texts |= {("section", page.id, section.id): section.title for section in page.sections}
    return texts


def problems_in(version: ModuleVersion) -> tuple[Problem, ...]:
    """Everything that a version's values break, each with the place it is about; empty when it may be published."""
    questions = [*(check for lesson in version.lessons for check in lesson.checks), *version.bank]
    found = [
        *_about_validity(version),
        *_about_completion(version),
        *_about_requirements(version),
        *assessment_problems(version),
        *_about_objectives(version),
        *_about_settings(_without_settings(version)),
        *_twice((lesson.id for lesson in version.lessons), lambda id: ("lesson", id), "lessons"),
        *_twice((question.id for question in questions), lambda id: ("question", id), "questions"),
        *(problem for lesson in version.lessons for problem in _about_lesson(lesson, version.objectives)),
        *_about_bank(version),
        *(problem for page in version.references for problem in _about_reference(page)),
        *(problem for question in questions for problem in question_problems(question)),
    ]
    if not version.lessons:
        found.append(Problem("The module has no lesson. Write one in 01-title.md.", place=("module",)))
    return tuple(found)
