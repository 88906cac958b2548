"""Carys answers the committee: figures that add up, and each of them leads to exactly the people in it."""

import re
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearning import clock
from tests import builders
from tests.builders import SLUG, Town
from tests.guards.visiting import change, rows, visitor
from tests.web import council
from tests.web.browsing import HTML, Browser, Page, words


@pytest.fixture
def ids(site: Flask, town: Town) -> dict[str, int]:
    """The council, settled."""
    return council.settle(site, town)


def signed_in(site: Flask, person_id: int) -> Browser:
    """A strict browser in which somebody is signed in."""
    browser = Browser(site)
    browser.client = visitor(site, person_id)
    return browser


@pytest.fixture
def carys(site: Flask, town: Town) -> Browser:
    """Carys, signed in."""
    return signed_in(site, town.carys)


def table(page: Page, caption: str) -> dict[str, list[Element]]:
    """The cells of a table by the words of each row's heading."""
    for found in page.all("table"):
        if words(next(found.iter(HTML + "caption"))) == caption:
            body = [row for row in found.iter(HTML + "tr") if row.find(HTML + "td") is not None]
            return {words(row.find(HTML + "th")): row.findall(HTML + "td") for row in body}  # type: ignore[arg-type]
    raise AssertionError(f"no table {caption!r} on {page.address}")


def number(cell: Element) -> int:
    """The number that a cell begins with."""
    return int(re.match(r"[\d,]+", words(cell))[0].replace(",", ""))  # type: ignore[index]


def counts_of_list(page: Page) -> list[int]:
    """What the heading of a list of people says that there are: people, and then people and modules, if it says so."""
    found = next(words(heading) for heading in page.all("h2") if heading.get("id") == "found")
    return [int(count.replace(",", "")) for count in re.findall(r"\d[\d,]*", found)]


def total_of_list(page: Page) -> int:
    """How many people are in a list: people and modules, if its heading says that."""
    return counts_of_list(page)[-1]


def count_links(page: Page) -> list[tuple[int, str]]:
    """Every number that is a link, with where it goes."""
    links = [link for cell in page.all("td") for link in cell.iter(HTML + "a")]
    return [(number(link), str(link.get("href"))) for link in links if re.match(r"\d", words(link))]


def units(page: Page) -> list[str]:
    """The units below, in the order of the table."""
    return next(list(table(page, words(c))) for c in page.all("caption") if words(c).startswith("By "))


@pytest.mark.usefixtures("ids")
def test_the_parts_of_the_council_add_up(carys: Browser) -> None:
    page = carys.go("/hr")
    assert page.status == 200
    parts = {name: number(cells[0]) for name, cells in table(page, "Every part and standing").items()}
    assert parts["Completed"] + parts["Expiring"] == parts["Compliant"] == 1
    assert parts["Overdue"] + parts["Expired"] == parts["Not compliant"] == 3
    assert parts["In progress"] + parts["Not started"] == parts["Not yet due"] == 8
    counted = next(value for name, value in parts.items() if name.startswith("Counted"))
    assigned = next(value for name, value in parts.items() if name.startswith("Assigned"))
    assert counted == parts["Compliant"] + parts["Not compliant"] + parts["Not yet due"] == 12
    assert assigned == counted + parts["Exempt"] + parts["On leave"] == 14
    assert "8.3 %" in page.main
    assert "1 of 12" in page.main
    assert "14 people and modules" in page.main, "nobody takes 14 for 14 people"
    assert "about 12 people" in page.main


def test_every_number_leads_to_exactly_the_people_in_it(carys: Browser, ids: dict[str, int]) -> None:
    pages = ["/hr", f"/hr?unit={ids['place']}", f"/hr?unit={ids['care']}", "/hr?module=done", f"/hr?unit={ids['care']}&module=done",
             f"/hr?module={SLUG}&sort=name", f"/hr?unit={ids['potholes']}"]  # fmt: skip
    walked = 0
    for address in pages:
        links = count_links(carys.go(address))
        assert links, address
        for counted, target in links:
            page = carys.go(target)
            assert (page.status, total_of_list(page)) == (200, counted), (address, target)
            walked += 1
    assert walked > 80


def test_the_rate_both_its_numbers_and_the_parts_lead_to_exactly_the_people_in_them(
    carys: Browser, ids: dict[str, int]
) -> None:
    for address in ("/hr?module=done", f"/hr?unit={ids['care']}", "/hr?as_at=31/12/2020"):
        page = carys.go(address)
        (figures,) = [one for one in page.all("section") if one.get("aria-label") == "Figures"]
        links = [(words(link), str(link.get("href"))) for link in figures.iter(HTML + "a")]
        assert any("part=counted" in target for _, target in links), "the lower number of the rate"
        for said, target in links:
            counts = counts_of_list(carys.go(target))
            is_of_people = re.search(r"\bpe(ople|rson)$", said)  # and not of people and modules
            assert counts[0 if is_of_people else -1] == int(re.findall(r"\d[\d,]*", said)[0].replace(",", "")), said


@pytest.mark.parametrize("query", ["", "module=done", "unit=care", "unit=place&module=done"])
def test_the_file_of_a_page_has_the_rows_of_its_figures(carys: Browser, ids: dict[str, int], query: str) -> None:
    page = carys.go("/hr?" + query.replace("care", str(ids["care"])).replace("place", str(ids["place"])))
    parts = table(page, "Every part and standing")
    assigned = next(number(cells[0]) for name, cells in parts.items() if name.startswith("Assigned"))
    file = carys.client.get(page.link("Download the rows")).get_data(as_text=True)
    assert len(file.strip().splitlines()) - 1 == assigned


@pytest.mark.usefixtures("ids")
def test_every_cell_of_a_heat_map_has_its_number_its_class_and_its_people(carys: Browser) -> None:
    walked = 0
    for kind in ("directorate", "service", "team"):
        page = carys.go(f"/hr/heat-map?kind={kind}")
        for cells in table(page, "Rates, the lowest first").values():
            for cell in cells:
                link = cell.find(HTML + "a")
                if link is None:
                    continue
                rate, counted = re.findall(r"([\d.]+) % \d+ of (\d+) counted", words(cell))[0]
                least = {1: 0, 2: 50, 3: 75, 4: 90, 5: 100}[int(str(cell.get("class"))[-1])]
                assert least <= float(rate) < {0: 50, 50: 75, 75: 90, 90: 100, 100: 101}[least]
                assert total_of_list(carys.go(str(link.get("href")))) == int(counted), words(cell)
                walked += 1
    assert walked >= 10


def test_a_heat_map_can_be_narrowed_to_a_unit_and_says_when_there_is_nothing(
    carys: Browser, ids: dict[str, int]
) -> None:
    page = carys.go(f"/hr/heat-map?kind=service&unit={ids['place']}")
    assert list(table(page, "Rates, the lowest first")) == ["Roads, Place"]
    assert "Nobody in a service" in carys.go(f"/hr/heat-map?kind=service&unit={ids['care']}").main
    for address in ("?kind=x", "?unit=999999", "?unit=0", "?page=9"):
        assert carys.go("/hr/heat-map" + address).status == 404


def test_a_drill_down_goes_from_the_council_to_a_team_and_back(carys: Browser, ids: dict[str, int]) -> None:
    carys.go("/hr")
    assert carys.go(carys.page.link("Place")).heading == "Compliance Place"
    assert units(carys.page) == ["Roads"]
    carys.go(carys.page.link("Roads"))
    carys.go(carys.page.link("Potholes"))
    assert carys.page.heading == "Compliance Potholes"
    crumbs = [words(item) for item in carys.page.all("li") if "breadcrumbs" in (item.get("class") or "")]
    assert crumbs == ["Marlshire County Council", "Place", "Roads", "Potholes"]
    assert carys.go(carys.page.link("Marlshire County Council")).status == 200
    assert carys.go(f"/hr?unit={ids['potholes']}").link("Place") == f"/hr?unit={ids['place']}"


def test_a_person_with_two_posts_counts_once_in_each_unit_and_once_in_the_total(
    carys: Browser, ids: dict[str, int]
) -> None:
    page = carys.go("/hr?module=done")
    by_unit = {name: number(cells[2]) for name, cells in table(page, "By directorate").items()}
    assert by_unit["Place"] == 4
    assert by_unit["Care"] == 1, "Pat, who is in Place too; Nia and Oz are not counted"
    assert "4 counted" in page.main
    assert "may be less than the sum of its parts" in page.main
    for unit in ("place", "care"):
        assert "Pat Both" in carys.go(f"/hr/people?unit={ids[unit]}").main


@pytest.mark.usefixtures("ids")
def test_units_come_worst_first_and_in_any_order_asked_for(carys: Browser) -> None:
    worst = units(carys.go("/hr?module=done"))
    assert worst.index("Care") < worst.index("Place"), "0 % before 25 %"
    by_name = units(carys.go(carys.page.link("Directorate")))
    assert by_name == sorted(by_name)
    assert "module=done" in carys.page.address
    for words_of in ("Counted", "Compliant", "Not compliant", "Not yet due", "Exempt", "On leave"):
        assert carys.go(carys.page.link(words_of)).status == 200
    (sorted_by,) = [words(th) for th in carys.page.all("th") if th.get("aria-sort")]
    assert sorted_by.startswith("On leave")


@pytest.mark.usefixtures("ids")
def test_the_trend_keeps_module_and_unit_and_ends_on_the_day(carys: Browser, ids: dict[str, int]) -> None:
    carys.go(f"/hr?unit={ids['place']}&module=done&as_at=31/3/2026")
    page = carys.go(carys.page.link("month by month"))
    assert page.status == 200
    days = list(table(page, "Compliance rate by month"))
    assert (len(days), days[-1]) == (12, "31 March 2026")
    assert "Place" in page.heading
    assert "Bribery" in page.heading
    assert "as_at=31" in page.link("Figures of Place")


@pytest.mark.usefixtures("ids")
def test_each_month_of_a_trend_leads_to_its_figures_and_to_exactly_the_people_in_each_number(carys: Browser) -> None:
    page = carys.go("/hr/trend?module=done&as_at=31/3/2026")
    links = count_links(page)
    assert len(links) >= 24, "counted and assigned of each month"
    for counted, target in links:
        assert total_of_list(carys.go(target)) == counted, target
    december = carys.go(page.link("31 December 2025"))
    assert (december.status, "as_at=2025-12-31" in december.address, "Bribery" in december.heading) == (200, True, True)


@pytest.mark.usefixtures("ids")
def test_a_person_is_opened_on_the_day_that_the_list_was_about(carys: Browser) -> None:
    for address in ("/hr/people?q=kim&as_at=31/12/2020&known_on=1/3/2026", "/hr/no-manager?as_at=31/12/2024"):
        page = carys.go(address)
        targets = [str(link.get("href")) for cell in page.all("th") for link in cell.iter(HTML + "a")]
        target = next(target for target in targets if "/hr/people/" in target)
        assert "as_at=31" in target
        assert "As at 31 December" in carys.go(target).main


@pytest.mark.usefixtures("ids")
def test_both_kinds_of_file_of_a_page_are_of_its_unit_and_its_instant(carys: Browser, ids: dict[str, int]) -> None:
    page = carys.go(f"/hr?unit={ids['care']}&module=done")
    csv, xlsx = page.link("Download the rows"), page.link("for Excel")
    assert csv.replace("export.csv", "export.xlsx") == xlsx
    assert f"unit={ids['care']}" in xlsx and "module=done" in xlsx and "known_on=" in xlsx
    assert carys.client.get(xlsx).get_data().startswith(b"PK")


@pytest.mark.usefixtures("ids")
def test_a_past_day_is_carried_along_to_the_people(carys: Browser) -> None:
    page = carys.go("/hr?as_at=31/12/2020")
    assert "31 December 2020" in page.main
    assert all("as_at=31" in target for _, target in count_links(page))
    late = carys.go("/hr?as_at=" + clock.today().replace(year=2099).isoformat())
    assert "If nothing changes." in late.main


def test_people_whose_manager_has_left_are_listed_with_that_manager(carys: Browser, ids: dict[str, int]) -> None:
    carys.go("/hr")
    page = carys.go(carys.page.link("no manager in post"))
    assert "Tay Alone" in page.main
    assert "Sid Gone" in page.main
    assert "Left on 1 March 2024" in page.main
    assert page.link("Tay Alone") == f"/hr/people/{ids['tay']}"
    assert "Tay Alone" not in carys.go("/hr/no-manager?as_at=1/3/2024").main, "Sid was still there"


def test_posts_without_a_manager_come_in_pages(site: Flask, carys: Browser, ids: dict[str, int]) -> None:
    def more(session: Session) -> None:
        for place in range(30):
            builders.hire(
                session, number=f"8{place:05}", name=f"Una {place}", unit_id=ids["care"], manager_id=ids["sid"]
            )

    change(site, more)
    page = carys.go("/hr/no-manager")
    assert "31 posts" in page.main
    seen = page.text.count("Left on")
    seen += carys.go(page.link("Next")).text.count("Left on")
    assert seen == 31
    assert carys.go("/hr/no-manager?page=3").status == 404


def test_a_council_in_which_nobody_must_do_anything_says_so(site: Flask, carys: Browser) -> None:
    page = carys.go("/hr?as_at=1/1/2019")
    assert "there is no rate" in page.main
    assert "%" not in page.main
    assert carys.go("/hr/trend?as_at=1/1/2019").status == 200
    assert "Nobody: " in carys.go("/hr/no-manager?as_at=1/1/2019").main


def test_with_one_module_the_figures_are_of_people(carys: Browser) -> None:
    page = carys.go("/hr")
    assert "people and modules" not in page.main
    assert "5 assigned" in page.main


@pytest.mark.parametrize(
    "address",
    ["/hr?unit=999999", "/hr?unit=x", "/hr?unit=-1", "/hr?unit=1%00", "/hr?unit=" + "9" * 400, "/hr?unit=²", "/hr?module=none",
     "/hr?module='", "/hr?sort=nothing", "/hr/trend?unit=999999", "/hr/trend?module=none"],
)  # fmt: skip
def test_an_address_that_names_nothing_is_not_found(carys: Browser, address: str) -> None:
    assert carys.go(address).status == 404


@pytest.mark.parametrize("address", ["/hr", "/hr/trend", "/hr/people", "/hr/no-manager"])
def test_a_day_that_is_none_is_explained_and_today_is_shown(carys: Browser, address: str) -> None:
    page = carys.go(f"{address}?as_at=31/2/2026&known_on=%3Cscript%3E")
    assert page.status == 400
    assert page.title.startswith("Error: ")
    assert "There is a problem" in page.main
    assert "<script>" not in page.text.split("<main")[1]


@pytest.mark.parametrize("who", ["amina", "ben", "efa"])
def test_learners_managers_and_authors_are_refused(site: Flask, town: Town, who: str) -> None:
    browser = signed_in(site, town.ids[who])
    for address in ("/hr", "/hr/trend", "/hr/people", "/hr/no-manager"):
        assert browser.go(address).status == 403


@pytest.mark.usefixtures("ids")
def test_figures_leave_no_record_and_names_do(site: Flask, carys: Browser) -> None:
    before = len(rows(site)["accesses"])
    carys.go("/hr")
    carys.go("/hr/trend")
    assert len(rows(site)["accesses"]) == before
    carys.go("/hr/no-manager")
    assert len(rows(site)["accesses"]) == before + 1


def test_a_hostile_name_of_a_unit_is_shown_as_it_is(site: Flask, town: Town, carys: Browser) -> None:
    name = "<img src=x onerror=alert(1)> & ‘Søn’"
    unit = change(site, lambda session: builders.team(session, name, kind="directorate"))
    page = carys.go(f"/hr?unit={unit}")
    assert name in page.heading
    assert name in carys.go("/hr").main
    assert "<img src=x" not in page.text
