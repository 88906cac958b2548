"""Requests that a second person decides: exemptions for one or a selection, and more time for a learner."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from elearning import clock
from elearning.domain.calendar import british_date
from elearning.extensions import db
from elearning.models.assignments import Assignment, Exemption
from elearning.models.dated import known
from elearning.models.requests import ExtensionRequest
from elearning.web.forms.days import typed
from tests import builders
from tests.builders import SLUG, Town
from tests.guards.visiting import change, visitor
from tests.web.browsing import Browser, Page

DAY = timedelta(days=1)
NEW = "/hr/exemption-requests/new"
MODULE = f"/modules/{SLUG}"


def browser(site: Flask, person_id: int) -> Browser:
    """A browser in which somebody is signed in."""
    found = Browser(site)
    found.client = visitor(site, person_id)
    return found


@pytest.fixture
def carys(site: Flask, town: Town) -> Browser:
    """Carys's browser; Efa is a second person of HR."""
    change(site, lambda session: builders.grant(session, town.efa, "hr"))
    return browser(site, town.carys)


@pytest.fixture
def efa(site: Flask, town: Town, carys: Browser) -> Browser:
    """Efa's browser."""
    return browser(site, town.efa)


def live(site: Flask, table: type[Any]) -> list[Any]:
    """The facts of a table that nothing has replaced."""
    with site.app_context():
        found = list(db.session.scalars(select(table).where(known(table, None)).order_by(table.id)))
        db.session.expunge_all()
        return found


def due_of(site: Flask, person_id: int) -> date:
    """The due date that is stored for somebody."""
    (one,) = [one for one in live(site, Assignment) if one.person_id == person_id]
    return one.due_on  # type: ignore[no-any-return]


def wanted(**changes: str) -> dict[str, str]:
    """What Carys types for an exemption of 90 days from today."""
    today = clock.today()
    return {
        "module": SLUG, "reason": "seconded-out", "note": "Letter of 3 May.", "first_on": typed(today),
        "last_on": typed(today + 90 * DAY), **changes,
    }  # fmt: skip


def asked(carys: Browser, *person_ids: int, **changes: str) -> Page:
    """Carys asks for exemptions of these people, and confirms it."""
    carys.go(f"{NEW}?" + "&".join(f"person={id}" for id in person_ids))
    carys.send("", **wanted(**changes))
    return carys.send("", step="do")


# Exemptions


def test_nothing_changes_before_a_second_person_of_hr_agrees(
    site: Flask, town: Town, carys: Browser, efa: Browser
) -> None:
    carys.go(f"{NEW}?person={town.amina}&person={town.ben}")
    check = carys.send("", **wanted())
    assert "2 people, 0 of them late, become exempt" in check.main
    assert "Letter of 3 May." in check.main
    page = carys.send("", step="do")
    assert "waits for somebody else of HR" in page.main
    assert live(site, Exemption) == []
    assert "1 request waits for a decision" in efa.go("/hr").main
    listed = efa.go("/hr/requests")
    assert "Exemptions that wait: 1" in listed.main
    assert "Carys Morgan" in listed.main
    efa.go(page.address.split("?")[0])
    done = efa.send("", decision="agree")
    assert "You have agreed" in done.main
    assert "Agreed on" in done.main
    found = live(site, Exemption)
    assert sorted((one.person_id, one.approver_id, one.note) for one in found) == [
        (town.ben, town.efa, "Letter of 3 May."),
        (town.amina, town.efa, "Letter of 3 May."),
    ]
    told = efa.go(f"/hr/people/{town.amina}").main
    assert "Asked for by Carys Morgan. Approved by Efa Rhys" in told
    assert "waits for a decision" not in efa.go("/hr").main


def test_whoever_asked_can_only_take_it_back(site: Flask, town: Town, carys: Browser) -> None:
    page = asked(carys, town.amina)
    assert "Take it back" in page.main
    assert "What do you decide?" not in page.main
    carys.go(page.address)
    assert "Say why" in carys.send("").main
    done = carys.send("", decision="agree", reason="Asked by mistake")
    assert "Taken back on" in done.main
    assert live(site, Exemption) == []


def test_whom_it_is_about_cannot_agree_and_is_told_so(site: Flask, town: Town, carys: Browser, efa: Browser) -> None:
    address = asked(carys, town.amina, town.efa).address.split("?")[0]
    assert "This is about you too" in efa.go(address).main
    page = efa.send("", decision="agree")
    assert page.status == 400
    assert "Somebody else of HR must agree to it" in page.main
    assert live(site, Exemption) == []


def test_a_request_is_declined_with_a_reason_and_decided_once(
    site: Flask, town: Town, carys: Browser, efa: Browser
) -> None:
    address = asked(carys, town.amina).address.split("?")[0]
    efa.go(address)
    assert "Say why you decline" in efa.send("", decision="decline").main
    other = browser(site, town.efa)
    other.go(address)
    assert "Not evidenced" in efa.send("", decision="decline", reason="Not evidenced").main
    late = other.send("", decision="agree")
    assert late.status == 400
    assert "decided already" in late.main
    assert live(site, Exemption) == []


def test_a_list_that_was_narrowed_is_chosen_as_a_whole_and_ticks_choose_some(town: Town, carys: Browser) -> None:
    page = carys.go("/hr/people?q=amina")
    assert 'type="checkbox"' in page.text
    assert f'value="{town.amina}"' in page.text
    form = carys.go(page.link("Ask for an exemption for this person"))
    assert "1 person chosen" in form.main
    assert "Amina Yusuf" in form.main
    assert "Nobody is chosen" in carys.go(NEW).main


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"note": " "}, "Say what shows that this exemption is right"),
        ({"reason": ""}, "Choose the reason"),
        ({"module": "no-such"}, "Not a valid choice"),
        ({"last_on": ""}, "Every exemption has one"),
        ({"first_on": "1/1/2020", "last_on": "1/2/2020", "step": "do"}, "The last day has passed"),
        ({"last_on": "1/1/2021"}, "the same as or after the first day"),
        ({"people": "1,x"}, "Choose people in the list first"),
    ],
)
def test_a_request_that_may_not_be_is_refused_at_the_form_with_what_was_typed_kept(
    site: Flask, town: Town, carys: Browser, given: dict[str, str], words: str
) -> None:
    carys.go(f"{NEW}?person={town.amina}")
    page = carys.send("", **{**wanted(note="One <b>two"), **given})
    assert page.status == 400
    assert words in page.text
    if "note" not in given and "people" not in given:
        assert "One &lt;b&gt;two</textarea>" in page.text
    assert live(site, Exemption) == []


# More time


def ask(amina: Browser, wished: date, reason: str = "Short of staff") -> Page:
    """Amina asks for more time."""
    amina.go(f"{MODULE}/more-time")
    return amina.send("", wished_on=typed(wished), reason=reason)


def waiting(site: Flask) -> int:
    """The id of the newest request."""
    return int(live(site, ExtensionRequest)[-1].id)


def test_a_learner_asks_their_manager_gives_and_the_due_date_moves(site: Flask, town: Town) -> None:
    amina, ben = browser(site, town.amina), browser(site, town.ben)
    due = due_of(site, town.amina)
    wished = due + 10 * DAY
    assert "Ask for more time" in amina.go(MODULE).main
    page = ask(amina, wished)
    assert "You have asked for more time" in page.main
    assert "Ben Okafor or HR decides" in page.main
    assert "It waits for a decision" in amina.go("/").main
    assert due_of(site, town.amina) == due
    team = ben.go("/team")
    assert "Asked for more time" in team.main
    ben.go(team.link("Decide about more time for Amina Yusuf"))
    done = ben.send("", decision="agree", until=typed(wished))
    assert done.address.startswith(f"/team/people/{town.amina}")
    assert f"Given until {british_date(wished)}" in done.main
    assert due_of(site, town.amina) == wished
    tasks = amina.go("/").main
    assert f"Do it by {british_date(wished)}" in tasks
    assert f"with more time until {british_date(wished)}" in tasks
    assert "Asked for more time" not in ben.go("/team").main


def test_a_manager_stops_at_the_limit_in_all_and_hr_does_not(site: Flask, town: Town, carys: Browser) -> None:
    amina, ben = browser(site, town.amina), browser(site, town.ben)
    due = due_of(site, town.amina)
    ask(amina, due + 20 * DAY)
    ben.go(f"/team/people/{town.amina}/more-time/{waiting(site)}")
    ben.send("", decision="agree", until=typed(due + 20 * DAY))
    ask(amina, due + 40 * DAY)
    address = f"/team/people/{town.amina}/more-time/{waiting(site)}"
    assert "They ask for more" in ben.go(address).main
    page = ben.send("", decision="agree", until=typed(due + 29 * DAY))
    assert page.status == 400
    assert f"until {british_date(due + 28 * DAY)} at the latest" in page.main
    assert due_of(site, town.amina) == due + 20 * DAY
    listed = carys.go("/hr/requests")
    assert "More time that waits: 1" in listed.main
    carys.go(f"/hr/extension-requests/{waiting(site)}")
    assert "The due date is moved" in carys.send("", decision="agree", until=typed(due + 40 * DAY)).main
    assert due_of(site, town.amina) == due + 40 * DAY


def test_a_decline_is_told_with_its_reason_and_one_may_ask_again(site: Flask, town: Town) -> None:
    amina, ben = browser(site, town.amina), browser(site, town.ben)
    due = due_of(site, town.amina)
    ask(amina, due + 10 * DAY)
    ben.go(f"/team/people/{town.amina}/more-time/{waiting(site)}")
    assert "Say why you decline" in ben.send("", decision="decline").main
    ben.send("", decision="decline", reason="We plan time for it in June")
    assert "More time was declined: We plan time for it in June" in amina.go("/").main
    assert "You have asked for more time" in ask(amina, due + 5 * DAY).main
    assert "You have asked already" not in amina.go(f"{MODULE}/more-time").main
    page = amina.send(f"{MODULE}/more-time/withdraw")
    assert "You have asked for more time" not in page.main
    assert due_of(site, town.amina) == due


@pytest.mark.parametrize(
    ("days", "reason", "words"),
    [(0, "Why", "Give a later day"), (-5, "Why", "Give a later day"), (900, "Why", "Give a day no later than"), (5, " ", "Say why you need more time")],
)  # fmt: skip
def test_a_request_for_more_time_that_may_not_be_is_refused_and_keeps_what_was_typed(
    site: Flask, town: Town, days: int, reason: str, words: str
) -> None:
    amina = browser(site, town.amina)
    wished = due_of(site, town.amina) + days * DAY
    page = ask(amina, wished, reason)
    assert page.status == 400
    assert words in page.main
    assert f'value="{typed(wished)}"' in page.text
    assert live(site, ExtensionRequest) == []


def test_a_manager_decides_about_nobody_elses_people_and_hr_not_about_their_own(
    site: Flask, town: Town, carys: Browser
) -> None:
    due = due_of(site, town.carys)
    ask(carys, due + 5 * DAY)
    number = waiting(site)
    ben = browser(site, town.ben)
    for person_id in (town.carys, town.amina):
        assert ben.go(f"/team/people/{person_id}/more-time/{number}").status == 404
    page = carys.go(f"/hr/extension-requests/{number}")
    assert "somebody else must decide" in page.main
    assert carys.client.post(f"/hr/extension-requests/{number}", data={"decision": "agree"}).status_code == 400
    assert due_of(site, town.carys) == due
