"""One person's record in one timeline: whole for HR, without what is HR's for the person, who may take it along."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from elearning import clock
from elearning.domain.access import Actor
from elearning.domain.adjustments import AdjustmentKind, Granted, Unit
from elearning.domain.exemptions import ExemptionReason
from elearning.domain.looks import Look
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.orm import Base
from elearning.queries.timeline import timeline
from elearning.services.accesses import record_look
from elearning.services.adjustments import grant_adjustment
from elearning.services.assignments import grant_exemption
from elearning.services.conversations import record_conversation
from elearning.services.people import correct_leave, record_leave
from tests.acts import Learner
from tests.builders import Town
from tests.guards.visiting import change, changed, rows, visitor
from tests.web.browsing import Browser

DAY = timedelta(days=1)
NOTE, AWAY, ARRANGED, ANOTHER = "note-for-hr", "why-away", "what-is-arranged", "why-corrected"
SECRETS = (NOTE, AWAY, ARRANGED, ANOTHER, "Reasonable adjustment", "Extra time", "Ben Okafor approved")


def browser(site: Flask, person_id: int) -> Browser:
    found = Browser(site)
    found.client = visitor(site, person_id)
    return found


@pytest.fixture
def lived(site: Flask, town: Town) -> Town:
    """Amina, who failed, passed, talked about it, was away, excused, adjusted for, and looked at."""
    version, today = town.version, clock.today()
    assert version is not None

    def act(session: Any) -> None:
        said: Any = {"actor": Actor(town.carys), "now": clock.now()}
        learner = Learner(session, town.amina, version, clock.now())
        learner.read()
        learner.take(right=False)
        learner.take()
        learner.acknowledge()
        completion = learner.completions()[-1].id
        record_conversation(
            session, town.amina, completion, held_on=today, actor=Actor(town.ben), now=clock.now()
        )  # fmt: skip
        grant_exemption(
            session, town.amina, town.module_id, reason_code=ExemptionReason.REASONABLE_ADJUSTMENT, note=NOTE,
            first_on=today, last_on=today + 30 * DAY, approver_id=town.ben, **said,
        )  # fmt: skip
        leave = record_leave(session, town.amina, first_on=today + DAY, last_on=None, reason=AWAY, **said)
        correct_leave(session, leave, first_on=today + DAY, last_on=today + 9 * DAY, reason=ANOTHER, **said)
        grant_adjustment(
            session, town.amina, Granted(AdjustmentKind.EXTRA_TIME, 25, Unit.PERCENT), note=ARRANGED, first_on=today,
            review_on=today + 90 * DAY, **said,
        )  # fmt: skip
        record_look(
            session, actor=Actor(town.dev), kind=Look.PERSON, what="Her page", now=clock.now(), person_ids=[town.amina]
        )  # fmt: skip

    change(site, act)
    return town


TOLD = (
    "Called Amina Yusuf", "Employee number 100001", "E-mail address amina.yusuf@marlshire.example", "Began as ",
    "Library events", "Line manager: Ben Okafor", "Must complete ", "everyone in post must complete it", "Began ",
    "not passed", ": passed", "Acknowledged ", "Completed ", "Certificate ", "Conversation held about", "Exempt from ",
    "On leave", "Looked at: Her page", "Leave replaced by a later record",
)  # fmt: skip


def test_hr_reads_everything_of_a_person_in_one_list_newest_first(site: Flask, lived: Town) -> None:
    page = browser(site, lived.carys).go(f"/hr/people/{lived.amina}/timeline")
    assert page.status == 200
    for told in (*TOLD, NOTE, AWAY, ARRANGED, ANOTHER, "Dev", "Approved by Ben Okafor"):
        assert told in page.main, told
    with site.app_context():
        entries = timeline(db.session(), lived.amina, Asked(clock.today(), clock.now()))
        assert [one.on for one in entries] == sorted((one.on for one in entries), reverse=True)


def test_the_person_reads_the_same_without_reasons_names_of_who_looked_and_adjustments(
    site: Flask, lived: Town
) -> None:
    amina = browser(site, lived.amina)
    downloaded = [amina.client.get(path).get_data(as_text=True) for path in ("/record.json", "/record.html")]
    for text in (amina.go("/record/timeline").main, *downloaded):
        for told in TOLD:
            assert told in text, told
        for secret in SECRETS:
            assert secret not in text, secret
        assert "Dev " not in text  # who looked
        assert "Carys" not in text  # who recorded


def test_the_file_for_a_program_holds_the_certificates_and_every_entry(site: Flask, lived: Town) -> None:
    answer = browser(site, lived.amina).client.get("/record.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-record.json"'
    told = json.loads(answer.get_data(as_text=True))
    assert (told["name"], told["employee_number"]) == ("Amina Yusuf", "100001")
    (certificate,) = told["certificates"]
    assert certificate["completed_on"] == clock.today().isoformat()
    assert certificate["check_at"].endswith(f"/check/{certificate['number']}")
    with site.app_context():
        every = timeline(db.session(), lived.amina, Asked(clock.today(), clock.now()))
    assert len(told["timeline"]) == sum(entry.kind.value != "adjustment" for entry in every)


def test_a_kind_narrows_the_list_and_an_earlier_instant_knows_less(site: Flask, lived: Town) -> None:
    carys = browser(site, lived.carys)
    page = carys.go(f"/hr/people/{lived.amina}/timeline?kind=leave")
    assert "On leave" in page.main
    assert "Began as" not in page.main
    assert "On leave" not in carys.go(f"/hr/people/{lived.amina}/timeline?known_on=2021-03-31").main


def test_hr_looking_is_recorded_and_the_person_looking_at_themself_is_not(site: Flask, lived: Town) -> None:
    carys, amina = browser(site, lived.carys), browser(site, lived.amina)
    before = rows(site)
    carys.go(f"/hr/people/{lived.amina}/timeline")
    after = rows(site)
    assert changed(before, after) == {"accesses", "access_subjects"}
    amina.go("/record/timeline")
    assert changed(after, rows(site)) == set()


HANG_ON = {"people", "enrolments", "completions", "attempts", "results", "messages", "accesses"}
"""Tables whose rows are of somebody."""

LEFT_OUT = {
    "passwords": "a secret", "sign_in_codes": "the act is told", "sign_in_sessions": "working data, gone in time",
    "staged_files": "about the file of whoever sent it", "lesson_progress": "each screen: the module's page tells",
    "check_answers": "they do not count", "responses": "on the pages of attempts alone",
    "tested_out_lessons": "on the pages of attempts alone", "follow_ups": "nobody but the person is shown any (D.6)",
    "follow_up_wishes": "nobody but the person is shown any (D.6)", "message_occasions": "a key of the message",
    "exemption_requests": "what came of one is told as the exemption",
    "exemption_request_people": "what came of one is told as the exemption",
    "exemption_decisions": "what came of one is told as the exemption",
    "proposals": "an author's work, not their record",
    "export_files": "a file of figures that somebody of HR asked for, gone in time",
    "saved_views": "somebody's own filters, not their record",
}  # fmt: skip


def test_every_table_that_is_about_people_is_in_the_timeline_or_left_out_for_a_reason(site: Flask, lived: Town) -> None:
    asked: list[str] = []

    def listen(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    with site.app_context():
        event.listen(db.engine, "before_cursor_execute", listen)
        timeline(db.session(), lived.amina, Asked(clock.today(), clock.now()))
        event.remove(db.engine, "before_cursor_execute", listen)
    about = {
        table.name for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in HANG_ON and key.parent.name not in ("recorded_by", "superseded_by")
    }  # fmt: skip
    read = {name for name in about if any(f" {name}" in statement for statement in asked)}
    acted_in = {"audit_events"}
    assert about - read - acted_in == set(LEFT_OUT)


def test_a_longer_life_costs_no_more_statements(site: Flask, lived: Town) -> None:
    def count(person_id: int) -> int:
        asked: list[str] = []

        def listen(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            asked.append(statement)

        with site.app_context():
            timeline(db.session(), person_id, Asked(clock.today(), clock.now()))
            event.listen(db.engine, "before_cursor_execute", listen)
            timeline(db.session(), person_id, Asked(clock.today(), clock.now()))
            event.remove(db.engine, "before_cursor_execute", listen)
        return len(asked)

    few = count(lived.amina)

    def live_on(session: Any) -> None:
        for number in range(12):
            first = clock.today() + DAY * (20 + 20 * number)
            record_leave(
                session, lived.amina, first_on=first, last_on=first + DAY, reason="", actor=Actor(lived.carys),
                now=clock.now(),
            )  # fmt: skip

    change(site, live_on)
    assert count(lived.amina) == few
