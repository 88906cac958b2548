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
from elearning.services.learning import PolicyWords
from elearning.services.policy_requests import ask_again
from tests import builders
from tests.acts import Learner
from tests.builders import Town
from tests.guards.visiting import change, visitor
from tests.web import council
from tests.web.browsing import HTML, Browser, Page, words

TODAY = clock.today()
FIGURE = re.compile(r"[\d,]+")
RATE = re.compile(r"[\d.]+ % ([\d,]+) of ([\d,]+)")
"""A rate with its two numbers: those who count for it, and everybody counted."""
IN_WORDS = re.compile(r"([\d,]+)(?: ([a-z][a-z ]*))?")
"""A link that is a number, or begins with one."""
PEOPLE = re.compile(r"\b[1-9][\d,]* (?:people|persons?)\b")
LISTS = ("/hr/people", "/hr/conversations/people", "/hr/comparison/people", "/hr/acknowledgements/")


@pytest.fixture
def ids(site: Flask, town: Town) -> dict[str, int]:
    """The council, settled; since yesterday Kim and Lou have completed, a conversation with Lou is recorded, and two are
    asked to acknowledge the policy again."""
    ids = council.settle(site, town)
    version = builders.small_version("done", title="Bribery")

    def act(session: Session) -> None:
        for name in ("kim", "lou"):
            Learner(session, ids[name], version, clock.now()).complete()
        completion = session.scalars(select(Completion.id).filter_by(person_id=ids["lou"])).one()
        record_conversation(session, ids["lou"], completion, held_on=TODAY, actor=Actor(town.ben), now=clock.now())
        ask_again(
            session, module_id=town.module_id, policy=PolicyWords("Social Media Policy", "9.0", TODAY, ()),
            due_by=TODAY, reason="New rules", person_ids=[town.efa, town.dev], actor=Actor(town.carys), now=clock.now(),
        )  # fmt: skip

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
    """Every figure of a page and where it leads; a figure of a table above 0 that leads nowhere fails, and so do people
    who are counted in a sentence."""
    for cell in (cell for table in page.all("table") for cell in table.iter(HTML + "td")):
        text = seen(cell)
        rate = RATE.fullmatch(text)
        if not (FIGURE.fullmatch(text) or rate):
            continue
        counts = [number(one) for one in rate.groups()] if rate else [number(text)]
        links = [str(link.get("href")) for link in cell.iter(HTML + "a")]
        if rate and not links:
            continue  # the counted stand, with their link, in the next column but one
        if rate and len(links) == 1:
            counts = counts[1:]  # the whole rate is one link, to everybody counted
        assert not any(counts) or len(links) == len(list(filter(None, counts))), (
            f"{text!r} in {page.address} leads nowhere"
        )
        yield from zip(filter(None, counts), links, strict=False)
    for link in page.all("main")[0].iter(HTML + "a"):
        said, to = IN_WORDS.fullmatch(seen(link)), str(link.get("href"))
        if said and to.startswith(LISTS) and "page=" not in to:
            yield number(said[1]), f"{to}#people" if said[2] in ("people", "person") else to
    for sentence in (one for tag in ("p", "dd", "li") for one in page.all("main")[0].iter(HTML + tag)):
        apart = PEOPLE.search(without_links(sentence))
        assert not apart, f"{apart[0]!r} in {words(sentence)!r} of {page.address} leads nowhere"


def number(text: str) -> int:
    """A number as it is read."""
    return int(text.replace(",", ""))


def without_links(element: Element) -> str:
    """The words of an element that are in no link; files that may be taken away say how many rows they have."""
    if any(link.get("download") is not None for link in element.iter(HTML + "a")):
        return ""
    text = words(element)
    for link in element.iter(HTML + "a"):
        text = text.replace(words(link), "", 1)
    return text


def listed(page: Page, *, of_people: bool = False) -> int:
    """How many a list says that it has: people and modules where it counts these, as the figures do, or people."""
    [heading] = [words(one) for one in page.all("h2") if one.get("id") == "found"]
    numbers = [int(one.replace(",", "")) for one in re.findall(r"[\d,]*\d", heading)]
    return numbers[0 if of_people else -1]


PAGES = (
    "/hr", "/hr?unit={place}", "/hr?unit={care}&module=done", "/hr?module=done", "/hr?as_at=2021-06-01", "/hr/trend",
    "/hr/trend?unit={place}", "/hr/heat-map", "/hr/heat-map?kind=service", "/hr/heat-map?kind=directorate",
    "/hr/heat-map?kind=staff-group", "/hr/heat-map?kind=staff-group&unit={care}",
    "/hr/comparison?from_as_at={yesterday}&from_known_on={now}", "/hr/comparison?from_as_at=2021-06-01&from_known_on={now}",
    "/hr/conversations", "/hr/conversations?module=done", "/hr/rules", "/hr/committee", "/hr/acknowledgements",
)  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_every_figure_leads_to_a_list_of_as_many(carys: Browser, ids: dict[str, int], address: str) -> None:
    to = address.format(**ids, yesterday=TODAY - timedelta(1), now=clock.now().isoformat().replace("+", "%2B"))
    found = dict.fromkeys(figures(carys.go(to)))
    assert found, f"{to} has no figures"
    wrong = []
    for count, link in found:
        target = carys.go(link)
        if target.status != 200 or listed(target, of_people=link.endswith("#people")) != count:
            wrong.append((count, link, listed(target) if target.status == 200 else target.status))
    assert wrong == []


def test_a_line_of_several_modules_leads_to_the_people_of_them_together(
    site: Flask, carys: Browser, town: Town, ids: dict[str, int]
) -> None:
    def act(session: Session) -> None:
        for slug in ("fire", "first-aid"):  # fewer than five must do each, and so they stand in one line
            module = builders.publish(session, builders.small_version(slug, title=slug.capitalize()))
            builders.assign(session, module_id=module, person_ids=[ids["kim"], ids["lou"], ids["ray"]], due_on=TODAY)

    change(site, act)
    page = carys.go("/hr/committee")
    assert "Bribery, Fire and First-aid" in page.main
    links = {(count, link) for count, link in figures(page) if "fire,first-aid" in link.replace("%2C", ",")}
    assert links, "the line leads nowhere"
    assert [(count, link) for count, link in links if listed(carys.go(link)) != count] == []
    shown = carys.go(max(links)[1])
    assert "Module: Bribery or Fire or First-aid" in shown.main
    assert {"Fire", "First-aid"} <= {words(cell) for table in shown.all("table") for cell in table.iter(HTML + "td")}
    assert carys.go("/hr/people?module=fire,no-such").status == 404
