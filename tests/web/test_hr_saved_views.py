"""Saved views: Carys names a page with its filters, about today or one day, and colleagues open what she shares."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from flask import Flask

from elearning import clock
from elearning.domain.calendar import british_date
from elearning.web.hr.saved_views import PAGES
from tests import builders
from tests.builders import Town
from tests.guards.visiting import change, visitor
from tests.web import council
from tests.web.browsing import Browser, Page, words


@pytest.fixture
def ids(site: Flask, town: Town) -> dict[str, int]:
    """The council, settled."""
    return council.settle(site, town)


def browser_of(site: Flask, person_id: int) -> Browser:
    """Somebody, signed in."""
    browser = Browser(site)
    browser.client = visitor(site, person_id)
    return browser


@pytest.fixture
def carys(site: Flask, town: Town, ids: dict[str, int]) -> Browser:
    """Carys, signed in."""
    return browser_of(site, town.carys)


def save(browser: Browser, page: str, **said: str) -> Page:
    """Save a page by the link above it."""
    browser.go(browser.go(page).link("Save this view"))
    return browser.send("", **said)


def opened(browser: Browser, name: str) -> tuple[str, dict[str, list[str]]]:
    """The page behind a view of the list, and its filters."""
    page = browser.go(browser.go("/hr/views").link(name))
    assert page.status == 200
    parts = urlsplit(page.address)
    return parts.path, parse_qs(parts.query)


def test_every_page_that_can_be_saved_has_the_link_and_its_address_comes_back(site: Flask, carys: Browser) -> None:
    with site.test_request_context():
        addresses = {page: site.url_for(page, sort="name") for page in PAGES if page != "hr.reminders"}
    for at, (page, address) in enumerate(addresses.items()):
        if carys.client.get(address).status_code == 404:
            address = address.split("?")[0]
        saved = save(carys, address, name=f"View {at}.", day="today")
        assert saved.heading == "Saved views" and "The view is saved." in saved.text, page
        assert opened(carys, f"View {at}.")[0] == address.split("?")[0]


def test_a_view_of_today_follows_the_day_and_one_of_a_fixed_day_does_not(
    site: Flask, town: Town, carys: Browser
) -> None:
    page = "/hr/people?as_at=1/3/2026&known_on=2026-03-02&sort=due&page=1"
    save(carys, page, name="Follows", day="today")
    save(carys, page, name="Stays", day="fixed")
    save(carys, "/hr?module=done", name="Pinned now", day="fixed")
    assert opened(carys, "Follows") == ("/hr/people", {"sort": ["due"]})
    assert opened(carys, "Stays") == (
        "/hr/people", {"as_at": ["2026-03-01"], "known_on": ["2026-03-02"], "sort": ["due"]}
    )  # fmt: skip
    today = clock.today().isoformat()
    with time_machine.travel(clock.now() + timedelta(days=3)):
        carys.client = visitor(site, town.carys)
        assert opened(carys, "Pinned now") == ("/hr", {"module": ["done"], "as_at": [today]})
        rows = {words(row[0]): words(row[2]) for row in carys.go("/hr/views").all("tr")[1:]}
    assert rows == {"Follows": "Today", "Stays": "1 March 2026", "Pinned now": british_date(clock.today())}


def test_a_colleague_opens_what_is_shared_and_changes_nothing(site: Flask, town: Town, carys: Browser) -> None:
    save(carys, "/hr/people?standing=overdue", name="Late", day="today", is_shared="y")
    save(carys, "/hr/people", name="My own", day="today")
    shared = carys.go("/hr/views").link("Late")
    own = carys.page.link("My own")
    change(site, lambda session: builders.grant(session, town.dev, "hr"))
    dev = browser_of(site, town.dev)
    page = dev.go("/hr/views")
    assert "Late" in page.main and "My own" not in page.main and "Carys" in page.main
    assert dev.client.get(shared).headers["Location"] == "/hr/people?standing=overdue"
    for address in (own, f"{shared}/change", f"{own}/change", "/hr/views/999999"):
        assert dev.client.get(address).status_code == 404, address
    save(dev, "/hr/people", name="Late", day="today")  # a name is one's own
    dev.go(dev.go("/hr/views").link("Change"))
    token = dev.page.form("remove")["fields"]
    assert dev.client.post(f"{shared}/remove", data=token).status_code == 404
    assert dev.client.post(f"{shared}/change", data={**token, "name": "Mine"}).status_code == 404


def test_a_view_is_renamed_shared_and_removed_by_whoever_saved_it(carys: Browser) -> None:
    save(carys, "/hr/people", name="First", day="today")
    save(carys, "/hr/heat-map", name="Second", day="today")
    carys.go(carys.go("/hr/views").link("Change First"))
    taken = carys.client.post(carys.page.address, data={**carys.page.form("remove")["fields"], "name": "Second"})
    assert taken.status_code == 400 and "You have a view of this name already" in taken.text
    token = carys.page.form("remove")["fields"]
    carys.client.post(carys.page.address, data={**token, "name": "  Renamed  it ", "is_shared": "y"})
    page = carys.go("/hr/views")
    assert "Renamed it" in page.main and "First" not in page.main and "Yes" in page.main
    carys.go(page.link("Change Renamed it"))
    assert "The view is removed." in carys.send("remove").text
    assert "Renamed it" not in carys.page.main


@pytest.mark.parametrize(("name", "said"), [("", "Enter a name"), ("x" * 101, "100 characters or fewer")])
def test_a_name_that_cannot_be_is_said_and_what_was_typed_is_kept(carys: Browser, name: str, said: str) -> None:
    page = save(carys, "/hr/people?standing=overdue", name=name, day="fixed")
    assert page.status == 400 and said in page.main and page.title.startswith("Error: ")
    assert "fixed" in page.checked()


def test_nothing_but_pages_of_hr_can_be_saved(carys: Browser) -> None:
    long = "hr.people&q=" + "x" * 150 + "".join(f"&a{number}={'y' * 190}" for number in range(6))
    for of in ("", "sign_in.sign_out", "hr.export_csv", "https://evil.example", long):
        answer = carys.client.get(f"/hr/views/new?of={of}")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/hr/views")


def test_what_changed_since_a_committees_report_is_one_click_away(carys: Browser) -> None:
    page = carys.go("/hr/committee?last_on=1/6/2026&known_on=2026-06-02")
    found = carys.go(page.link("What has changed since this report"))
    assert (
        found.status == 200
        and "from_as_at=2026-06-01" in found.address
        and "from_known_on=2026-06-02T" in found.address
    )
