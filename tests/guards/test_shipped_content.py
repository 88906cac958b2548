"""The content in the repository is in order, and is the module that PRODUCT.md and the brief describe."""

from collections import Counter

import pytest

from elearning import clock
from elearning.authoring.files import load_module
from elearning.authoring.lint import check_path
from elearning.authoring.markdown import render_screen
from elearning.council import read_council
from elearning.domain.assessment import draw
from elearning.domain.modules import CompletionCondition, Kind, ModuleVersion
from elearning.domain.problems import Severity
from elearning.settings import DEMO_COUNCIL, ROOT

CONTENT, QUIZZES = ROOT / "content" / "modules", ROOT / "quizzes"
CORE = "digital-and-social-media-awareness"


@pytest.fixture(scope="module")
def core() -> ModuleVersion:
    loaded = load_module(CONTENT, QUIZZES, CORE)
    assert loaded.version is not None, "\n".join(map(str, loaded.problems))
    return loaded.version


def test_shipped_content_passes_the_check() -> None:
    errors = [problem for problem in check_path(CONTENT, today=clock.today()) if problem.severity is Severity.ERROR]
    assert errors == [], "\n".join(map(str, errors))


def test_every_folder_of_questions_belongs_to_a_module() -> None:
    modules = {folder.name for folder in CONTENT.iterdir() if folder.is_dir()}
    assert {folder.name for folder in QUIZZES.iterdir() if folder.is_dir()} == modules


BLUEPRINT = {
    "lesson-1": (2, 1, 1, 1, 0, 0, 1), "lesson-2": (5, 1, 1, 1, 1, 1, 0), "lesson-3": (5, 2, 1, 1, 0, 2, 0),
    "lesson-4": (4, 1, 1, 1, 0, 1, 1), "lesson-5": (5, 1, 1, 0, 0, 2, 0), "lesson-6": (4, 1, 0, 1, 1, 0, 1),
    "lesson-7": (4, 2, 1, 0, 1, 1, 0), "lesson-8": (3, 1, 0, 1, 2, 1, 0),
}  # fmt: skip
"""Questions of each lesson by kind, as the brief's table has them (D.4)."""

KINDS = (
    Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.MATCHING, Kind.ORDERING, Kind.SCENARIO, Kind.SHORT_ANSWER
)  # fmt: skip
THRICE = {f"CORE-{id}" for id in ("2.1", "2.2", "3.1", "3.2", "3.4", "4.2", "5.3", "6.1", "6.2", "7.1", "8.2")}


def test_the_bank_is_the_blueprint_of_the_brief(core: ModuleVersion) -> None:
    found = {
        lesson: tuple(sum(q.lesson == lesson and q.kind is kind for q in core.bank) for kind in KINDS)
        for lesson in BLUEPRINT
    }
    assert found == BLUEPRINT
    of_objective = Counter(question.objective for question in core.bank)
    wanted = {id: 3 if id in THRICE else 1 if id == "CORE-8.4" else 2 for id in core.objectives}
    assert dict(of_objective) == wanted


def test_the_core_module_draws_fifteen_of_seventy_and_passes_at_twelve(core: ModuleVersion) -> None:
    assert list(core.assessment.draw.values()) == [1, 2, 3, 2, 2, 2, 2, 1]
    assert core.assessment.pass_mark == 12
    assert (len(core.bank), len(core.objectives)) == (70, 30)
    assert len(draw(core, seed=1)) == 15


def test_the_core_module_has_eight_lessons_and_is_completed_by_all_three_conditions(core: ModuleVersion) -> None:
    assert [lesson.minutes for lesson in core.lessons] == [3, 5, 6, 5, 5, 4, 4, 3]
    assert core.minutes == 44
    assert core.completion == tuple(CompletionCondition)
    assert core.acknowledgement is not None


def test_every_objective_of_the_core_module_is_practised_in_a_knowledge_check(core: ModuleVersion) -> None:
    practised = {check.objective for lesson in core.lessons for check in lesson.checks}
    one_check_alone = {"CORE-8.1", "CORE-8.4"}  # the brief allows lesson 8 one check beside its scenario (D.1)
    assert set(core.objectives) - practised == one_check_alone


def test_the_right_answer_is_not_always_in_the_same_place(core: ModuleVersion) -> None:
    singles = [q for q in (*core.bank, *(c for lesson in core.lessons for c in lesson.checks)) if len(q.keys) == 1]
    places = Counter([option.is_key for option in question.options].index(True) for question in singles)
    assert max(places.values()) <= 0.6 * len(singles), places


def test_every_screen_shows_something_with_every_setting_filled_in(core: ModuleVersion) -> None:
    council = read_council(DEMO_COUNCIL)
    for lesson in core.lessons:
        for screen in lesson.screens:
            blocks = render_screen(screen.markdown, council)
            assert blocks or screen.check, screen.id
            for block in blocks:
                assert "{{" not in block.html
                assert set(block.contacts) <= set(council.contacts)
