"""`content preview`: Efa sees her files as a learner will, with what is wrong in them, and without a database."""

import os
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from elearning.authoring.files import load_module
from elearning.council import read_council
from elearning.domain.answer_keys import whole_key, wrong_response
from elearning.domain.drawing import order_in_lesson
from elearning.domain.responses import to_fields
from elearning.settings import DEMO_COUNCIL, ROOT, Settings
from elearning.web import make_preview
from tests.unit.authored_module import AuthoredModule

CORE = "digital-and-social-media-awareness"
CONTENT, QUIZZES = ROOT / "content" / "modules", ROOT / "quizzes"


def preview_of(content: Path, quizzes: Path) -> Flask:
    """A preview whose database could not be opened."""
    return make_preview(
        Settings(
            is_demo=False, secret_key="s" * 40, database_url="sqlite:////nowhere/at/all.sqlite3",
            public_url="https://learning.example", council=read_council(DEMO_COUNCIL), content_dir=content,
            quizzes_dir=quizzes,
        )
    )  # fmt: skip


@pytest.fixture
def module(tmp_path: Path) -> AuthoredModule:
    return AuthoredModule(tmp_path)


def get(site: Flask, address: str) -> TestResponse:
    return site.test_client().get(address, base_url="http://127.0.0.1:8001", follow_redirects=True)


def test_every_part_of_the_shipped_modules_can_be_previewed() -> None:
    site = preview_of(CONTENT, QUIZZES)
    assert get(site, "/").status_code == 200
    for folder in (path for path in CONTENT.iterdir() if path.is_dir()):
        version = load_module(CONTENT, QUIZZES, folder.name).version
        assert version is not None
        here = f"/modules/{folder.name}"
        pages = [here, *(f"{here}/reference/{page.id}" for page in version.references)]
        pages += [f"{here}/acknowledgement"] * bool(version.acknowledgement)
        pages += [f"{here}/lessons/{one.id}/{n}" for one in version.lessons for n in range(1, len(one.screens) + 1)]
        pages += [f"{here}/questions/{question.id}" for question in version.bank]
        pages += [f"/pictures/{picture.digest}" for picture in version.pictures]
        for page in pages:
            assert get(site, page).status_code == 200, page


def test_each_kind_of_question_of_the_bank_is_answered_and_told_of() -> None:
    site = preview_of(CONTENT, QUIZZES)
    version = load_module(CONTENT, QUIZZES, CORE).version
    assert version is not None
    seen = set()
    for question in version.bank:
        for response, word in ((whole_key(question), "> Right<"), (wrong_response(question), "> Not right<")):
            client, before, answer = site.test_client(), (), None
            for chosen in to_fields(question, order_in_lesson(question), response):
                answer = client.post(
                    f"/modules/{CORE}/questions/{question.id}", data={"chosen": list(chosen), "before": list(before)},
                    base_url="http://127.0.0.1:8001", follow_redirects=True,
                )  # fmt: skip
                before = (*before, *chosen)
            assert answer is not None
            assert word in answer.get_data(as_text=True).replace("\n", " "), question.id
        seen.add(question.kind)
    assert len(seen) >= 7


def test_a_check_is_answered_and_the_lesson_read_on_with_nothing_recorded(module: AuthoredModule) -> None:
    client = preview_of(module.content, module.quizzes).test_client()
    check = "/modules/small/lessons/lesson-1/3"
    told = client.post(f"{check}/check", data={"chosen": "a"}, base_url="http://127.0.0.1:8001", follow_redirects=True)
    assert "Yes. You take a moment." in told.get_data(as_text=True)
    none = client.post(f"{check}/check", base_url="http://127.0.0.1:8001", follow_redirects=True)
    assert "There is a problem" in none.get_data(as_text=True)
    on = client.post("/modules/small/lessons/lesson-1/1/continue", base_url="http://127.0.0.1:8001")
    assert on.headers["Location"].endswith("/modules/small/lessons/lesson-1/2")
    assert "Set-Cookie" not in on.headers


def test_a_saved_file_changes_the_stamp_and_the_page(module: AuthoredModule) -> None:
    site = preview_of(module.content, module.quizzes)
    before = get(site, "/saved").text
    assert get(site, "/saved").text == before
    module.change(module.lesson, "You can post with care.", "You can post with great care.")
    os.utime(module.lesson, ns=(1, 1))
    assert get(site, "/saved").text != before
    page = get(site, "/modules/small/lessons/lesson-1/1").text
    assert "You can post with great care." in page
    assert f'data-stamp="{get(site, "/saved").text}"' in page


def test_a_fault_is_shown_with_file_and_line_on_the_pages_of_its_file(module: AuthoredModule) -> None:
    line = module.change(module.lesson, "You can post with care.", "[here](https://example.org)")
    site = preview_of(module.content, module.quizzes)
    page = get(site, "/modules/small/lessons/lesson-1/1").text
    assert f"01-words.md line {line}: " in page
    assert "does not say where the link goes" in page
    assert "does not say where the link goes" not in get(site, "/modules/small/lessons/lesson-2/1").text


def test_with_an_error_the_module_is_shown_as_it_was_and_said_to_be_old(module: AuthoredModule) -> None:
    site = preview_of(module.content, module.quizzes)
    assert "You can post with care." in get(site, "/modules/small/lessons/lesson-1/1").text
    line = module.change(module.lesson, "You can post with care.", "# Too large")
    page = get(site, "/modules/small/lessons/lesson-1/1").text
    assert "You can post with care." in page
    assert "below is the module as it was before" in page
    assert f"01-words.md line {line}: " in page


def test_a_module_that_never_was_in_order_says_why_and_what_to_mend(module: AuthoredModule) -> None:
    line = module.change(module.lesson, "You can post with care.", "# Too large")
    answer = get(preview_of(module.content, module.quizzes), "/modules/small")
    assert answer.status_code == 404
    assert "before its errors are mended" in answer.text
    assert f"01-words.md line {line}: " in answer.text


def test_the_preview_is_as_closed_as_the_site_and_answers_to_this_machine_alone(module: AuthoredModule) -> None:
    site = preview_of(module.content, module.quizzes)
    policy = get(site, "/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert get(site, "/preview.js").headers["Content-Type"].startswith("text/javascript")
    assert site.test_client().get("/", base_url="http://attacker.example").status_code == 400
    for none in ("/modules/none", "/modules/small/lessons/lesson-1/99", "/modules/small/questions/none", "/pictures/0",
                 "/modules/small/reference/none", "/nonsense", "/modules/small/lessons/none/1"):  # fmt: skip
        assert get(site, none).status_code == 404, none
