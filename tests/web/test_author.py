"""Efa's workshop: what her files hold, what is wrong in them and where, and what they cover."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from elearning import create_app
from elearning.extensions import db
from tests.builders import Town
from tests.conftest import settings_for
from tests.guards.visiting import visitor
from tests.unit.authored_module import AuthoredModule
from tests.web.browsing import HTML, Browser, words

SOURCES = """\
sources:
  FR-2: {title: What it is, status: checked, taught_in: [small/lesson-1]}
  FR-8: {title: Four words, status: checked, taught_in: [small, elsewhere]}
  S01: {title: The report, status: checked}
"""


@pytest.fixture
def module(tmp_path: Path) -> AuthoredModule:
    made = AuthoredModule(tmp_path)
    (made.content.parent / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    return made


@pytest.fixture
def site(database_url: str, module: AuthoredModule) -> Iterator[Flask]:
    """The site on the files of one small module."""
    site = create_app(settings_for(database_url, content_dir=module.content, quizzes_dir=module.quizzes))
    site.testing = True
    yield site
    with site.app_context():
        db.engine.dispose()


def browser_of(site: Flask, person_id: int) -> Browser:
    browser = Browser(site)
    browser.client = visitor(site, person_id)
    return browser


@pytest.fixture
def efa(site: Flask, town: Town) -> Browser:
    return browser_of(site, town.efa)


def test_authors_alone_find_the_workshop_in_the_menu(site: Flask, town: Town, efa: Browser) -> None:
    assert "Author" in [words(link) for link in efa.go("/").all("a")]
    assert "Author" not in [words(link) for link in browser_of(site, town.carys).go("/").all("a")]


def test_the_first_page_says_what_each_module_holds_and_whether_it_can_be_published(
    efa: Browser, module: AuthoredModule
) -> None:
    page = efa.go("/author")
    assert page.heading == "Modules in the files"
    assert "Small module" in page.main
    assert "2 lessons and 6 questions for the final assessment" in page.main
    assert "Can be published Yes" in page.main
    module.change(module.lesson, "You can post with care.", "# Too large")
    page = efa.go("/author")
    assert "Can be published No: 1 error first" in page.main
    assert "/author/check?module=small" in [link.get("href") for link in page.all("a")]


def test_with_no_files_the_workshop_says_how_to_begin(efa: Browser, module: AuthoredModule, tmp_path: Path) -> None:
    module.content.rename(tmp_path / "elsewhere")
    assert "There are no modules yet." in efa.go("/author").main
    assert efa.go("/author/check").heading == "0 errors and 0 warnings in the files"
    assert "There are none yet." in efa.go("/author/coverage").main


def test_the_check_lists_the_same_as_the_command_by_file_with_lines_and_counts(
    efa: Browser, module: AuthoredModule
) -> None:
    assert "Everything is in order." in efa.go("/author/check").main
    large = module.change(module.lesson, "You can post with care.", "# Too large")
    vague = module.change(module.second, "You can post with care.", "[here](https://example.org)")
    page = efa.go("/author/check")
    assert page.heading == "1 error and 1 warning in the files"
    files = [words(heading) for heading in page.all("h2")]
    assert [Path(name).name for name in files if name.endswith(".md")] == ["01-words.md", "02-hats.md"]
    assert f"Line {large} Error A heading within a screen has three hashes or more." in page.main
    assert f"Line {vague} Warning “here” does not say where the link goes. Name the page." in page.main


def test_the_check_can_be_narrowed_to_a_module_and_a_kind(efa: Browser, module: AuthoredModule) -> None:
    module.change(module.lesson, "You can post with care.", "# Too large")
    module.change(module.second, "You can post with care.", "[here](https://example.org)")
    errors = efa.go("/author/check?module=small&kind=error")
    assert "does not say where" not in errors.main
    assert "three hashes or more" in errors.main
    assert [option.get("value") for option in errors.all("option") if "selected" in option.attrib] == ["small", "error"]
    assert "three hashes or more" not in efa.go("/author/check?kind=warning").main
    assert efa.go("/author/check?module=none").status == 404
    assert efa.go("/author/check?kind=none").status == 404


def test_what_an_author_writes_is_shown_and_never_run(efa: Browser, module: AuthoredModule) -> None:
    module.change(module.module, "title: Small module", "title: <script>alert(1)</script>")
    module.change(module.lesson, "You can post with care.", "[x](<script>)")
    for address in ("/author", "/author/check", "/author/coverage"):
        main = efa.go(address).all("main")[0]
        assert [element.tag for element in main.iter() if element.tag == HTML + "script"] == [], address


def test_the_coverage_names_every_hole_and_counts_questions_by_kind(efa: Browser, module: AuthoredModule) -> None:
    page = efa.go("/author/coverage")
    assert "1 hole" in [words(heading) for heading in page.all("h2")]
    assert "FR-8 (Four words) belongs in elsewhere, which is not among the files. Write it." in page.main
    rows = {cells[0]: cells[1:] for cells in ([words(cell) for cell in row] for row in page.all("tr"))}
    assert rows["FR-2"] == ["What it is", "small/lesson-1, small/lesson-2", "Covered"]
    assert rows["FR-8"][-1] == "Hole"
    assert rows["CORE-1.1"] == ["name the four words", "lesson-1", "1", "2", *["0"] * 7, "2"]
    assert "No hole" in [words(heading) for heading in efa.go("/author/coverage?module=small").all("h2")]
    assert efa.go("/author/coverage?module=none").status == 404


def test_a_module_that_cannot_be_read_is_left_out_of_the_coverage_and_named(
    efa: Browser, module: AuthoredModule
) -> None:
    module.change(module.lesson, "You can post with care.", "# Too large")
    page = efa.go("/author/coverage")
    assert "small is left out, because its files hold errors." in page.main
