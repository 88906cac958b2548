"""Journeys in real Chromium: without JavaScript, with the keyboard alone, back and forth, with hostile names, by weight."""

import re

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import insert, select, update

from elearning.domain.answer_keys import whole_key
from elearning.domain.modules import Kind, Question
from elearning.extensions import db
from elearning.models.people import PersonName
from elearning.services import audit
from elearning.transaction import begin_writing
from tests.answering import lists_to_choose
from tests.browser.conftest import Served
from tests.browser.test_every_page import MODULE, learn
from tests.builders import LONG_AGO, SYSTEM

pytestmark = pytest.mark.browser


def press_until(page: Page, selector: str) -> None:
    """Tab until the element that this selects has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"The keyboard never came to {selector} on {page.url}")


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press a button that leads to another page, and be there: a look before that would be at the page left behind."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def answer_all(page: Page, served: Served) -> None:
    """Answer every question of the open attempt rightly, with the pointer."""
    assert served.town.version is not None
    while page.locator("[name=question_id]").count():
        question = served.town.version.question(page.input_value("[name=question_id]"))
        answer(page, question, whole_key(question))
        press(page, re.compile("Save and continue|^Continue$"))


def answer(page: Page, question: Question, response: tuple[str, ...]) -> None:
    """Fill in one question of whatever kind; a story is taken to its end."""
    lists = lists_to_choose(question, response)
    for label, value in lists.items():
        page.get_by_label(label, exact=True).select_option(value)
    if question.kind in (Kind.SHORT_ANSWER, Kind.NUMBER):
        page.fill("input#chosen", response[0])
        return
    for key in () if lists else response:
        page.check(f"input[name=chosen][value='{key}']")
        if question.kind is Kind.SCENARIO:
            press(page, "Save and continue")


def test_the_whole_way_to_the_certificate_needs_no_javascript(served: Served, chrome: Browser) -> None:
    page = served.page(chrome, "amina", java_script_enabled=False, viewport={"width": 320, "height": 700})
    page.goto("/")
    press(page, "Start: lesson 1")
    while "/lessons/" in page.url:
        press(page, "Continue")
    press(page, "Start the assessment")
    answer_all(page, served)
    for name in ("Submit my answers", "Go on to the policy", "I acknowledge"):
        press(page, name)
    assert page.locator("h1").inner_text() == "Module completed"
    with page.expect_download() as download:
        page.get_by_role("button", name="Download your certificate").click()
    assert download.value.suggested_filename.startswith("certificate-")


def test_a_lesson_and_its_check_can_be_done_with_the_keyboard_alone(served: Served, chrome: Browser) -> None:
    assert served.town.version is not None
    lesson = served.town.version.lessons[0]
    place = next(place for place, screen in enumerate(lesson.screens, 1) if screen.check)
    page = served.page(chrome, "amina", java_script_enabled=False)
    page.goto(f"{MODULE}/lessons/{lesson.id}/1")
    for _ in range(place - 1):
        press_until(page, "main form button")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    press_until(page, "input[name=chosen]")
    page.keyboard.press("Space")
    press_until(page, "main form button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("h1").inner_text().split(":")[0] in ("Correct", "Not quite")


def test_the_focus_can_always_be_seen(served: Served, chrome: Browser) -> None:
    page = served.page(chrome, "amina", viewport={"width": 320, "height": 700})
    page.goto("/")
    for _ in range(25):
        page.keyboard.press("Tab")
        box = page.evaluate("""() => { const e = document.activeElement, s = getComputedStyle(e);
            return e === document.body ? null : [s.outlineStyle, s.boxShadow, s.backgroundColor] }""")
        if box:
            assert box[0] != "none" or box[1] != "none" or box[2] == "rgb(255, 221, 0)", box


def test_back_shows_the_saved_answer_and_never_asks_to_send_again(served: Served, chrome: Browser) -> None:
    attempt = learn(served, "amina", "open")
    page = served.page(chrome, "amina")
    page.goto(f"{MODULE}/assessment/{attempt}/1")
    page.locator("input[name=chosen]").first.check()
    press(page, "Save and continue")
    assert page.title().startswith("Question 2 of 15")
    page.go_back()
    assert page.title().startswith("Question 1 of 15")
    assert page.locator("input[name=chosen]").first.is_checked()


def test_another_browser_stands_where_the_first_one_was(served: Served, chrome: Browser) -> None:
    first = served.page(chrome, "amina")
    first.goto(f"{MODULE}/lessons/lesson-1/1")
    press(first, "Continue")
    second = served.page(chrome, "amina")
    second.goto("/")
    press(second, "Continue: lesson 1")
    assert second.url == first.url


@pytest.mark.parametrize(
    "name",
    ["<script>document.title='x'</script>", "\"><img src=x onerror=alert(1)>", "{{ 7 * 7 }}", "O'Brien & Sons",
     "\u202eevil", "Wolfeschlegelsteinhausenbergerdorff " * 3],
)  # fmt: skip
def test_a_hostile_name_is_shown_as_text_and_nothing_of_it_runs(served: Served, chrome: Browser, name: str) -> None:
    name = name.strip()
    with served.site.app_context():
        now = begin_writing(db.session)
        event = audit.record(db.session(), actor=SYSTEM, action="rename", now=now)
        old = PersonName.person_id == served.town.efa
        db.session.execute(update(PersonName).where(old).values(superseded_at=now, superseded_by=event))
        row = {"person_id": served.town.efa, "name": name, "known_as": name, "true_from": LONG_AGO}
        db.session.execute(insert(PersonName).values(**row, recorded_at=now, recorded_by=event))
        db.session.commit()
    number = learn(served, "efa", "completed")
    page = served.page(chrome, "efa", viewport={"width": 320, "height": 700})
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    for address in ("/account", "/record", f"/certificates/{number}", f"/check/{number}"):
        page.goto(address)
        assert page.title() != "x"
        assert page.said == []  # type: ignore[attr-defined]
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
    assert name in page.locator("main").inner_text().replace("\u00a0", " ")
    with served.site.app_context():
        assert db.session.scalar(select(PersonName.name).where(PersonName.superseded_at.is_(None), old)) == name


def test_a_first_visit_is_light_and_a_further_screen_lighter(served: Served, chrome: Browser) -> None:
    page = served.page(chrome, "amina")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    weights: list[float] = []
    session.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    page.goto("/", wait_until="networkidle")
    first = sum(weights)
    weights.clear()
    page.goto(f"{MODULE}/lessons/lesson-1/1", wait_until="networkidle")
    assert 5_000 < first <= 150_000
    assert 1_000 < sum(weights) <= 30_000
