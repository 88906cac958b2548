"""Who may do what to whose records, over the whole URL map; and that the check catches what it is for."""

from typing import Any

import pytest
from flask import Flask

from elearning.domain.access import EVERYBODY, Scope
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.queries import teams
from elearning.web import certificates as certificate_pages
from elearning.web.access import signed_in
from elearning.web.learner import assessment as assessment_pages
from tests.builders import Town
from tests.guards import access_matrix as matrix
from tests.guards.council_of_roles import SECRET_NOTE, Council, found_council
from tests.guards.test_planted_defects import caught

TEAM = "/team/people/<int:person_id>"
"""The part of the site in which a manager looks at one person."""


@pytest.fixture
def council(site: Flask, town: Town) -> Council:
    """One person for each role and relation, each with everything that can be looked at."""
    return found_council(site, town)


def test_every_page_lets_in_whom_it_should_and_nobody_else(council: Council) -> None:
    assert matrix.check_reading(council) > 500


def test_every_change_lets_in_whom_it_should_and_nobody_else(council: Council) -> None:
    assert matrix.check_changing(council) > 100


def test_a_strangers_thing_answers_as_none_on_every_page(council: Council) -> None:
    assert matrix.check_strangers_look_like_none(council, safe=True) > 50
    assert matrix.check_strangers_look_like_none(council, safe=False) > 20


def test_a_team_page_that_opens_for_any_manager_is_caught(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    def of_anybody(_session: Any, _manager: int, person_id: int, **_: Any) -> None:
        if person_id not in council.town.ids.values():
            raise NotFound("Nobody such.")

    monkeypatch.setattr(teams, "require_report", of_anybody)
    assert "/team/people/<int:person_id> by manager on dev: let in" in caught(matrix.check_reading, council, TEAM)


def test_a_team_page_that_tells_why_somebody_is_excused_is_caught(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = council.site.view_functions["team.person"]

    def telling(**arguments: Any) -> Any:
        page, status = real(**arguments)
        return page + SECRET_NOTE, status

    monkeypatch.setitem(council.site.view_functions, "team.person", telling)
    assert f"shows {SECRET_NOTE!r}" in caught(matrix.check_reading, council, TEAM)


def test_a_refusal_that_tells_a_stranger_from_nobody_is_caught(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    def talkative(_session: Any, _manager: int, person_id: int, **_: Any) -> None:
        raise NotAllowed("This person does not report to you.") if person_id < 1000 else NotAllowed("Nobody such.")

    monkeypatch.setattr(teams, "require_report", talkative)
    assert "refused, not there is no such thing" in caught(matrix.check_reading, council, TEAM)


def test_a_change_that_hr_alone_may_make_and_that_lets_learners_in_is_caught(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = next(
        route.rule for route in matrix.routes(council.site, safe=False)
        if matrix.ACCESS[route.method, route.rule.rule] == matrix.HR
    )  # fmt: skip
    endpoint, real = rule.endpoint, council.site.view_functions[rule.endpoint]

    def without_role(**arguments: Any) -> Any:  # signed in is enough
        assert signed_in()
        return real(**arguments)

    monkeypatch.setitem(council.site.view_functions, endpoint, without_role)
    assert "by learner" in caught(matrix.check_changing, council, rule.rule)


def test_a_page_of_hr_that_forgot_its_role_is_caught(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(council.site.view_functions, "hr.policy_questions", lambda: "All the questions")
    assert "/hr/policy-questions by learner" in caught(matrix.check_reading, council, "/hr/policy-questions")


def test_a_guard_that_lets_strangers_in_is_caught(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    hooks = council.site.before_request_funcs
    left = [hook for hook in hooks[None] if not hook.__module__.endswith("web.access")]
    monkeypatch.setitem(hooks, None, left)
    caught(_reading_or_worse, council)


def _reading_or_worse(council: Council) -> None:
    """Without its guard a page may fall over instead of showing something: that is no door either."""
    try:
        matrix.check_reading(council, "/record")
    except (KeyError, NotAllowed) as fallen_over:
        raise AssertionError(str(fallen_over)) from fallen_over


def test_an_assessment_page_that_looks_at_everybodys_attempts_is_caught(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    everyone = Scope(person_ids=frozenset(council.town.ids.values()))
    monkeypatch.setattr(assessment_pages, "own", lambda: everyone)
    caught(matrix.check_reading, council, "/modules")


def test_a_certificate_page_that_shows_anybodys_is_caught(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificate_pages, "own_scope", lambda viewer: EVERYBODY)
    assert "/certificates/<number>" in caught(matrix.check_reading, council, "/certificates")
