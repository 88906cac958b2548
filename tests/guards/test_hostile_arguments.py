"""Whatever stands in an address or a form, no page falls over: every route, as each role, with hostile arguments."""

import random

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.builders import SLUG, Town
from tests.guards.council_of_roles import Council, found_council
from tests.guards.route_checks import Route, address, routes
from tests.guards.visiting import csrf_token, visitor

NAMES = (
    "as_at", "known_on", "unit", "module", "standing", "part", "q", "sort", "page", "whole", "soon", "in_post", "show",
    "by", "about", "kind", "since", "until", "done", "chosen", "confirm", "missing", "number", "next", "first_on",
    "last_on", "reason", "note", "approver", "how", "digest", "step", "units", "tags", "tag", "words", "posts", "day", "days", "notice", "fixed_due_on", "find_unit",
    "staff_groups", "started_from", "leave_out", "leavers", "managers", "true_from", "seen",
    "lessons", "asks", "refresher_by", "decision", "step", "due_by", "state",
    "whose", "path_column", "path_separator", "path_left_out", "column_name", "constant_team", "blank", "last_day",
    "nobody", "names_right",
    "what", "amount", "on", "review_on", "place", "wish", "from_as_at", "from_known_on", "change", "was", "now",
    "person", "people", "all", "provider", "reference", "completed_on", "recorded", "wished_on", "came_into", "went_out_of", "outcome", "held_on",
)  # fmt: skip
"""Arguments and fields that some page reads."""

VALUES = (
    "", " ", "0", "-1", "1", "999999999999999999999", "1e9", "nan", "null", "None", "true", "[]", "{}", "'", '"', "%", "_",
    "\\", "\x00", "\ud7ff", "\ufffe", "\u202e\u200b", "é" * 300, "a" * 9000, "<script>alert(1)</script>", "{{ 7*7 }}",
    "'; DROP TABLE people; --", "../../etc/passwd", "2026-02-30", "0001-01-01", "9999-12-31", "31/12/2199", "1/1/26",
    "2026-11-22T25:00+00:00", "2026-11-22T10:00", "2026-11-22T10:00+99:00", "2026-W10-1", "20261122", "١٢/٣/٢٠٢٦",
    "exempt", "not compliant", "desc", "name", "=1+1", "\r\nSet-Cookie: x=y",
)  # fmt: skip
ROLES = {"nobody": None, "learner": "dev", "manager": "ann", "hr": "carys", "author": "efa"}
CASES_A_ROUTE = 5


@pytest.fixture
def council(site: Flask, town: Town) -> Council:
    """One person for each role, each with everything that can be looked at."""
    site.testing = False  # an exception becomes the page that a visitor would see
    return found_council(site, town)


def hostile(random_of: random.Random) -> dict[str, str]:
    """Up to six arguments, each with something that nobody should have typed."""
    return {name: random_of.choice(VALUES) for name in random_of.sample(NAMES, random_of.randint(1, 6))}


def ask(client: FlaskClient, council: Council, route: Route, token: str, arguments: dict[str, str]) -> int:
    """The status of one hostile request."""
    values = council.of("carys")
    if route.rule.rule.startswith("/author/publications"):
        values["slug"] = SLUG  # a module that there are files of
    to = address(route, values)
    if route.method == "GET":
        return client.get(to, query_string=arguments, buffered=True).status_code
    data = {"csrf_token": token, **arguments}
    return client.open(to, method=route.method, data=data, query_string=arguments, buffered=True).status_code


def check_nothing_falls_over(council: Council, *, seed: int) -> int:
    """Every route, as each role, a number of times; returns how many requests were made."""
    random_of, asked, fallen = random.Random(seed), 0, []
    for who in ROLES.values():
        client = visitor(council.site, council.town.ids[who] if who else None)
        token = csrf_token(client)
        for route in routes(council.site):
            if route.rule.endpoint.startswith("sign_in.sign_out"):
                continue  # a visitor who has left meets no more pages
            for _ in range(CASES_A_ROUTE):
                arguments = hostile(random_of)
                status = ask(client, council, route, token, arguments)
                asked += 1
                says_it_stopped = status == 503 and route.rule.endpoint == "health.jobs"
                if status >= 500 and not says_it_stopped:
                    fallen.append(f"{status} {route.name} by {who}: {arguments!r}"[:300])
    assert fallen == [], "\n".join(fallen)
    return asked


def test_no_page_falls_over_whatever_its_address_and_its_form_hold(council: Council) -> None:
    assert check_nothing_falls_over(council, seed=3) > 3000


def test_a_page_that_falls_over_is_caught(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    def falling() -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("tests.guards.test_hostile_arguments.CASES_A_ROUTE", 1)
    monkeypatch.setitem(council.site.view_functions, "learner.record", falling)
    with pytest.raises(AssertionError, match="500 GET /record by dev"):
        check_nothing_falls_over(council, seed=3)
