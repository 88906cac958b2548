"""The content in the repository is in order, and is the module that PRODUCT.md and the brief describe."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from elearning import clock
from elearning.authoring.coverage import coverage
from elearning.authoring.files import load_module
from elearning.authoring.lint import check_path
from elearning.authoring.markdown import render_screen
from elearning.authoring.schemas import schemas
from elearning.authoring.shelf import shelf
from elearning.authoring.sources import read_sources
from elearning.council import read_council
from elearning.domain.assessment import draw
from elearning.domain.modules import CompletionCondition, Kind, ModuleVersion
from elearning.domain.problems import Severity
from elearning.settings import DEMO_COUNCIL, ROOT
from tests.editors import as_an_editor_reads_it

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


ROLES: dict[str, tuple[int, dict[str, int]]] = {
    "running-a-council-account": (20, {"R1-1": 3, "R1-2": 5, "R1-3": 6, "R1-4": 4, "R1-5": 3, "R1-6": 3}),
    "working-with-children-and-adults-at-risk": (
        20, {"R2-1": 5, "R2-2": 4, "R2-3": 4, "R2-4": 5, "R2-5": 3, "R2-6": 3}
    ),
    "line-managers-and-social-media": (20, {"R3-1": 3, "R3-2": 6, "R3-3": 5, "R3-4": 3, "R3-5": 4, "R3-6": 3}),
    "social-media-ambassadors": (15, {"R4-1": 4, "R4-2": 4, "R4-3": 5, "R4-4": 5, "R4-5": 6}),
}  # fmt: skip
"""Minutes of each role module, and questions of each objective, as the brief's tables have them (D.9)."""
ROLE_KINDS = dict(zip(KINDS, (11, 4, 1, 2, 2, 4, 0), strict=True))


def departures(version: ModuleVersion, minutes: int, of_objective: Mapping[str, int]) -> list[str]:
    """In what a role module is not the one that D.9 describes."""
    rule, bank = version.assessment, version.bank
    kinds = Counter(question.kind for question in bank)
    papers = [draw(version, seed=seed) for seed in range(20)]
    asked = [[version.question(id) for id, _ in one] for one in papers]
    holds = {
        "minutes": version.minutes == minutes,
        "requires the core module": version.requires == (CORE,),
        "questions by kind": kinds == Counter({kind: number for kind, number in ROLE_KINDS.items() if number}),
        "questions by objective": Counter(question.objective for question in bank) == Counter(of_objective),
        "objectives": tuple(version.objectives) == tuple(of_objective),
        "draw of 10, pass at 8": (rule.questions, rule.pass_mark) == (10, 8),
        "every objective in every draw": all({q.objective for q in one} == set(of_objective) for one in asked),
        "two scenarios in every draw": all(sum(q.kind is Kind.SCENARIO for q in one) >= 2 for one in asked),
    }
    return [name for name, is_so in holds.items() if not is_so]


@pytest.mark.parametrize("slug", ROLES)
def test_each_role_bank_is_the_blueprint_of_the_brief(slug: str) -> None:
    loaded = load_module(CONTENT, QUIZZES, slug)
    assert loaded.version is not None, "\n".join(map(str, loaded.problems))
    assert departures(loaded.version, *ROLES[slug]) == []


def test_a_role_bank_that_departs_from_the_blueprint_is_caught() -> None:
    slug = "social-media-ambassadors"
    version = load_module(CONTENT, QUIZZES, slug).version
    assert version is not None
    first = next(q for q in version.bank if q.kind is Kind.SINGLE and q.objective == "R4-1")
    moved = tuple(replace(q, objective="R4-2") if q is first else q for q in version.bank)
    turned = tuple(replace(q, kind=Kind.MULTIPLE) if q is first else q for q in version.bank)
    assert "questions by objective" in departures(replace(version, bank=moved), *ROLES[slug])
    assert "questions by kind" in departures(replace(version, bank=turned), *ROLES[slug])
    easier = replace(version, assessment=replace(version.assessment, pass_mark=7))
    assert departures(easier, *ROLES[slug]) == ["draw of 10, pass at 8"]
    bare = replace(version, assessment=replace(version.assessment, at_least=()))
    assert departures(bare, *ROLES[slug]) == ["two scenarios in every draw"]


def test_every_screen_shows_something_with_every_setting_filled_in(core: ModuleVersion) -> None:
    council = read_council(DEMO_COUNCIL)
    for lesson in core.lessons:
        for screen in lesson.screens:
            blocks = render_screen(screen.markdown, council)
            assert blocks or screen.check, screen.id
            for block in blocks:
                assert "{{" not in block.html
                assert set(block.contacts) <= set(council.contacts)


def test_the_shipped_modules_cover_what_the_founding_report_and_their_objectives_ask() -> None:
    versions = [one.version for one in shelf(CONTENT, today=clock.today()) if one.version]
    found = coverage(versions, read_sources(CONTENT))
    assert len(found.points) > 40
    assert [hole.message for hole in found.holes] == []


def test_the_list_of_sources_is_in_order_and_names_every_module_that_must_teach() -> None:
    sources = read_sources(CONTENT)
    assert sources.problems == ()
    assert {id.partition("-")[0].rstrip("0123456789b") for id in sources.known} == {"FR", "LAW", "CASE", "GP", "S"}
    watched = {id for id, source in sources.known.items() if source.watch}
    assert {"LAW-30", "LAW-35", "S47", "S60"} <= watched


def test_no_scored_question_rests_on_what_may_change() -> None:
    known = read_sources(CONTENT).known
    for one in shelf(CONTENT, today=clock.today()):
        for question in one.version.bank if one.version else ():
            assert [id for id in question.sources if known[id].watch] == [], question.id


def test_the_schemas_for_editors_take_every_shipped_file() -> None:
    shapes = {name: Draft202012Validator(schema) for name, schema in schemas().items()}
    files = [(CONTENT.parent / "sources.yaml", "sources", "")]
    files += [(path, "module", "") for path in CONTENT.glob("*/module.yaml")]
    files += [(path, "lesson", "---\n") for path in CONTENT.glob("*/[0-9][0-9]-*.md")]
    files += [(path, "questions", "") for path in QUIZZES.glob("*/*.yaml")]
    for path, kind, fence in files:
        text = path.read_text(encoding="utf-8")
        value = as_an_editor_reads_it(text.split(fence)[1] if fence else text)
        assert [error.message for error in shapes[f"{kind}.schema.json"].iter_errors(value)] == [], path
