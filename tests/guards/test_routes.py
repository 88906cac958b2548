"""Every page: who may open it, what it refuses, and that looking at it changes nothing."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from elearning import clock, create_app
from elearning.extensions import db
from elearning.models.audit import AuditEvent
from elearning.models.sign_in import SignInSession
from tests.builders import Town
from tests.conftest import settings_for
from tests.guards import route_checks as checks
from tests.guards.visiting import NOTHING, Furnished, change, csrf_token, furnish, rows, visitor, without_tokens


@pytest.fixture
def here(site: Flask, town: Town) -> Furnished:
    """The site with something to see on every page."""
    return furnish(site, town)


def test_every_route_is_listed_with_the_access_it_needs(site: Flask) -> None:
    checks.check_table(site)


def test_every_change_without_a_right_token_is_refused_and_changes_nothing(here: Furnished) -> None:
    checks.check_csrf(here)


def test_looking_at_a_page_changes_nothing(here: Furnished) -> None:
    checks.check_reading_writes_nothing(here)


def test_no_page_with_anything_personal_is_kept_by_a_cache(here: Furnished) -> None:
    checks.check_personal_pages_are_not_kept(here)


def test_every_answer_carries_the_headers_that_protect_its_reader(here: Furnished) -> None:
    checks.check_headers(here)


def test_over_https_the_cookie_is_secure_and_browsers_are_told_to_stay_with_it(database_url: str, town: Town) -> None:
    site = create_app(settings_for(database_url, public_url="https://learning.marlshire.example"))
    answer = site.test_client().get("/sign-in", base_url="https://learning.marlshire.example")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    cookie = answer.headers["Set-Cookie"]
    assert all(flag in cookie for flag in ("Secure", "HttpOnly", "SameSite=Lax"))
    with site.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1", "localhost@evil.example"])
def test_another_host_is_refused_on_every_page(here: Furnished, host: str) -> None:
    client = visitor(here.site, None)
    for route in checks.routes(here.site):
        to = checks.address(route, here.values("amina"))
        answer = client.open(to, method=route.method, headers={"Host": host})
        assert answer.status_code == 400, (route.name, answer.status_code)
        assert host not in answer.get_data(as_text=True)


def test_a_refused_access_is_recorded_once_with_who_and_where(here: Furnished) -> None:
    visitor(here.site, here.town.amina).get("/hr/policy-questions")
    with here.site.app_context():
        found = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "access.refused")).all()
        assert [(event.actor_id, event.reason) for event in found] == [(here.town.amina, "GET hr.policy_questions")]


def test_a_page_writes_down_the_last_use_of_an_older_session_and_nothing_else(here: Furnished) -> None:
    client = visitor(here.site, here.town.amina)
    long_ago = clock.now() - timedelta(minutes=20)
    change(here.site, lambda session: session.execute(update(SignInSession).values(last_used_at=long_ago)))
    before = rows(here.site)
    client.get("/")
    after = rows(here.site)
    assert checks.changed(before, after) == {"sign_in_sessions"}
    written = after["sign_in_sessions"][-1]
    assert sum(old != new for old, new in zip(before["sign_in_sessions"][-1], written, strict=True)) == 1


def test_a_method_that_a_page_does_not_have_is_refused(here: Furnished) -> None:
    client = visitor(here.site, here.town.amina)
    token, before = csrf_token(client), rows(here.site)
    for method in ("PUT", "PATCH", "DELETE"):
        for route in checks.routes(here.site):
            to = checks.address(route, here.values("amina"))
            answer = client.open(to, method=method, data={"csrf_token": token})
            assert answer.status_code in (404, 405), (method, route.name, answer.status_code)
    assert checks.changed(before, rows(here.site)) == set()


def test_no_address_to_return_to_leads_off_the_site(here: Furnished) -> None:
    elsewhere = [
        "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example",
        "http:evil.example", "javascript:alert(1)", "/\t/evil.example", " //evil.example", "%2F%2Fevil.example",
        "https:/evil.example", "/%09/evil.example", "//evil.example@localhost", "http://localhost@evil.example/",
    ]  # fmt: skip
    client = visitor(here.site, here.town.amina)
    for wanted in elsewhere:
        answer = client.get("/sign-in", query_string={"next": wanted})
        target = answer.headers["Location"]
        assert target.startswith("/"), (wanted, target)
        assert not target.startswith(("//", "/\\")), (wanted, target)
        assert "evil" not in target or target.startswith("/%09"), (wanted, target)


def test_guessing_certificate_numbers_is_stopped_in_every_worker_and_tells_nothing(
    here: Furnished, database_url: str
) -> None:
    other_worker = create_app(settings_for(database_url))
    guesser, beside = here.site.test_client(), other_worker.test_client()
    for guess in range(20):
        client = guesser if guess % 2 else beside
        assert client.get(f"/check/{NOTHING['number']}").status_code == 404
    real, none = here.numbers["amina"], NOTHING["number"]
    answers = [client.get(f"/check/{number}") for client in (guesser, beside) for number in (real, none)]
    assert [answer.status_code for answer in answers] == [429] * 4
    assert len({without_tokens(answer.get_data(as_text=True)) for answer in answers}) == 1
    elsewhere = here.site.test_client().get(f"/check/{real}", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 200
    with other_worker.app_context():
        db.engine.dispose()


def test_the_check_page_says_what_the_paper_says_and_nothing_more(here: Furnished) -> None:
    page = here.site.test_client().get("/check/" + here.numbers["amina"]).get_data(as_text=True)
    assert "Amina Yusuf" in page
    assert "noindex" in page
    for secret in ("amina.yusuf@", "100001", "Library events", "Ben Okafor", here.numbers["dev"]):
        assert secret not in page
