"""Lists of HR: sorted by their headings, in the address, and downloaded exactly as they are seen."""

import csv
import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearning import clock
from elearning.extensions import db
from elearning.models.accesses import Access
from tests import builders
from tests.acts import Learner
from tests.builders import Town
from tests.guards.visiting import change, visitor
from tests.web import council
from tests.web.browsing import HTML, Browser, Page, words


@pytest.fixture
def ids(site: Flask, town: Town) -> dict[str, int]:
    """The council, settled; three people have completed, and Abe has no manager in post either."""
    ids = council.settle(site, town)
    version = builders.small_version("done", title="Bribery")

    def act(session: Session) -> None:
        for name in ("lou", "kim"):
            Learner(session, ids[name], version, clock.now()).complete()
        builders.hire(session, number="700010", name="Abe Alone", unit_id=ids["roads"], manager_id=ids["sid"])

    change(site, act)
    return ids


@pytest.fixture
def carys(site: Flask, town: Town, ids: dict[str, int]) -> Browser:
    """Carys, signed in."""
    browser = Browser(site)
    browser.client = visitor(site, town.carys)
    return browser


def rows_seen(browser: Browser, address: str) -> list[list[str]]:
    """The cells of every page of a list, following its pagination; a box to choose somebody by is no cell of the file."""
    found, to = [], address
    while to:
        page = browser.go(to)
        assert page.status == 200, to
        body = page.all("tbody")[-1]
        for row in body.iter(HTML + "tr"):
            found.append([words(cell) for cell in row if not any(box.get("type") == "checkbox" for box in cell.iter())])
        following = [link.get("href") for link in page.all("a") if link.get("rel") == "next"]
        to = str(following[0]) if following else ""
    return found


def file_of(browser: Browser, page: Page) -> list[dict[str, str]]:
    """The file that a page offers of what is seen."""
    [to] = [
        str(link.get("href"))
        for link in page.all("a")
        if link.get("download") is not None and re.search(r"format=csv|\.csv\?", str(link.get("href")))
    ]
    answer = browser.client.get(to)
    assert answer.status_code == 200 and answer.mimetype == "text/csv", to
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


LISTS = {
    "/hr/no-manager": ("name", 0),
    "/hr/heat-map?kind=service": ("unit", 0),
    "/hr/heat-map?kind=directorate&sort=-unit": ("unit", 0),
    "/hr/conversations/people": ("name", 0),
    "/hr/conversations/people?sort=name": ("name", 0),
    "/hr/people?standing=overdue": ("name", 0),
    "/hr/people?sort=number": ("employee_number", 1),
    "/hr/people?q=o&in_post=no": ("name", 0),
    "/hr/comparison/people?from_as_at=2021-06-01": ("name", 0),
    "/hr/comparison/people?from_as_at=2021-06-01&sort=-to": ("name", 0),
}  # fmt: skip
"""Lists, and a column of their file with its place on the page."""


@pytest.mark.parametrize("address", LISTS)
def test_the_file_has_the_rows_of_the_page_in_the_order_of_the_page(carys: Browser, address: str) -> None:
    column, at = LISTS[address]
    page = carys.go(address)
    if not page.all("tbody"):
        pytest.fail(f"{address} lists nobody: the council of the tests has nothing to show there")
    seen, rows = rows_seen(carys, address), file_of(carys, page)
    if address.startswith("/hr/people"):  # a person with several modules has one cell for all of them
        shown = [row[at] for row in seen if len(row) == max(map(len, seen))]
        assert list(dict.fromkeys(row[column] for row in rows)) == list(dict.fromkeys(shown))
        assert len(rows) == len(seen)
    else:
        assert [row[column] for row in rows] == [row[at] for row in seen]


@pytest.mark.parametrize(
    ("address", "columns"),
    [
        ("/hr/no-manager", ("name", "number", "post", "unit", "manager")),
        ("/hr/conversations/people", ("name", "number", "unit", "module", "completed_on", "conversation")),
        ("/hr/heat-map?kind=directorate", ("unit", "all")),
    ],
)
def test_every_heading_sorts_and_turns_round_and_keeps_the_filters(
    carys: Browser, address: str, columns: tuple[str, ...]
) -> None:
    for column in columns:
        joined = f"{address}{'&' if '?' in address else '?'}sort="
        up, down = (file_of(carys, carys.go(f"{joined}{sort}")) for sort in (column, f"-{column}"))
        filled = [row[column] for row in up if row[column]]
        assert len(set(filled)) > 1 or column not in ("name", "number", "unit", "all"), "nothing to put in order"
        key: Any = float if column == "all" else str.casefold
        assert filled == sorted(filled, key=key)
        assert [row[column] for row in down if row[column]] == sorted(filled, key=key, reverse=True)
        page = carys.go(f"{joined}{column}")
        [heading] = [one for one in page.all("th") if one.get("aria-sort") == "ascending"]
        [link] = heading.iter(HTML + "a")
        assert f"sort=-{column}" in str(link.get("href"))
        assert "kind=directorate" in str(link.get("href")) or "kind=" not in address


def test_the_people_between_two_days_are_in_the_order_of_any_heading_on_every_page(carys: Browser) -> None:
    of = "/hr/comparison/people?from_as_at=2021-06-01&came_into=compliant&sort="
    page = carys.go(of + "name")
    headings = {words(one): one.get("aria-sort") for one in page.all("th") if one.get("scope") == "col"}
    for at, column in enumerate(("name", "number", "unit", "module", "change", "from", "to")):
        seen = [row[at] for row in rows_seen(carys, of + column)]
        assert seen == sorted(seen, key=str.casefold), column
        turned = carys.go(of + "-" + column)
        assert all(
            "came_into=compliant" in str(link.get("href"))
            for link in turned.all("a")
            if "sort=" in str(link.get("href"))
        )
    assert headings.pop("Name\u25b2") == "ascending" and set(headings.values()) == {"none"}
    assert carys.go(of + "nonsense").status == 404


def test_rules_are_in_the_order_of_the_address_narrowed_and_taken_away_as_seen(site: Flask, carys: Browser) -> None:
    page = carys.go("/hr/rules?sort=-people")
    rows = file_of(carys, page)
    counts = [int(row["people"]) for row in rows]
    assert len(rows) > 1 and counts == sorted(counts, reverse=True)
    assert [words(one) for one in page.all("h2") if ":" in words(one)] == [
        f"{row['module']}: {row['name']}" for row in rows
    ]
    narrowed = carys.go("/hr/rules?sort=-people&module=done")
    assert {row["module"] for row in file_of(carys, narrowed)} == {"Bribery"}
    assert "module=done" in narrowed.link("Download the list") and "sort=since" in page.link("First day")
    assert (
        file_of(carys, carys.go("/hr/rules?over=no")) and "There is no such rule" in carys.go("/hr/rules?over=yes").main
    )
    assert carys.go("/hr/rules?over=perhaps").status == carys.go("/hr/rules?sort=nonsense").status == 404


def test_who_looked_is_a_file_of_what_was_found_in_either_order(site: Flask, carys: Browser) -> None:
    for address in ("/hr/people", "/hr/heat-map", "/hr/no-manager", "/hr/people?q=mo"):
        carys.go(address)
    page = carys.go("/hr/accesses?kind=list&sort=at")
    rows = file_of(carys, page)
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows) and len(rows) >= 3
    newest = file_of(carys, carys.go("/hr/accesses?kind=list"))
    assert [row["what"] for row in newest][-len(rows) :] == [row["what"] for row in rows][::-1]
    assert {row["kind"] for row in newest} == {"A list of people"}


def test_taking_a_list_away_is_recorded_as_an_export_before_it_is_sent(site: Flask, carys: Browser) -> None:
    people = {row["employee_number"] for row in file_of(carys, carys.go("/hr/people?standing=overdue"))}
    with site.app_context():
        kind, what, count = db.session.execute(
            select(Access.kind, Access.what, Access.people).order_by(Access.id.desc()).limit(1)
        ).one()
        assert kind == "export" and count == len(people) and "Standing: overdue" in what
        assert db.session.scalar(select(func.count()).select_from(Access).filter_by(kind="export")) == 1
        db.session.remove()


@pytest.mark.parametrize(
    "address", ["/hr/no-manager", "/hr/heat-map", "/hr/conversations/people", "/hr/accesses", "/hr/policy-questions"]
)
def test_an_order_or_a_kind_of_file_that_is_none_is_not_found(carys: Browser, address: str) -> None:
    for more in ("sort=nothing", "sort=--name", "format=doc"):
        assert carys.client.get(f"{address}?{more}").status_code == 404
    assert carys.client.get(f"{address}?_scheme=x&_external=1").status_code == 200
