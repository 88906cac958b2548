"""The self-audit finds each thing that must never be: every check is shown a record that was broken on purpose."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from elearning import clock
from elearning.domain.facts import Standing
from elearning.domain.reports import Asked
from elearning.domain.self_audit import WORDS, Check, circles
from elearning.extensions import db
from elearning.jobs.self_audit import audit_self
from elearning.models.evidence import evidence_tables, trigger_names
from elearning.queries import standings
from elearning.queries.messages import latest_self_audit
from elearning.services.audiences import add_audience
from elearning.transaction import begin_writing, settled_now
from tests import builders
from tests.acts import Learner
from tests.builders import SYSTEM, Town

TOMORROW_GONE = "2020-01-06 09:00:00.000000"


@pytest.fixture
def sound(app: Flask, town: Town) -> Flask:
    """A record with a bit of everything, in which every check holds."""
    now = begin_writing(db.session)
    session, today = db.session(), clock.today()
    version = builders.small_version()
    module_id = builders.publish(session, version)
    for rule, module in (("Everyone in post", module_id), ("All of us", town.module_id)):
        add_audience(
            session, module_id=module, name=rule, first_on=today, fixed_due_on=None, days_after_start=30,
            notice_days=14, actor=SYSTEM, now=now, today=today,
        )  # fmt: skip
    Learner(session, town.amina, version, now).complete()
    session.commit()
    return app


def checks() -> set[str]:
    """The checks that find something now."""
    session = db.session()
    now = settled_now(session)
    found = audit_self(session, Asked(clock.today(), now))
    return {one.check.value for one in found}


def broken(*statements: str) -> None:
    """Do to the record what nobody can: with its triggers, its checks and its references out of the way."""
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(str(db.engine.url.database))) as connection:
            connection.execute("PRAGMA ignore_check_constraints=ON")
            for table in evidence_tables():
                for name in trigger_names(table):
                    connection.execute(f"DROP TRIGGER IF EXISTS {name}")
            for statement in statements:
                connection.execute(statement)
            connection.commit()
        return
    with db.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))


def drop_checks(table: str, name: str) -> None:
    """On PostgreSQL a check or a unique constraint has to go before what it refuses can be written."""
    if db.engine.dialect.name != "sqlite":
        broken(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


def _two_certificates() -> None:
    drop_checks("certificates", "uq_certificates_completion_id")
    columns = (
        "completion_id, holder_name, module_title, council_name, completed_on, expires_on, recorded_at, recorded_by"
    )
    if db.engine.dialect.name == "sqlite":  # a unique constraint there goes with its table only
        broken("CREATE TABLE copied AS SELECT * FROM certificates", "DROP TABLE certificates",
               "ALTER TABLE copied RENAME TO certificates")  # fmt: skip
    broken(f"INSERT INTO certificates (id, number, {columns}) SELECT 9999, 'second', {columns} FROM certificates")


def _no_actor() -> None:
    drop_checks("audit_events", "ck_audit_events_has_actor")
    broken("UPDATE audit_events SET actor_id = NULL, actor_name = '' WHERE id = (SELECT max(id) FROM audit_events)")


def _no_superseder() -> None:
    drop_checks("person_names", "ck_person_names_superseding_whole")
    broken(f"UPDATE person_names SET superseded_at = '{TOMORROW_GONE}' WHERE id = (SELECT min(id) FROM person_names)")


def _days_out_of_order() -> None:
    drop_checks("holdings", "ck_holdings_days_in_order")
    broken("UPDATE holdings SET true_to = '2019-01-01' WHERE id = (SELECT min(id) FROM holdings)")


def _said_twice() -> None:
    columns = "person_id, name, known_as, recorded_at, recorded_by"
    broken(
        f"INSERT INTO person_names (id, true_from, {columns}) SELECT 9999, '2024-01-01', {columns} FROM person_names "
        "WHERE id = (SELECT min(id) FROM person_names)"
    )


def _unit_circle() -> None:
    session = db.session()
    one, other = session.execute(text("SELECT unit_id FROM unit_places ORDER BY unit_id")).scalars().all()[:2]
    broken(
        f"UPDATE unit_places SET parent_id = {other} WHERE unit_id = {one}",
        f"UPDATE unit_places SET parent_id = {one} WHERE unit_id = {other}",
    )


def _unit_spelt_twice() -> None:
    statement = text("SELECT DISTINCT unit_id FROM post_details ORDER BY unit_id")
    one, other = db.session().execute(statement).scalars().all()[:2]
    broken(
        f"UPDATE unit_names SET name = (SELECT upper(name) FROM unit_names WHERE unit_id = {other}) WHERE unit_id = {one}",
        f"UPDATE unit_places SET parent_id = (SELECT parent_id FROM unit_places WHERE unit_id = {other}) "
        f"WHERE unit_id = {one}",
    )


def _manager_circle() -> None:
    session = db.session()
    amina, ben = (
        session.execute(text(f"SELECT person_id FROM employee_numbers WHERE number = '{number}'")).scalar()
        for number in ("100001", "100002")
    )
    broken(
        f"UPDATE post_details SET manager_id = {amina} WHERE reference = 'P100002'",
        f"UPDATE post_details SET manager_id = {ben} WHERE reference = 'P100001'",
    )


def _assignment_too_many() -> None:
    columns = "module_id, audience_id, true_from, due_on, reason, recorded_at, recorded_by"
    broken(
        "INSERT INTO people (id) VALUES (9999)",
        f"INSERT INTO assignments (id, person_id, {columns}) SELECT 9999, 9999, {columns} FROM assignments "
        "WHERE id = (SELECT min(id) FROM assignments)",
    )


def _sent_twice() -> None:
    event = db.session().execute(text("SELECT max(id) FROM audit_events")).scalar()
    state = "INSERT INTO message_states (id, message_id, state, reason, text, at, actor_name) VALUES"
    broken(
        "DROP INDEX uq_message_states_final",
        "INSERT INTO messages (id, person_id, kind, day, subject, text, recorded_at, recorded_by) SELECT 1, min(id), "
        f"'reminder', '2026-01-05', 'S', 'T', '{TOMORROW_GONE}', {event} FROM people",
        f"{state} (1, 1, 'sent', '', '', '{TOMORROW_GONE}', 'w')",
        f"{state} (2, 1, 'sent', '', '', '{TOMORROW_GONE}', 'w')",
    )


DEFECTS: dict[Check, Callable[[], None]] = {
    Check.CERTIFICATE_WITHOUT_COMPLETION: lambda: broken("UPDATE certificates SET completion_id = 9999"),
    Check.COMPLETION_WITHOUT_CERTIFICATE: lambda: broken("DELETE FROM certificates"),
    Check.TWO_CERTIFICATES: _two_certificates,
    Check.CERTIFICATE_DIFFERS: lambda: broken("UPDATE certificates SET expires_on = '2090-01-01'"),
    Check.NO_ACTOR: _no_actor,
    Check.NO_SUPERSEDER: _no_superseder,
    Check.DAYS_OUT_OF_ORDER: _days_out_of_order,
    Check.SAID_TWICE: _said_twice,
    Check.UNIT_CIRCLE: _unit_circle,
    Check.UNIT_SPELT_TWICE: _unit_spelt_twice,
    Check.MANAGER_CIRCLE: _manager_circle,
    Check.ASSIGNMENT_MISSING: lambda: broken(
        "DELETE FROM assignments WHERE id = (SELECT max(id) FROM assignments)"
    ),
    Check.ASSIGNMENT_TOO_MANY: _assignment_too_many,
    Check.RESULT_DIFFERS: lambda: broken("UPDATE results SET score = 0"),
    Check.CONTENT_DIFFERS: lambda: broken("UPDATE module_versions SET digest = 'other'"),
    Check.SENT_TWICE: _sent_twice,
}  # fmt: skip


def test_a_sound_record_has_no_findings(sound: Flask) -> None:
    assert checks() == set()
    audited = latest_self_audit(db.session())
    assert audited is not None
    assert audited.findings == ()


@pytest.mark.parametrize("check", [check for check in Check if check is not Check.STANDING_DIFFERS])
def test_each_check_finds_what_it_is_for(sound: Flask, check: Check) -> None:
    DEFECTS[check]()
    assert check.value in checks()


def test_totals_that_differ_from_pages_are_found(sound: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standings, "standing_alone", lambda facts, day: Standing.OVERDUE)
    assert Check.STANDING_DIFFERS.value in checks()


def test_every_check_says_what_it_found_and_what_to_do() -> None:
    assert WORDS.keys() == set(Check)
    assert all(words.what and words.do for words in WORDS.values())


def test_the_command_lists_findings_by_employee_number_and_ends_with_1(sound: Flask) -> None:
    runner = sound.test_cli_runner()
    assert runner.invoke(args=["audit", "self"]).exit_code == 0
    broken("DELETE FROM certificates")
    ran = runner.invoke(args=["audit", "self", "--json"])
    assert ran.exit_code == 1
    (one,) = json.loads(ran.stdout)
    assert one["check"] == Check.COMPLETION_WITHOUT_CERTIFICATE
    assert "employee 100001" in one["which"]
    assert "What" not in one["do"]
    said = runner.invoke(args=["audit", "self"])
    assert "Completions for which no certificate was issued (1)" in said.stdout
    assert "1 check has findings." in said.stderr


@pytest.mark.parametrize(
    ("above", "found"),
    [
        ({}, set()),
        ({1: [2], 2: [3], 3: []}, set()),
        ({1: [1]}, {1}),
        ({1: [2], 2: [3], 3: [2], 4: [1]}, {2, 3}),
        ({1: [9]}, set()),
    ],
)
def test_circles_are_those_from_whom_one_comes_back(above: Any, found: set[int]) -> None:
    assert circles(above) == found
