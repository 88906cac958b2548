"""Every kind of question in real Chromium, on a phone's width and a desktop's: looked at by axe, taken by keyboard alone."""

from datetime import date

import pytest
from playwright.sync_api import Browser

from elearning.domain.answer_keys import whole_key, wrong_response
from elearning.domain.modules import Kind
from elearning.extensions import db
from elearning.transaction import begin_writing
from tests.acts import Learner
from tests.browser.conftest import Served
from tests.browser.keyboard import Keyboard
from tests.browser.test_all_modules import answer_questions, submit
from tests.browser.test_every_page import faults
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


def test_every_kind_can_be_answered_rightly_with_the_keyboard_alone_and_no_script(
    served: Served, chrome: Browser
) -> None:
    attempt = begun(served)
    keys = Keyboard(served.page(chrome, "amina", java_script_enabled=False, viewport={"width": 320, "height": 700}))
    keys.page.goto(f"{ASSESSMENT}/{attempt}/1")
    answer_questions(keys, VERSION)
    assert keys.page.locator("h1").inner_text() == "Check your answers"
    assert keys.page.get_by_text("Not answered yet").count() == 0
    submit(keys)
    assert "8 of 8 right" in keys.page.inner_text("main")
