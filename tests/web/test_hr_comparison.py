"""Carys compares two days: both figures, who came and went between them, and each number leads to exactly its people."""

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask

from elearning import clock
from elearning.domain.access import Actor
from elearning.services.people import record_leave
from tests.acts import Learner
from tests.builders import Town, small_version
from tests.guards.visiting import change, rows
from tests.web import council
from tests.web.browsing import Browser
from tests.web.test_hr_compliance import count_links, number, signed_in, table, total_of_list


@pytest.fixture
def ids(site: Flask, town: Town) -> dict[str, int]:
    """The council, settled; Kim has just completed what was overdue."""
    ids = council.settle(site, town)
    change(site, lambda session: Learner(session, ids["kim"], small_version("done"), clock.now()).complete())
    return ids


@pytest.fixture
def carys(site: Flask, town: Town, ids: dict[str, int]) -> Browser:
    """Carys, signed in."""
    return signed_in(site, town.carys)


YESTERDAY = (clock.today() - timedelta(1)).isoformat()
SINCE = f"from_as_at={YESTERDAY}&from_known_on={(clock.now() + timedelta(1)).date().isoformat()}"
"""Yesterday as is known now: what was written in the past for the test was recorded just now."""


def test_before_and_came_in_less_went_out_is_after_on_the_page(carys: Browser) -> None:
    page = carys.go(f"/hr/comparison?{SINCE}&module=done")
    assert page.status == 200
    for part, cells in table(page, "Every part before and after").items():
        before, came, went, after = map(number, cells)
        assert before + came - went == after, part
    assert table(page, "Every part before and after")["Compliant"]
    lines = table(page, "Who is told otherwise")
    assert [number(cells[2]) for cells in lines.values()] == [2], "Kim and Mo, of overdue, completed today"
    assert "Overdue" in page.main and "Completed" in page.main


def test_every_number_of_a_comparison_leads_to_exactly_its_people(carys: Browser, ids: dict[str, int]) -> None:
    walked = 0
    for more in ("", "&module=done", f"&unit={ids['place']}", f"&unit={ids['potholes']}&module=done"):
        address = f"/hr/comparison?{SINCE}{more}"
        for counted, target in count_links(carys.go(address)):
            page = carys.go(target)
            assert (page.status, total_of_list(page)) == (200, counted), (address, target)
            walked += 1
    assert walked > 30


def test_what_changed_since_a_report_is_one_press_from_the_page_of_compliance(carys: Browser) -> None:
    page = carys.go("/hr?module=done")
    (form,) = [form for form in page.all("form") if form.get("action") == "/hr/comparison"]
    fields = {str(one.get("name")): str(one.get("value") or "") for one in form.iter() if one.get("name")}
    assert fields["module"] == "done"
    page = carys.go("/hr/comparison?" + "&".join(f"{name}={value}" for name, value in fields.items()))
    assert page.status == 200
    assert "Bribery" in page.heading
    assert "as known on" in page.main


def test_a_day_compared_with_itself_says_that_nothing_changed(carys: Browser) -> None:
    today = clock.today().isoformat()
    page = carys.go(f"/hr/comparison?from_as_at={today}&as_at={today}")
    assert "Nothing: both answers say the same of everybody." in page.main


def test_what_was_recorded_late_is_a_correction_and_its_reason_is_not_told(
    site: Flask, carys: Browser, ids: dict[str, int], town: Town
) -> None:
    before = clock.now().isoformat().replace("+", "%2B")
    since = clock.today() - timedelta(9)
    change(
        site,
        lambda session: record_leave(
            session, ids["lou"], first_on=since, last_on=None, reason="why-away", actor=Actor(town.carys),
            now=clock.now(),
        ),
    )  # fmt: skip
    day = f"as_at={YESTERDAY}&from_as_at={YESTERDAY}&from_known_on={before}&module=done"
    page = carys.go(f"/hr/comparison?{day}")
    assert list(table(page, "Who is told otherwise")) == ["Corrected"]
    people = carys.go(page.link("Everybody who is told otherwise"))
    assert [name for name in table(people, "People between the two answers")] == ["Lou Late"]
    assert "why-away" not in people.text
    read = carys.client.get(people.link("CSV file")).get_data(as_text=True).removeprefix("\ufeff")
    (row,) = csv.DictReader(io.StringIO(read))
    assert (row["name"], row["change"], row["standing_before"], row["standing_after"]) == (
        "Lou Late", "corrected", "overdue", "on leave",
    )  # fmt: skip


def test_names_leave_a_record_and_figures_do_not(site: Flask, carys: Browser) -> None:
    before = len(rows(site)["accesses"])
    carys.go(f"/hr/comparison?{SINCE}")
    assert len(rows(site)["accesses"]) == before
    carys.go(f"/hr/comparison/people?{SINCE}")
    carys.client.get(f"/hr/comparison.csv?{SINCE}")
    looks = rows(site)["accesses"][before:]
    assert len(looks) == 2
    assert all("People between" in str(look) for look in looks)


@pytest.mark.parametrize(
    "address",
    ["comparison?unit=999999", "comparison?module=none", "comparison/people?change=x", "comparison/people?was=x",
     "comparison/people?page=99", "comparison.csv?now=x"],
)  # fmt: skip
def test_an_address_of_a_comparison_that_names_nothing_is_not_found(carys: Browser, address: str) -> None:
    assert carys.client.get(f"/hr/{address}").status_code == 404


def test_days_that_are_none_are_explained_and_kept(carys: Browser) -> None:
    page = carys.go("/hr/comparison?from_as_at=31/2/2026&as_at=never")
    assert page.status == 400
    assert "There is a problem" in page.main
    assert 'value="31/2/2026"' in page.text and 'value="never"' in page.text
    answer = carys.client.get("/hr/comparison.csv?from_as_at=31/2/2026")
    assert answer.status_code == 303, "no file is made of a day that cannot be read"
