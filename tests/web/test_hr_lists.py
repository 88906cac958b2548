"""Lists of HR: sorted by their headings, in the address, and downloaded exactly as they are seen."""

import csv
import io
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
        if link.get("download") is not None and "format=csv" in str(link.get("href"))
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
