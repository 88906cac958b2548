"""Carys reads: one person's page, who never signed in, and who looked at whose data."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from elearning import clock
from elearning.domain.access import Actor
from elearning.domain.exemptions import ExemptionReason
from elearning.domain.looks import Look
from elearning.extensions import db
from elearning.models.accesses import Access, AccessSubject
from elearning.services.accesses import record_look
from elearning.services.assignments import end_exemption, grant_exemption
from elearning.services.people import correct_leave, record_leave
from elearning.web.access import need_of
from elearning.web.refused_words import refused_words
from tests import builders
from tests.acts import Learner
from tests.builders import SLUG, Town
from tests.guards.visiting import change, changed, rows, visitor
from tests.web.browsing import HTML, Browser, words

HOSTILE = '<img src=x onerror="alert(1)"> {{ 7*7 }} \' OR 1=1 --'
DAY = timedelta(days=1)


def browser(site: Flask, person_id: int) -> Browser:
    """A browser in which somebody is signed in."""
    found = Browser(site)
    found.client = visitor(site, person_id)
    return found


@pytest.fixture
def carys(site: Flask, town: Town) -> Browser:
    """Carys's browser."""
    return browser(site, town.carys)


def looks(site: Flask) -> list[tuple[int | None, str, str, list[int]]]:
    """Every recorded look: by whom, kind, what, about whom."""
    with site.app_context():
        return [
            (
                one.actor_id, one.kind, one.what,
                list(db.session.scalars(select(AccessSubject.person_id).where(AccessSubject.access_id == one.id))),
            )
            for one in db.session.scalars(select(Access).order_by(Access.id))
        ]  # fmt: skip


def test_the_page_tells_who_they_are_where_they_stand_and_why_but_no_answer(
    site: Flask, town: Town, carys: Browser
) -> None:
    version = town.version
    assert version is not None

    def act(session: Any) -> str:
        learner = Learner(session, town.amina, version, clock.now())
        learner.read()
        learner.take(right=False)
        learner.take()
        learner.acknowledge()
        return str(learner.certificates()[-1].number)

    number = change(site, act)
    page = carys.go(f"/hr/people/{town.amina}")
    assert (page.status, page.heading) == (200, "Amina Yusuf")
    for told in ("100001", "amina.yusuf@marlshire.example", "Library events", "Ben Okafor", "Completed", number,
                 "Valid", "Failed on", "Passed on", "Line 4", "everyone in post must complete it"):  # fmt: skip
        assert told in page.main, told
    question = next(question for question in version.bank if question.options)
    assert question.stem not in page.text
    assert question.options[0].text not in page.text
    assert carys.go(page.link("Check certificate")).heading == "This certificate is valid"


def test_a_look_is_recorded_before_anything_is_shown_and_the_page_lists_it(
    site: Flask, town: Town, carys: Browser
) -> None:
    before = rows(site)
    page = carys.go(f"/hr/people/{town.amina}")
    assert changed(before, rows(site)) == {"accesses", "access_subjects"}
    assert looks(site) == [(town.carys, "person", "A person’s page", [town.amina])]
    table = next(t for t in page.all("table") if "times that somebody looked" in words(t))
    assert "Carys Morgan" in words(table)


def test_somebody_unknown_is_not_found_and_ones_own_page_is_no_look_at_another(
    site: Flask, town: Town, carys: Browser
) -> None:
    assert carys.go("/hr/people/99999").status == 404
    page = carys.go(f"/hr/people/{town.carys}")
    assert page.heading == "Carys Morgan"
    assert "HR officer" in page.main
    assert looks(site) == []


@pytest.mark.parametrize("who", ["amina", "ben", "efa"])
def test_nobody_but_hr_sees_these_pages(site: Flask, town: Town, who: str) -> None:
    person = browser(site, town.ids[who])
    for address in (f"/hr/people/{town.amina}", "/hr/never-signed-in", "/hr/accesses", "/hr/accesses/1"):
        assert person.go(address).status == 403, address
    assert looks(site) == []


def test_reasons_notes_and_corrections_show_as_text_to_hr_and_to_nobody_else(
    site: Flask, town: Town, carys: Browser
) -> None:
    today, hr = clock.today(), Actor(person_id=town.carys)

    def act(session: Any) -> None:
        said = {"actor": hr, "now": clock.now()}
        exemption = grant_exemption(
            session, town.amina, town.module_id, reason_code=ExemptionReason.REASONABLE_ADJUSTMENT, note=HOSTILE,
            first_on=today, last_on=today + 30 * DAY, approver_id=town.ben, **said,  # type: ignore[arg-type]
        )  # fmt: skip
        end_exemption(session, town.amina, exemption, last_on=today, reason="Ended " + HOSTILE, **said)  # type: ignore[arg-type]
        leave = record_leave(session, town.amina, first_on=today + DAY, last_on=None, reason=HOSTILE, **said)  # type: ignore[arg-type]
        correct_leave(session, leave, first_on=today + DAY, last_on=today + 9 * DAY, reason="Back " + HOSTILE, **said)  # type: ignore[arg-type]

    change(site, act)
    page = carys.go(f"/hr/people/{town.amina}")
    assert "<img src=x" not in page.text
    assert f"Ended {HOSTILE}" in page.main
    assert f"Back {HOSTILE}" in page.main
    assert "Reasonable adjustment" in page.main
    corrected = words(next(t for t in page.all("table") if "later ones replaced" in words(t)))
    assert "Leave" in corrected
    assert "with no last day" in corrected
    assert "by Carys Morgan" in corrected
    for address in ("/team", f"/team/people/{town.amina}", f"/team/{town.amina}"):
        told = browser(site, town.ben).go(address).text
        assert "onerror" not in told
        assert "Reasonable adjustment" not in told


def test_every_table_is_a_list_on_a_phone_whose_cells_say_what_they_are(
    site: Flask, town: Town, carys: Browser
) -> None:
    today = clock.today()

    def act(session: Any) -> None:
        said = {"actor": Actor(town.carys), "now": clock.now()}
        leave = record_leave(session, town.amina, first_on=today, last_on=None, **said)  # type: ignore[arg-type]
        correct_leave(session, leave, first_on=today, last_on=today + DAY, reason="Back", **said)  # type: ignore[arg-type]

    change(site, act)
    carys.go(f"/hr/people/{town.amina}")
    page = carys.go(f"/hr/people/{town.amina}")
    tables = {words(next(table.iter(HTML + "caption"))).split(",")[0]: table for table in page.all("table")}
    assert len(tables) == 4
    for title, table in tables.items():
        assert "app-stack" in str(table.get("class")).split(), f"{title} scrolls sideways on a phone"
    said = {cell.get("data-heading") for table in tables.values() for cell in table.iter() if cell.get("data-heading")}
    assert said == {"First day", "Last day", "Why", "Recorded", "Line manager", "From", "To", "Who", "What"}


def test_on_a_past_day_as_known_then_what_came_later_is_not_there(site: Flask, town: Town, carys: Browser) -> None:
    version = town.version
    assert version is not None
    number = change(site, lambda session: Learner(session, town.amina, version, clock.now()).complete())
    page = carys.go(f"/hr/people/{town.amina}?as_at=31/3/2021&known_on=2021-03-31")
    assert "As at 31 March 2021" in page.main
    assert number not in page.main
    assert "Not started" in page.main
    with pytest.raises(AssertionError):
        page.link("Record leave")
    wrong = carys.go(f"/hr/people/{town.amina}?as_at=never")
    assert wrong.title.startswith("Error: ")


def test_former_names_and_a_leaver_are_shown_as_such(site: Flask, town: Town, carys: Browser) -> None:
    def act(session: Any) -> int:
        unit = builders.team(session, "Gone")
        return builders.hire(
            session, number="200001", name="Gwen " + HOSTILE, unit_id=unit, last_on=clock.today() - DAY
        )  # fmt: skip

    gone = change(site, act)
    page = carys.go(f"/hr/people/{gone}")
    assert page.heading == "Gwen " + HOSTILE
    assert "Not in post on this day." in page.main
    assert "None: they sign in with their employee number" in page.main
    assert "No module was ever assigned" in page.main


# Who never signed in


def test_who_never_signed_in_is_listed_by_unit_until_they_do(site: Flask, town: Town, carys: Browser) -> None:
    page = carys.go("/hr/never-signed-in")
    assert page.heading == "4 people have never signed in"
    names = [words(row).split(" 10")[0] for row in page.all("tr")[1:]]
    assert names == ["Amina Yusuf", "Ben Okafor", "Dev Patel", "Efa Rhys"]
    assert "Library events" in page.main
    assert "6 January 2020" in page.main
    browser(site, town.dev)
    page = carys.go("/hr/never-signed-in")
    assert page.heading == "3 people have never signed in"
    assert "Dev Patel" not in page.main
    assert [one[1:3] for one in looks(site)] == [("list", "People who never signed in, page 1")] * 2


def test_the_list_of_those_who_never_signed_in_is_paged_and_leaves_out_leavers(
    site: Flask, town: Town, carys: Browser
) -> None:
    def act(session: Any) -> None:
        unit = builders.team(session, "Zoo")
        for n in range(60):
            builders.hire(session, number=f"3000{n:02}", name=f"Person {n}", unit_id=unit)
        builders.hire(session, number="400000", name="Gwen Gone", unit_id=unit, last_on=date(2021, 1, 1))

    change(site, act)
    page = carys.go("/hr/never-signed-in")
    assert page.heading == "64 people have never signed in"
    assert len(page.all("tr")) == 51
    last = carys.go(page.link("Next"))
    assert len(last.all("tr")) == 15
    assert "Gwen" not in last.main
    for odd in ("0", "-3", "999999999999", "x"):
        assert carys.go(f"/hr/never-signed-in?page={odd}").status == 200


def test_the_list_of_those_who_never_signed_in_is_found_narrowed_and_put_in_order_in_the_address(
    site: Flask, carys: Browser
) -> None:
    def act(session: Any) -> int:
        unit = builders.team(session, "Zoo")
        for n in range(60):
            builders.hire(
                session, number=f"3000{n:02}", name=f"Keeper {59 - n:02}", unit_id=unit,
                first_on=date(2020, 1, 1) + n * DAY,
            )  # fmt: skip
        return unit

    unit = change(site, act)
    page = carys.go(f"/hr/never-signed-in?q=KEEPER&unit={unit}")
    assert page.heading == "60 people have never signed in, of those asked for"
    by_name = carys.go(page.link("Name"))
    assert [words(row).split(" 30")[0] for row in by_name.all("tr")[1:3]] == ["Keeper 00", "Keeper 01"]
    turned = carys.go(by_name.link("Name"))
    assert words(turned.all("tr")[1]).startswith("Keeper 59")
    assert [th.get("aria-sort") for th in turned.all("th")[:4]] == ["descending", "none", "none", "none"]
    last = carys.go(turned.link("Next"))
    assert len(last.all("tr")) == 11
    assert words(last.all("tr")[-1]).startswith("Keeper 00")
    for part in ("q=KEEPER", f"unit={unit}", "sort=-name", "page=2"):
        assert part in last.address
    assert words(carys.go("/hr/never-signed-in?sort=since").all("tr")[1]).startswith("Keeper 59")
    assert carys.go(last.link("Show everybody")).heading == "64 people have never signed in"
    assert "Nobody matches" in carys.go("/hr/never-signed-in?q=nobody+of+this+name").main
    assert carys.go("/hr/never-signed-in?sort=odd").status == 404
    assert carys.go("/hr/never-signed-in?unit=99999").status == 404


def test_the_list_of_those_who_never_signed_in_is_taken_away_as_it_is_narrowed_and_that_is_recorded(
    site: Flask, town: Town, carys: Browser
) -> None:
    page = carys.go("/hr/never-signed-in?q=a&sort=-number")
    answer = carys.client.get(page.link("Download the list as a CSV file"))
    assert answer.mimetype == "text/csv"
    heads, *lines = answer.get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert heads == "employee_number,name,directorate,service,team,in_post_since"
    assert [line.split(",")[1] for line in lines] == ["Efa Rhys", "Dev Patel", "Ben Okafor", "Amina Yusuf"]
    assert lines[-1].startswith("100001,Amina Yusuf,") and lines[-1].endswith(",2020-01-06")
    everybody = sorted([town.amina, town.ben, town.dev, town.efa])
    assert looks(site)[-1] == (town.carys, "export", "People who never signed in; a search, as CSV", everybody)


# Who looked


def test_every_page_that_a_role_opens_has_words_for_when_it_is_refused(site: Flask) -> None:
    said = {
        rule.endpoint: refused_words(f"GET {rule.endpoint}")
        for rule in site.url_map.iter_rules()
        if need_of(site.view_functions[rule.endpoint]).roles
    }
    assert {"hr.compliance", "author.modules"} <= said.keys()
    assert [endpoint for endpoint, text in said.items() if endpoint in text or "that is not theirs" in text] == []
    assert [endpoint for endpoint, text in said.items() if endpoint[:3] == "hr." and text.endswith("of HR")] == []


def test_a_look_at_a_team_says_whose_and_leads_to_the_people_it_named(site: Flask, town: Town, carys: Browser) -> None:
    ben = browser(site, town.ben)
    ben.go("/team?whole=1")
    (row,) = [row for row in listed(carys, "/hr/accesses") if row[2] == "A team"]
    assert row[1].startswith("Ben Okafor")
    assert row[3] == "Their own team, everybody below them, as a page"
    assert row[4].startswith("Amina Yusuf")
    assert [row[2] for row in listed(carys, "/hr/accesses?about=100001")] == ["A team"]


@pytest.fixture
def looked(site: Flask, town: Town) -> int:
    """Looks of two days, an export of everybody, and a page refused to Amina; the id of the export."""

    def act(session: Any) -> int:
        now, ben, carys = clock.now(), Actor(person_id=town.ben), Actor(person_id=town.carys)
        record_look(session, actor=ben, kind=Look.TEAM, what="The team", person_ids=[town.amina], now=now - 9 * DAY)
        record_look(session, actor=carys, kind=Look.PERSON, what="A page", person_ids=[town.dev], now=now - 2 * DAY)
        record_look(session, actor=carys, kind=Look.LIST, what="A list", count=40, now=now - DAY)
        everybody = [*town.ids.values()]
        return record_look(
            session, actor=Actor(name="command line (ops)"), kind=Look.EXPORT, what="CSV " + HOSTILE,
            person_ids=everybody, now=now - DAY,
        )  # fmt: skip

    export = change(site, act)
    browser(site, town.amina).go("/hr/policy-questions")
    return int(export)


def listed(browser: Browser, address: str) -> list[list[str]]:
    """The rows of the list at an address."""
    page = browser.go(address)
    assert page.status == 200
    found = [[words(cell) for cell in row if cell.tag.endswith(("th", "td"))] for row in page.all("tr")[1:]]
    return [row for row in found if "Who looked at whose data, page" not in row[3]]


def test_every_access_is_listed_newest_first_with_who_what_and_whose(site: Flask, carys: Browser, looked: int) -> None:
    kinds = [(row[1].split(" 10")[0], row[2], row[4].split(" 10")[0]) for row in listed(carys, "/hr/accesses")]
    assert kinds == [
        ("Amina Yusuf", "Refused", "–"),
        ("command line (ops)", "An export", kinds[1][2]),
        ("Carys Morgan", "A list of people", "40 people"),
        ("Carys Morgan", "One person’s record", "Dev Patel"),
        ("Ben Okafor", "A team", "Amina Yusuf"),
    ]
    assert kinds[1][2].startswith("5 people")
    assert HOSTILE in carys.page.main
    assert "<img src=x" not in carys.page.text
    people = carys.go(carys.page.link("5 people"))
    assert people.heading == "Whose data it was"
    assert [words(row)[:6] for row in people.all("tr")[1:]] == ["100001", "100002", "100003", "100004", "100005"]


def test_the_list_narrows_by_who_whom_kind_and_day(site: Flask, town: Town, carys: Browser, looked: int) -> None:
    today = clock.today()
    for query, found in (
        ("by=100002", ["The team"]),
        ("about=100004", ["CSV " + HOSTILE, "A page"]),
        ("about=100001&kind=team", ["The team"]),
        ("kind=refused", ["Asked for questions about the policy"]),
        ("kind=refused&about=100001", []),
        (f"until={today - 5 * DAY}", ["The team"]),
        (f"since={today - 3 * DAY}&until={today - 2 * DAY}", ["A page"]),
        (f"since={today + DAY}", []),
    ):
        assert [row[3] for row in listed(carys, f"/hr/accesses?{query}")] == found, query


@pytest.mark.parametrize("query", ["by=999999", "about=nobody", "kind=odd", "since=31/2/2026", "until=x"])
def test_a_filter_that_is_wrong_is_said_and_everything_is_listed(
    site: Flask, carys: Browser, looked: int, query: str
) -> None:
    page = carys.go(f"/hr/accesses?{query}")
    assert page.status == 400
    assert page.title.startswith("Error: ")
    assert "The team" in page.main


def test_looking_at_the_list_is_on_the_list_and_no_such_access_is_not_found(
    site: Flask, town: Town, carys: Browser, looked: int
) -> None:
    carys.go("/hr/accesses?about=100001")
    page = carys.go("/hr/accesses")
    assert page.main.count("Who looked at whose data, page 1") == 2
    assert looks(site)[-2] == (town.carys, "list", "Who looked at whose data, page 1", [town.amina])
    assert carys.go("/hr/accesses/99999").status == 404
    assert carys.go(f"/hr/accesses/{looked}?page=99").status == 200


def test_the_module_is_named_on_the_page_of_somebody_it_does_not_concern_today(
    site: Flask, town: Town, carys: Browser
) -> None:
    def act(session: Any) -> int:
        unit = builders.team(session, "New")
        person = builders.hire(session, number="200002", name="Nia New", unit_id=unit)
        grant_exemption(
            session, person, town.module_id, reason_code=ExemptionReason.OTHER, note="", first_on=clock.today(),
            last_on=clock.today(), approver_id=town.ben, actor=Actor(person_id=town.carys), now=clock.now(),
        )  # fmt: skip
        return person

    page = carys.go(f"/hr/people/{change(site, act)}")
    assert "Not assigned" in page.main
    assert "Digital and social media awareness" in page.main
    assert SLUG not in page.main
