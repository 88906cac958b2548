"""Requests for exemptions and extensions as services: overlaps, who may decide, and what re-derivation makes of them."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning import clock
from elearning.domain.access import EVERYBODY, Actor
from elearning.domain.calendar import london_date
from elearning.domain.compliance import standing
from elearning.domain.exemptions import ExemptionReason
from elearning.domain.facts import Standing
from elearning.domain.refusals import NotAllowed, NotFound, Stale
from elearning.extensions import db
from elearning.models.assignments import Assignment, Exemption
from elearning.models.audit import AuditEvent
from elearning.models.dated import known
from elearning.queries.facts import facts
from elearning.services.assignments import assign, grant_exemption
from elearning.services.exemption_requests import Wanted, agree_to_exemptions, decline_exemptions, request_exemptions
from elearning.services.extensions import ask_for_more_time, give_more_time
from elearning.services.memberships import differences
from elearning.services.recording import begin
from elearning.transaction import begin_writing
from tests import builders
from tests.builders import SYSTEM, Town

DAY = timedelta(days=1)


@pytest.fixture
def session(site: Flask, town: Town) -> Iterator[Session]:
    """A transaction in which Efa is of HR too, and of which nothing stays."""
    with site.app_context():
        begin_writing(db.session)
        builders.grant(db.session(), town.efa, "hr")
        yield db.session()
        db.session.rollback()


def wanted(town: Town, *people: int, first: int = 0, last: int = 30) -> Wanted:
    """What Carys asks, in days from today."""
    today = clock.today()
    return Wanted(
        module_id=town.module_id, person_ids=frozenset(people), reason_code=ExemptionReason.SECONDED_OUT, note="Letter",
        first_on=today + first * DAY, last_on=today + last * DAY,
    )  # fmt: skip


def ask(session: Session, town: Town, *people: int, **days: int) -> int:
    return request_exemptions(session, wanted(town, *people, **days), actor=Actor(town.carys), now=clock.now())


def agree(session: Session, town: Town, request_id: int) -> int:
    return agree_to_exemptions(session, request_id, actor=Actor(town.efa), now=clock.now())


def spans(session: Session, person_id: int) -> list[tuple[int, int]]:
    """The exemptions of somebody, in days from today."""
    today = clock.today()
    rows = session.scalars(select(Exemption).where(Exemption.person_id == person_id, known(Exemption, None)))
    return sorted(((one.true_from - today).days, ((one.true_to or date.max) - today).days) for one in rows)


def held_before(session: Session, town: Town, first: int, last: int) -> None:
    """Amina has an exemption already."""
    today = clock.today()
    grant_exemption(
        session, town.amina, town.module_id, reason_code=ExemptionReason.OTHER, note="", first_on=today + first * DAY,
        last_on=today + last * DAY, approver_id=town.ben, actor=Actor(town.carys), now=clock.now(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([(-5, 5)], [(-5, 5), (6, 30)]),
        ([(20, 40)], [(0, 19), (20, 40)]),
        ([(10, 12)], [(0, 9), (10, 12), (13, 30)]),
        ([(-5, 0), (30, 31)], [(-5, 0), (1, 29), (30, 31)]),
        ([(-9, -1)], [(-9, -1), (0, 30)]),
    ],
)
def test_whoever_is_exempt_on_some_days_becomes_so_on_the_others_and_what_was_granted_stays(
    session: Session, town: Town, before: list[tuple[int, int]], after: list[tuple[int, int]]
) -> None:
    for first, last in before:
        held_before(session, town, first, last)
    assert agree(session, town, ask(session, town, town.amina)) == 1
    assert spans(session, town.amina) == after


def test_a_request_that_would_change_nothing_for_anybody_is_refused_and_for_some_is_not(
    session: Session, town: Town
) -> None:
    held_before(session, town, -5, 90)
    with pytest.raises(NotAllowed, match="already exempt on all of these days"):
        ask(session, town, town.amina)
    request_id = ask(session, town, town.amina, town.ben)
    assert agree(session, town, request_id) == 1
    assert spans(session, town.amina) == [(-5, 90)]
    assert spans(session, town.ben) == [(0, 30)]


def test_the_same_request_twice_is_one_and_another_is_another(session: Session, town: Town) -> None:
    once = ask(session, town, town.amina, town.ben)
    assert ask(session, town, town.amina, town.ben) == once
    assert ask(session, town, town.amina) != once
    decline_exemptions(session, once, reason="No", actor=Actor(town.efa), now=clock.now())
    assert ask(session, town, town.amina, town.ben) != once


def test_nobody_agrees_to_what_they_asked_for_nor_to_what_is_about_them_nor_without_being_of_hr(
    session: Session, town: Town
) -> None:
    request_id = ask(session, town, town.amina, town.efa)
    for person_id, words in (
        (town.carys, "You asked for this"),
        (town.efa, "about you too"),
        (town.ben, "Somebody of HR"),
    ):
        with pytest.raises(NotAllowed, match=words):
            agree_to_exemptions(session, request_id, actor=Actor(person_id), now=clock.now())
    with pytest.raises(NotAllowed, match="Somebody of HR"):
        decline_exemptions(session, request_id, reason="No", actor=Actor(town.ben), now=clock.now())
    assert spans(session, town.amina) == []


def test_a_request_is_decided_once(session: Session, town: Town) -> None:
    request_id = ask(session, town, town.amina)
    agree(session, town, request_id)
    with pytest.raises(Stale):
        agree(session, town, request_id)
    with pytest.raises(Stale):
        decline_exemptions(session, request_id, reason="No", actor=Actor(town.efa), now=clock.now())
    with pytest.raises(NotFound):
        agree(session, town, 999)


@pytest.mark.parametrize("people", [(), (999_999,)])
def test_a_request_is_about_people_who_are_there(session: Session, town: Town, people: tuple[int, ...]) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        ask(session, town, *people)


def test_an_exemption_that_was_agreed_ends_by_itself_and_standing_returns(session: Session, town: Town) -> None:
    agree(session, town, ask(session, town, town.amina, last=3))
    today = clock.today()
    of_amina = facts(session, EVERYBODY, as_at=today)[town.amina, town.module_id]  # type: ignore[index]
    answers = [standing(of_amina, today + days * DAY) for days in (3, 4)]
    assert [one.standing for one in answers if one] == [Standing.EXEMPT, Standing.NOT_STARTED]


def give(session: Session, town: Town, days: int) -> int:
    """Amina is given more time: so many days beyond her due date; the id of the act's event."""
    due = due_of(session, town)
    request_id = ask_for_more_time(
        session, person_id=town.amina, module_id=town.module_id, due_on=due, wished_on=due + days * DAY, reason="Why",
        now=clock.now(),
    )  # fmt: skip
    give_more_time(
        session, request_id, until=due + days * DAY, due_on=due, reason="", limit_days=28, actor=Actor(town.ben),
        now=clock.now(),
    )  # fmt: skip
    return max(session.scalars(select(AuditEvent.id)))


def due_of(session: Session, town: Town) -> date:
    of_amina = (Assignment.person_id == town.amina, known(Assignment, None))
    return session.scalars(select(Assignment.due_on).where(*of_amina)).one()


def test_a_granted_extension_is_a_new_row_and_what_was_known_before_still_says_the_old_date(
    session: Session, town: Town
) -> None:
    due, before = due_of(session, town), clock.now()
    event = give(session, town, 10)
    rows = session.scalars(select(Assignment).where(Assignment.person_id == town.amina).order_by(Assignment.id)).all()
    assert [one.due_on for one in rows] == [due, due + 10 * DAY]
    assert rows[0].superseded_by == rows[1].recorded_by == event
    key = (town.amina, town.module_id)
    known_then = facts(session, EVERYBODY, as_at=due, known_on=before - timedelta(seconds=1))[key]  # type: ignore[index]
    known_now = facts(session, EVERYBODY, as_at=due)[key]  # type: ignore[index]
    late = due + DAY
    assert [standing(one, late).standing for one in (known_then, known_now)] == [  # type: ignore[union-attr]
        Standing.OVERDUE, Standing.NOT_STARTED,
    ]  # fmt: skip


def test_bringing_everybodys_assignments_up_to_date_keeps_extensions_and_the_self_audit_knows_them(
    session: Session, town: Town
) -> None:
    give(session, town, 10)
    due, now = due_of(session, town), clock.now()
    of_amina = [one for one in differences(session, today=london_date(now)) if one.person_id == town.amina]
    assert of_amina == []
    assign(session, None, act=begin(session, actor=SYSTEM, action="test", now=now), today=london_date(now))
    assert due_of(session, town) == due


def test_the_limit_of_a_manager_holds_over_several_extensions(session: Session, town: Town) -> None:
    give(session, town, 20)
    give(session, town, 8)
    with pytest.raises(NotAllowed, match="at the latest"):
        give(session, town, 1)
