"""What was asked for, sent or brought under one number counts for the person who has two (RULE-23)."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from elearning import clock
from elearning.domain.access import EVERYBODY, Actor
from elearning.domain.exemptions import ExemptionReason
from elearning.domain.exports import Narrowing
from elearning.domain.nudges import Answer
from elearning.domain.prior_learning import Brought
from elearning.domain.refusals import NotAllowed
from elearning.domain.reminders import ReminderRules
from elearning.domain.reports import Asked
from elearning.domain.saved_views import View
from elearning.extensions import db
from elearning.models.assignments import Assignment, Exemption
from elearning.models.dated import known
from elearning.models.messages import Message
from elearning.queries import exemption_requests, extension_requests
from elearning.queries.exports import asked_file, asked_files
from elearning.queries.nudges import nudges
from elearning.queries.people_list import Wanted, people_list
from elearning.queries.prior_learning import brought_by
from elearning.queries.saved_views import saved_views
from elearning.services.assignments import assign
from elearning.services.exemption_requests import Wanted as Excuse
from elearning.services.exemption_requests import agree_to_exemptions, request_exemptions
from elearning.services.exports import ask_for_export
from elearning.services.extensions import ask_for_more_time, give_more_time
from elearning.services.memberships import differences
from elearning.services.merges import merge_people, unmerge_people
from elearning.services.prior_learning import bring_completions
from elearning.services.recording import begin
from elearning.services.saved_views import change_view, save_view
from elearning.web.forms.days import typed
from tests import builders
from tests.builders import Town
from tests.guards.visiting import change
from tests.web.team_world import browser

DAY = timedelta(days=1)
WHY = "Re-hired under a new number"


@pytest.fixture
def again(site: Flask, town: Town) -> int:
    """Amina a second time: in post under a new number, with the shipped module to do, and reporting to Ben."""

    def act(session: Any) -> int:
        unit = builders.team(session, "Archives")
        found = builders.hire(
            session, number="200001", name="Amina Yusuf-Lee", unit_id=unit, manager_id=town.ben,
            email="again@marlshire.example",
        )  # fmt: skip
        act = begin(session, actor=builders.SYSTEM, action="test", now=clock.now())
        assign(session, [found], act=act, today=clock.today())
        return found

    return int(change(site, act))


def merge(site: Flask, town: Town, again: int) -> None:
    change(site, lambda session: merge_people(
        session, kept_id=town.amina, merged_id=again, reason=WHY, actor=Actor(town.carys), now=clock.now()
    ))  # fmt: skip


def today() -> Asked:
    return Asked(clock.today(), clock.now())


def due_dates(site: Flask, *records: int) -> set[Any]:
    with site.app_context():
        found = select(Assignment.due_on).where(Assignment.person_id.in_(records), known(Assignment, None))
        return set(db.session.scalars(found))


def ask(session: Any, person_id: int, town: Town) -> int:
    row = extension_requests.row_of(session, person_id, town.module_id, today())
    assert row is not None and row.due_on is not None
    return ask_for_more_time(
        session, person_id=person_id, module_id=town.module_id, due_on=row.due_on, wished_on=row.due_on + 60 * DAY,
        reason="Short of staff", now=clock.now(),
    )  # fmt: skip


def test_more_time_asked_for_under_one_number_is_shown_and_decided_as_the_persons_and_moves_every_date(
    site: Flask, town: Town, again: int
) -> None:
    request_id = change(site, lambda session: ask(session, again, town))
    merge(site, town, again)
    with site.app_context():
        session = db.session()
        (mine,) = extension_requests.of_person(session, town.amina, today())
        assert (mine.request_id, mine.person_id, mine.number) == (request_id, town.amina, "100001")
        assert [one.person_id for one in extension_requests.waiting_of_team(session, town.ben, today())] == [town.amina]
    assert change(site, lambda session: ask(session, town.amina, town)) == request_id  # asked for once, not twice
    amina, ben = browser(site, town.amina), browser(site, town.ben)
    assert "It waits for a decision" in amina.go("/").main
    until = mine.wished_on
    ben.go(ben.go("/team").link("Decide about more time for Amina Yusuf"))
    page = ben.send("", decision="agree", until=typed(mine.due_on + 20 * DAY))
    assert page.status == 200, page.main
    assert due_dates(site, town.amina, again) == {mine.due_on + 20 * DAY}
    with site.app_context():
        row = extension_requests.row_of(db.session(), town.amina, town.module_id, today())
        assert row is not None and row.due_on == mine.due_on + 20 * DAY < until
        ours = [one for one in differences(db.session(), today=clock.today()) if one.person_id in (town.amina, again)]
        assert ours == []


def test_taken_apart_both_keep_the_time_that_they_were_given_as_one(site: Flask, town: Town, again: int) -> None:
    merge(site, town, again)
    request_id = change(site, lambda session: ask(session, town.amina, town))
    (before,) = due_dates(site, town.amina, again) or (None,)
    change(site, lambda session: give_more_time(
        session, request_id, until=before + 9 * DAY, due_on=before, reason="", limit_days=28, actor=Actor(town.ben),
        now=clock.now(),
    ))  # fmt: skip
    change(site, lambda session: unmerge_people(
        session, one_id=town.amina, other_id=again, reason="Two sisters", actor=Actor(town.carys), now=clock.now()
    ))  # fmt: skip
    assert due_dates(site, town.amina, again) == {before + 9 * DAY}
    with site.app_context():
        ours = [one for one in differences(db.session(), today=clock.today()) if one.person_id in (town.amina, again)]
        assert ours == []


def test_nobody_decides_about_their_own_request_under_the_other_number(site: Flask, town: Town, again: int) -> None:
    request_id = change(site, lambda session: ask(session, again, town))
    merge(site, town, again)
    with pytest.raises(NotAllowed, match="their own"):
        change(site, lambda session: give_more_time(
            session, request_id, until=clock.today() + 50 * DAY, due_on=clock.today() + 30 * DAY, reason="",
            limit_days=None, actor=Actor(town.amina), now=clock.now(),
        ))  # fmt: skip


def excuse(town: Town, *people: int) -> Excuse:
    return Excuse(
        module_id=town.module_id, person_ids=frozenset(people), reason_code=ExemptionReason.SECONDED_OUT,
        note="Letter", first_on=clock.today(), last_on=clock.today() + 90 * DAY,
    )  # fmt: skip


def test_a_request_that_names_both_records_is_about_one_person_who_is_excused_once(
    site: Flask, town: Town, again: int
) -> None:
    change(site, lambda session: builders.grant(session, town.efa, "hr"))
    request_id = change(site, lambda session: request_exemptions(
        session, excuse(town, town.amina, again), actor=Actor(town.carys), now=clock.now()
    ))  # fmt: skip
    merge(site, town, again)
    with site.app_context():
        session = db.session()
        assert exemption_requests.people_of(session, request_id) == {town.amina}
        assert exemption_requests.request_of(session, request_id, today()).people == 1
        found = exemption_requests.effect(
            session, [town.amina, again], module_id=town.module_id, first_on=clock.today(),
            last_on=clock.today() + DAY, today=today(),
        )  # fmt: skip
        assert [one.number for one in found.people] == ["100001"]
    agreed = change(site, lambda session: agree_to_exemptions(
        session, request_id, actor=Actor(town.efa), now=clock.now()
    ))  # fmt: skip
    assert agreed == 1
    with site.app_context():
        assert [one.person_id for one in db.session.scalars(select(Exemption))] == [town.amina]
        assert exemption_requests.waiting_count(db.session()) == 0
    with pytest.raises(NotAllowed, match="already exempt"):
        change(site, lambda session: request_exemptions(
            session, excuse(town, again), actor=Actor(town.carys), now=clock.now()
        ))  # fmt: skip


def test_nobody_agrees_to_what_they_asked_for_under_their_other_number(site: Flask, town: Town, again: int) -> None:
    change(site, lambda session: builders.grant(session, again, "hr"))
    request_id = change(site, lambda session: request_exemptions(
        session, excuse(town, town.dev), actor=Actor(again), now=clock.now()
    ))  # fmt: skip
    merge(site, town, again)
    with pytest.raises(NotAllowed, match="You asked for this"):
        change(site, lambda session: agree_to_exemptions(
            session, request_id, actor=Actor(town.amina), now=clock.now()
        ))  # fmt: skip


def test_what_was_brought_under_the_other_number_is_the_persons_and_is_not_brought_twice(
    site: Flask, town: Town, again: int
) -> None:
    def bring(person_id: int) -> int:
        one = Brought(person_id, town.module_id, clock.today() - 9 * DAY, "Vale NHS Trust", "C-7")
        return int(change(site, lambda session: bring_completions(
            session, [one], reason="Seen", actor=Actor(town.carys), now=clock.now()
        )))  # fmt: skip

    assert bring(again) == 1
    merge(site, town, again)
    assert bring(town.amina) == 0
    with site.app_context():
        session = db.session()
        (mine,) = brought_by(session, [town.amina], today())
        assert (mine.person_id, mine.number) == (town.amina, "100001")
        assert brought_by(session, None, today()) == (mine,)
    carys = browser(site, town.carys)
    page = carys.go(f"/hr/people/{town.amina}/prior-learning/{mine.completion_id}/revoke")
    assert page.status == 200
    assert "is revoked" in carys.send("", true_from=typed(mine.completed_on), reason="Never taken").main
    with site.app_context():
        assert [one.is_revoked for one in brought_by(db.session(), [town.amina], today())] == [True]


def test_a_nudge_under_either_number_is_the_one_of_seven_days(site: Flask, town: Town, again: int) -> None:
    def act(session: Any) -> None:
        late = builders.publish(session, builders.small_version("late", title="Late"))
        builders.assign(session, module_id=late, person_ids=[town.amina, again], due_on=clock.today() - 9 * DAY)
        session.add(
            Message(
                person_id=again, kind="nudge", day=clock.today() - 3 * DAY, subject="S", text="T",
                recorded_at=clock.now(), recorded_by=builders.note(session),
            )
        )  # fmt: skip

    change(site, act)
    merge(site, town, again)
    with site.app_context():
        (one,) = nudges(db.session(), [town.amina], today(), ReminderRules())
        assert (one.person_id, one.answer, one.last_on) == (
            town.amina, Answer.NUDGED_LATELY, clock.today() - 3 * DAY,
        )  # fmt: skip


def test_files_and_views_kept_under_the_other_number_are_the_persons(site: Flask, town: Town, again: int) -> None:
    view = View("people", {"q": "lee"})

    def act(session: Any) -> tuple[int, int]:
        file_id = ask_for_export(
            session, "xlsx", today(), Narrowing(None, None, None, ""), rows=0, actor=Actor(again), now=clock.now()
        )
        saved = save_view(session, view, name="Late", is_shared=False, actor=Actor(again), now=clock.now())
        return file_id, saved

    file_id, view_id = change(site, act)
    merge(site, town, again)
    with site.app_context():
        session = db.session()
        assert [one.export_id for one in asked_files(session, town.amina, now=clock.now())] == [file_id]
        assert asked_file(session, file_id, asked_by=town.amina, now=clock.now()).export_id == file_id
        assert [(one.view_id, one.is_own) for one in saved_views(session, town.amina, today())] == [(view_id, True)]
    change(site, lambda session: change_view(
        session, view_id, name="Late ones", is_shared=False, actor=Actor(town.amina), now=clock.now()
    ))  # fmt: skip


def test_nobody_is_listed_twice_where_hr_ticks_people(site: Flask, town: Town, again: int) -> None:
    merge(site, town, again)
    with site.app_context():
        found = people_list(db.session(), EVERYBODY, today(), Wanted(words="amina"))
        assert [one.person_id for one in found.people] == [town.amina]
    carys = browser(site, town.carys)
    form = carys.go(f"/hr/exemption-requests/new?person={town.amina}&person={again}")
    assert form.main.count("100001") == 1
    assert "200001" not in form.main
    assert "1 person chosen" in form.main
