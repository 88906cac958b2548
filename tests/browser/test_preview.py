"""The preview in a real browser: nothing that a machine can find is wrong with its pages, and a save is seen at once."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from elearning.council import read_council
from elearning.settings import DEMO_COUNCIL, Settings
from elearning.web import make_preview
from tests.browser.test_every_page import faults
from tests.unit.authored_module import AuthoredModule

pytestmark = pytest.mark.browser

SCREEN = "/modules/small/lessons/lesson-1/1"
PAGES = ("/", "/modules/small", SCREEN, "/modules/small/lessons/lesson-1/3", "/modules/small/lessons/lesson-1/3?chosen=a",
         "/modules/small/questions/core-1-01", "/modules/small/questions/core-1-01?missing=1",
         "/modules/small/questions/core-1-01?chosen=b", "/modules/small/acknowledgement", "/modules/none")  # fmt: skip


@pytest.fixture
def module(tmp_path: Path) -> AuthoredModule:
    made = AuthoredModule(tmp_path)
    made.change(made.second, "You can post with care.", "[here](https://example.org)")  # a fault to be shown
    return made


@pytest.fixture
def address(module: AuthoredModule) -> Iterator[str]:
    """Where the preview of the module answers."""
    settings = Settings(
        is_demo=False, secret_key="s" * 40, database_url="sqlite:////nowhere/at/all.sqlite3",
        public_url="https://learning.example", council=read_council(DEMO_COUNCIL), content_dir=module.content,
        quizzes_dir=module.quizzes,
    )  # fmt: skip
    server = make_server("127.0.0.1", 0, Flask("later"), threaded=True)
    server.app = make_preview(settings)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def page_at(chrome: Browser, address: str, *, width: int = 1280, scripts: bool = True) -> Page:
    context = chrome.new_context(
        base_url=address, viewport={"width": width, "height": 700}, java_script_enabled=scripts
    )  # fmt: skip
    page = context.new_page()
    page.set_default_timeout(60_000)
    return page


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_of_the_preview_has_a_fault_that_a_machine_can_find(
    chrome: Browser, address: str, module: AuthoredModule, width: int
) -> None:
    page, found = page_at(chrome, address, width=width), {}
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    for where in (*PAGES, "/modules/small/lessons/lesson-2/1"):
        page.goto(where)
        if wrong := faults(page, width):
            found[where] = wrong
    assert found == {}
    assert [text for text in said if "404" not in text] == []


def test_a_page_loads_again_by_itself_when_its_file_is_saved(
    chrome: Browser, address: str, module: AuthoredModule
) -> None:
    page = page_at(chrome, address)
    page.goto(SCREEN)
    module.change(module.lesson, "You can post with care.", "You can post with a smile.")
    page.get_by_text("You can post with a smile.").wait_for()


def test_without_scripts_a_page_is_loaded_again_by_hand_and_a_check_answered(
    chrome: Browser, address: str, module: AuthoredModule
) -> None:
    page = page_at(chrome, address, scripts=False)
    page.goto(SCREEN)
    module.change(module.lesson, "You can post with care.", "You can post with a smile.")
    page.reload()
    assert page.get_by_text("You can post with a smile.").count() == 1
    page.goto("/modules/small/lessons/lesson-1/3")
    page.locator("input[value=a]").check()
    page.get_by_role("button", name="Check my answer").click()
    assert page.get_by_text("Yes. You take a moment.").count() == 1
