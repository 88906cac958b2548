"""Ben lets Dev stand in for him until a day: Dev sees Ben's team and acts for it, and nobody sees anything more."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from elearning import clock
from elearning.domain.access import Actor, reasons_not_to_delegate
from elearning.domain.refusals import NotAllowed
from elearning.extensions import db
from elearning.models.accesses import Access
from elearning.models.audit import AuditEvent
from elearning.models.conversations import Conversation
from elearning.models.delegations import Delegation
from elearning.models.requests import Extension
from elearning.services.delegations import end_delegation, name_delegate
from elearning.services.extensions import ask_for_more_time
from elearning.web.forms.days import typed
from tests import builders
from tests.acts import Learner
from tests.builders import Town
from tests.guards.visiting import change, csrf_token, visitor
from tests.integration.test_outbox import mail, worker_of
from tests.mail_server import MailServer
from tests.web.browsing import Browser
from tests.web.team_world import To, World, ago
from tests.web.test_nudges import TUESDAY, give_mailbox

__all__ = ["mail"]

DAY = timedelta(days=1)


def browser(site: Flask, person_id: int) -> Browser:
    found = Browser(site)
    found.client = visitor(site, person_id)
    return found


def stand_in(site: Flask, town: Town, *, first: int = 0, last: int = 7, **more: Any) -> int:
    """Dev for Ben, as Ben says."""
    today = clock.today()
    said: dict[str, Any] = {
        "delegate_id": town.dev, "first_on": today + first * DAY, "last_on": today + last * DAY,
        "actor": Actor(town.ben), **more,
    }  # fmt: skip
    return int(change(site, lambda session: name_delegate(session, town.ben, **said, now=clock.now())))


def test_a_manager_names_a_delegate_who_then_sees_the_team_and_for_whom_and_until_when(site: Flask, town: Town) -> None:
    ben, dev = browser(site, town.ben), browser(site, town.dev)
    assert "Amina Yusuf" not in dev.go(f"/team?for={town.ben}").text
    until = clock.today() + 7 * DAY
    ben.go(ben.go("/team").link("Who stands in for you"))
    page = ben.send(
        "/team/delegates",
        delegate="100004",
        first_on=clock.today().strftime("%d/%m/%Y"),
        last_on=until.strftime("%d/%m/%Y"),
    )
    assert (page.status, page.address) == (200, "/team/delegates")
    assert "Dev Patel" in page.main
    own = dev.go("/team")
    assert "Amina Yusuf" not in own.main
    assert f"You stand in for Ben Okafor until {until.day} " in own.main
    team = dev.go(own.link("See the team of Ben Okafor"))
    assert team.heading == "Team of Ben Okafor"
    assert "Who reports to Ben Okafor" in team.main
    assert "Everybody below Ben Okafor" in team.main
    assert "to you" not in team.main
    person = dev.go(team.link("Amina Yusuf"))
    assert f"For Ben Okafor until {until.day} " in person.main
    assert dev.go(f"/team.csv?for={town.ben}").status == 200
    with site.app_context():
        whats = db.session.scalars(select(Access.what).where(Access.actor_id == town.dev)).all()
    assert any(what.startswith("The team of a manager for whom they stand in") for what in whats)


def test_the_delegate_records_a_conversation_under_their_own_name(site: Flask, town: Town) -> None:
    version = builders.small_version("done", title="Done")

    def complete(session: Any) -> int:
        module_id = builders.publish(session, version)
        builders.assign(session, module_id=module_id, person_ids=[town.amina], due_on=clock.today() + 9 * DAY)
        learner = Learner(session, town.amina, version, clock.now())
        learner.complete()
        return int(learner.completions()[-1].id)

    completion = change(site, complete)
    dev, address = browser(site, town.dev), f"/team/people/{town.amina}/completions/{{}}/conversation".format
    assert dev.go(address(completion)).status == 404
    stand_in(site, town)
    dev.go(address(completion))
    assert dev.send(held_on=clock.today().strftime("%d/%m/%Y")).status == 200
    with site.app_context():
        assert len(db.session.scalars(select(Conversation)).all()) == 1


def test_who_stands_in_is_seen_by_nobody_in_return_and_acts_not_for_themself(site: Flask, town: Town) -> None:
    stand_in(site, town, delegate_id=town.amina)
    ben, amina = browser(site, town.ben), browser(site, town.amina)
    assert amina.go(f"/team/people/{town.amina}").status == 404
    assert amina.go(f"/team?for={town.ben}").status == 200
    assert ben.go(f"/team?for={town.amina}").status == 404
    stand_in(site, town, delegate_id=town.dev)
    assert ben.go(f"/team/people/{town.dev}").status == 404


@pytest.mark.parametrize(("first", "last"), [(1, 7), (-9, -1)])
def test_before_the_first_day_and_after_the_last_the_delegate_sees_nothing(
    site: Flask, town: Town, first: int, last: int
) -> None:
    today = clock.today()

    def put(session: Any) -> None:
        session.add(
            Delegation(
                manager_id=town.ben, delegate_id=town.dev, true_from=today + first * DAY, true_to=today + last * DAY,
                recorded_at=clock.now(), recorded_by=builders.note(session),
            )
        )  # fmt: skip

    change(site, put)
    dev = browser(site, town.dev)
    assert dev.go(f"/team?for={town.ben}").status == 404
    assert dev.go(f"/team/people/{town.amina}").status == 404
    assert "stand in for" not in dev.go("/team").main.replace("Who stands in for you", "")


def test_hr_ends_it_at_once_and_a_stranger_cannot(site: Flask, town: Town) -> None:
    delegation = stand_in(site, town)
    with pytest.raises(NotAllowed):
        change(site, lambda session: end_delegation(
            session, town.ben, delegation, actor=Actor(town.dev), now=clock.now()
        ))  # fmt: skip
    carys, dev = browser(site, town.carys), browser(site, town.dev)
    assert dev.go(f"/team/people/{town.amina}").status == 200
    carys.go(carys.go(f"/hr/people/{town.ben}").link("Let somebody stand in"))
    page = carys.send(f"/{delegation}/end")
    assert "Nobody does." in page.main
    assert dev.go(f"/team/people/{town.amina}").status == 404
    told = carys.go(f"/hr/people/{town.ben}/timeline?kind=access").main
    assert "stands in for" not in told  # it began and ended today: it held on no day


@pytest.mark.parametrize(("more", "why"), [
    ({"actor": "dev"}, "for yourself alone"), ({"delegate_id": "ben"}, "for themself"),
    ({"last": -1}, "has passed"), ({"first": 5, "last": 2}, "before the first"), ({"last": 400}, "longer than a year"),
])  # fmt: skip
def test_what_speaks_against_it_is_said(site: Flask, town: Town, more: dict[str, Any], why: str) -> None:
    said = {name: town.ids[value] if isinstance(value, str) else value for name, value in more.items()}
    if "actor" in said:
        said["actor"] = Actor(said["actor"])
    with pytest.raises(NotAllowed, match=why):
        stand_in(site, town, **said)


def test_whoever_has_left_stands_in_for_nobody(site: Flask, town: Town) -> None:
    gone = change(site, lambda session: builders.hire(
        session, number="100099", name="Lee Gone", unit_id=builders.team(session), last_on=clock.today() - DAY
    ))  # fmt: skip
    with pytest.raises(NotAllowed, match="in post today"):
        stand_in(site, town, delegate_id=gone)


def test_hr_and_commands_name_delegates_for_anybody() -> None:
    today = clock.today()
    days: dict[str, Any] = {"manager_id": 1, "delegate_id": 2, "first_on": today, "last_on": today, "today": today}
    assert reasons_not_to_delegate(Actor(3), is_hr=True, **days) == ()
    assert reasons_not_to_delegate(Actor(name="command"), is_hr=False, **days) == ()
    assert reasons_not_to_delegate(Actor(1), is_hr=False, **days) == ()
    assert reasons_not_to_delegate(Actor(3), is_hr=False, **days) != ()


@pytest.fixture
def late(site: Flask, town: Town) -> int:
    """Lee, who reports to Ben and is late."""

    def act(session: Any) -> int:
        found = World(session, town).person("Lee Late", To(town.ben), due_on=ago(9))
        give_mailbox(session, found, "lee@marlshire.example")
        return found

    return int(change(site, act))


def test_the_delegate_nudges_the_team_and_the_message_says_who_asks_and_for_whom(
    site: Flask, town: Town, late: int, mail: MailServer
) -> None:
    with time_machine.travel(TUESDAY):
        dev = browser(site, town.dev)
        assert dev.go(f"/team/nudge?for={town.ben}").status == 404
        stand_in(site, town)
        page = dev.go(dev.go(f"/team?for={town.ben}").link("Nudge who is late"))
        assert "Who reports to Ben Okafor" in page.main
        assert "Dev Patel, who stands in for Ben Okafor, has asked us to remind you" in page.main
        sent = dev.send()
        assert "1 message will go with the next mail" in sent.main
        assert sent.address.startswith("/team/nudge?done=1")
        assert f"for={town.ben}" in sent.address
        worker_of(site, mail).work()
        (letter,) = [one for one in mail.to("lee@marlshire.example") if "reminder from" in str(one["Subject"])]
        assert "Dev Patel, who stands in for Ben Okafor, has asked us" in letter.get_content()
        assert "Nudged already" in browser(site, town.ben).go("/team/nudge").main  # one in seven days, whoever asks
        carys = browser(site, town.carys)
        told = carys.go(carys.go(f"/hr/people/{late}/reminders").link("A reminder from Dev Patel"))
        assert "Dev Patel, who stood in for Ben Okafor" in told.main


def test_the_delegate_nudges_one_person_and_nobody_of_their_own_by_the_page_of_another(
    site: Flask, town: Town, late: int
) -> None:
    with time_machine.travel(TUESDAY):
        stand_in(site, town, delegate_id=town.amina)
        amina = browser(site, town.amina)
        assert amina.go(f"/team/people/{town.amina}/nudge").status == 404
        page = amina.go(amina.go(f"/team/people/{late}").link("Nudge Lee Late"))
        assert "Amina Yusuf, who stands in for Ben Okafor, has asked us" in page.main
        amina.send()
    with site.app_context():
        (event,) = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "reminders.nudge"))
        assert (event.actor_id, event.subject_id) == (town.amina, town.ben)


def test_the_delegate_decides_nothing_about_more_time_and_is_shown_no_way_to(site: Flask, town: Town) -> None:
    stand_in(site, town)
    due_on = clock.today() + 30 * DAY
    asked = change(site, lambda session: ask_for_more_time(
        session, person_id=town.amina, module_id=town.module_id, due_on=due_on, wished_on=due_on + 9 * DAY,
        reason="Short of staff", now=clock.now(),
    ))  # fmt: skip
    dev, address = browser(site, town.dev), f"/team/people/{town.amina}/more-time/{asked}"
    assert browser(site, town.ben).go(address).status == 200
    for shown in (f"/team?for={town.ben}", f"/team/people/{town.amina}"):
        page = dev.go(shown)
        assert page.status == 200
        assert "more time" not in page.main.lower()
        assert "more-time" not in page.text
    assert dev.go(address).status == 404
    data = {"csrf_token": csrf_token(dev.client), "decision": "agree", "until": typed(due_on + 9 * DAY)}
    assert dev.client.post(address, data=data).status_code == 404
    with site.app_context():
        assert list(db.session.scalars(select(Extension))) == []
