"""The plan of a bank that an author may state in module.yaml, held against the questions that there are (brief D.4)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from elearning.authoring.shapes import BlueprintShape
from elearning.domain.modules import Kind, Question
from elearning.domain.problems import Place, Problem


def _differing(planned: Mapping[Kind, int], found: Counter[Kind], whose: str, place: Place) -> Iterator[Problem]:
    for kind in Kind:
        wanted, there = planned.get(kind, 0), found[kind]
        if wanted != there:
            at = (*place, kind.value) if kind in planned else place
            yield Problem(
                f"The blueprint plans {wanted} {kind.value} for {whose}, but there are {there}. "
                f"{'Write more' if there < wanted else 'Take some out'}, or correct the plan.",
                place=at,
            )


def _of_objectives(planned: Mapping[str, int], questions: Sequence[Question], place: Place) -> Iterator[Problem]:
    found = Counter(question.objective for question in questions)
    for objective in sorted(planned.keys() | found.keys()):
        wanted, there = planned.get(objective, 0), found[objective]
        if wanted != there:
            yield Problem(
                f"The blueprint plans {wanted} questions on {objective}, but there are {there}. "
                f"{'Write more' if there < wanted else 'Take some out'}, or correct the plan.",
                place=(*place, objective),
            )


def blueprint_problems(planned: BlueprintShape | None, questions: Sequence[Question]) -> Iterator[Problem]:
    """Every total that is not as planned; nothing where there is no plan."""
    if planned is None:
        return
    place: Place = ("module", "blueprint")
    if planned.bank is not None:
        kinds = Counter(question.kind for question in questions)
        yield from _differing(planned.bank, kinds, "the bank", (*place, "bank"))
    if planned.lessons is not None:
        lessons = {question.lesson for question in questions} | planned.lessons.keys()
        for lesson in sorted(lessons):
            kinds = Counter(question.kind for question in questions if question.lesson == lesson)
            yield from _differing(planned.lessons.get(lesson, {}), kinds, lesson, (*place, "lessons", lesson))
    if planned.objectives is not None:
        yield from _of_objectives(planned.objectives, questions, (*place, "objectives"))
