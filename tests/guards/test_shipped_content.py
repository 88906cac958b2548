"""The content in the repository is in order, and is the module that PRODUCT.md and the brief describe."""

from collections import Counter

import pytest

from elearning import clock
from elearning.authoring.files import load_module
from elearning.authoring.lint import check_path
from elearning.authoring.markdown import render_screen
from elearning.council import read_council
from elearning.domain.assessment import draw
from elearning.domain.modules import CompletionCondition, ModuleVersion
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


def test_the_core_module_draws_ten_of_at_least_24_and_passes_at_eight(core: ModuleVersion) -> None:
    assert list(core.assessment.draw.values()) == [2, 4, 4]
    assert core.assessment.pass_mark == 8
    assert len(core.bank) >= 24
    assert len(core.objectives) == 11
    assert min(Counter(question.objective for question in core.bank).values()) >= 2
    assert len(draw(core, seed=1)) == 10


def test_the_core_module_has_three_lessons_and_is_completed_by_all_three_conditions(core: ModuleVersion) -> None:
    assert [lesson.minutes for lesson in core.lessons] == [3, 5, 6]
    assert core.completion == tuple(CompletionCondition)
    assert core.acknowledgement is not None


def test_every_objective_of_the_core_module_is_practised_in_a_knowledge_check(core: ModuleVersion) -> None:
    practised = {check.objective for lesson in core.lessons for check in lesson.checks}
    assert {id for id in core.objectives if id not in practised} == set()


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
