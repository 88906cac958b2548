"""What `content check` says beyond a module's own files: its sources, its plan, how it reads; and what is covered."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from elearning.authoring.coverage import coverage
from elearning.authoring.coverage_tables import as_markdown, as_plain
from elearning.authoring.files import load_module
from elearning.authoring.lint import check_path
from elearning.authoring.reading_age import reading_age, syllables
from elearning.authoring.schemas import schemas
from elearning.authoring.shelf import shelf
from elearning.authoring.sources import read_sources
from elearning.domain.modules import Kind
from elearning.domain.problems import Problem, Severity
from tests.editors import as_an_editor_reads_it
from tests.unit.authored_module import AuthoredModule

TODAY = date(2026, 11, 22)
SOURCES = """\
modules: {core: small}
sources:
  FR-2: {title: What it is, status: checked, taught_in: [core/lesson-1]}
  FR-8: {title: Four words, status: checked, taught_in: [core]}
  FR-8a: {title: The first word, status: checked, taught_in: [core/lesson-2]}
  S01: {title: The report, status: checked}
  GP-01: {title: A habit, status: unverified}
  LAW-30: {title: An announcement, status: checked, watch: W2}
  LAW-09: {title: A duty, status: checked, watch_part: W1}
"""


@pytest.fixture
def module(tmp_path: Path) -> AuthoredModule:
    made = AuthoredModule(tmp_path)
    (made.content.parent / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    return made


def told(module: AuthoredModule, words: str) -> list[tuple[str, int, Severity]]:
    found = [problem for problem in check_path(module.folder, today=TODAY) if words in problem.message]
    return [(Path(problem.path).name, problem.line, problem.severity) for problem in found]


def test_a_module_whose_sources_are_known_brings_no_word(module: AuthoredModule) -> None:
    assert check_path(module.folder, today=TODAY) == []


@pytest.mark.parametrize("file", ["lesson", "final", "checks"])
def test_a_source_that_is_not_known_is_an_error_at_its_line_with_the_nearest(module: AuthoredModule, file: str) -> None:
    path: Path = getattr(module, file)
    old = "[FR-2, S01]" if file == "lesson" else "[FR-8]"
    line = module.change(path, old, "[FR-88]")
    assert told(module, "FR-88 is no known source. Did you mean FR-8") == [(path.name, line, Severity.ERROR)]


WATCHED = [
    ("final", "status: checked", "checked", "no scored question may rest"),
    ("final", "status: checked", "unverified", "no scored question may rest"),
    ("checks", "status: checked", "checked", "nothing checked rests"),
    ("lesson", "status: checked", "checked", "cannot be checked"),
]


@pytest.mark.parametrize(("file", "old", "status", "words"), WATCHED)
def test_what_may_change_carries_no_score_and_no_mark_of_being_checked(
    module: AuthoredModule, file: str, old: str, status: str, words: str
) -> None:
    path: Path = getattr(module, file)
    module.change(path, old, f"status: {status}")
    line = module.change(path, "[FR-2, S01]" if file == "lesson" else "[FR-8]", "[S01, LAW-30]")
    assert told(module, words) == [(path.name, line, Severity.ERROR)]


@pytest.mark.parametrize("file", ["checks", "lesson"])
def test_what_may_change_can_be_taught_unverified(module: AuthoredModule, file: str) -> None:
    path: Path = getattr(module, file)
    module.change(path, "[FR-2, S01]" if file == "lesson" else "[FR-8]", "[FR-2, S01, LAW-30]")
    module.change(path, "status: checked", "status: unverified")
    assert told(module, "watch list") == []


def test_a_fact_of_which_only_a_part_may_change_can_carry_a_score(module: AuthoredModule) -> None:
    module.change(module.final, "[FR-8]", "[LAW-09]")
    assert told(module, "LAW-09") == []


def test_a_question_said_to_be_checked_whose_sources_nobody_read_is_warned_of(module: AuthoredModule) -> None:
    line = module.change(module.final, "[FR-8]", "[GP-01]")
    assert told(module, "nobody has read any of its sources") == [("final.yaml", line, Severity.WARNING)]
    module.change(module.final, "[GP-01]", "[GP-01, S01]")
    assert told(module, "nobody has read") == []


def test_a_fault_in_the_list_of_sources_is_told_with_its_own_line_and_keeps_modules_back(
    module: AuthoredModule,
) -> None:
    path = module.content.parent / "sources.yaml"
    line = module.change(path, "status: unverified", "status: believed")
    assert told(module, "status is 'believed'") == [("sources.yaml", line, Severity.ERROR)]
    assert load_module(module.content, module.quizzes, "small").version is None


PLAN = """
blueprint:
  bank: {single: 6}
  lessons:
    lesson-1: {single: 4}
    lesson-2: {single: 2}
  objectives: {CORE-1.1: 2, CORE-1.2: 2, CORE-2.1: 2}
"""
PLANS = [
    ("bank: {single: 6}", "bank: {single: 7}", "plans 7 single for the bank, but there are 6. Write more"),
    ("lesson-1: {single: 4}", "lesson-1: {single: 3}", "plans 3 single for lesson-1, but there are 4. Take some out"),
    ("lesson-1: {single: 4}", "lesson-1: {single: 4, number: 1}", "plans 1 number for lesson-1, but there are 0"),
    ("lesson-2: {single: 2}", "lesson-3: {single: 2}", "plans 2 single for lesson-3, but there are 0"),
    ("CORE-1.1: 2", "CORE-1.1: 3", "plans 3 questions on CORE-1.1, but there are 2"),
]


@pytest.mark.parametrize(("old", "new", "words"), PLANS)
def test_a_bank_that_is_not_as_planned_is_an_error_where_it_was_planned(
    module: AuthoredModule, old: str, new: str, words: str
) -> None:
    module.module.write_text(module.module.read_text() + PLAN)
    assert check_path(module.folder, today=TODAY) == []
    line = module.change(module.module, old, new)
    assert told(module, words) == [("module.yaml", line, Severity.ERROR)]


def test_a_plan_is_no_part_of_what_learners_meet(module: AuthoredModule) -> None:
    before = load_module(module.content, module.quizzes, "small").version
    module.module.write_text(module.module.read_text() + PLAN)
    assert load_module(module.content, module.quizzes, "small").version == before


HARD = (
    "Organisational communications necessitate comprehensive consideration of confidentiality, accessibility and "
    "proportionality. Unauthorised publication of identifiable information occasionally constitutes misconduct, "
    "notwithstanding subsequent deletion."
)


def test_a_screen_or_a_stem_that_is_hard_to_read_is_warned_of_with_its_age(module: AuthoredModule) -> None:
    line = module.change(module.second, "You can post with care.", HARD)
    in_final = module.change(module.final, "What do you do first in core-1-01?", HARD)
    found = told(module, "11 or younger is easy for all")
    assert found == [("02-hats.md", line, Severity.WARNING), ("final.yaml", in_final, Severity.WARNING)]


def test_a_long_screen_is_warned_of(module: AuthoredModule) -> None:
    line = module.change(module.lesson, "You can post with care.", "Stop and think. " * 41)
    assert told(module, "Split it: 120 are read in a minute") == [("01-words.md", line, Severity.WARNING)]


WORDS = {
    "council": 2, "safe": 1, "people": 2, "media": 3, "social": 2, "appropriate": 4, "communications": 5, "idea": 3,
    "create": 2, "wanted": 2, "posted": 2, "shared": 1, "table": 2, "manager": 3, "quiet": 2, "the": 1, "radio": 3,
    "question": 2, "station": 2, "audience": 3, "council’s": 2, "e": 1,
}  # fmt: skip


@pytest.mark.parametrize(("word", "count"), WORDS.items())
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_reading_age_tells_easy_from_hard_and_says_nothing_of_a_few_words() -> None:
    easy = "You can share a post. Stop and think first. Ask who it may hurt. If you do not know, ask your manager."
    assert (reading_age(easy) or 99) <= 8
    assert (reading_age(HARD) or 0) >= 18
    assert reading_age("Safe, appropriate, purposeful, legal.") is None


@given(st.text(max_size=300))
def test_no_text_raises(text: str) -> None:
    age = reading_age(text)
    assert age is None or age >= 5


def covered(module: AuthoredModule, **only: str) -> list[str]:
    versions = [one.version for one in shelf(module.content, today=TODAY) if one.version]
    return [hole.message for hole in coverage(versions, read_sources(module.content), **only).holes]


def test_a_reference_without_a_letter_stands_for_every_point_under_its_number(module: AuthoredModule) -> None:
    assert covered(module) == []


def test_a_point_that_nobody_teaches_where_it_must_be_is_a_hole(module: AuthoredModule) -> None:
    module.change(module.lesson, "[FR-2, S01]", "[S01]")
    assert covered(module) == ["FR-2 (What it is) is not taught in lesson-1 of small. Teach it there and cite it."]
    assert covered(module, only="small") != []


def test_a_module_that_is_not_there_is_a_hole_of_all_and_not_of_another(module: AuthoredModule) -> None:
    path = module.content.parent / "sources.yaml"
    module.change(path, "modules: {core: small}", "modules: {core: small, R1: other}")
    module.change(path, "taught_in: [core]", "taught_in: [core, R1]")
    assert covered(module) == [
        "FR-8 (Four words) belongs in other, which is not among the files. Write it."
    ]  # fmt: skip
    assert covered(module, only="small") == []


def test_the_tables_say_the_same_as_markdown_and_as_values(module: AuthoredModule) -> None:
    versions = [one.version for one in shelf(module.content, today=TODAY) if one.version]
    found = coverage(versions, read_sources(module.content))
    plain, text = as_plain(found), as_markdown(found)
    assert [point["id"] for point in plain["points"]] == ["FR-2", "FR-8", "FR-8a"]
    asked = {one["id"]: (one["questions"], one["kinds"][Kind.SINGLE], one["checks"]) for one in plain["objectives"]}
    assert asked == {"CORE-1.1": (2, 2, 1), "CORE-1.2": (2, 2, 1), "CORE-2.1": (2, 2, 0)}
    assert "| small | CORE-1.1 | lesson-1 | 1 | 2 | 2 |" in text
    assert "| FR-8a | The first word |" in text
    assert text.endswith("## Holes\n\nNone.\n")


def faults(name: str, text: str) -> list[str]:
    schema = schemas()[name]
    Draft202012Validator.check_schema(schema)
    return [error.message for error in Draft202012Validator(schema).iter_errors(as_an_editor_reads_it(text))]


def test_the_schemas_take_the_files_of_a_module_and_refuse_a_wrong_key(module: AuthoredModule) -> None:
    module.module.write_text(module.module.read_text() + PLAN)
    front = module.lesson.read_text().split("---\n")[1]
    files = {
        "module.schema.json": module.module.read_text(), "lesson.schema.json": front,
        "questions.schema.json": module.final.read_text(), "sources.schema.json": SOURCES,
    }  # fmt: skip
    for name, text in files.items():
        assert faults(name, text) == [], name
        assert faults(name, text.replace("title:", "tilte:").replace("stem:", "stern:")) != [], name


def test_a_fault_that_a_schema_finds_is_one_for_content_check_too(module: AuthoredModule) -> None:
    module.change(module.final, "kind: single", "kind: riddle")
    assert faults("questions.schema.json", module.final.read_text()) != []
    errors = [one for one in check_path(module.folder, today=TODAY) if isinstance(one, Problem)]
    assert any("riddle" in one.message for one in errors)
