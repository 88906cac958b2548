"""Every kind of question in real Chromium, on a phone's width and a desktop's: looked at by axe, taken by keyboard alone."""

from datetime import date

import pytest
from playwright.sync_api import Browser, Page

from elearning.domain.answer_keys import whole_key, wrong_response
from elearning.domain.modules import Kind
from elearning.extensions import db
from elearning.transaction import begin_writing
from tests.acts import Learner
from tests.answering import lists_to_choose
from tests.browser.conftest import Served
from tests.browser.test_every_page import faults
from tests.browser.test_journeys import press_until
from tests.builders import assign, publish
from tests.questions_of_kinds import every_kind

pytestmark = pytest.mark.browser

VERSION = every_kind()
LESSON, ASSESSMENT = "/modules/kinds/lessons/lesson-1", "/modules/kinds/assessment"


def begun(served: Served) -> int:
    """Amina has read the lesson and sits at an open attempt; its id."""
    with served.site.app_context():
        now = begin_writing(db.session)
        module_id = publish(db.session(), VERSION)
        assign(db.session(), module_id=module_id, person_ids=[served.town.ids["amina"]], due_on=date(2030, 1, 1))
        learner = Learner(db.session(), served.town.ids["amina"], VERSION, now)
        learner.read()
        attempt = learner.start()
        db.session.commit()
    return attempt


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_of_any_kind_has_a_fault_that_a_machine_can_find(served: Served, chrome: Browser, width: int) -> None:
    attempt = begun(served)
    addresses = [f"{ASSESSMENT}/{attempt}/check"]
    for place, check in enumerate(VERSION.lessons[0].checks, 1):
        told = ["&".join(f"chosen={said}" for said in given) for given in (whole_key(check), wrong_response(check))]
        addresses += [f"{LESSON}/{place}{query}" for query in ("", "?missing=1", *(f"?{one}" for one in told))]
        addresses += [f"{ASSESSMENT}/{attempt}/{place}{query}" for query in ("", "?missing=1")]
    addresses += [f"{LESSON}/{len(Kind)}?chosen=d1=b"]
    page = served.page(chrome, "amina", viewport={"width": width, "height": 700})
    found = {}
    for address in addresses:
        page.goto(address)
        if wrong := faults(page, width) + page.said:  # type: ignore[attr-defined]
            found[address] = wrong
        page.said.clear()  # type: ignore[attr-defined]
    assert found == {}


def choose(page: Page, index: int, value: str) -> None:
    """Choose an entry of a drop-down list by typing, as its focus allows."""
    press_until(page, f"select#chosen{f'-{index + 1}' if index else ''}")
    for _ in range(12):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} cannot be chosen with the keyboard on {page.url}")


def press_button(page: Page) -> None:
    press_until(page, "main form button")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_every_kind_can_be_answered_rightly_with_the_keyboard_alone_and_no_script(
    served: Served, chrome: Browser
) -> None:
    attempt = begun(served)
    page = served.page(chrome, "amina", java_script_enabled=False, viewport={"width": 320, "height": 700})
    page.goto(f"{ASSESSMENT}/{attempt}/1")
    for _ in range(len(Kind)):
        question = VERSION.question(page.input_value("[name=question_id]"))
        key = whole_key(question)
        if lists := lists_to_choose(question, key):
            labels = page.locator("label").all_inner_texts()
            for index, label in enumerate(labels):
                choose(page, index, lists[label])
        elif question.kind in (Kind.SHORT_ANSWER, Kind.NUMBER):
            press_until(page, "input#chosen")
            page.keyboard.type(key[0])
        for said in () if lists or not key or question.kind in (Kind.SHORT_ANSWER, Kind.NUMBER) else key:
            pick(page, said, many=question.kind is Kind.MULTIPLE)
            if question.kind is Kind.SCENARIO:
                press_button(page)
        press_button(page)
    assert page.locator("h1").inner_text() == "Check your answers"
    assert page.get_by_text("Not answered yet").count() == 0
    press_button(page)
    assert "8 of 8 right" in page.inner_text("main")


def pick(page: Page, value: str, *, many: bool) -> None:
    """Choose one option with the keyboard: check boxes are come to by Tab, radios by arrows."""
    if many:
        press_until(page, f"input[value='{value}']")
        page.keyboard.press("Space")
        return
    press_until(page, "input[name=chosen][type=radio]")
    page.keyboard.press("Space")
    for _ in range(6):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} cannot be chosen with the keyboard on {page.url}")
