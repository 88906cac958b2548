"""What a manager's figures lead to: the year by month, the people behind each number, the spreadsheet."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import event

from elearning import clock
from elearning.domain.calendar import british_date, ends_of_months
from elearning.extensions import db
from elearning.queries import team_trend
from elearning.web.team import asked
from tests.acts import Learner
from tests.builders import Town
from tests.integration.test_team_pdf import everything_said, opened
from tests.web.browsing import HTML, Browser, Page, words
from tests.web.team_world import TODAY, To, World, ago, browser
from tests.web.test_team import names, rows, world

ENDS = ends_of_months(TODAY, 11)


@pytest.fixture
def ben(site: Flask, town: Town) -> Browser:
    return browser(site, town.ben)


def months(page: Page) -> list[list[str]]:
    """The rows of the table of months: day, rate, assigned."""
    (table,) = [one for one in page.all("table") if "app-trend-table" in str(one.get("class"))]
    lines = [[words(cell) for cell in row] for row in list(table.iter(HTML + "tr"))[1:]]
    return [[re.sub(r" (compliant|counted|assigned) on \d+ \w+ \d+", "", cell) for cell in line] for line in lines]


def moved_to_ben(site: Flask, town: Town) -> None:
    """Gwen came to Ben from Dev three months ago, and completed long before that; Kay was always Ben's, and is late."""

    def act(w: World) -> None:
        came = ENDS[8]
        gwen = w.person(
            "Gwen Moved", To(town.dev, last_on=came - timedelta(days=1)), To(town.ben, first_on=came), due_on=ago(-5)
        )
        assert town.version
        Learner(w.session, gwen, town.version, clock.now() - timedelta(days=330)).complete()
        w.person("Kay Kept", To(town.ben), due_on=ago(300))

    world(site, town, act)


def test_each_month_is_of_the_people_who_were_the_managers_on_its_last_day(
    site: Flask, ben: Browser, town: Town
) -> None:
    moved_to_ben(site, town)
    shown = months(ben.go("/team"))
    assert [day for day, _, _ in shown] == [british_date(day) for day in (*ENDS, TODAY)]
    assert [assigned for _, _, assigned in shown] == ["2"] * 8 + ["3"] * 4
    assert "of 3" in shown[-1][1] and "of 2" in shown[0][1]
    theirs = months(browser(site, town.dev).go(f"/team?as_at={ENDS[7]}"))
    assert theirs[-1][2] == "1", "she was Dev's until then"


def test_each_number_of_a_month_leads_to_its_people_on_that_day(site: Flask, ben: Browser, town: Town) -> None:
    moved_to_ben(site, town)
    (table,) = [one for one in ben.go("/team").all("table") if "app-trend-table" in str(one.get("class"))]
    leads = [str(link.get("href")) for link in table.iter(HTML + "a")]
    assert len(leads) >= 24
    for row in list(table.iter(HTML + "tr"))[1:]:
        assigned = list(row)[-1].find(HTML + "a")
        assert assigned is not None
        assert len(names(ben.go(str(assigned.get("href"))))) == int(words(assigned).split()[0])
        day = row.find(f"{HTML}th/{HTML}a")
        assert day is not None
        assert months(ben.go(str(day.get("href"))))[-1][2] == words(assigned).split()[0]


def test_a_month_that_took_todays_team_into_the_past_would_be_seen(
    site: Flask, ben: Browser, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved_to_ben(site, town)
    real = team_trend.reports_on_days

    def of_today(session: Any, person_id: int, days: Any, **more: Any) -> Any:
        return dict.fromkeys(days, real(session, person_id, [days[-1]], **more)[days[-1]])

    monkeypatch.setattr(team_trend, "reports_on_days", of_today)
    assert [assigned for _, _, assigned in months(ben.go("/team"))] == ["3"] * 12


def test_the_year_costs_the_same_number_of_statements_whatever_the_team(site: Flask, ben: Browser, town: Town) -> None:
    def statements(address: str) -> int:
        found = [0]

        def count(*_: Any) -> None:
            found[0] += 1

        ben.go(address)
        with site.app_context():
            event.listen(db.engine, "before_cursor_execute", count)
            ben.go(address)
            event.remove(db.engine, "before_cursor_execute", count)
        return found[0]

    few = statements("/team?whole=1")
    world(site, town, lambda w: [w.person(f"Person {n:03}", To(town.ben), due_on=ago(3)) for n in range(30)])
    assert statements("/team?whole=1") == few


def test_the_year_of_a_very_large_team_is_shown_to_whoever_asks_for_it(
    site: Flask, ben: Browser, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved_to_ben(site, town)
    shown = months(ben.go("/team"))
    monkeypatch.setattr(asked, "MOST_WITH_A_YEAR", 2)
    page = ben.go("/team?part=assigned")
    assert "By month" not in page.text
    (address,) = [str(link.get("href")) for link in page.all("a") if words(link) == "Show the year by month"]
    again = ben.go(address.split("#")[0])
    assert months(again) == shown
    assert "Show the year by month" not in again.text
    assert "part=assigned" in address


def test_who_must_do_no_module_is_behind_that_number(site: Flask, ben: Browser, town: Town) -> None:
    world(
        site,
        town,
        lambda w: [w.person("Nora Nothing", To(town.ben)), w.person("Late Lee", To(town.ben), due_on=ago(3))],
    )
    page = ben.go("/team")
    listed = ben.go(page.link("1 person of the team"))
    assert "Nora Nothing" in listed.main and "Late Lee" not in listed.main and "Amina Yusuf" not in listed.main
    assert ben.go(listed.link("Nora Nothing")).heading == "Nora Nothing"
    assert "Nora Nothing" not in browser(site, town.dev).go("/team/no-module").text


def test_every_figure_of_the_page_is_a_link(site: Flask, ben: Browser, town: Town) -> None:
    world(site, town, lambda w: w.person("Late Lee", To(town.ben), due_on=ago(3)))
    page = ben.go("/team")
    (sums,) = [one for one in page.all("p") if "app-figures__sums" in str(one.get("class"))]
    assert "2 assigned = 2 counted + 0 exempt + 0 on leave; 2 counted = 0 compliant" in " ".join(words(sums).split())
    for link in sums.iter(HTML + "a"):
        assert len(names(ben.go(str(link.get("href"))))) == int(words(link))
    assert names(ben.go(page.link("2 people"))) == ["Late Lee", "Amina Yusuf"]


def test_the_spreadsheet_has_the_rows_of_the_list_and_is_the_same_for_the_same_instant(
    site: Flask, ben: Browser, town: Town
) -> None:
    world(site, town, lambda w: w.person('=HYPERLINK("x")', To(town.ben), due_on=ago(3)))
    address = ben.go("/team?standing=overdue").link("XLSX")
    first = ben.client.get(address)
    world(site, town, lambda w: w.person("Too Late", To(town.ben, recorded_at=clock.now()), due_on=ago(3)))
    assert ben.client.get(address).data == first.data
    assert f"team-{TODAY}.xlsx" in first.headers["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(first.data))
    sheet = book.get_sheet_by_index(0).to_python()
    assert [(row[1], row[9]) for row in sheet[1:]] == [('=HYPERLINK("x")', "overdue")]
    about = str(book.get_sheet_by_name("About").to_python())
    assert "Who reports to the line manager; overdue" in about
    assert browser(site, town.dev).client.get(address).data != first.data


def test_the_pdf_has_the_year_where_it_stays_one_page_and_is_the_same_for_the_same_instant(
    site: Flask, ben: Browser, town: Town
) -> None:
    moved_to_ben(site, town)
    address = ben.go("/team").link("PDF")
    first = ben.client.get(address).data
    assert ben.client.get(address).data == first
    said = everything_said(first)
    assert len(opened(first).pages) == 1 and "By month" in said
    assert "Counted 2 2 2 2 2 2 2 2 3 3 3 3" in said
    world(site, town, lambda w: [w.person(f"Person {n:03}", To(town.ben), due_on=ago(3)) for n in range(18)])
    large = ben.client.get(ben.go("/team").link("PDF")).data
    assert len(opened(large).pages) == 1 and "By month" not in everything_said(large)
    assert len(rows(ben.go("/team"))) == 21
