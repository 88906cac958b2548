"""Visitors for the guards: browsers signed in without a password, a town with something to see, and what a visit wrote."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from elearning import clock
from elearning.extensions import db
from elearning.orm import Base
from elearning.services.sign_in import open_session
from elearning.transaction import begin_writing
from tests import builders
from tests.acts import Learner
from tests.builders import Town

NOTHING = {
    "slug": "none", "lesson_id": "none", "place": 99, "reference_id": "none", "question_id": "none", "digest": "0" * 64, "filename": "none", "number": "0000-0000-0000-0000",
    **dict.fromkeys(
        ("attempt_id", "person_id", "file_id", "leave_id", "exemption_id", "access_id", "run_id", "proposal_id",
         "version", "request_id", "adjustment_id", "completion_id", "follow_up_id", "acknowledgement_id", "rule_id",
         "message_id", "extension_id", "brought_id", "prior_id", "exemption_request_id", "merged_id", "delegation_id", "export_id",
         "view_id", "unit_id", "joined_id"), 999_999,
    ),
}  # fmt: skip
"""What fills in the addresses of pages about nobody and nothing."""

Rows = dict[str, list[Any]]


@dataclass(frozen=True)
class Furnished:
    """A town in which Amina and Dev each hold a certificate of the small module and sit at an open attempt of it."""

    site: Flask
    town: Town
    slug: str
    attempts: dict[str, int]
    numbers: dict[str, str]

    def values(self, who: str) -> dict[str, Any]:
        """What fills in the addresses of one person's pages."""
        return {
            **NOTHING, "person_id": self.town.ids[who], "slug": self.slug, "question_id": "bank-1", "lesson_id": "lesson-1", "place": 1, "attempt_id": self.attempts[who],
            "number": self.numbers[who], "filename": "nothing.css", **builders.BESIDE_VALUES,
        }  # fmt: skip


def change(site: Flask, act: Callable[[Session], Any]) -> Any:
    """Do something to a site's database and commit it."""
    with site.app_context():
        begin_writing(db.session)
        result = act(db.session())
        db.session.commit()
        return result


def furnish(site: Flask, town: Town) -> Furnished:
    """Let Amina and Dev complete one small module, and half-way a second."""
    done, open_one = (
        builders.small_version("done"),
        builders.small_version("small", title="Half-way", **builders.BESIDE),
    )

    def act(session: Session) -> tuple[dict[str, int], dict[str, str]]:
        people, today = [town.amina, town.dev, town.carys], clock.today()
        for version in (done, open_one):
            module_id = builders.publish(session, version)
            builders.assign(session, module_id=module_id, person_ids=people, due_on=today + timedelta(days=30))
        attempts, numbers = {}, {}
        for who in ("amina", "dev", "carys"):
            numbers[who] = Learner(session, town.ids[who], done, clock.now()).complete()
            half_way = Learner(session, town.ids[who], open_one, clock.now())
            half_way.read()
            attempts[who] = half_way.start()
        return attempts, numbers

    attempts, numbers = change(site, act)
    return Furnished(site, town, open_one.slug, attempts, numbers)


def visitor(site: Flask, person_id: int | None) -> FlaskClient:
    """A browser in which somebody is signed in, or nobody."""
    client = site.test_client()
    if person_id is not None:
        token = change(site, lambda session: open_session(session, person_id=person_id, now=clock.now()))
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
    return client


def csrf_token(client: FlaskClient) -> str:
    """The token that this browser's forms carry."""
    page = client.get("/account", follow_redirects=True).get_data(as_text=True)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, "there is no form with a CSRF token"
    return found[1]


def without_tokens(page: str) -> str:
    """A page with its CSRF tokens taken out, which differ from one second to the next."""
    return re.sub(r'(name="csrf_token"[^>]*value=")[^"]+', r"\1", page)


def rows(site: Flask) -> Rows:
    """Every row of every table."""
    found = {}
    with site.app_context():
        for table in Base.metadata.sorted_tables:
            key = ", ".join(column.name for column in table.primary_key.columns)
            found[table.name] = [
                tuple(row) for row in db.session.execute(text(f"SELECT * FROM {table.name} ORDER BY {key}"))
            ]
        db.session.rollback()
    return found


def changed(before: Rows, after: Rows) -> set[str]:
    """The tables whose rows are not what they were."""
    return {name for name in before if before[name] != after[name]}


def added_only(before: Rows, after: Rows, table: str) -> bool:
    """Whether nothing was done to a table but adding rows."""
    return after[table][: len(before[table])] == before[table]
