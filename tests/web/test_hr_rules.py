"""Carys writes, changes and ends rules, and says what posts bring with them: what she is shown first, and what is saved."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from elearning import clock
from elearning.domain.calendar import british_date
from elearning.extensions import db
from elearning.models.assignments import Assignment, Audience
from elearning.models.audit import AuditEvent
from elearning.models.dated import known
from elearning.models.learning import Completion
from elearning.models.people import PostDetail, PostTagging
from elearning.services.audiences import end_audience
from elearning.web.forms.days import typed
from tests import builders
from tests.acts import Learner
from tests.builders import SYSTEM, Town
from tests.guards.visiting import change, changed, rows, visitor
from tests.web.browsing import Browser, Page

DAY = timedelta(days=1)


@pytest.fixture
def carys(site: Flask, town: Town) -> Browser:
    """Carys's browser, in a council that has published a second module."""
    change(site, lambda session: builders.publish(session, builders.small_version("roles", title="For roles")))
    found = Browser(site)
    found.client = visitor(site, town.carys)
    return found


def live(site: Flask, table: type[Any]) -> list[Any]:
    """The facts of a table that nothing has replaced."""
    with site.app_context():
        found = list(db.session.scalars(select(table).where(known(table, None)).order_by(table.id)))
        db.session.expunge_all()
        return found


def assigned(site: Flask) -> dict[int, Any]:
    """Who must do the second module, by person."""
    with site.app_context():
        rule_ids = set(db.session.scalars(select(Audience.id).where(Audience.name != "Everyone")))
    return {one.person_id: one for one in live(site, Assignment) if one.audience_id in rule_ids}


def terms(**changes: Any) -> dict[str, Any]:
    """What Carys types for a rule from today."""
    today = clock.today()
    return {
        "module": "roles", "first_on": typed(today), "fixed_due_on": typed(today + 60 * DAY), "days": "30",
        "notice": "14", "reason": "The committee asked for it.", "step": "check", **changes,
    }  # fmt: skip


def unit_of(site: Flask, reference: str) -> str:
    """The unit of a post, as the form names it."""
    with site.app_context():
        return str(db.session.scalars(select(PostDetail.unit_id).where(PostDetail.reference == reference)).one())


def errors(page: Page) -> str:
    """What the error summary says."""
    assert page.status == 400
    assert page.title.startswith("Error: ")
    return page.main.split("There is a problem")[1].split(page.heading)[0]


def test_a_rule_is_shown_with_its_effect_and_examples_before_it_is_saved(
    site: Flask, town: Town, carys: Browser
) -> None:
    unit = unit_of(site, "P100003")
    carys.go(carys.go("/hr/rules").link("Write a rule"))
    before = rows(site)
    page = carys.send("", **terms(units=[unit]))
    assert page.heading == "Check what the rule would do"
    due = british_date(clock.today() + 60 * DAY)
    assert (
        f"Everybody in Road safety and below must do For roles by {due}; people who come later within 30 days"
        in page.main
    )
    assert "Become assigned 3 people" in page.main
    assert "nobody is counted" in page.main
    assert "0.0% (0 of 3)" in page.main
    assert "Carys Morgan" in page.main and f"{due}: the fixed date" in page.main
    assert "Ben Okafor" in page.main and "Out. No post in these units" in page.main
    assert changed(before, rows(site)) - {"accesses", "access_subjects", "sign_in_sessions"} == set()
    done = carys.send("", step="do")
    assert "The rule is saved" in done.main
    assert "In it today 3 people" in done.main
    assert set(assigned(site)) == {town.carys, town.dev, town.efa}
    with site.app_context():
        event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "audience.add")).one()
        assert (event.actor_id, event.reason) == (town.carys, "The committee asked for it.")


def test_what_is_typed_wrongly_is_said_and_nothing_is_lost(site: Flask, carys: Browser) -> None:
    carys.go("/hr/rules/new")
    page = carys.send("", **terms(days="soon", reason=" ", fixed_due_on="1/1/2020", tags=["manages-people"]))
    said = errors(page)
    assert "enter a whole number of days" in said and "Say why" in said and "the same as or after" in said
    assert "manages-people" in page.checked() and "roles" in page.checked()
    assert errors(carys.send("", **terms(units=["999999"]))).strip().startswith("Choose units that exist today")
    assert assigned(site) == {}


def test_units_are_found_by_a_part_of_their_name_and_stay_ticked(site: Flask, carys: Browser) -> None:
    carys.go("/hr/rules/new")
    page = carys.send("", **terms(units=[unit_of(site, "P100003")], find_unit="librar", step="find"))
    assert page.status == 200
    assert "Library events" in page.main and unit_of(site, "P100003") in page.checked()


def test_a_check_page_that_is_stale_is_refused_and_shown_again(site: Flask, town: Town, carys: Browser) -> None:
    carys.go("/hr/rules/new")
    carys.send("", **terms(units=[unit_of(site, "P100003")]))

    def hire(session: Any) -> int:
        return builders.hire(session, number="300001", name="Nia New", unit_id=int(unit_of(site, "P100003")))

    nia = change(site, hire)
    page = carys.send("", step="do")
    assert page.status == 409
    assert "nothing was saved" in page.main and "Become assigned 4 people" in page.main
    assert assigned(site) == {}
    carys.send("", step="do")
    assert nia in assigned(site)


def test_pressed_twice_a_rule_is_written_once(site: Flask, carys: Browser) -> None:
    carys.go("/hr/rules/new")
    check = carys.send("", **terms(tags=["manages-people"]))
    form = check.form()
    carys.send("", step="do")
    again = carys.client.post(form["action"], data={**form["fields"], "step": "do"})
    assert again.status_code == 303
    assert len([one for one in live(site, Audience) if one.who]) == 1


def write(carys: Browser, **given: Any) -> int:
    """A rule that is saved; its number."""
    carys.go("/hr/rules/new")
    carys.send("", **terms(**given))
    page = carys.send("", step="do")
    return int(page.link("Change").split("/")[3])


def test_a_rule_changes_from_a_day_and_what_was_earned_stays(site: Flask, town: Town, carys: Browser) -> None:
    rule_id = write(carys, tags=["manages-people"])
    rule_id = next(one.id for one in live(site, Audience) if one.who)
    assert set(assigned(site)) == {town.ben}
    version = builders.small_version("roles", title="For roles")
    change(site, lambda session: Learner(session, town.ben, version, clock.now()).complete())
    earned = live(site, Completion)
    page = carys.go(f"/hr/rules/{rule_id}/change")
    assert "manages-people" in page.checked()
    later = clock.today() + 90 * DAY
    page = carys.send("", **terms(tags=[], units=[unit_of(site, "P100003")], fixed_due_on=typed(later)))
    assert "Become assigned 3 people" in page.main and "Assignments that end 1." in page.main
    assert "Ben Okafor100002" in page.main
    assert "People concerned: 4 people" in page.main
    file = carys.client.post(page.address, data={**page.form("")["fields"], "people": "csv"})
    told = list(csv.DictReader(io.StringIO(file.get_data(as_text=True).removeprefix("\ufeff"))))
    assert len(told) == 4
    assert [(one["name"], one["after"]) for one in told if one["now"]] == [("Ben Okafor", "")]
    assert sum(one["after"].startswith("due by ") for one in told) == 3
    page = carys.send("", step="do")
    assert "The rule is changed." in page.main
    assert {one.person_id for one in assigned(site).values() if one.true_to is None} == {town.carys, town.dev, town.efa}
    assert [one.id for one in live(site, Completion)] == [one.id for one in earned]


def test_a_new_due_date_reaches_those_assigned_only_when_asked(site: Flask, town: Town, carys: Browser) -> None:
    write(carys, tags=["manages-people"])
    rule_id = next(one.id for one in live(site, Audience) if one.who)
    first, later = clock.today() + 60 * DAY, clock.today() + 90 * DAY
    carys.go(f"/hr/rules/{rule_id}/change")
    carys.send("", **terms(tags=["manages-people"], fixed_due_on=typed(later)))
    carys.send("", step="do")
    assert assigned(site)[town.ben].due_on == first
    carys.go(f"/hr/rules/{rule_id}/change")
    page = carys.send("", **terms(tags=["manages-people"], fixed_due_on=typed(later), is_moving_due="y"))
    assert "Get another due date 1" in page.main
    carys.send("", step="do")
    assert assigned(site)[town.ben].due_on == later
    assert assigned(site)[town.ben].true_from == clock.today()


def test_a_rule_ends_on_a_day_and_never_twice(site: Flask, town: Town, carys: Browser) -> None:
    write(carys, tags=["manages-people"])
    rule_id = next(one.id for one in live(site, Audience) if one.who)
    last = clock.today() + 5 * DAY
    carys.go(f"/hr/rules/{rule_id}/end")
    assert "Enter the last day" in errors(carys.send("", reason="", last_on=""))
    page = carys.send("", last_on=typed(last), reason="No longer needed", step="check")
    assert "Assignments that end 1." in page.main and "Nothing is saved yet." in page.main
    form = page.form()
    assert "The rule ends on the day" in carys.send("", step="do").main
    assert assigned(site)[town.ben].true_to == last
    assert carys.client.post(form["action"], data={**form["fields"], "step": "do"}).status_code == 303
    carys.go(f"/hr/rules/{rule_id}/end")
    page = carys.send("", last_on=typed(last + DAY), reason="Later", step="check")
    assert "anyway" in errors(page)


def test_an_end_that_somebody_gave_meanwhile_is_seen(site: Flask, carys: Browser) -> None:
    write(carys, tags=["manages-people"])
    rule_id = next(one.id for one in live(site, Audience) if one.who)
    today = clock.today()
    carys.go(f"/hr/rules/{rule_id}/end")
    carys.send("", last_on=typed(today + 9 * DAY), reason="Over", step="check")
    change(
        site, lambda session: end_audience(
            session, rule_id, last_on=today + 20 * DAY, reason="Theirs", actor=SYSTEM, now=clock.now(), today=today
        ),
    )  # fmt: skip
    page = carys.send("", step="do")
    assert page.status == 409 and "nothing was saved" in page.main
    assert [one.true_to for one in live(site, Audience) if one.who] == [today + 20 * DAY]


def test_posts_that_are_ticked_are_tagged_and_their_holders_assigned(site: Flask, town: Town, carys: Browser) -> None:
    write(carys, tags=["works-with-people-at-risk"])
    assert assigned(site) == {}
    with site.app_context():
        post = db.session.scalars(select(PostDetail.post_id).where(PostDetail.reference == "P100004")).one()
    carys.go("/hr/post-tags?words=P100004")
    said = {"posts": [str(post)], "tag": "works-with-people-at-risk", "how": "give", "reason": "Home visits"}
    assert "Choose at least one post" in errors(
        carys.send("#change", **{**said, "posts": []}, day=typed(clock.today()))
    )
    page = carys.send("#change", **said, day=typed(clock.today()))
    assert "Saved." in page.main and "works with children or adults at risk" in page.main
    assert set(assigned(site)) == {town.dev}
    carys.send("#change", **{**said, "how": "take"}, day=typed(clock.today() + 3 * DAY))
    assert assigned(site)[town.dev].true_to == clock.today() + 3 * DAY
    assert [one.true_to for one in live(site, PostTagging)] == [clock.today() + 3 * DAY]


@pytest.mark.parametrize("who", ["amina", "ben", "efa"])
def test_nobody_but_hr_opens_or_sends_any_of_it(site: Flask, town: Town, who: str) -> None:
    person = Browser(site)
    person.client = visitor(site, town.ids[who])
    token = person.go("/account").form("sign-out-everywhere")["fields"]["csrf_token"]
    for address in ("/hr/rules", "/hr/rules/new", "/hr/rules/1/change", "/hr/rules/1/end", "/hr/post-tags"):
        assert person.go(address).status == 403
        if address != "/hr/rules":
            data = {"csrf_token": token, **terms(), "last_on": typed(clock.today()), "step": "do"}
            assert person.client.post(address, data=data).status_code == 403
    assert len(live(site, Audience)) == 1
