"""Ben's pages without JavaScript: his people and nobody else's, today and on past days, and never a reason."""

import re
from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import event, select

from elearning import clock
from elearning.extensions import db
from elearning.models.accesses import Access, AccessSubject
from tests.acts import Learner
from tests.builders import Town, small_version
from tests.builders import assign as require
from tests.builders import publish as published
from tests.guards.visiting import change, without_tokens
from tests.integration.test_team_pdf import everything_said
from tests.web.browsing import HTML, Browser, Page, words
from tests.web.team_world import FORBIDDEN, TODAY, To, World, ago, browser


def world(site: Flask, town: Town, act: Any) -> Any:
    """Add to the town."""
    return change(site, lambda session: act(World(session, town)))


def rows(page: Page) -> list[list[str]]:
    """The rows of the list, all modules: name, standing, date."""
    tables = [table for table in page.all("table") if "app-team" in str(table.get("class"))]
    return [
        [words(cell) for cell in row if cell.tag in (HTML + "th", HTML + "td")]
        for table in tables
        for row in list(table.iter(HTML + "tr"))[1:]
    ]


def names(page: Page) -> list[str]:
    return [row[0] for row in rows(page)]


def links(page: Page) -> list[str]:
    return [str(link.get("href")) for link in page.all("a")]


def part_link(page: Page, part: str) -> str:
    """Where the number of a part leads, or of a standing."""
    for row in page.all("tr"):
        heading = row.find(HTML + "th")
        if heading is not None and words(heading).lower().endswith(part):
            link: Element | None = row.find(f"{HTML}td/{HTML}a")
            assert link is not None, f"the number of {part} is no link"
            return str(link.get("href"))
    raise AssertionError(f"no part {part}")


@pytest.fixture
def ben(site: Flask, town: Town) -> Browser:
    return browser(site, town.ben)


def test_ben_sees_who_reports_to_him_and_nobody_else(ben: Browser, town: Town) -> None:
    page = ben.go("/team")
    assert page.heading == "My team"
    assert [row[:2] for row in rows(page)] == [["Amina Yusuf", "Not started"]]
    assert rows(page)[0][2].startswith("Due by ")
    assert "1 assigned = 1 counted + 0 exempt + 0 on leave" in page.main
    assert "Dev Patel" not in page.text
    assert page.link("Amina Yusuf") == f"/team/people/{town.amina}"
    assert page.link("My team") == "/team"


def test_who_needs_attention_comes_first_and_every_number_leads_to_its_people(
    site: Flask, ben: Browser, town: Town
) -> None:
    def act(world: World) -> None:
        world.person("Late Larkin", To(town.ben), due_on=ago(3))
        done = world.person("Done Dunmore", To(town.ben), due_on=ago(3))
        assert town.version
        Learner(world.session, done, town.version, clock.now() - timedelta(days=40)).complete()
        ran_out = world.person("Ran Outram", To(town.ben), due_on=ago(300))
        Learner(world.session, ran_out, town.version, clock.now() - timedelta(days=400)).complete()
        world.excuse(world.person("Excused Exton", To(town.ben), due_on=ago(3)))
        world.send_away(world.person("Away Awdry", To(town.ben), due_on=ago(3)))

    world(site, town, act)
    page = ben.go("/team")
    assert names(page) == [
        "Late Larkin", "Ran Outram", "Amina Yusuf", "Done Dunmore", "Excused Exton", "Away Awdry"
    ]  # fmt: skip
    assert [row[2].rsplit(" ", 3)[0] for row in rows(page)] == [
        "Was due by", "Ran out on", "Due by", "Valid until", "Until", "Until a"
    ]  # fmt: skip
    attention = page.main.split("Who needs attention")[1].split("Everybody")[0]
    assert attention.index("Late Larkin") < attention.index("Ran Outram") < attention.index("Amina Yusuf")
    assert "Done Dunmore" not in attention
    assert "25.0 %" in page.main and "1 of 4" in page.main
    key = [
        link for item in page.all("li") if "app-key__part" in str(item.get("class")) for link in item.iter(HTML + "a")
    ]
    rate = [
        link for one in page.all("p") if "app-figures__rate" in str(one.get("class")) for link in one.iter(HTML + "a")
    ]
    assert [words(link) for link in key] == [
        "1 compliant", "2 not compliant", "1 not yet due", "1 exempt", "1 on leave"
    ]  # fmt: skip
    assert [words(link) for link in rate] == ["1", "4 counted"]
    for link in (*key, *rate):
        assert len(names(ben.go(str(link.get("href"))))) == int(words(link).split()[0])
    for part, people in {
        "compliant": ["Done Dunmore"], "not compliant": ["Late Larkin", "Ran Outram"], "not yet due": ["Amina Yusuf"],
        "exempt": ["Excused Exton"], "on leave": ["Away Awdry"], "overdue": ["Late Larkin"], "expired": ["Ran Outram"],
    }.items():  # fmt: skip
        narrowed = ben.go(part_link(ben.go("/team"), part))
        assert names(narrowed) == people, part
        assert "6 assigned" in narrowed.main, "the totals are over everybody"
    assert names(ben.go(ben.go("/team").link("1 in the list"))) == ["Late Larkin"]
    assert names(ben.go("/team?soon=1")) == ["Amina Yusuf"]


def test_a_filter_that_nobody_meets_says_so_and_leads_back(ben: Browser) -> None:
    page = ben.go("/team?standing=overdue")
    assert "Nobody in your team is overdue" in page.main
    assert names(ben.go(page.link("Show everybody"))) == ["Amina Yusuf"]


def test_the_list_is_put_in_order_by_links_and_turned_round(site: Flask, ben: Browser, town: Town) -> None:
    def act(world: World) -> None:
        world.person("Zoe Able", To(town.ben), due_on=ago(-2))
        world.person("Bea Late", To(town.ben), due_on=ago(9))

    world(site, town, act)
    assert names(ben.go("/team")) == ["Bea Late", "Zoe Able", "Amina Yusuf"]
    page = ben.go(ben.page.link("Name"))
    assert names(page) == ["Amina Yusuf", "Bea Late", "Zoe Able"]
    assert [th.get("aria-sort") for th in page.all("th") if th.get("aria-sort")] == ["ascending", "none", "none"]
    assert names(ben.go(page.link("Name"))) == ["Zoe Able", "Bea Late", "Amina Yusuf"]
    assert names(ben.go(ben.page.link("Date"))) == ["Bea Late", "Zoe Able", "Amina Yusuf"]
    assert names(ben.go("/team?sort=nonsense&part=nonsense&page=no")) == ["Bea Late", "Zoe Able", "Amina Yusuf"]


def test_on_a_past_day_the_manager_of_that_day_sees_them_and_only_standing_and_dates(
    site: Flask, ben: Browser, town: Town
) -> None:
    def act(world: World) -> tuple[int, str]:
        gwen = world.person(
            "Gwen Moved", To(town.dev, last_on=ago(31)), To(town.ben, first_on=ago(30)), due_on=ago(-5)
        )  # fmt: skip
        assert town.version
        return gwen, Learner(world.session, gwen, town.version, clock.now() - timedelta(days=200)).complete()

    gwen, number = world(site, town, act)
    then = ago(100).isoformat()
    assert "Gwen Moved" in names(ben.go("/team"))
    assert names(ben.go(f"/team?as_at={then}")) == ["Amina Yusuf"]
    dev = browser(site, town.dev)
    page = dev.go(f"/team?as_at={then}")
    assert names(page) == ["Gwen Moved"]
    assert f"/team/people/{gwen}" not in links(page)
    assert "Reports to" not in dev.go(f"/team?as_at={then}&whole=1").main
    csv = dev.client.get(f"/team.csv?as_at={then}").get_data(as_text=True)
    assert "Gwen Moved" in csv and number not in csv
    assert number in ben.client.get("/team.csv").get_data(as_text=True)
    assert "Nobody reports to you" in dev.go("/team").main
    assert dev.go(f"/team/people/{gwen}").status == 404
    assert ben.go(f"/team/people/{gwen}").status == 200


def test_whoever_is_shown_by_a_record_that_was_corrected_since_is_left_out_and_counted(
    site: Flask, ben: Browser, town: Town
) -> None:
    corrected = clock.now() - timedelta(days=10)

    def act(world: World) -> None:
        world.person(
            "Fred Mistaken", To(town.ben, superseded_at=corrected), To(town.dev, recorded_at=corrected), due_on=ago(3)
        )

    world(site, town, act)
    page = ben.go(f"/team?as_at={ago(40)}&known_on={ago(20)}")
    assert names(page) == ["Amina Yusuf"]
    assert "1 person was recorded then as reporting to you on this day" in page.main
    assert "Fred Mistaken" not in page.text
    dev = browser(site, town.dev)
    assert "Nobody reported to you" in dev.go(f"/team?as_at={ago(40)}&known_on={ago(20)}").main
    assert names(dev.go(f"/team?as_at={ago(40)}")) == ["Fred Mistaken"]


def test_the_chain_goes_through_a_vacant_post_and_stops_at_a_manager_who_has_left(
    site: Flask, ben: Browser, town: Town
) -> None:
    def act(world: World) -> tuple[int, int]:
        vacant = world.post(To(town.ben))
        below = world.person("Vera Vacant", To(post_id=vacant), due_on=ago(3))
        left = world.person("Idris Gone", To(town.ben), last_on=ago(20))
        cut_off = world.person("Jo Orphan", To(left), due_on=ago(3))
        return below, cut_off

    below, cut_off = world(site, town, act)
    assert names(ben.go("/team")) == ["Amina Yusuf"]
    page = ben.go(ben.page.link("Everybody below you"))
    assert [name.split(" Reports to ")[0] for name in names(page)] == ["Vera Vacant", "Amina Yusuf"]
    assert ben.go(f"/team/people/{below}").status == 200
    assert ben.go(f"/team/people/{cut_off}").status == 404


def test_somebody_with_two_posts_appears_to_both_line_managers(site: Flask, ben: Browser, town: Town) -> None:
    def act(world: World) -> int:
        found = world.person("Two Posts", To(town.ben), due_on=ago(-5))
        world.hold(found, world.post(To(town.dev)))
        return int(found)

    both = world(site, town, act)
    for manager in (ben, browser(site, town.dev)):
        assert "Two Posts" in names(manager.go("/team"))
        page = manager.go(f"/team/people/{both}")
        assert "Ben Okafor" in page.main and "Dev Patel" in page.main and "Post 2 of 2" in page.main


def test_a_persons_page_says_where_they_stand_why_and_what_they_hold(site: Flask, ben: Browser, town: Town) -> None:
    assert town.version
    version = town.version
    number = change(site, lambda s: Learner(s, town.amina, version, clock.now() - timedelta(days=9)).complete())
    page = ben.go(f"/team/people/{town.amina}")
    assert page.heading == "Amina Yusuf"
    for said in ("Officer", "Library events", "Ben Okafor", "Completed, and the completion counts until", number,
                 "Everyone in post must complete it", "6 January 2020", "Valid until", "Valid"):  # fmt: skip
        assert said in page.main, said
    assert not any("/certificates/" in address for address in links(page))
    assert not re.search(r"\d of 15\b", page.main) and "attempt" not in page.main.lower()


def test_no_page_or_file_says_why_somebody_is_excused_or_away_or_what_they_answered(
    site: Flask, ben: Browser, town: Town
) -> None:
    def act(world: World) -> list[int]:
        excused, away = (world.person(name, To(town.ben), due_on=ago(3)) for name in ("Ex Cused", "A Way"))
        world.excuse(excused)
        world.send_away(away)
        assert town.version
        failed = Learner(world.session, town.amina, town.version, clock.now())
        failed.read()
        attempt = failed.start()
        failed.answer(attempt, right=False)
        failed.submit(attempt)
        return [excused, away, town.amina]

    people = world(site, town, act)
    said = [ben.go(address).text for address in ("/team", "/team?whole=1", f"/team?as_at={ago(2)}",
                                                 *(f"/team/people/{one}" for one in people))]  # fmt: skip
    assert "Excused from this module until" in said[3] and "On recorded leave until a return is recorded" in said[4]
    pdf = ben.client.get("/team.pdf")
    said.append(everything_said(pdf.data))
    assert "Ex Cused" in said[-1]
    said.append(ben.client.get("/team.csv").get_data(as_text=True))
    assert "Ex Cused" in said[-1]
    forbidden = (*FORBIDDEN, "of 15 right", "Not passed yet", "failed", "@marlshire.example")
    found = [(word, place) for place, text in enumerate(said) for word in forbidden if word.lower() in text.lower()]
    assert found == []


def test_a_persons_page_on_another_day_has_the_standing_and_its_dates_and_of_another_managers_day_nothing(
    site: Flask, ben: Browser, town: Town
) -> None:
    def act(world: World) -> tuple[int, int, str]:
        kept = world.person("Kay Kept", To(town.ben), due_on=ago(-5))
        moved = world.person(
            "Gwen Moved", To(town.dev, last_on=ago(31)), To(town.ben, first_on=ago(30)), due_on=ago(-5)
        )
        assert town.version
        number = Learner(world.session, kept, town.version, clock.now() - timedelta(days=200)).complete()
        Learner(world.session, moved, town.version, clock.now() - timedelta(days=200)).complete()
        return kept, moved, number

    kept, moved, number = world(site, town, act)
    then = ago(100).isoformat()
    listed = ben.go(f"/team?as_at={then}&known_on={TODAY.isoformat()}")
    page = ben.go(listed.link("Kay Kept"))
    assert page.address == f"/team/people/{kept}?as_at={then}&known_on={TODAY.isoformat()}"
    assert "Completed" in page.main and "Valid until" in page.main
    assert number not in page.text and "Line manager" not in page.main and "Because" not in page.main
    assert page.link("My team") and f"/team?as_at={then}&known_on={TODAY.isoformat()}" in links(page)
    assert number in ben.go(page.link("See today")).text
    other = ben.go(f"/team/people/{moved}?as_at={then}")
    assert (other.status, "Gwen Moved did not report to you" in other.main) == (200, True)
    assert "Completed" not in other.main and "Valid until" not in other.main
    bad = ben.go(f"/team/people/{kept}?as_at=31/2/2026")
    assert (bad.status, "There is no such day" in bad.main, number in bad.text) == (400, True, True)
    assert browser(site, town.dev).go(f"/team/people/{moved}?as_at={then}").status == 404, "permission is today's"


def test_a_stranger_nobody_himself_and_somebody_who_left_the_team_answer_alike(
    site: Flask, ben: Browser, town: Town
) -> None:
    former, gone = world(
        site, town, lambda w: (
            w.person("For Mer", To(town.ben, last_on=ago(10)), To(town.dev, first_on=ago(9)), due_on=ago(3)),
            w.person("Go Ne", To(town.ben), due_on=ago(3), last_on=ago(1)),
        ),
    )  # fmt: skip
    ben.go("/account")  # the cookie is set once
    answers = [
        ben.client.get(f"/team/people/{person}") for person in (town.dev, town.ben, former, gone, 999_999, 10**30)
    ]
    assert [answer.status_code for answer in answers] == [404] * 6
    pages = {without_tokens(answer.get_data(as_text=True)) for answer in answers}
    assert len(pages) == 1
    assert len({tuple(sorted(answer.headers.keys())) for answer in answers}) == 1
    with site.app_context():
        assert db.session.scalars(select(Access)).all() == []


def test_each_look_and_each_file_is_recorded_with_who_it_was_about(site: Flask, ben: Browser, town: Town) -> None:
    ben.go("/team")
    ben.go(f"/team/people/{town.amina}")
    ben.client.get("/team.csv")
    with site.app_context():
        looks = db.session.scalars(select(Access).order_by(Access.id)).all()
        assert [(look.actor_id, look.kind, look.people) for look in looks] == [
            (town.ben, "team", 1), (town.ben, "person", 1), (town.ben, "export", 1)
        ]  # fmt: skip
        about = db.session.execute(select(AccessSubject.access_id, AccessSubject.person_id)).all()
        assert [tuple(row) for row in about] == [(look.id, town.amina) for look in looks]


def test_a_day_that_cannot_be_read_is_an_error_and_nothing_is_lost(ben: Browser) -> None:
    for address in ("/team", "/team.pdf", "/team.csv"):
        page = ben.go(f"{address}?as_at=31/2/2026&known_on=whenever&whole=1&part=not+yet+due&sort=-name")
        assert page.status == 400
        assert page.title.startswith("Error: ")
        assert "There is a problem" in page.main
        fields = page.form("as_at")["fields"]
        assert fields == {"whole": "1", "part": "not yet due", "sort": "-name"}
        typed = {str(i.get("name")): str(i.get("value")) for i in page.all("input") if i.get("type") == "text"}
        assert typed == {"as_at": "31/2/2026", "known_on": "whenever"}


def test_nobody_reports_to_somebody_and_the_page_says_what_to_do(site: Flask, town: Town) -> None:
    amina = browser(site, town.amina)
    page = amina.go("/team")
    assert "Nobody reports to you" in page.main
    assert page.link("See how to reach HR") == "/contacts"
    assert "My team" not in words(page.all("nav")[0])
    assert "Nobody reported to you on 1 February 2026" in amina.go("/team?as_at=1/2/2026").main


def test_somebody_who_joins_the_team_later_is_shown_from_the_day_they_do(site: Flask, ben: Browser, town: Town) -> None:
    joins = ago(-10)
    world(site, town, lambda w: w.person("Next Month", To(town.dev, last_on=ago(-9)), To(town.ben, first_on=joins)))
    page = ben.go(f"/team?as_at={ago(-20)}")
    assert "If nothing changes" in page.main
    assert names(page) == ["Amina Yusuf"]
    assert "1 person will report to you on this day and does not today" in page.main


def test_a_big_team_is_paged_and_its_totals_are_over_everybody(site: Flask, ben: Browser, town: Town) -> None:
    world(site, town, lambda w: [w.person(f"Person {n:03}", To(town.ben), due_on=ago(3)) for n in range(119)])
    page = ben.go("/team?sort=name")
    assert len(rows(page)) == 50
    assert "120 assigned" in page.main
    page = ben.go(page.link("Next"))
    assert names(page)[0] == "Person 049"
    assert len(rows(page)) == 70, "twenty would not make a page of their own"
    assert names(ben.go("/team?sort=name&page=99"))[-1] == "Person 118"
    assert ben.client.get(ben.page.link("CSV")).get_data(as_text=True).count("Person ") == 119


def test_modules_have_a_table_each_and_the_page_can_be_narrowed_to_one(site: Flask, ben: Browser, town: Town) -> None:
    def act(session: Any) -> None:
        module_id = published(session, small_version("second", title="Fire safety"))
        require(session, module_id=module_id, person_ids=[town.amina], due_on=ago(3))

    change(site, act)
    page = ben.go("/team")
    assert len(rows(page)) == 2
    assert "1 person, 2 modules" in page.main
    assert "2 rows assigned" in page.main
    page = ben.go(page.link("Fire safety"))
    assert [row[1] for row in rows(page)] == ["Overdue"]
    assert "1 assigned" in page.main
    assert "module=second" in page.link("PDF") and "module=second" in part_link(page, "not compliant")


def test_the_files_say_what_the_page_says_and_are_the_same_whenever_they_are_asked_for(
    site: Flask, ben: Browser, town: Town
) -> None:
    world(site, town, lambda w: w.person("Late Larkin", To(town.ben), due_on=ago(3)))
    page = ben.go("/team")
    files = {kind: page.link(kind) for kind in ("PDF", "CSV")}
    first = {kind: ben.client.get(address) for kind, address in files.items()}
    world(site, town, lambda w: w.person("Too Late", To(town.ben, recorded_at=clock.now()), due_on=ago(3)))
    assert "Too Late" in names(ben.go("/team"))
    for kind, address in files.items():
        assert "known_on=" in address and "as_at=" in address
        assert ben.client.get(address).data == first[kind].data, kind
        assert f"team-{TODAY}" in first[kind].headers["Content-Disposition"]
    said = everything_said(first["PDF"].data)
    for name, standing, date in rows(page):
        assert f"{name}" in said and standing in said and date in said
    lines = first["CSV"].get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert len(lines) == 3
    assert {line.split(",")[1] for line in lines[1:]} == {"Late Larkin", "Amina Yusuf"}


def test_a_team_costs_the_same_number_of_statements_whatever_its_size(site: Flask, ben: Browser, town: Town) -> None:
    def statements() -> int:
        found = [0]

        def count(*_: Any) -> None:
            found[0] += 1

        ben.go("/team")
        with site.app_context():
            event.listen(db.engine, "before_cursor_execute", count)
            ben.go("/team")
            event.remove(db.engine, "before_cursor_execute", count)
        return found[0]

    few = statements()
    world(site, town, lambda w: [w.person(f"Person {n:03}", To(town.ben), due_on=ago(3)) for n in range(40)])
    assert statements() == few
