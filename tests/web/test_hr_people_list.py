"""Carys finds people: the list behind every figure, its search, its filters in the address, its pages, and its record."""

from urllib.parse import quote

import pytest
from flask import Flask

from elearning.web.hr.people_list import pages_shown
from tests import builders
from tests.builders import SLUG, Town
from tests.guards.visiting import change, rows
from tests.web import council
from tests.web.browsing import HTML, Browser, Page, words
from tests.web.test_hr_compliance import carys, signed_in

__all__ = ["carys", "signed_in"]


@pytest.fixture
def ids(site: Flask, town: Town) -> dict[str, int]:
    """The council, settled."""
    return council.settle(site, town)


def listed(page: Page) -> list[str]:
    """The names in the list, in its order."""
    return [
        words(link) for th in page.all("th") for link in th.iter(HTML + "a") if "/hr/people/" in str(link.get("href"))
    ]


def row_of(page: Page, name: str) -> str:
    """The words of the first row of somebody."""
    return next(words(row) for row in page.all("tr") if words(row).startswith(name))


def test_the_list_has_everybody_in_post_by_name(carys: Browser, ids: dict[str, int]) -> None:
    page = carys.go("/hr/people")
    names = listed(page)
    assert names == sorted(names)
    assert len(names) == 13
    assert "13 people" in page.main
    assert "Sid Gone" not in names
    assert "Nothing assigned" in row_of(page, "Tay Alone")
    assert page.link("Kim Late") == f"/hr/people/{ids['kim']}"
    assert "Overdue Was due by 1 January 2021" in row_of(page, "Kim Late")
    assert "Potholes, Roads, Place" in row_of(page, "Kim Late")
    assert "Until a return is recorded" in row_of(page, "Nia Away")


@pytest.mark.usefixtures("ids")
def test_somebody_is_found_by_name_number_and_address(carys: Browser) -> None:
    for typed, name in (
        ("kim", "Kim Late"),
        ("700003", "Mo Done"),
        ("carys.morgan@", "Carys Morgan"),
        ("LATE LOU", "Lou Late"),
    ):
        assert listed(carys.go(f"/hr/people?q={quote(typed)}")) == [name], typed
    page = carys.go("/hr/people?q=sid")
    assert listed(page) == []
    assert "Nobody matches" in page.main
    page = carys.go(page.link("1 person who is not in post"))
    assert listed(page) == ["Sid Gone"]
    assert "6 January 2020 to 1 March 2024" in page.main


@pytest.mark.usefixtures("ids")
def test_the_search_box_keeps_what_was_typed_and_the_filters_can_be_taken_away(
    carys: Browser, ids: dict[str, int]
) -> None:
    page = carys.go(f"/hr/people?q=late&unit={ids['place']}&module=done&part=not+compliant&as_at=31/3/2026")
    assert listed(page) == ["Kim Late", "Lou Late"]
    (box,) = [field for field in page.all("input") if field.get("id") == "q"]
    assert box.get("value") == "late"
    chosen = [words(item) for item in page.all("li") if item.get("class") == "app-chosen__one"]
    assert chosen == [
        "Search: late Remove Search: late", "Unit: Place Remove Unit: Place", "Module: Bribery Remove Module: Bribery",
        "Part: not compliant Remove Part: not compliant",
    ]  # fmt: skip
    for _ in range(4):
        carys.go(carys.page.link("Remove"))
        assert "as_at=31" in carys.page.address
    assert carys.page.address == "/hr/people?as_at=31/3/2026"
    assert len(listed(carys.page)) == 13


def test_filters_travel_in_the_address_through_orders_and_pages(site: Flask, town: Town, carys: Browser) -> None:
    unit = change(site, lambda session: _crowd(session, 60))
    page = carys.go(f"/hr/people?unit={unit}&q=crowd")
    assert "60 people" in page.main
    assert "page 1 of 3" in page.title
    seen = listed(page)
    while any("Next" in words(link) for link in carys.page.all("a")):
        seen += listed(carys.go(carys.page.link("Next")))
        assert f"unit={unit}" in carys.page.address
        assert "q=crowd" in carys.page.address
    assert len(seen) == len(set(seen)) == 60
    page = carys.go(carys.page.link("Number"))
    assert f"unit={unit}" in page.address
    assert "page=" not in page.address, "another order begins at the first page"
    assert [words(th) for th in page.all("th") if th.get("aria-sort")] == ["Number ▲"]


def _crowd(session: object, count: int) -> int:
    unit = builders.team(session, "Crowd")  # type: ignore[arg-type]
    for number in range(count):
        builders.hire(session, number=f"9{number:05}", name=f"Crowd {number:03}", unit_id=unit)  # type: ignore[arg-type]
    return unit


@pytest.mark.usefixtures("ids")
def test_people_with_several_modules_have_one_name_and_a_row_for_each(carys: Browser) -> None:
    page = carys.go("/hr/people?q=pat+both")
    assert listed(page) == ["Pat Both"]
    (name,) = [th for th in page.all("th") if words(th) == "Pat Both"]
    assert name.get("rowspan") == "2"
    page = carys.go("/hr/people?part=counted")
    assert "10 people, 12 people and modules" in page.main
    assert "12 people" not in carys.go(f"/hr/people?part=counted&module={SLUG}").main


@pytest.mark.usefixtures("ids")
def test_the_worst_come_first_when_sorted_by_standing(carys: Browser) -> None:
    names = listed(carys.go("/hr/people?sort=standing"))
    assert names[:3] == ["Kim Late", "Lou Late", "Pat Both"]
    assert names[-1] == "Tay Alone", "nothing assigned comes last"
    by_due = listed(carys.go("/hr/people?sort=due&part=counted"))
    assert by_due[:3] == ["Kim Late", "Lou Late", "Pat Both"]


@pytest.mark.parametrize(
    "typed",
    [
        "%",
        "_",
        "'",
        "\\",
        '"><script>alert(1)</script>',
        "{{ 7*7 }}",
        "\x00",
        "x" * 10_000,
        "💥",
        "\u202e",
        "a\nb",
        "\uffff",
    ],
)
def test_hostile_words_are_literal_and_harmless(carys: Browser, typed: str) -> None:
    page = carys.go(f"/hr/people?q={quote(typed)}")
    assert page.status == 200
    assert listed(page) == []
    assert "<script>alert" not in page.text
    assert "49" not in page.heading


@pytest.mark.parametrize(
    "query",
    ["unit=x", "unit=999999", "module=x", "part=x", "standing=x", "in_post=maybe", "sort=x", "page=0", "page=-1", "page=x",
     "page=2", "page=99999999999999999999", "page=1.5", "unit=%C2%B2", "page=%C2%B2", "part=overdue", "standing=not compliant"],
)  # fmt: skip
def test_a_filter_that_means_nothing_is_not_found(carys: Browser, query: str) -> None:
    assert carys.go(f"/hr/people?{query}").status == 404


@pytest.mark.usefixtures("ids")
def test_every_look_at_names_is_recorded_without_what_was_searched_for(
    site: Flask, carys: Browser, ids: dict[str, int]
) -> None:
    before = len(rows(site)["accesses"])
    carys.go(f"/hr/people?q=kim&unit={ids['place']}&standing=overdue")
    (look,) = rows(site)["accesses"][before:]
    assert "list" in look
    assert "kim" not in str(look).lower()
    assert any("Unit: Place; Standing: overdue; page 1" in str(value) for value in look)
    carys.go("/hr/people?q=nobody-at-all")
    assert len(rows(site)["accesses"]) == before + 1, "nobody was shown"


def test_a_hostile_name_is_shown_as_it_is(site: Flask, town: Town, carys: Browser) -> None:
    name = "<b onmouseover=alert(1)>Bobby</b> & Søn"
    change(
        site, lambda session: builders.hire(session, number="800001", name=name, unit_id=builders.team(session, "X"))
    )
    page = carys.go("/hr/people?q=bobby")
    assert listed(page) == [name]
    assert "<b onmouseover" not in page.text


@pytest.mark.parametrize(
    ("page", "pages", "shown"),
    [(1, 1, (1,)), (1, 2, (1, 2)), (1, 3, (1, 2, 3)), (1, 400, (1, 2, None, 400)), (3, 6, (1, 2, 3, 4, 5, 6)),
     (200, 400, (1, None, 199, 200, 201, None, 400)), (400, 400, (1, None, 399, 400))],
)  # fmt: skip
def test_a_pagination_shows_the_ends_and_the_neighbours(page: int, pages: int, shown: tuple[int | None, ...]) -> None:
    assert pages_shown(page, pages) == shown
