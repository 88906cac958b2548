"""Carys makes the committee's report: of the period she typed, the same again, recorded, and with nobody named in it."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning import clock
from elearning.documents.printing import CannotDraw
from elearning.domain.access import Actor
from elearning.extensions import db
from elearning.models.accesses import Access
from elearning.models.learning import Completion
from elearning.models.people import PersonName
from elearning.services.conversations import record_conversation
from tests import builders
from tests.acts import Learner
from tests.builders import Town
from tests.guards.visiting import change, visitor
from tests.integration.pdf_tables import text_of
from tests.web import council
from tests.web.browsing import HTML, Browser, Page, words

TODAY = clock.today()


@pytest.fixture
def ids(site: Flask, town: Town) -> dict[str, int]:
    """The council, settled."""
    return council.settle(site, town)


@pytest.fixture
def carys(site: Flask, town: Town, ids: dict[str, int]) -> Browser:
    """Carys, signed in."""
    browser = Browser(site)
    browser.client = visitor(site, town.carys)
    return browser


def captions(page: Page) -> list[str]:
    """What the tables of a page are called."""
    return [words(caption) for caption in page.all("caption")]


def pdf_address(page: Page) -> str:
    """Where the report's PDF is."""
    return next(str(link.get("href")) for link in page.all("a") if words(link) == "Download this report (PDF)")


def looks(site: Flask) -> list[tuple[str, str, int]]:
    """Every look that was recorded: its kind, what was seen, and how many people it was about."""
    with site.app_context():
        found = [tuple(row) for row in db.session.execute(select(Access.kind, Access.what, Access.people))]
        db.session.remove()
    return found  # type: ignore[return-value]


def test_the_report_is_of_the_last_six_months_unless_another_period_is_typed(carys: Browser) -> None:
    page = carys.go("/hr/committee")
    assert page.status == 200
    assert page.heading == "Digital and social media awareness: how many staff have done the training"
    assert "Report to the People and Resources Committee" in page.main
    assert f"to {TODAY.day} {TODAY:%B %Y}, as known on" in page.main
    other = carys.go("/hr/committee?first_on=1/4/2024&last_on=30/6/2024")
    assert "1 April 2024 to 30 June 2024, as known on" in other.main
    assert "Table 3: compliance rate by day" in captions(other)


def test_it_has_every_section_in_the_order_of_a_committee(carys: Browser) -> None:
    page = carys.go("/hr/committee")
    headings = [words(heading) for heading in page.all("h2")]
    assert headings[headings.index("Purpose of the report") :][:13] == [
        "Purpose of the report", "What was required", "Where the council stood", "Month by month", "By directorate",
        "By module", "Exceptions and people excused", "Conversations held", "Equalities", "Data protection", "What the figures mean",
        "Recommendations", "Sources, and how to produce this report again",
    ]  # fmt: skip
    assert "30 days after they start" in page.main and "policy that staff are asked to know" in page.main


def test_nobody_is_named_on_the_page_or_in_the_pdf(site: Flask, carys: Browser) -> None:
    page = carys.go("/hr/committee")
    text = text_of(carys.client.get(pdf_address(page)).data)
    with site.app_context():
        named = set(db.session.scalars(select(PersonName.name)))
        db.session.remove()
    assert len(named) > 10
    assert [name for name in named if name in page.main or name in text] == []


def test_the_pdf_of_the_page_is_of_its_instant_and_the_same_each_time(carys: Browser) -> None:
    address = pdf_address(carys.go("/hr/committee"))
    one, two = (carys.client.get(address) for _ in range(2))
    assert one.status_code == 200 and one.data.startswith(b"%PDF-") and one.data == two.data
    assert one.headers["Content-Type"] == "application/pdf"
    assert f"committee-report-{TODAY.isoformat()}.pdf" in one.headers["Content-Disposition"]


def test_looking_and_taking_away_are_recorded_before_anything_is_shown(site: Flask, carys: Browser) -> None:
    carys.go("/hr/committee?first_on=2026-01-01&last_on=2026-03-01")
    carys.client.get("/hr/committee.pdf?first_on=2026-01-01&last_on=2026-03-01")
    found = looks(site)[-2:]
    assert [(kind, what) for kind, what, _ in found] == [
        ("list", "The committee's report for 2026-01-01 to 2026-03-01, as a page"),
        ("export", "The committee's report for 2026-01-01 to 2026-03-01, as a PDF"),
    ]
    assert all(people > 5 for _, _, people in found)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"first_on": "soon"}, "First day: This is not a date that can be read."),
        ({"last_on": "31/2/2026"}, "Last day:"),
        ({"known_on": "2026-03-31T17:00"}, "As known on: The time does not say its offset from UTC."),
        ({"first_on": "2/3/2026", "last_on": "1/3/2026"}, "First day: It comes after the last day."),
    ],
)
def test_what_cannot_be_read_is_said_nothing_typed_is_lost_and_no_report_is_made(
    site: Flask, carys: Browser, typed: dict[str, str], said: str
) -> None:
    answer = carys.client.get("/hr/committee.pdf", query_string=typed)
    assert answer.status_code == 303
    page = carys.go(str(answer.headers["Location"]))
    assert page.status == 400
    assert said in page.main and "There is a problem" in page.main
    values = {str(one.get("name")): one.get("value") for one in page.all("input")}
    assert typed.items() <= values.items()
    assert "Where the council stood" not in page.main
    assert [what for _, what, _ in looks(site) if "committee" in what] == []


def test_small_groups_stand_in_one_line_and_the_page_says_so(carys: Browser) -> None:
    page = carys.go("/hr/committee")
    assert "Groups of fewer than five people are not shown on their own." in page.main
    names = [
        words(head) for table in page.all("table") for head in table.iter(HTML + "th") if head.get("scope") == "row"
    ]
    assert "Care and Place" in names and "Care" not in names and "Place" not in names  # Pat has a post in each
    assert "Library events and Road safety" in names


def test_before_anybody_had_anything_to_do_it_says_that_there_is_no_rate(carys: Browser) -> None:
    page = carys.go("/hr/committee?first_on=1/1/2019&last_on=1/3/2019")
    assert "No rate: nobody is counted" in page.main
    assert "No rule asked anybody to do a module in this period." in page.main


def test_a_period_that_ends_later_is_headed_if_nothing_changes(carys: Browser) -> None:
    later = TODAY + timedelta(days=90)
    assert "If nothing changes." in carys.go(f"/hr/committee?last_on={later.isoformat()}").main
    assert "If nothing changes." not in carys.go("/hr/committee").main


def test_a_very_long_period_is_a_report_too(carys: Browser) -> None:
    page = carys.go(f"/hr/committee?first_on={date(1950, 1, 1)}&last_on={TODAY.isoformat()}")
    assert page.status == 200 and "Table 3: compliance rate by day" in captions(page)


def test_where_no_pdf_can_be_drawn_the_page_says_so_and_leads_back(
    carys: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(values: object) -> bytes:
        raise CannotDraw("Pango is missing.")

    monkeypatch.setattr("elearning.web.hr.committee.pdf_of_committee", fail)
    page = carys.go("/hr/committee.pdf")
    assert page.status == 503 and "Pango is missing." in page.main
    back = next(str(link.get("href")) for link in page.all("a") if words(link) == "Go back to the report")
    assert carys.go(back).status == 200


@pytest.fixture
def talked(site: Flask, town: Town, ids: dict[str, int]) -> None:
    """Six people of Roads and five of no service have completed; two conversations of Roads are recorded."""
    version = builders.small_version("done", title="Bribery")

    def act(session: Session) -> None:
        done = [ids[name] for name in ("kim", "lou", "ray", "tay")]
        for number in range(7):
            unit = ids["potholes"] if number < 4 else ids["care"]
            done.append(builders.hire(session, number=f"71000{number}", name=f"Una {number}", unit_id=unit))
        for person in done:
            Learner(session, person, version, clock.now()).complete()
        for name in ("kim", "lou"):
            completion = session.scalars(select(Completion.id).filter_by(person_id=ids[name])).one()
            record_conversation(session, ids[name], completion, held_on=TODAY, actor=Actor(town.ben), now=clock.now())

    change(site, act)


@pytest.mark.usefixtures("talked")
def test_each_number_of_the_conversations_held_leads_carys_to_as_many_people(carys: Browser) -> None:
    page = carys.go("/hr/committee")
    [table] = [one for one in page.all("table") if words(one).startswith("Table 6: conversations held by service")]
    rows = {words(row[0]): row for row in table.iter(HTML + "tr")}
    assert list(rows) == ["Service", "Roads", "No service", "Marlshire County Council"]
    assert words(rows["Roads"][1]) == "100.0 % 2 of 2"
    assert words(rows["No service"][1]) == "None due yet"
    found = {words(link): carys.go(str(link.get("href"))) for link in table.iter(HTML + "a")}
    assert found.keys() >= {"2 within a month, Roads", "5 completed, No service"}
    for said, people in found.items():
        assert people.status == 200
        assert len(list(people.all("tbody")[0].iter(HTML + "tr"))) == int(said.split()[0]), said


@pytest.mark.usefixtures("talked")
def test_services_of_one_line_lead_to_one_list_in_which_each_completion_is_once(
    carys: Browser, ids: dict[str, int]
) -> None:
    both = carys.go(f"/hr/conversations/people?unit=0,{ids['roads']}")
    everybody = carys.go("/hr/conversations/people")
    assert words(both.all("tbody")[0]) == words(everybody.all("tbody")[0])
    assert carys.go(f"/hr/conversations/people?unit={ids['roads']},").status == 404


def test_fewer_than_five_conversations_are_not_told_to_a_committee(carys: Browser) -> None:
    page = carys.go("/hr/committee")
    assert "Fewer than five people completed a module in this period" in page.main
    assert "Table 6" not in page.main
