"""Nudges without JavaScript: the words first, one a week to each whoever asks, nothing to whoever is no longer late."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from elearning import clock
from elearning.domain.nudges import Answer, Late, answer, late_modules
from elearning.domain.reminders import Kind, Recipient, ReminderRules
from elearning.models.audit import AuditEvent
from elearning.models.messages import Message, WithheldReminder
from elearning.models.people import PersonEmail
from tests.acts import Learner
from tests.builders import BEGINNING, LONG_AGO, Town, note
from tests.guards.visiting import change, csrf_token
from tests.integration.test_outbox import found, mail, states, worker_of
from tests.mail_server import MailServer
from tests.web.browsing import Browser, Page
from tests.web.team_world import To, World, ago, browser

__all__ = ["mail"]

TUESDAY = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_nine() -> Iterator[Any]:
    """Nine o'clock on a Tuesday, on a clock that goes on."""
    with time_machine.travel(TUESDAY) as traveller:
        yield traveller


def give_mailbox(session: Any, person_id: int, address: str) -> None:
    session.add(
        PersonEmail(
            person_id=person_id, email=address, true_from=LONG_AGO, recorded_at=BEGINNING, recorded_by=note(session)
        )
    )  # fmt: skip


@pytest.fixture
def late(site: Flask, town: Town) -> dict[str, int]:
    """Lee and Kim are late, and Ned who has no mailbox; Pat is in order, all of them Ben's. Sam is late and Dev's."""

    def act(session: Any) -> dict[str, int]:
        world = World(session, town)
        people = {
            name.split()[0].lower(): world.person(name, To(town.ids[boss]), due_on=ago(days))
            for name, boss, days in (
                ("Lee Late", "ben", 9), ("Kim Late", "ben", 3), ("Ned Nomail", "ben", 5), ("Pat Prompt", "ben", -40),
                ("Sam Strange", "dev", 9),
            )
        }  # fmt: skip
        for name in ("lee", "kim", "pat", "sam"):
            give_mailbox(session, people[name], f"{name}@marlshire.example")
        return people

    return change(site, act)  # type: ignore[no-any-return]


@pytest.fixture
def ben(site: Flask, town: Town, late: dict[str, int]) -> Browser:
    return browser(site, town.ben)


def press(ben: Browser) -> Page:
    """Press the one button of the page that sends."""
    return ben.send()


def nudges_to(mail: MailServer, address: str) -> list[Any]:
    """What was sent because a line manager asked for it."""
    return [one for one in mail.to(address) if str(one["Subject"]).startswith("A reminder from Ben Okafor: ")]


def token(page: Page) -> str:
    return str(page.form("")["fields"]["csrf_token"])


def test_the_words_are_shown_first_and_one_press_sends_them_to_all_who_are_late(
    site: Flask, ben: Browser, town: Town, late: dict[str, int], mail: MailServer
) -> None:
    page = ben.go(ben.go("/team").link("Nudge who is late"))
    assert found(site, select(Message.id)) == []
    for said in ("Hello Kim", "Ben Okafor has asked us to remind you", "was due on", "please tell Ben Okafor",
                 "Who gets one: 2 people", "speak to them", "Ned Nomail"):  # fmt: skip
        assert said in page.main, said
    assert "Pat Prompt" not in page.main and "Sam Strange" not in page.main
    sent = press(ben)
    assert "2 messages will go with the next mail" in sent.main
    assert "Nudged already" in sent.main and "Send" not in sent.main.split("Nudged already")[1]
    worker_of(site, mail).work()
    to_lee, to_kim = (nudges_to(mail, f"{name}@marlshire.example") for name in ("lee", "kim"))
    assert (len(to_lee), len(to_kim), len(nudges_to(mail, "@"))) == (1, 1, 2)
    assert "Kim" not in to_lee[0].get_content()


def test_one_person_is_nudged_from_their_own_page_and_it_is_audited(
    site: Flask, ben: Browser, town: Town, late: dict[str, int]
) -> None:
    page = ben.go(f"/team/people/{late['lee']}")
    ben.go(page.link("Nudge Lee Late"))
    press(ben)
    ((person_id, kind, actor_id, action),) = found(
        site,
        select(Message.person_id, Message.kind, AuditEvent.actor_id, AuditEvent.action).join(
            AuditEvent, AuditEvent.id == Message.recorded_by
        ),
    )
    assert (person_id, kind, actor_id, action) == (late["lee"], "nudge", town.ben, "reminders.nudge")
    assert "Nudge Pat" not in ben.go(f"/team/people/{late['pat']}").main


def test_nobody_gets_two_in_seven_days_whoever_asks(
    site: Flask, ben: Browser, town: Town, late: dict[str, int], at_nine: Any
) -> None:
    address = f"/team/people/{late['lee']}/nudge"
    ben.go(address)
    form = {"csrf_token": token(ben.page)}
    for _ in range(3):  # a double click, and another
        ben.client.post(address, data=form)
    other = world_of_second_manager(site, town, late["lee"])
    again = other.go(address)
    assert "Nudged already" in again.main
    other.client.post(address, data={"csrf_token": csrf_token(other.client)})
    assert len(found(site, select(Message.id))) == 1
    at_nine.shift(timedelta(days=6))
    assert "Nudged already" in browser(site, town.ben).go(address).main
    at_nine.shift(timedelta(days=1))
    assert "Send the message" in browser(site, town.ben).go(address).main


def world_of_second_manager(site: Flask, town: Town, person_id: int) -> Browser:
    """Dev becomes a second line manager of somebody."""

    def act(session: Any) -> None:
        world = World(session, town)
        world.hold(person_id, world.post(To(town.dev)))

    change(site, act)
    return browser(site, town.dev)


def test_who_completes_leaves_or_goes_on_leave_before_it_goes_is_not_sent_it(
    site: Flask, ben: Browser, town: Town, late: dict[str, int], mail: MailServer
) -> None:
    ben.go("/team/nudge")
    press(ben)

    def act(session: Any) -> None:
        assert town.version
        Learner(session, late["lee"], town.version, clock.now()).complete()
        World(session, town).send_away(late["kim"])

    change(site, act)
    worker_of(site, mail).work()
    assert nudges_to(mail, "@") == []
    assert states(site).count(("withdrawn", "no longer true")) == 2


def test_only_those_who_were_shown_and_are_the_managers_are_nudged(
    site: Flask, ben: Browser, town: Town, late: dict[str, int]
) -> None:
    ben.go("/team/nudge")
    data = {"csrf_token": token(ben.page), "people": f"{late['kim']},{late['sam']},{town.carys},x,99999999999999999"}
    ben.client.post("/team/nudge", data=data)
    assert found(site, select(Message.person_id)) == [(late["kim"],)]
    assert ben.client.post(f"/team/people/{late['sam']}/nudge", data=data).status_code == 404


def test_a_nudge_is_within_the_budget_and_hr_sees_what_went_and_what_did_not_and_why(
    site: Flask, ben: Browser, town: Town, late: dict[str, int]
) -> None:
    def act(session: Any) -> None:
        for days in (1, 2):
            session.add(
                Message(
                    person_id=late["kim"], kind="reminder", day=clock.today() - timedelta(days=days), subject="S",
                    text="T", recorded_at=clock.now(), recorded_by=note(session),
                )
            )  # fmt: skip

    change(site, act)
    page = ben.go("/team/nudge")
    assert "Reminded enough this week" in page.main and "Who gets one: 1 person" in page.main
    press(ben)
    ben.client.post(f"/team/people/{late['ned']}/nudge", data={"csrf_token": csrf_token(ben.client)})
    assert found(site, select(WithheldReminder.person_id, WithheldReminder.reason)) == [(late["ned"], "no mailbox")]
    carys = browser(site, town.carys)
    listed = carys.go("/hr/reminders")
    assert "Nudge by a line manager" in listed.main
    told = carys.go(f"/hr/people/{late['lee']}/reminders")
    one = carys.go(told.link("A reminder from Ben Okafor"))
    assert "A nudge by" in one.main and "Ben Okafor" in one.main
    kept = carys.go("/hr/reminders/not-sent").main
    assert "Ned Nomail" in kept and "a nudge that a line manager asked for on 1 December 2026" in kept


def test_the_page_tells_a_manager_nothing_that_is_private(
    site: Flask, ben: Browser, town: Town, late: dict[str, int]
) -> None:
    change(site, lambda session: World(session, town).excuse(late["lee"]))
    page = ben.go("/team/nudge")
    assert "Lee Late" not in page.main
    assert "lee@" not in page.text and "kim@" not in page.text


RULES = ReminderRules()
LATE = (Late(1, Kind.OVERDUE, TUESDAY.date()),)
DAY = TUESDAY.date()


@pytest.mark.parametrize(
    ("late", "to", "last", "expected"),
    [
        ((), Recipient(True), None, Answer.NOT_LATE),
        (LATE, Recipient(True), None, Answer.NUDGE),
        (LATE, Recipient(False), None, Answer.NO_MAILBOX),
        (LATE, Recipient(True), DAY - timedelta(days=6), Answer.NUDGED_LATELY),
        (LATE, Recipient(True), DAY - timedelta(days=7), Answer.NUDGE),
        (LATE, Recipient(True, (), 2), None, Answer.OVER_BUDGET),
        (LATE, Recipient(True, (), 1), None, Answer.NUDGE),
        (LATE, Recipient(False), DAY, Answer.NO_MAILBOX),
    ],
)
def test_who_can_be_nudged(late: Any, to: Recipient, last: Any, expected: Answer) -> None:
    assert answer(late, DAY, to, last, RULES) is expected


def test_nobody_without_a_due_date_that_has_passed_is_late() -> None:
    assert late_modules({}) == ()
