"""Carys's acts for one person: ends of exemptions, leave, revocations, one-time codes; what is refused, and pressed twice."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from elearning import clock
from elearning.domain.access import Actor
from elearning.domain.exemptions import ExemptionReason
from elearning.extensions import db
from elearning.models.assignments import Exemption
from elearning.models.audit import AuditEvent
from elearning.models.dated import known
from elearning.models.learning import Revocation
from elearning.models.people import Leave
from elearning.models.sign_in import SignInCode
from elearning.services.assignments import end_exemption, grant_exemption
from elearning.services.completions import revoke
from elearning.services.people import record_leave
from elearning.web.forms.days import typed
from tests import builders
from tests.acts import Learner
from tests.builders import Town
from tests.guards.visiting import change, changed, rows, visitor
from tests.web.browsing import Browser, Page

HOSTILE = '<script>alert("x")</script> {{ 7*7 }} \' OR 1=1 -- =cmd()'
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


@pytest.fixture
def amina(town: Town) -> str:
    """The address of Amina's page for HR."""
    return f"/hr/people/{town.amina}"


@pytest.fixture
def number(site: Flask, town: Town) -> str:
    """The number of a certificate of Amina's for the shipped module."""
    assert town.version is not None
    version = town.version
    return str(change(site, lambda session: Learner(session, town.amina, version, clock.now()).complete()))


def live(site: Flask, table: type[Any]) -> list[Any]:
    """The facts of a table that nothing has replaced."""
    with site.app_context():
        found = list(db.session.scalars(select(table).where(known(table, None)).order_by(table.id)))
        db.session.expunge_all()
        return found


def event_of(site: Flask, fact: Any) -> AuditEvent:
    """The act that recorded a fact."""
    with site.app_context():
        event = db.session.get_one(AuditEvent, fact.recorded_by)
        db.session.expunge(event)
        return event


def count(site: Flask, table: type[Any]) -> int:
    with site.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def filled_in() -> dict[str, str]:
    """What makes the forms of these acts complete."""
    today = clock.today()
    return {"reason": "Why", "first_on": typed(today), "last_on": typed(today + 90 * DAY)}


def errors(page: Page) -> str:
    """The words of the error summary."""
    assert page.status == 400
    assert page.title.startswith("Error: ")
    assert "There is a problem" in page.main
    return page.main


# Exemptions


def granted(site: Flask, town: Town) -> int:
    """An exemption of Amina's from ten days ago for a month."""
    today = clock.today()
    return int(
        change(
            site,
            lambda session: grant_exemption(
                session, town.amina, town.module_id, reason_code=ExemptionReason.OTHER, note=HOSTILE,
                first_on=today - 10 * DAY, last_on=today + 20 * DAY, approver_id=town.ben,
                actor=Actor(person_id=town.carys), now=clock.now(),
            ),
        )
    )  # fmt: skip


def test_an_exemption_ends_early_once_however_often_it_is_pressed(
    site: Flask, town: Town, carys: Browser, amina: str
) -> None:
    granted(site, town)
    carys.go(carys.go(amina).link("End it or take it away"))
    typed_in = {"how": "early", "last_on": typed(clock.today() - DAY), "reason": "Back early."}
    form = carys.page.form()
    done = carys.send("", **typed_in)
    assert done.address == f"{amina}?done=exemption-ended"
    assert "Not started" in done.main
    assert "Back early." in done.main
    assert carys.client.post(form["action"], data={**form["fields"], **typed_in}).status_code == 303
    (kept,) = live(site, Exemption)
    assert kept.true_to == clock.today() - DAY
    event = event_of(site, kept)
    assert (event.action, event.actor_id, event.reason) == ("exemption.end", town.carys, "Back early.")


def test_an_exemption_that_should_never_have_been_is_taken_away_and_stays_in_the_history(
    site: Flask, town: Town, carys: Browser, amina: str
) -> None:
    granted(site, town)
    carys.go(carys.go(amina).link("End it or take it away"))
    done = carys.send("", how="never", last_on="", reason="It was for another Amina.")
    assert "The exemption was taken away." in done.main
    assert "It was for another Amina." in done.main
    assert live(site, Exemption) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"how": ""}, "Choose whether"),
        ({"last_on": ""}, "Enter the new last day"),
        ({"reason": "  "}, "Say why"),
        ({"last_on": "1/1/2021"}, "before the first"),
        ({"last_on": "1/1/2090"}, "ends by then anyway"),
    ],
)
def test_an_end_that_may_not_be_is_refused_at_the_form(
    site: Flask, town: Town, carys: Browser, amina: str, given: dict[str, str], words: str
) -> None:
    carys.go(f"{amina}/exemptions/{granted(site, town)}/end")
    page = carys.send("", **{"how": "early", "last_on": typed(clock.today()), "reason": "Why not", **given})
    assert words in errors(page)
    assert len(live(site, Exemption)) == 1


def test_who_comes_second_to_an_exemption_is_told_that_it_was_changed(
    site: Flask, town: Town, carys: Browser, amina: str
) -> None:
    exemption_id = granted(site, town)
    carys.go(f"{amina}/exemptions/{exemption_id}/end")
    change(
        site,
        lambda session: end_exemption(
            session, town.amina, exemption_id, last_on=clock.today() + DAY, reason="First", now=clock.now(),
            actor=Actor(person_id=town.carys),
        ),
    )  # fmt: skip
    page = carys.send("", how="early", last_on=typed(clock.today()), reason="Second")
    assert "has been changed since you opened the page" in errors(page)
    assert carys.go(page.link("See how it stands now")).status == 200
    assert [one.true_to for one in live(site, Exemption)] == [clock.today() + DAY]


# Leave


def test_leave_is_opened_and_the_return_recorded(site: Flask, town: Town, carys: Browser, amina: str) -> None:
    today = clock.today()
    carys.go(carys.go(amina).link("Record leave"))
    typed_in = {"first_on": typed(today - 9 * DAY), "last_on": "", "reason": "Parental leave."}
    form = carys.page.form()
    done = carys.send("", **typed_in)
    assert done.address == f"{amina}?done=leave"
    assert "The leave is recorded." in done.main
    assert "On leave" in done.main
    assert carys.client.post(form["action"], data={**form["fields"], **typed_in}).status_code == 303
    page = carys.go(done.link("Record the return"))
    assert page.heading == "Record the return"
    form = page.form()
    back = {"how": "days", "first_on": typed(today - 9 * DAY), "last_on": typed(today - DAY), "reason": "She is back."}
    done = carys.send("", **back)
    assert done.address == f"{amina}?done=leave-corrected"
    assert "Leave: Parental leave." in done.main
    assert "Not started" in done.main
    assert carys.client.post(form["action"], data={**form["fields"], **back}).status_code == 303
    (kept,) = live(site, Leave)
    assert (kept.true_from, kept.true_to) == (today - 9 * DAY, today - DAY)
    assert event_of(site, kept).reason == "She is back."
    assert count(site, Leave) == 2


def test_leave_recorded_for_the_wrong_person_is_taken_away(
    site: Flask, town: Town, carys: Browser, amina: str
) -> None:  # fmt: skip
    carys.go(f"{amina}/leave/new")
    carys.send("", first_on="1/3/2026", last_on="9/3/2026", reason="Leave")
    carys.go(carys.page.link("Correct"))
    form = carys.page.form()
    typed_in = {"how": "never", "first_on": "1/3/2026", "last_on": "9/3/2026", "reason": "It was Amina Yusof."}
    assert "The leave was taken away." in carys.send("", **typed_in).main
    assert carys.client.post(form["action"], data={**form["fields"], **typed_in}).status_code == 303
    assert live(site, Leave) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"first_on": ""}, "Enter the first day of leave"),
        ({"first_on": "soon"}, "not a date that can be read"),
        ({"last_on": "1/1/2021"}, "the same as or after the first day"),
        ({"reason": ""}, "Say why"),
        ({"first_on": "5/3/2026"}, "already on leave from 1 March 2026 with no last day"),
    ],
)
def test_leave_that_may_not_be_is_refused_at_the_form(
    site: Flask, town: Town, carys: Browser, amina: str, given: dict[str, str], words: str
) -> None:
    carys.go(f"{amina}/leave/new")
    carys.send("", first_on="1/3/2026", last_on="", reason="Leave")
    carys.go(f"{amina}/leave/new")
    page = carys.send("", **{"first_on": "2/4/2026", "last_on": "", "reason": "More leave", **given})
    assert words in errors(page)
    (field,) = given
    assert f'<a href="#{field}">' in page.text
    assert f'id="{field}-error"' in page.text
    assert len(live(site, Leave)) == 1


# Revocations


def test_a_revoked_certificate_says_so_to_whoever_checks_it_and_counts_no_longer(
    site: Flask, town: Town, carys: Browser, amina: str, number: str
) -> None:
    carys.go(carys.go(amina).link("Revoke certificate"))
    assert number in carys.page.main
    check = carys.send("", true_from=typed(clock.today()), reason=HOSTILE)
    assert check.heading == "Check before you revoke"
    assert "Without this Completed" in check.main
    assert "With this Not started" in check.main or "With this In progress" in check.main
    assert HOSTILE in check.main
    assert live(site, Revocation) == []
    form = check.form()
    done = carys.send("", step="do")
    assert "The certificate is revoked." in done.main
    assert HOSTILE in done.main
    assert "<script>alert" not in done.text
    again = carys.client.post(form["action"], data={**form["fields"], "step": "do"})
    assert again.status_code == 303
    (kept,) = live(site, Revocation)
    assert (event_of(site, kept).actor_id, kept.true_from) == (town.carys, clock.today())
    assert Browser(site).go(f"/check/{number}").heading == "This certificate is revoked"
    carys.go(f"{amina}/certificates/{number}/revoke")
    page = carys.send("", true_from=typed(clock.today()), reason="Another officer, later")
    assert "revoked already" in errors(page)


@pytest.mark.parametrize(
    ("given", "words"),
    [({"true_from": "1/1/2021"}, "the day of the completion or a later one"), ({"reason": " "}, "Say why")],
)
def test_a_revocation_that_may_not_be_is_refused_at_the_form(
    site: Flask, carys: Browser, amina: str, number: str, given: dict[str, str], words: str
) -> None:
    carys.go(f"{amina}/certificates/{number}/revoke")
    page = carys.send("", **{"true_from": typed(clock.today()), "reason": "Why", **given})
    assert words in errors(page)
    assert live(site, Revocation) == []


# One-time codes


def test_a_code_is_shown_once_and_lets_its_person_in(site: Flask, town: Town, carys: Browser, amina: str) -> None:
    page = carys.go(carys.go(amina).link("Give a one-time sign-in code"))
    assert "Amina Yusuf has never signed in." in page.main
    assert "60 minutes" in page.main
    made = carys.send("", reason="Showed her pass.")
    assert made.status == 200
    assert "no-store" in made.headers["Cache-Control"]
    code = made.main.split("One-time code ")[1].split()[0]
    assert len(code) == 9
    assert code not in made.address
    assert code not in carys.go(f"{amina}/sign-in-code").text
    with site.app_context():
        event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "sign_in.make_code")).one()
        assert (event.actor_id, event.subject_id, event.reason) == (town.carys, town.amina, "Showed her pass.")
    learner = Browser(site)
    learner.go("/sign-in/code")
    learner.send("code", identifier="100001", code=code)
    assert learner.send("new-password", password="quiet-harbour-lantern").heading == "Your tasks"
    assert "Last on" in carys.go(amina).main


def test_nobody_who_is_not_in_post_gets_a_code(site: Flask, town: Town, carys: Browser) -> None:
    def act(session: Any) -> int:
        unit = builders.team(session, "Gone")
        return builders.hire(
            session, number="200001", name="Gwen Gone", unit_id=unit, last_on=clock.today() - DAY
        )  # fmt: skip

    gone = change(site, act)
    page = carys.go(f"/hr/people/{gone}/sign-in-code")
    assert "Gwen Gone is not in post today, so they cannot sign in" in page.main
    with pytest.raises(AssertionError, match="0 forms"):
        page.form("sign-in-code")
    token = carys.go("/account").form("sign-out-everywhere")["fields"]["csrf_token"]
    answer = carys.client.post(f"/hr/people/{gone}/sign-in-code", data={"csrf_token": token, "reason": ""})
    assert answer.status_code == 400
    assert "not in post today" in answer.get_data(as_text=True)
    assert count(site, SignInCode) == 0


# Who may not


def addresses(town: Town, exemption_id: int, leave_id: int, number: str) -> list[str]:
    """Every page of an act for Amina."""
    of = f"/hr/people/{town.amina}"
    return [
        f"{of}/exemptions/{exemption_id}/end", f"{of}/leave/new", f"{of}/leave/{leave_id}",
        f"{of}/certificates/{number}/revoke", f"{of}/sign-in-code",
    ]  # fmt: skip


@pytest.fixture
def acts(site: Flask, town: Town, number: str) -> list[str]:
    """Every page of an act for Amina, who has something for each."""
    leave_id = change(
        site,
        lambda session: record_leave(
            session, town.amina, first_on=clock.today(), last_on=None, actor=Actor(person_id=town.carys),
            now=clock.now(), reason="Secret surgery",
        ),
    )  # fmt: skip
    return addresses(town, granted(site, town), leave_id, number)


@pytest.mark.parametrize("who", ["amina", "ben", "efa"])
def test_nobody_but_hr_opens_or_sends_any_of_these_forms(site: Flask, town: Town, acts: list[str], who: str) -> None:
    person = browser(site, town.ids[who])
    token = person.go("/account").form("sign-out-everywhere")["fields"]["csrf_token"]
    for address in acts:
        before = rows(site)
        page = person.go(address)
        assert page.status == 403
        assert "Secret surgery" not in page.text
        answer = person.client.post(address, data={"csrf_token": token, **filled_in(), "step": "do", "how": "never"})
        assert answer.status_code == 403
        assert changed(before, rows(site)) == {"audit_events"}


def test_things_of_somebody_else_and_people_who_are_not_there_are_not_found(
    site: Flask, town: Town, carys: Browser, acts: list[str]
) -> None:
    token = carys.go("/account").form("sign-out-everywhere")["fields"]["csrf_token"]
    elsewhere = [
        address.replace(f"/people/{town.amina}", f"/people/{other}") for other in (town.dev, 99999) for address in acts
    ]
    for address in elsewhere:
        if address.startswith(f"/hr/people/{town.dev}") and address.endswith(("new", "sign-in-code")):
            continue  # Dev has those pages of his own
        before = rows(site)
        data = {"csrf_token": token, **filled_in(), "how": "never", "true_from": typed(clock.today()), "step": "do"}
        answers = [carys.client.get(address), carys.client.post(address, data={**data, "reason": "other"})]
        assert [answer.status_code for answer in answers] == [404, 404], address
        written = changed(before, rows(site)) - {"accesses", "access_subjects"}
        assert written == set(), address


def test_what_was_done_meanwhile_shows_on_the_page_of_whoever_comes_second(
    site: Flask, town: Town, carys: Browser, amina: str, number: str
) -> None:
    carys.go(f"{amina}/certificates/{number}/revoke")
    carys.send("", true_from=typed(clock.today()), reason="Mine")
    change(
        site,
        lambda session: revoke(
            session, number=number, reason="Theirs", true_from=None, actor=Actor(person_id=town.efa), now=clock.now()
        ),
    )
    page = carys.send("", step="do")
    assert "revoked already" in errors(page)
    assert "Mine</textarea>" in page.text
