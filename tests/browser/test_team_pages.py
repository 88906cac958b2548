"""Ben's pages in Chromium, on a phone's width and a desktop's: teams of nobody, one, many; a person; an error; a filter."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from elearning import clock
from tests.acts import Learner
from tests.browser.conftest import Served
from tests.browser.test_every_page import faults
from tests.builders import assign, publish, small_version
from tests.guards.visiting import change
from tests.web.team_world import To, World, ago

pytestmark = pytest.mark.browser


def furnish(served: Served) -> None:
    """Ben manages a dozen people on two modules in every standing, and Carys sixty."""
    town = served.town

    def act(session: object) -> None:
        world = World(session, town)  # type: ignore[arg-type]
        people = [
            world.person(
                f"Person {'Featherstonehaugh-Cholmondeley' * (n % 3 == 0)} {n}", To(town.ben), due_on=ago(n - 6)
            )
            for n in range(12)
        ]
        world.excuse(people[0])
        world.send_away(people[1])
        assert town.version
        for person, days in ((people[2], 3), (people[3], 340), (people[8], 400)):
            Learner(world.session, person, town.version, clock.now() - timedelta(days=days)).complete()
        second = publish(world.session, small_version("second", title="Fire safety and evacuation of public buildings"))
        assign(world.session, module_id=second, person_ids=people, due_on=ago(3))
        for n in range(80):
            world.person(f"Report {n}", To(town.carys), due_on=ago(3))

    change(served.site, act)


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_of_a_manager_has_a_fault_that_a_machine_can_find(served: Served, chrome: Browser, width: int) -> None:
    furnish(served)
    found = {}
    for who, address in (
        ("amina", "/team"), ("dev", "/team?as_at=1/2/2026"), ("ben", "/team"), ("ben", "/team?whole=1&sort=-name"),
        ("ben", "/team?module=second&standing=exempt"), ("ben", "/team?as_at=31/2/2026"),
        ("ben", f"/team?as_at={ago(-60)}"), ("ben", f"/team/people/{served.town.amina}"),
        ("ben", f"/team/people/{served.town.amina}?as_at={ago(20)}"), ("ben", f"/team/people/{served.town.amina}?as_at=x"),
        ("ben", f"/team/people/{served.town.amina}?as_at=1/1/2009"),
        ("carys", "/team?page=2"),
    ):  # fmt: skip
        page = served.page(chrome, who, viewport={"width": width, "height": 700})
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        wrong = faults(page, width) + [line for line in page.said if "status of 400" not in line]  # type: ignore[attr-defined]
        if wrong:
            found[f"{who} {address}"] = wrong
        page.context.close()
    assert found == {}


def test_ben_goes_from_a_number_to_a_person_and_back_by_keyboard(served: Served, chrome: Browser) -> None:
    furnish(served)
    page = served.page(chrome, "ben", viewport={"width": 1280, "height": 700})
    page.goto("/")
    page.get_by_role("link", name="My team").press("Enter")
    page.locator("summary", has_text="The people behind each number").press("Enter")
    page.get_by_role("row", name="Expired").get_by_role("link").first.press("Enter")
    page.wait_for_url("**/team?standing=expired#list")
    page.get_by_role("row", name="Expired").get_by_role("link").last.press("Enter")
    assert page.get_by_role("heading", level=1).inner_text().startswith("Person")
    assert "has passed" in page.get_by_role("main").inner_text()
    page.get_by_role("link", name="My team").last.press("Enter")
    page.wait_for_url("**/team")
