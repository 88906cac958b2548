"""The time that a lesson takes at the brief's pace: told where it is more than the lesson says, however short that is."""

from datetime import date
from pathlib import Path

import pytest

from elearning.authoring.files import load_module
from elearning.authoring.lint import check_path
from elearning.authoring.pace import MINUTES_A_QUESTION, WORDS_A_MINUTE, minutes_of
from elearning.domain.modules import Kind
from elearning.settings import ROOT
from tests.unit.authored_module import AuthoredModule, question
from tests.unit.test_authoring_kinds import of_kind

TODAY = date(2026, 11, 22)
SLUGS = sorted(folder.name for folder in (ROOT / "content" / "modules").iterdir() if (folder / "module.yaml").exists())
STORY = 2 + (6 + 2 + (4 + 2) / 2) + (4 + 3 + (2 + 3 + 3) / 2)
"""Words: what is asked, the choices, and one consequence of each decision."""
SINGLE = 7 + 3 + (5 + 6 + 6) / 3


@pytest.fixture
def module(tmp_path: Path) -> AuthoredModule:
    return AuthoredModule(tmp_path)


def said(module: AuthoredModule, part: str) -> list[tuple[str, int]]:
    problems = check_path(module.folder, today=TODAY)
    return [(Path(each.path).name, each.line) for each in problems if part in each.message]


def lesson_of(minutes: int, words: int, module: AuthoredModule) -> None:
    """Lesson 1 says these minutes and has this many words more to read."""
    module.change(module.lesson, "minutes: 3", f"minutes: {minutes}")
    more = " ".join(["Stop and think now."] * (words // 4))
    module.change(module.lesson, "You can post with care.", f"You can post with care. {more}")


@pytest.mark.parametrize(
    ("minutes", "fits", "too_many"), [(1, 80, 140), (2, 200, 260), (7, 800, 860), (12, 1380, 1460)]
)
def test_a_lesson_of_any_length_is_told_when_it_takes_longer_than_it_says(
    tmp_path: Path, minutes: int, fits: int, too_many: int
) -> None:
    short, long = AuthoredModule(tmp_path / "short"), AuthoredModule(tmp_path / "long")
    lesson_of(minutes, fits, short)
    lesson_of(minutes, too_many, long)
    assert said(short, "half a minute a question") == []
    assert said(long, f"but it says {minutes}. Cut some") == [("01-words.md", 4)]


def test_lessons_that_are_each_a_little_over_are_told_together(module: AuthoredModule) -> None:
    lesson_of(1, 80, module)
    module.change(module.second, "minutes: 3", "minutes: 1")
    assert said(module, "The lessons take") == []
    module.change(module.second, "You can post with care.", " ".join(["Stop and think now."] * 20))
    assert said(module, "half a minute a question") == []
    assert said(module, "The lessons take 2.7 minutes together, but say 2") == [("module.yaml", 3)]


def test_a_story_takes_what_its_words_take_and_any_other_question_half_a_minute(module: AuthoredModule) -> None:
    before = load_module(module.content, module.quizzes, "small").version
    story = of_kind(Kind.SCENARIO).replace("core-1-01", "lesson-1-check-1")
    module.checks.write_text("questions:\n" + story, encoding="utf-8")
    after = load_module(module.content, module.quizzes, "small").version
    assert before is not None and after is not None
    taken = minutes_of(after.lessons[0]) - minutes_of(before.lessons[0])
    assert taken == pytest.approx(STORY / WORDS_A_MINUTE - MINUTES_A_QUESTION)


@pytest.mark.parametrize(
    ("story", "words"),
    [
        (question("lesson-1-scenario", "lesson-1", "CORE-1.1"), SINGLE),
        (of_kind(Kind.SCENARIO).replace("core-1-01", "lesson-1-scenario"), STORY),
    ],
)
def test_the_scenario_of_a_lesson_takes_its_words_and_half_a_minute_to_decide(
    module: AuthoredModule, story: str, words: float
) -> None:
    before = load_module(module.content, module.quizzes, "small").version
    module.checks.write_text("questions:\n" + story, encoding="utf-8")
    module.change(module.lesson, "lesson-1-check-1", "lesson-1-scenario")
    after = load_module(module.content, module.quizzes, "small").version
    assert before is not None and after is not None
    assert minutes_of(after.lessons[0]) - minutes_of(before.lessons[0]) == pytest.approx(words / WORDS_A_MINUTE)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_modules_of_the_site_take_the_minutes_that_they_say(slug: str) -> None:
    version = load_module(ROOT / "content" / "modules", ROOT / "quizzes", slug).version
    assert version is not None
    assert sum(map(minutes_of, version.lessons)) <= 1.1 * sum(lesson.minutes for lesson in version.lessons)
    assert [lesson.id for lesson in version.lessons if minutes_of(lesson) > lesson.minutes + 0.5] == []
