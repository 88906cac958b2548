"""Random councils written to a database as they stand, row by row, with the ids that the oracle knows them by."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from elearning.domain.compliance import Basis, Validity
from elearning.domain.modules import ChangeClass
from elearning.models import assignments, certificates, learning, modules, people, publications
from elearning.orm import Base
from elearning.services.modules import publish_version
from tests import builders
from tests.oracle_council import Row
from tests.random_councils import FIRST_DAY, FOUNDED, OFFICER, Lived, Publication

PUBLISHED = (
    ("alpha", 1, 60, datetime.fromisoformat("2024-01-08T09:00+00:00")),
    ("alpha", 2, 14, datetime.fromisoformat("2025-02-03T09:00+00:00")),
    ("beta", 1, 0, datetime.fromisoformat("2024-01-08T10:00+00:00")),
    ("gamma", 1, 90, datetime.fromisoformat("2024-01-09T09:00+00:00")),
    ("gamma", 2, 30, datetime.fromisoformat("2024-09-02T09:00+00:00")),
    ("gamma", 3, 30, datetime.fromisoformat("2026-01-05T09:00+00:00")),
)
"""Slug, number, days of the renewal window, and the instant of publication."""

TABLES: dict[str, type[Base]] = {
    "person_names": people.PersonName, "employee_numbers": people.EmployeeNumber, "unit_names": people.UnitName,
    "unit_places": people.UnitPlace, "post_details": people.PostDetail, "holdings": people.Holding,
    "leaves": people.Leave, "exemptions": assignments.Exemption, "assignments": assignments.Assignment,
    "completions": learning.Completion, "revocations": learning.Revocation, "asks": publications.RefresherAsk,
    "done": publications.RefresherDone,
}  # fmt: skip

COLUMNS = {
    "id": "id", "from": "true_from", "to": "true_to", "recorded": "recorded_at", "superseded": "superseded_at",
    "person": "person_id", "unit": "unit_id", "parent": "parent_id", "post": "post_id", "manager": "manager_id",
    "manager_post": "manager_post_id", "module": "module_id", "audience": "audience_id", "due": "due_on",
    "enrolment": "enrolment_id", "version_id": "version_id", "made": "made_at", "on": "completed_on",
    "expires": "expires_on", "completion": "completion_id", "name": "name", "number": "number", "kind": "kind",
    "reference": "reference", "staff_group": "staff_group", "published": "published_on", "by": "due_by", "done": "done_on",
}  # fmt: skip
"""What the columns of the oracle's rows are called in the database; what is not here is not written."""

MORE: dict[str, dict[str, Any]] = {
    "post_details": {"title": "Officer"},
    "exemptions": {"reason_code": "role", "note": ""},
    "assignments": {"reason": "everyone in post must complete it"},
    "revocations": {"reason": "A mistake"},
}  # fmt: skip


def publish(session: Session) -> list[Publication]:
    """Publish what every council may have to do, and say under which ids it is."""
    found = []
    for slug, number, window, at in PUBLISHED:
        version = builders.small_version(
            slug, title=f"Module {slug}, text {number}", validity=Validity(Basis.COMPLETION, 12, window)
        )
        change = None if number == 1 else ChangeClass.MATERIAL
        publish_version(session, version, change=change, reason="Newer", actor=builders.SYSTEM, now=at)
        table = modules.ModuleVersion
        row = session.execute(
            select(table.module_id, table.id)
            .join(modules.Module, modules.Module.id == table.module_id)
            .where(modules.Module.slug == slug, table.number == number)
        ).one()
        found.append(Publication(row.module_id, slug, number, row.id, window, at))
    return found


def write(session: Session, lived: Lived) -> None:
    """Write a council to a database in which nothing is but what was published."""
    events = {at: builders.note(session, at=at) for at in sorted(_recorded(lived))}
    _put(session, people.Person, [{"id": number} for number in range(1, lived.people + 1)])
    _put(session, people.Unit, [{"id": number} for number in range(1, lived.units + 1)])
    _put(session, people.Post, [{"id": number} for number in range(1, lived.posts + 1)])
    begun = {"recorded_at": FOUNDED, "recorded_by": events[FOUNDED], "true_from": FIRST_DAY}
    audience = {"name": "Everyone", "fixed_due_on": None, "days_after_start": 30, "notice_days": 14}
    _put(
        session, assignments.Audience,
        [{"id": id, "module_id": module, **audience, **begun} for id, module in lived.audiences.items()],
    )  # fmt: skip
    role = {"person_id": OFFICER, "role": "hr"}
    _put(session, people.RoleGrant, [{"id": 1, **role, **begun}])
    _put(session, learning.Enrolment, list(_enrolments(lived)))
    for name, table in TABLES.items():
        _put(session, table, [_as_written(name, row, events) for row in lived.tables[name]])
    _put(session, certificates.Certificate, list(_certificates(lived, events)))
    _write_activity(session, lived)


def _put(session: Session, table: type[Base], rows: list[Row]) -> None:
    """Insert rows with the ids they have; PostgreSQL counts on from there."""
    if not rows:
        return
    session.execute(insert(table), rows)
    if session.get_bind().dialect.name == "postgresql":
        name = table.__tablename__
        session.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"))


def _recorded(lived: Lived) -> set[datetime]:
    rows = [row for name in TABLES for row in lived.tables[name]] + lived.tables["certificates"]
    return {FOUNDED} | {row[key] for row in rows for key in ("recorded", "superseded") if row.get(key) is not None}


def _as_written(name: str, row: Row, events: dict[datetime, int]) -> Row:
    has = TABLES[name].__table__.columns.keys()
    found = {COLUMNS[key]: value for key, value in row.items() if key in COLUMNS and COLUMNS[key] in has}
    found |= MORE.get(name, {})
    if name == "person_names":
        found["known_as"] = row["name"].split()[0]
    if name == "exemptions":
        found["approver_id"] = OFFICER if row["person"] != OFFICER else OFFICER + 1
    found["recorded_by"] = events[row["recorded"]]
    found["superseded_by"] = None if row["superseded"] is None else events[row["superseded"]]
    return found


def _enrolments(lived: Lived) -> Iterator[Row]:
    count: Counter[tuple[int, int]] = Counter()
    for row in lived.enrolments:
        version = row["version"]
        count[row["person"], version.module] += 1
        yield {
            "id": row["id"], "person_id": row["person"], "module_id": version.module, "version_id": version.version_id,
            "number": count[row["person"], version.module], "recorded_at": row["at"],
            "refreshes": row["refreshes"], "lessons": None if row["refreshes"] is None else ["lesson-1"],
        }  # fmt: skip


def _certificates(lived: Lived, events: dict[datetime, int]) -> Iterator[Row]:
    completions = {row["id"]: row for row in lived.tables["completions"]}
    for id, row in enumerate(lived.tables["certificates"], 1):
        done = completions[row["completion"]]
        yield {
            "id": id, "completion_id": done["id"], "number": row["number"], "holder_name": "As it was",
            "module_title": "As it was", "council_name": "Marlshire County Council", "completed_on": done["on"],
            "expires_on": done["expires"], "recorded_at": row["recorded"], "recorded_by": events[row["recorded"]],
        }  # fmt: skip


def _write_activity(session: Session, lived: Lived) -> None:
    """Each kind of act where it is kept. What was failed is an act only by the answers that were given."""
    attempts: Counter[int] = Counter()
    for number, row in enumerate(lived.tables["activity"] + lived.failures, 1):
        enrolment, at = row["enrolment"], row["at"]
        if row["kind"] == "screen":
            session.add(
                learning.LessonProgress(
                    enrolment_id=enrolment, lesson_id="lesson-1", screen_id=f"screen-{number}", recorded_at=at
                )
            )
        elif row["kind"] == "check":
            session.add(
                learning.CheckAnswer(enrolment_id=enrolment, question_id="check-1", chosen=["b"], recorded_at=at)
            )
        else:
            attempts[enrolment] += 1
            attempt = learning.Attempt(
                enrolment_id=enrolment, number=attempts[enrolment], seed=7, shown=[], recorded_at=at
            )
            session.add(attempt)
            session.flush()
            session.add(_of_attempt(row["kind"], attempt.id, at))
    session.flush()


def _of_attempt(kind: str, attempt_id: int, at: datetime) -> Base:
    if kind == "response":
        return learning.Response(attempt_id=attempt_id, question_id="bank-1", chosen=["b"], recorded_at=at)
    marks = {"score": 2, "out_of": 2, "pass_mark": 2, "marks": {}}
    return learning.Result(attempt_id=attempt_id, passed=kind == "pass", recorded_at=at, **marks)
