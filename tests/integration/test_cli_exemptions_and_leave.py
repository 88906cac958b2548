"""`exemptions grant`, `leave record` and `people sign-in-code` at a terminal: exits, streams, and what is recorded."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearning import clock
from elearning.extensions import db
from elearning.models.assignments import Exemption
from elearning.models.audit import AuditEvent
from elearning.models.people import Leave
from elearning.models.sign_in import SignInCode
from tests import builders
from tests.builders import SLUG, Town
from tests.guards.visiting import change
from tests.integration.test_cli import DONE, NOT_IN_ORDER, WRONG_USAGE, Ran, run

UNTIL = "2026-12-31"


def count(site: Flask, table: type[object]) -> int:
    with site.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def grant(site: Flask, *more: str, approver: str = "100002", employee: str = "100001", module: str = SLUG) -> Ran:
    return run(
        site, "exemptions", "grant", employee, module, "--reason", "seconded-out", "--until", UNTIL, "--approver",
        approver, *more,
    )  # fmt: skip


def test_an_exemption_is_granted_once_with_its_reason_note_and_actor(site: Flask, town: Town) -> None:
    said = grant(site, "--from", "2026-02-01", "--note", "Back in the new year.", "--actor", "100003")
    assert said.code == DONE, said
    assert "from 1 February 2026 until 31 December 2026" in said.out
    assert grant(site, "--from", "2026-02-01", "--note", "Back in the new year.", "--actor", "100003").code == DONE
    with site.app_context():
        (kept,) = db.session.scalars(select(Exemption)).all()
        event = db.session.get_one(AuditEvent, kept.recorded_by)
    assert (kept.person_id, kept.true_from, kept.true_to) == (town.amina, date(2026, 2, 1), date(2026, 12, 31))
    assert (kept.reason_code, kept.note, kept.approver_id) == ("seconded-out", "Back in the new year.", town.ben)
    assert (event.actor_id, event.reason) == (town.carys, "seconded-out")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"approver": "100001"}, "Somebody else than the person excused"),
        ({"approver": "999999"}, "Nobody has the employee number"),
        ({"employee": "999999"}, "Nobody has the employee number"),
        ({"module": "no-such-module"}, "no published module"),
    ],
)
def test_an_exemption_that_may_not_be_is_refused_in_words(
    site: Flask, town: Town, changed: dict[str, str], words: str
) -> None:
    said = grant(site, **changed)
    assert (said.code, said.out) == (NOT_IN_ORDER, "")
    assert words in said.err
    assert count(site, Exemption) == 0


def test_the_actor_and_somebody_who_has_left_may_not_approve(site: Flask, town: Town) -> None:
    assert "and than you" in grant(site, "--actor", "100002").err

    def leave(session: Session) -> None:
        unit = builders.team(session, "Gone")
        builders.hire(session, number="200001", name="Gwen Gone", unit_id=unit, last_on=date(2025, 1, 1))

    change(site, leave)
    assert "not in post" in grant(site, approver="200001").err
    assert count(site, Exemption) == 0


def test_a_wrong_reason_lists_the_codes_and_an_exemption_without_an_end_is_wrong_usage(site: Flask) -> None:
    wrong = run(site, "exemptions", "grant", "100001", SLUG, "--reason", "tired", "--until", UNTIL, "--approver", "1")
    assert (wrong.code, wrong.out) == (WRONG_USAGE, "")
    codes = ("equivalent-training", "reasonable-adjustment", "leaving-soon", "not-applicable", "other")
    shown = run(site, "exemptions", "grant", "--help").out
    assert all(code in wrong.err and code in shown for code in codes)
    assert run(site, "exemptions", "grant", "100001", SLUG, "--reason", "other", "--approver", "1").code == WRONG_USAGE
    assert grant(site, "--note", "x" * 1001).code == WRONG_USAGE


def test_leave_is_recorded_once_open_or_with_its_end_and_never_twice_over_a_day(site: Flask, town: Town) -> None:
    first = ("leave", "record", "100001", "--from", "2026-03-02", "--reason", "Parental leave", "--actor", "100003")
    said = run(site, *first)
    assert (said.code, said.out) == (DONE, "100001: on leave from 2 March 2026 with no last day yet.\n")
    assert run(site, *first).code == DONE
    overlapping = run(site, "leave", "record", "100001", "--from", "2026-04-01", "--to", "2026-04-09")
    assert (overlapping.code, overlapping.out) == (NOT_IN_ORDER, "")
    assert "already on leave from 2 March 2026 with no last day" in overlapping.err
    assert run(site, "leave", "record", "100001", "--from", "2026-02-02", "--to", "2026-02-09").code == DONE
    with site.app_context():
        kept = db.session.scalars(select(Leave).order_by(Leave.true_from)).all()
        events = [db.session.get_one(AuditEvent, one.recorded_by) for one in kept]
    assert [(one.true_from, one.true_to) for one in kept] == [
        (date(2026, 2, 2), date(2026, 2, 9)), (date(2026, 3, 2), None),
    ]  # fmt: skip
    assert (events[1].actor_id, events[1].reason) == (town.carys, "Parental leave")
    assert events[0].actor_name.startswith("command line")


@pytest.mark.parametrize("days", [("--from", "2026-03-09", "--to", "2026-03-02")])
def test_leave_that_ends_before_it_begins_is_refused(site: Flask, days: tuple[str, ...]) -> None:
    said = run(site, "leave", "record", "100001", *days)
    assert (said.code, said.out) == (NOT_IN_ORDER, "")
    assert "before the first" in said.err


@pytest.mark.parametrize("day", ["31/02/2026", "yesterday", "0026-01-01", ""])
def test_a_day_that_is_none_is_wrong_usage(site: Flask, day: str) -> None:
    said = run(site, "leave", "record", "100001", "--from", day)
    assert (said.code, said.out) == (WRONG_USAGE, "")
    assert count(site, Leave) == 0


def test_a_leaver_and_a_future_starter_get_no_code_and_are_told_why(site: Flask) -> None:
    def act(session: Session) -> None:
        unit, today = builders.team(session, "Elsewhere"), clock.today()
        builders.hire(session, number="200001", name="Gwen Gone", unit_id=unit, last_on=today - timedelta(days=1))
        builders.hire(session, number="200002", name="Nia New", unit_id=unit, first_on=today + timedelta(days=1))

    change(site, act)
    for number in ("200001", "200002"):
        said = run(site, "people", "sign-in-code", number)
        assert (said.code, said.out) == (NOT_IN_ORDER, "")
        assert "not in post today" in said.err
    assert count(site, SignInCode) == 0
    assert run(site, "people", "sign-in-code", "100004").code == DONE
