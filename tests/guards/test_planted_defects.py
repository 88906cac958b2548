"""The checks of the routes, the races and the facts catch what they are for: each is shown a small defect, planted here.

A defect that can no longer be planted fails too, because the name that it patches is gone.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask, render_template_string
from sqlalchemy import insert
from sqlalchemy.orm import Session

from elearning import clock, create_app
from elearning.domain.access import Actor
from elearning.extensions import csrf, db
from elearning.models import learning
from elearning.queries import facts as facts_query
from elearning.services import attempts, audit, enrolments
from elearning.web import moment
from elearning.web.access import open_to_all
from tests.builders import Town
from tests.conftest import lent, settings_for
from tests.guards import route_checks as checks
from tests.guards.visiting import furnish
from tests.integration import facts_checks, race_checks


@pytest.fixture
def site(database_url: str) -> Iterator[Flask]:
    """A site of its own for each test: what is planted in it goes with it."""
    site = create_app(settings_for(database_url))
    site.testing = True
    with lent(site):
        yield site


def caught(check: Callable[..., None], *arguments: Any) -> str:
    """What a check says of a defect. Fails if it says nothing."""
    with pytest.raises(AssertionError) as said:
        check(*arguments)
    return str(said.value)


def test_a_page_that_nobody_listed_is_caught(site: Flask) -> None:
    site.add_url_rule("/planted", "planted", lambda: "Hello")
    assert "/planted" in caught(checks.check_table, site)


def test_a_page_opened_to_everybody_is_caught(site: Flask, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def wide_open() -> str:
        return "All the questions"

    monkeypatch.setitem(site.view_functions, "hr.policy_questions", open_to_all(wide_open))
    caught(checks.check_table, site)


def test_a_change_that_asks_for_no_token_is_caught(site: Flask, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    here = furnish(site, town)
    name = "elearning.web.learner.lessons.read_on"
    assert site.view_functions["learner.read_on"].__name__ == "read_on"
    monkeypatch.setattr(csrf, "_exempt_views", {name})
    assert "/continue" in caught(checks.check_csrf, here)


def test_a_page_that_writes_when_it_is_looked_at_is_caught(
    site: Flask, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = furnish(site, town)
    record = site.view_functions["learner.record"]

    def writing_record() -> Any:
        page = record()
        audit.record(db.session(), actor=Actor(name="planted"), action="look", now=clock.now())
        db.session.commit()
        return page

    monkeypatch.setitem(site.view_functions, "learner.record", writing_record)
    assert "/record wrote to {'audit_events'}" in caught(checks.check_reading_writes_nothing, here)


def test_a_page_that_a_cache_may_keep_is_caught(site: Flask, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    here = furnish(site, town)

    def kept() -> Any:
        return render_template_string("Amina"), 200, {"Cache-Control": "public, max-age=60"}

    monkeypatch.setitem(site.view_functions, "learner.record", kept)
    assert "/record" in caught(checks.check_personal_pages_are_not_kept, here)


def test_a_policy_that_allows_inline_scripts_is_caught(site: Flask, town: Town) -> None:
    here = furnish(site, town)

    @site.after_request
    def loosen(response: Any) -> Any:
        policy = response.headers.get("Content-Security-Policy", "")
        response.headers["Content-Security-Policy"] = policy + "; style-src-attr 'unsafe-inline'"
        return response

    site.after_request_funcs[None].insert(0, site.after_request_funcs[None].pop())  # hooks run last first
    caught(checks.check_headers, here)


@pytest.fixture
def fresh_statements() -> Iterator[None]:
    """Statements that are built once are built anew, with the defect and after it."""
    built_once = (facts_query.spans, facts_query._completions, facts_query._activity)
    for build in built_once:
        build.cache_clear()
    yield
    for build in built_once:
        build.cache_clear()


@pytest.mark.usefixtures("fresh_statements")
def test_facts_that_ignore_whose_they_are_asked_for_are_caught(
    session: Session, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts_query.Shape, "narrow", lambda self, statement, person, module=None: statement)
    caught(facts_checks.check_scope, session, town)


@pytest.mark.usefixtures("fresh_statements")
def test_facts_that_ignore_when_they_were_known_are_caught(
    session: Session, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = facts_query.known
    monkeypatch.setattr(facts_query, "known", lambda table, on: real(table, None))
    caught(facts_checks.check_known_on, session, town)


def test_acts_that_do_not_wait_for_one_another_are_caught(
    site: Flask, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = enrolments.current_place

    def slowly(*arguments: Any, **named: Any) -> Any:
        found = real(*arguments, **named)
        time.sleep(0.05)
        return found

    monkeypatch.setattr(enrolments, "lock_learner", lambda *_: None)
    monkeypatch.setattr(enrolments, "current_place", slowly)
    monkeypatch.setattr(moment, "begin_writing", lambda _: datetime.now(UTC))
    caught(race_checks.check_starts, site, town)


@pytest.mark.postgres
def test_an_answer_kept_on_what_was_read_before_it_waited_is_caught(
    site: Flask, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    careless = insert(learning.Response.__table__).returning(learning.Response.__table__.c.id)
    monkeypatch.setattr(attempts, "_ANSWER", careless)
    caught(race_checks.check_waiting_answer, site, town)
