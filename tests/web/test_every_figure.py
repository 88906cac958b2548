"""Every figure on HR's pages of figures leads to a list with exactly as many as it says."""

import re
from collections.abc import Iterator
from datetime import timedelta
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning import clock
from elearning.domain.access import Actor
from elearning.models.learning import Completion
from elearning.services.conversations import record_conversation
from tests import builders
from tests.acts import Learner
from tests.builders import Town
from tests.guards.visiting import change, visitor
from tests.web import council
from tests.web.browsing import HTML, Browser, Page, words

TODAY = clock.today()
FIGURE = re.compile(r"[\d,]+")
RATE = re.compile(r"[\d.]+ % [\d,]+ of ([\d,]+)")
"""A rate with its two numbers leads to the lower of them: everybody counted."""


@pytest.fixture
def ids(site: Flask, town: Town) -> dict[str, int]:
    """The council, settled; since yesterday Kim and Lou have completed, and a conversation with Lou is recorded."""
    ids = council.settle(site, town)
    version = builders.small_version("done", title="Bribery")

    def act(session: Session) -> None:
        for name in ("kim", "lou"):
            Learner(session, ids[name], version, clock.now()).complete()
        completion = session.scalars(select(Completion.id).filter_by(person_id=ids["lou"])).one()
        record_conversation(session, ids["lou"], completion, held_on=TODAY, actor=Actor(town.ben), now=clock.now())

    change(site, act)
    return ids


@pytest.fixture
def carys(site: Flask, town: Town, ids: dict[str, int]) -> Browser:
    """Carys, signed in."""
    browser = Browser(site)
    browser.client = visitor(site, town.carys)
    return browser


def seen(element: Element) -> str:
    """What somebody who sees reads: without the words for screen readers alone."""
    hidden = [words(one) for one in element.iter(HTML + "span") if one.get("class") == "govuk-visually-hidden"]
    text = words(element)
    for one in hidden:
        text = text.replace(one, "", 1) if one else text
    return text.strip()


def figures(page: Page) -> Iterator[tuple[int, str]]:
    """Every figure of the tables of a page, and where it leads; a figure above 0 that leads nowhere fails."""
    for cell in (cell for table in page.all("table") for cell in table.iter(HTML + "td")):
        text = seen(cell)
        rate = RATE.fullmatch(text)
        if not (FIGURE.fullmatch(text) or rate):
            continue
        count = int((rate[1] if rate else text).replace(",", ""))
        links = [str(link.get("href")) for link in cell.iter(HTML + "a")]
        if rate and not links:
            continue  # the counted stand, with their link, in the next column but one
        assert count == 0 or len(links) == 1, f"{text!r} in {page.address} leads nowhere"
        if links:
            yield count, links[0]
    for link in page.all("main")[0].iter(HTML + "a"):
        if FIGURE.fullmatch(seen(link)) and "page=" not in str(link.get("href")):
            yield int(seen(link).replace(",", "")), str(link.get("href"))


def listed(page: Page) -> int:
    """How many a list says that it has: people and modules where it counts these, as the figures do."""
    [heading] = [words(one) for one in page.all("h2") if one.get("id") == "found"]
    numbers = [int(one.replace(",", "")) for one in re.findall(r"[\d,]*\d", heading)]
    return numbers[-1]


PAGES = (
    "/hr", "/hr?unit={place}", "/hr?unit={care}&module=done", "/hr?module=done", "/hr?as_at=2021-06-01", "/hr/trend",
    "/hr/trend?unit={place}", "/hr/heat-map", "/hr/heat-map?kind=service", "/hr/heat-map?kind=directorate",
    "/hr/heat-map?kind=staff-group", "/hr/heat-map?kind=staff-group&unit={care}",
    "/hr/comparison?from_as_at={yesterday}&from_known_on={now}", "/hr/comparison?from_as_at=2021-06-01&from_known_on={now}",
    "/hr/conversations", "/hr/conversations?module=done",
)  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_every_figure_leads_to_a_list_of_as_many(carys: Browser, ids: dict[str, int], address: str) -> None:
    to = address.format(**ids, yesterday=TODAY - timedelta(1), now=clock.now().isoformat().replace("+", "%2B"))
    found = dict.fromkeys(figures(carys.go(to)))
    assert found, f"{to} has no figures"
    wrong = []
    for count, link in found:
        target = carys.go(link)
        if target.status != 200 or listed(target) != count:
            wrong.append((count, link, listed(target) if target.status == 200 else target.status))
    assert wrong == []
