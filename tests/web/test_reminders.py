"""Reminders, background work and the self-audit as HR, an administrator and a machine that watches the site see them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
import time_machine
from flask import Flask

from elearning import clock, create_app
from elearning.domain.jobs import Work, daily_key
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.jobs.planning import put_into_outbox
from elearning.jobs.worker import Worker
from elearning.queries.compliance import dashboard
from elearning.services.audiences import add_audience
from elearning.services.jobs import add_job
from elearning.services.people import record_leave
from elearning.transaction import settled_now
from tests import builders
from tests.builders import SYSTEM, Town
from tests.conftest import settings_for
from tests.guards.visiting import change, visitor
from tests.web.browsing import Browser

TUESDAY = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture
def at_nine() -> Any:
    """Nine o'clock on a Tuesday."""
    with time_machine.travel(TUESDAY) as traveller:
        yield traveller


def browser(site: Flask, person_id: int) -> Browser:
    """A browser in which somebody is signed in."""
    found = Browser(site)
    found.client = visitor(site, person_id)
    return found


@pytest.fixture
def planned(site: Flask, town: Town, at_nine: Any) -> Flask:
    """Amina and Dev are due on Thursday, Efa is on leave; the reminders of the day are in the outbox."""

    def act(session: Any) -> None:
        module_id = builders.publish(session, builders.small_version())
        who = [town.amina, town.dev, town.efa]
        builders.assign(session, module_id=module_id, person_ids=who, due_on=date(2026, 12, 3))
        record_leave(
            session, town.efa, first_on=date(2026, 11, 30), last_on=None, actor=SYSTEM, now=clock.now(), reason=""
        )

    change(site, act)
    with site.app_context():
        asked = Asked(clock.today(), settled_now(db.session()))
        put_into_outbox(db.session(), site.config["ELEARNING"], asked)
        db.session.remove()
    return site


def test_hr_reads_a_message_and_what_became_of_it(planned: Flask, town: Town) -> None:
    carys = browser(planned, town.carys)
    page = carys.go("/hr/reminders")
    assert page.heading == "Reminders"
    for said in ("Mail is off on this site", "Amina Yusuf", "Small: due on 3 December 2026", "Waiting: 1"):
        assert said in page.main, said
    page = carys.go(page.link("Small: due on"))
    assert "Small is due on 3 December 2026." in page.main
    assert "It waits to be sent" in page.main
    assert "no messages of this kind" in carys.go("/hr/reminders?state=sent").main


def test_hr_reads_why_something_was_not_sent(planned: Flask, town: Town) -> None:
    carys = browser(planned, town.carys)
    page = carys.go(carys.go("/hr/reminders").link("What was not sent"))
    assert "Dev Patel" in page.main
    assert "no mailbox on record" in page.main
    assert "Efa" not in page.main


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("amina", "told before"), ("dev", "no mailbox on record"), ("efa", "Not sent: on leave"),
        ("carys", "Nothing to say today"),
    ],
)  # fmt: skip
def test_a_persons_page_says_what_they_are_told_today_and_why_or_why_not(
    planned: Flask, town: Town, who: str, said: str
) -> None:
    carys = browser(planned, town.carys)
    page = carys.go(carys.go(f"/hr/people/{town.ids[who]}").link("See their reminders"))
    assert said in page.main


def test_background_work_that_has_stopped_is_said_and_that_it_goes_on_too(
    planned: Flask, town: Town, at_nine: Any
) -> None:
    carys, watcher = browser(planned, town.carys), planned.test_client()
    page = carys.go("/hr/jobs")
    assert "Background work has stopped. No worker has ever been seen." in page.main
    answer = watcher.get("/health/jobs")
    assert (answer.status_code, answer.get_json()["status"]) == (503, "stopped")
    with planned.app_context():
        Worker(db.engine, planned.config["ELEARNING"]).work()
    page = carys.go("/hr/jobs")
    assert "Background work goes on: 1 worker was seen" in page.main
    assert "1 December 2026 at 9:00am" in page.main
    assert watcher.get("/health/jobs").status_code == 200
    at_nine.shift(timedelta(minutes=6))
    assert "No worker has been seen for more than 5 minutes" in carys.go("/hr/reminders").main
    assert watcher.get("/health/jobs").status_code == 503


def test_work_that_is_late_is_said_even_while_a_worker_is_seen(planned: Flask, town: Town, at_nine: Any) -> None:
    with planned.app_context():
        Worker(db.engine, planned.config["ELEARNING"]).work()
    day = clock.today() - timedelta(days=1)
    key = daily_key(Work.REMINDERS, day)
    change(
        planned,
        lambda session: add_job(session, Work.REMINDERS, key, due_at=TUESDAY - timedelta(hours=1), now=clock.now()),
    )
    assert "Work that was due more than 30 minutes ago" in browser(planned, town.carys).go("/hr/jobs").main


def test_an_administrator_sees_background_work_and_nothing_else_of_hr(planned: Flask, town: Town) -> None:
    change(planned, lambda session: builders.grant(session, town.ben, "administrator"))
    ben = browser(planned, town.ben)
    page = ben.go(ben.go("/").link("Background work"))
    assert page.heading == "Background work"
    assert "Who looked" not in page.main
    assert ben.go("/hr/reminders").status == 403


def test_the_self_audit_is_shown_with_what_to_do(site: Flask, town: Town) -> None:
    carys = browser(site, town.carys)
    assert "It has not been done yet" in carys.go("/hr/self-audit").main
    with time_machine.travel(TUESDAY), site.app_context():
        Worker(db.engine, site.config["ELEARNING"]).work()
    page = carys.go("/hr/self-audit")
    assert "Every check holds." in page.main
    change(site, lambda session: builders.hire(session, number="9", name="Not Told", unit_id=builders.team(session)))
    with time_machine.travel(TUESDAY + timedelta(days=1)), site.app_context():
        Worker(db.engine, site.config["ELEARNING"]).work()
    page = carys.go("/hr/self-audit")
    for said in (
        "People whom a rule covers and who were not assigned its module: 1",
        "employee 9 on",
        "Load HR’s file",
    ):
        assert said in page.main, said


def test_the_due_dates_are_a_calendar_with_ids_that_stay(planned: Flask, town: Town, at_nine: Any) -> None:
    amina = browser(planned, town.amina)
    address = amina.go("/").link("Add these dates to your calendar")
    answer = amina.client.get(address)
    assert answer.content_type == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(answer.get_data())
    events = {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}
    assert events["Small: due today"]["DTSTART"].dt == date(2026, 12, 3)
    assert events["Small: due today"]["DTEND"].dt == date(2026, 12, 4)
    assert str(events["Small: due today"]["URL"]) == "http://localhost/modules/small"
    assert all(len(line) <= 75 for line in answer.get_data().split(b"\r\n"))
    at_nine.shift(timedelta(days=1))
    again = icalendar.Calendar.from_ical(browser(planned, town.amina).client.get(address).get_data())
    uids = [{str(event["UID"]) for event in found.walk("VEVENT")} for found in (calendar, again)]
    assert uids[0] == uids[1]
    assert len(uids[0]) == len(events) == 2
    others = icalendar.Calendar.from_ical(browser(planned, town.dev).client.get(address).get_data())
    assert uids[0].isdisjoint({str(event["UID"]) for event in others.walk("VEVENT")})
    away = icalendar.Calendar.from_ical(browser(planned, town.efa).client.get(address).get_data())
    assert away.walk("VEVENT") == []


def test_standings_are_right_though_nothing_ever_ran_in_the_background(site: Flask, town: Town) -> None:
    """Promise 11: five weeks pass and no worker ever works; whoever is late is late on every page and in every total."""
    with time_machine.travel(clock.now() + timedelta(days=40)):
        amina, carys = browser(site, town.amina), browser(site, town.carys)
        assert "Overdue" in amina.go("/").main
        assert "Overdue" in carys.go(f"/hr/people/{town.amina}").main
        assert "Background work has stopped" in carys.go("/hr/jobs").main
        with site.app_context():
            tally = dashboard(db.session(), Asked(clock.today(), clock.now())).total.tally
            assert (tally.not_compliant, tally.assigned) == (5, 5)


def test_a_rule_adds_no_message_until_the_day_calls_for_it(site: Flask, town: Town) -> None:
    with time_machine.travel(TUESDAY):

        def act(session: Any) -> None:
            module_id = builders.publish(session, builders.small_version())
            add_audience(
                session, module_id=module_id, name="All", first_on=clock.today(), fixed_due_on=None,
                days_after_start=30, notice_days=14, actor=SYSTEM, now=clock.now(), today=clock.today(),
            )  # fmt: skip

        change(site, act)
        with site.app_context():
            came = put_into_outbox(
                db.session(), site.config["ELEARNING"], Asked(clock.today(), settled_now(db.session()))
            )
        assert came.queued == 0


@pytest.mark.parametrize(
    "address", ["/hr/reminders", "/hr/reminders/not-sent", "/hr/reminders/1", "/hr/self-audit", "/hr/jobs"]
)
def test_nobody_but_hr_sees_these_pages(planned: Flask, town: Town, address: str) -> None:
    for who in ("amina", "ben", "efa"):
        assert browser(planned, town.ids[who]).go(address).status == 403


def test_with_mail_on_the_page_does_not_say_that_it_is_off(planned: Flask, town: Town) -> None:
    url = planned.config["SQLALCHEMY_DATABASE_URI"]
    site = create_app(settings_for(url, smtp_url="smtp://127.0.0.1:1", mail_from="a@marlshire.example"))
    assert "Mail is off" not in browser(site, town.carys).go("/hr/reminders").main
    with site.app_context():
        db.engine.dispose()
