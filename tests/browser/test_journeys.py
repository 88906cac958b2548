"""Journeys in real Chromium: back and forth, on another device, with hostile names, by weight."""

import re

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import insert, select, update

from elearning.extensions import db
from elearning.models.people import PersonName
from elearning.services import audit
from elearning.transaction import begin_writing
from tests.browser.conftest import Served
from tests.browser.keyboard import Keyboard
from tests.browser.test_every_page import MODULE, learn
from tests.builders import LONG_AGO, SYSTEM

pytestmark = pytest.mark.browser


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press a button that leads to another page, and be there: a look before that would be at the page left behind."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def test_the_focus_can_always_be_seen(served: Served, chrome: Browser) -> None:
    keys = Keyboard(served.page(chrome, "amina", viewport={"width": 320, "height": 700}))
    keys.page.goto("/")
    assert len([stop for stop in (keys.tab() for _ in range(25)) if stop]) >= 20


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
