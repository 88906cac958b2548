"""Carys's pages of figures and lists in Chromium: no fault at either width, and from a figure to a person by keyboard."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Served
from tests.browser.test_every_page import faults
from tests.web import council

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_of_figures_has_a_fault_that_a_machine_can_find(served: Served, chrome: Browser, width: int) -> None:
    ids = council.settle(served.site, served.town)
    page = served.page(chrome, "carys", viewport={"width": width, "height": 700})
    found = {}
    for address in ("/hr", f"/hr?unit={ids['place']}", f"/hr?unit={ids['potholes']}&module=done", "/hr?as_at=1/1/2019", "/hr?as_at=x",
                    "/hr/trend", "/hr/comparison", "/hr/comparison/people", "/hr/heat-map", "/hr/heat-map?kind=directorate", "/hr/conversations", "/hr/no-manager", "/hr/people", "/hr/people?q=nobody", "/hr/people?part=counted&sort=due",
                    "/hr/people?q=sid&in_post=no", "/hr/people?as_at=1/1/2019"):  # fmt: skip
        page.goto(address)
        wrong = faults(page, width) + [line for line in page.said if "status of 400" not in line]  # type: ignore[attr-defined]
        if wrong:
            found[address] = wrong
        page.said.clear()  # type: ignore[attr-defined]
    assert found == {}


def test_a_list_of_people_shows_every_column_on_a_phone(served: Served, chrome: Browser) -> None:
    council.settle(served.site, served.town)
    page = served.page(chrome, "carys", viewport={"width": 320, "height": 700})
    for address in ("/hr/people", "/hr/never-signed-in", "/hr/accesses"):
        page.goto(address)
        hidden = page.evaluate(
            """() => [...document.querySelectorAll('.app-scroll td')]
                 .filter(e => e.getBoundingClientRect().right > 320).map(e => e.textContent)"""
        )
        assert (page.locator(".app-scroll td").count() > 0, hidden) == (True, []), address


def test_the_pages_behind_more_are_opened_by_keyboard_and_say_where_one_is(served: Served, chrome: Browser) -> None:
    page = served.page(chrome, "carys", viewport={"width": 320, "height": 700})
    page.goto("/hr/people")
    tab_to(page, "More")
    page.keyboard.press("Enter")
    tab_to(page, "Who looked")
    page.keyboard.press("Enter")
    page.wait_for_url("**/hr/accesses")
    assert page.locator("nav[aria-label=HR] summary").inner_text().startswith("More: Who looked")


def tab_to(page: Page, words: str, presses: int = 60) -> None:
    """Press Tab until the link with these words has the focus."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if words in (page.evaluate("document.activeElement.textContent") or ""):
            return
    raise AssertionError(f"{words!r} was not reached by {presses} presses of Tab")


def test_the_way_from_a_figure_to_its_people_needs_no_mouse(served: Served, chrome: Browser) -> None:
    council.settle(served.site, served.town)
    page = served.page(chrome, "carys", viewport={"width": 1280, "height": 700})
    page.goto("/hr?module=done")
    tab_to(page, "Who is not compliant")
    page.keyboard.press("Enter")
    page.wait_for_url("**/hr/people?**")
    assert page.locator("#found").inner_text() == "3 people"
    page.locator("#q").focus()
    page.keyboard.type("kim")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=kim**")
    assert page.locator("tbody th").all_inner_texts() == ["Kim Late"]
    tab_to(page, "Remove")
