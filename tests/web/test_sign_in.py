"""Signing in and out in a browser: who gets in, who does not, and what is not lost on the way."""

import base64
import hashlib
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from argon2 import PasswordHasher
from flask import Flask, request
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from elearning import create_app
from elearning.domain.access import Actor
from elearning.domain.answer_keys import whole_key
from elearning.extensions import db
from elearning.models import learning, people
from elearning.models.audit import AuditEvent
from elearning.models.sign_in import SignInAttempt, SignInCode, SignInSession
from elearning.passwords import is_password
from elearning.services.attempts import start_attempt, submit_attempt
from elearning.services.learning import read_screen
from elearning.services.sign_in import end_all_sessions, make_code, open_session, set_password
from elearning.transaction import begin_writing
from elearning.web import carried_answer
from elearning.web.access import need_of, open_to_all
from elearning.web.carried_answer import CarriedAnswer, pack, unpack
from elearning.web.next_address import local_address
from tests import builders
from tests.builders import SLUG, Town
from tests.conftest import settings_for
from tests.web.browsing import Browser, Page

PASSWORD = "hefty-lantern-42"
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)  # a cheap one: there are many tests
WRONG = "They do not match an account here"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def change(site: Flask, act: Callable[[Any, datetime], Any]) -> Any:
    """Do something to the site's database and commit it."""
    with site.app_context():
        now = begin_writing(db.session)
        result = act(db.session(), now)
        db.session.commit()
        return result


def rows(site: Flask, table: type[Any]) -> list[Any]:
    """Every row of a table."""
    with site.app_context():
        found = list(db.session.scalars(select(table).order_by(table.id)))
        db.session.expunge_all()
        return found


@pytest.fixture
def signed_up(site: Flask, town: Town) -> Town:
    """The town, where everybody but Dev has a password."""

    def act(session: Any, now: datetime) -> None:
        for name in ("amina", "ben", "carys", "efa"):
            set_password(session, person_id=town.ids[name], hash=HASH, now=now)

    change(site, act)
    return town


@pytest.fixture
def amina(site: Flask, signed_up: Town) -> Browser:
    """Amina's browser, signed in."""
    browser = Browser(site)
    assert browser.sign_in("100001", PASSWORD).heading == "Your tasks"
    return browser


def another(site: Flask, who: str = "100001") -> Browser:
    browser = Browser(site)
    browser.sign_in(who, PASSWORD)
    return browser


# Who gets in


@pytest.mark.parametrize(
    "who", ["amina.yusuf@marlshire.example", " AMINA.Yusuf@marlshire.example", "100001", "100 001"]
)
def test_email_address_or_employee_number_and_password_let_a_person_in(site: Flask, signed_up: Town, who: str) -> None:
    page = Browser(site).sign_in(who, PASSWORD)
    assert (page.status, page.address, page.heading) == (200, "/", "Your tasks")


def answer_without_what_differs(page: Page) -> str:
    """A page without the token and without what was typed, which are the only things that may differ."""
    text = re.sub(r'(name="csrf_token"[^>]* value)="[^"]*"', r"\1", page.text)
    return re.sub(r'(name="identifier"[^>]* value)="[^"]*"', r"\1", text)


def test_unknown_people_leavers_people_without_password_and_wrong_passwords_are_answered_alike(
    site: Flask, signed_up: Town
) -> None:
    def leave(session: Any, now: datetime) -> None:
        unit = builders.team(session, "Gone")
        gone = builders.hire(session, number="200001", name="Gwen Gone", unit_id=unit, last_on=START.date())
        set_password(session, person_id=gone, hash=HASH, now=now)

    change(site, leave)
    tries = [
        ("100001", "not the password"),
        ("no.such@x.example", PASSWORD),
        ("100004", PASSWORD),
        ("200001", PASSWORD),
    ]
    pages = [Browser(site).sign_in(who, password) for who, password in tries]
    assert {page.status for page in pages} == {400}
    assert WRONG in pages[0].main
    assert len({answer_without_what_differs(page) for page in pages}) == 1
    assert {tuple(sorted(page.headers.keys())) for page in pages} == {tuple(sorted(pages[0].headers.keys()))}


def test_a_password_is_compared_even_when_there_is_no_account_so_that_it_takes_as_long(
    site: Flask, signed_up: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[str | None, bool]] = []

    def spy(hash: str | None, password: str) -> bool:
        compared.append((hash, db.session().in_transaction()))
        return is_password(hash, password)

    monkeypatch.setattr("elearning.web.sign_in.is_password", spy)
    for who in ("100001", "100004", "nobody"):
        Browser(site).sign_in(who, "not the password")
    assert compared == [(HASH, False), (None, False), (None, False)]  # and with no transaction open


def test_what_is_missing_is_said_and_focused_and_what_was_typed_is_kept(site: Flask) -> None:
    page = Browser(site).sign_in("amina", "")
    assert page.status == 400
    assert page.title.startswith("Error: Sign in")
    assert page.link("Enter your password") == "#password"
    summary = next(d for d in page.all("div") if d.get("id") == "error-summary")
    assert (summary.get("tabindex"), summary.get("autofocus") is not None) == ("-1", True)
    assert [i.get("value") for i in page.all("input") if i.get("name") == "identifier"] == ["amina"]


def test_fields_help_browsers_and_password_managers(site: Flask) -> None:
    browser = Browser(site)
    wanted = {"/sign-in": ["username", "current-password"], "/sign-in/code": ["username", "one-time-code"]}
    for address, expected in wanted.items():
        inputs = browser.go(address).all("input")
        assert [i.get("autocomplete") for i in inputs if i.get("autocomplete")] == expected
        assert not [i for i in inputs if i.get("onpaste")]


def test_guesses_are_limited_for_all_processes_and_the_right_password_waits_too(
    site: Flask, signed_up: Town, database_url: str
) -> None:
    for _ in range(10):
        assert Browser(site).sign_in("100001", "a wrong guess").status == 400
    other_process = create_app(settings_for(database_url))
    page = Browser(other_process).sign_in("amina.yusuf@marlshire.example", PASSWORD)
    assert page.status == 429
    assert "Wait five minutes" in page.main
    assert page.headers["Retry-After"] == "300"
    assert Browser(other_process).sign_in("100002", PASSWORD).heading == "Your tasks"
    assert sum(not attempt.succeeded for attempt in rows(site, SignInAttempt)) == 10


def test_guesses_made_at_the_same_moment_do_not_slip_past_the_limit(site: Flask, signed_up: Town) -> None:
    def guess(_: int) -> int:
        return Browser(site).sign_in("100001", "a wrong guess").status

    with ThreadPoolExecutor(max_workers=8) as threads:
        statuses = list(threads.map(guess, range(16)))
    assert (statuses.count(400), statuses.count(429)) == (10, 6)


def test_after_signing_in_the_token_and_the_cookie_are_new(site: Flask, signed_up: Town) -> None:
    browser = Browser(site)
    browser.go("/sign-in")
    with browser.client.session_transaction() as cookie:
        before = cookie["csrf_token"]
        cookie["planted"] = "by somebody else"
    browser.send("sign-in", identifier="100001", password=PASSWORD)
    with browser.client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["csrf_token"] != before
        first = cookie["_user_id"]
    browser.client.get("/sign-in?next=/record")
    another_browser = another(site)
    with another_browser.client.session_transaction() as cookie:
        assert cookie["_user_id"] != first


def test_a_signed_in_person_is_not_asked_again(amina: Browser) -> None:
    assert amina.go("/sign-in").heading == "Your tasks"


# Who is out


def test_a_page_asked_for_before_signing_in_is_shown_after_it(site: Flask, signed_up: Town) -> None:
    browser = Browser(site)
    page = browser.go("/record?all=yes")
    assert page.heading == "Sign in"
    page = browser.send("sign-in", identifier="100001", password=PASSWORD)
    assert page.address == "/record?all=yes"


def test_signing_out_ends_the_session_and_not_only_the_cookie(site: Flask, amina: Browser) -> None:
    with amina.client.session_transaction() as cookie:
        stolen = dict(cookie)
    amina.go("/account")
    page = amina._read(
        amina.client.post("/sign-out", data={"csrf_token": amina.page.form("everywhere")["fields"]["csrf_token"]})
    )
    assert "You have signed out." in page.main
    assert amina.go("/record").heading == "Sign in"
    thief = Browser(site)
    with thief.client.session_transaction() as cookie:
        cookie.update(stolen)
    assert thief.go("/record").heading == "Sign in"


def test_signing_out_everywhere_ends_every_session_of_that_person_only(site: Flask, amina: Browser) -> None:
    phone, ben = another(site), another(site, "100002")
    amina.go("/account")
    assert "signed out everywhere" in amina.send("sign-out-everywhere").main
    assert [browser.go("/").heading for browser in (amina, phone, ben)] == ["Sign in", "Sign in", "Your tasks"]


def test_a_leaver_is_out_with_the_next_request(site: Flask, amina: Browser, town: Town) -> None:
    def leave(session: Any, now: datetime) -> None:
        note = builders.note(session, at=now)
        held = session.scalars(select(people.Holding).where(people.Holding.person_id == town.amina)).one()
        held.superseded_at, held.superseded_by = now, note
        session.flush()
        session.add(
            people.Holding(
                person_id=town.amina, post_id=held.post_id, true_from=held.true_from,
                true_to=now.date() - timedelta(days=2), recorded_at=now, recorded_by=note,
            )
        )  # fmt: skip

    assert amina.go("/").heading == "Your tasks"
    change(site, leave)
    assert amina.go("/").heading == "Sign in"


def test_sessions_run_out_when_idle_and_at_twelve_hours_though_in_use(site: Flask, signed_up: Town) -> None:
    with time_machine.travel(START, tick=False) as clock:
        browser = another(site)
        clock.shift(timedelta(minutes=61))
        assert browser.go("/").heading == "Sign in"
        browser = another(site)
        for _ in range(14):
            clock.shift(timedelta(minutes=50))
            assert browser.go("/").heading == "Your tasks"
        clock.shift(timedelta(minutes=20))
        assert browser.go("/").heading == "Sign in"


def test_use_is_written_down_at_most_every_five_minutes(site: Flask, signed_up: Town) -> None:
    with time_machine.travel(START, tick=False) as clock:
        browser = another(site)
        used = []
        for _ in range(4):
            clock.shift(timedelta(minutes=2))
            browser.go("/")
            used.append((rows(site, SignInSession)[-1].last_used_at - START) // timedelta(minutes=1))
    assert used == [0, 0, 6, 6]


# The one-time code


def code_for(site: Flask, person_id: int) -> str:
    def act(session: Any, now: datetime) -> str:
        return make_code(
            session, person_id=person_id, actor=Actor(name="HR"), now=now, secret=site.config["SECRET_KEY"]
        )

    return str(change(site, act))


def give_code(site: Flask, who: str, code: str) -> Browser:
    browser = Browser(site)
    browser.go("/sign-in/code")
    browser.send("sign-in/code", identifier=who, code=code)
    return browser


def test_with_a_code_a_person_chooses_a_password_once_and_is_signed_in(site: Flask, town: Town) -> None:
    code = code_for(site, town.dev)
    browser, second = give_code(site, "100004", code.lower()), give_code(site, "100004", code)
    assert browser.page.heading == second.page.heading == "Choose a password"
    assert browser.send("new-password", password="short").title.startswith("Error: ")
    assert "easy to guess" in browser.send("new-password", password="Marlshire1").main
    assert browser.send("new-password", password="blue-heron-tea").heading == "Your tasks"
    assert second.send("new-password", password="the thief's choice").status == 403
    assert give_code(site, "100004", code).page.status == 400
    assert Browser(site).sign_in("100004", "the thief's choice").status == 400
    assert Browser(site).sign_in("100004", "blue-heron-tea").heading == "Your tasks"


def test_choosing_a_password_ends_the_sessions_from_before(site: Flask, amina: Browser, town: Town) -> None:
    browser = give_code(site, "100001", code_for(site, town.amina))
    browser.send("new-password", password="blue-heron-tea")
    assert amina.go("/").heading == "Sign in"
    assert Browser(site).sign_in("100001", PASSWORD).status == 400


def test_codes_of_others_wrong_codes_and_unknown_people_are_answered_alike(site: Flask, town: Town) -> None:
    code = code_for(site, town.dev)
    tries = [("100004", "BCD2-3FGH"), ("100001", code), ("nobody", code), ("100002", "BCD23FGH")]
    pages = [give_code(site, who, wrong).page for who, wrong in tries]
    typed = [re.sub(r'(name="code"[^>]* value)="[^"]*"', r"\1", answer_without_what_differs(page)) for page in pages]
    assert {page.status for page in pages} == {400}
    assert len(set(typed)) == 1


def test_guessing_codes_is_limited_together_with_passwords(site: Flask, signed_up: Town) -> None:
    for n in range(10):
        give_code(site, "100001", f"BCD2-3FG{n}")
    assert give_code(site, "100001", "BCD2-3FGH").page.status == 429
    assert Browser(site).sign_in("100001", PASSWORD).status == 429


def test_a_code_runs_out(site: Flask, town: Town) -> None:
    with time_machine.travel(START, tick=False) as clock:
        code = code_for(site, town.dev)
        browser = give_code(site, "100004", code)
        clock.shift(timedelta(minutes=61))
        assert give_code(site, "100004", code).page.status == 400
        assert browser.send("new-password", password="blue-heron-tea").status == 403
    assert rows(site, SignInCode)[0].used_at is None


def test_nobody_chooses_a_password_without_a_code(site: Flask) -> None:
    browser = Browser(site)
    assert browser.go("/sign-in/new-password").heading == "Enter your one-time code"
    token = browser.page.form("code")["fields"]["csrf_token"]
    page = browser._read(browser.client.post("/sign-in/new-password", data={"csrf_token": token, "password": PASSWORD}))
    assert page.heading == "Enter your one-time code"


# Where to go on

HOSTILE = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
    "https://evil.example", "http://evil.example/", "https:evil.example", "https:/evil.example", "HTTPS://evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "mailto:a@evil.example", "ftp://evil",
    "evil.example", "www.evil.example/x", "@evil.example", "user@evil.example", ":80", "?next=//evil.example", "#x", "",
    " //evil.example", " /record", "\t//evil.example", "/\t/evil.example", "/\n/evil.example", "/\r/evil.example",
    "\n/evil.example", "/\x00/evil.example", "/\x0b/evil.example", "/\x0c//evil", "/record\r\nSet-Cookie: a=b", "/ /evil",
    "/\\/evil.example", "/\\\\evil.example", "/x\\..\\evil", "//evil.example/%2f..", "//evil.example:443/x",
    "//localhost@evil.example", "//[::1]/x", "//user:pass@evil.example", "http:///evil.example", "http:\\\\evil.example",
    "http://localhost.evil.example/", "http://localhost@evil.example/", "//%65vil.example", "/\x7f/evil", "\u200b//evil.example",
    "／／evil.example", "/" + "a" * 1001,
]  # fmt: skip


@pytest.mark.parametrize("address", HOSTILE)
def test_an_address_that_could_lead_away_is_not_local(address: str) -> None:
    assert local_address(address) is None


def test_no_link_leads_away_after_signing_in(site: Flask, amina: Browser) -> None:
    assert len(HOSTILE) >= 50
    stranger = site.test_client()
    for address in HOSTILE:
        assert 'name="next"' not in stranger.get("/sign-in", query_string={"next": address}).text
        assert amina.client.get("/sign-in", query_string={"next": address}).headers["Location"] == "/"


def test_an_altered_hidden_address_leads_home(site: Flask, signed_up: Town) -> None:
    browser = Browser(site)
    browser.go("/sign-in?next=/record")
    assert browser.send("sign-in", identifier="100001", password=PASSWORD, next="//evil.example").address == "/"


@pytest.mark.parametrize(
    "address", ["/", "/record", "/record?all=1#end", "/modules/x/lessons/é/2", "/a//b", "/?next=//x"]
)
def test_addresses_on_this_site_are_kept(address: str) -> None:
    assert local_address(address) == address


# An answer posted after the session has ended


@pytest.fixture
def paper(site: Flask, signed_up: Town) -> CarriedAnswer:
    """Amina's open attempt, with an answer to its first question that she is about to send."""

    def act(session: Any, now: datetime) -> CarriedAnswer:
        version = signed_up.version
        assert version is not None
        for lesson in version.lessons:
            for screen in lesson.screens:
                read_screen(
                    session, person_id=signed_up.amina, slug=SLUG, lesson_id=lesson.id, screen_id=screen.id,
                    council_name="Marlshire", now=now, day=now.date(),
                )  # fmt: skip
        attempt_id = start_attempt(session, person_id=signed_up.amina, slug=SLUG, seed=1, now=now, day=now.date())
        shown = session.get_one(learning.Attempt, attempt_id).shown
        question_id, options = shown[0]
        at = {"slug": SLUG, "attempt_id": attempt_id, "place": 1}
        return CarriedAnswer(
            signed_up.amina, "learner.answer", at, {"question_id": (question_id,), "chosen": (options[0],)}
        )

    return change(site, act)


def send_answer(browser: Browser, answer: CarriedAnswer, token: str = "bad", **more: str) -> Page:
    data = {"csrf_token": token, **{name: list(texts) for name, texts in answer.fields.items()}, **more}
    return browser._read(browser.client.post(f"/modules/{SLUG}/assessment/{answer.at['attempt_id']}/1", data=data))


def row_of(answer: CarriedAnswer) -> tuple[int, str, tuple[str, ...]]:
    """The row that the answer becomes."""
    return (answer.at["attempt_id"], answer.fields["question_id"][0], answer.fields["chosen"])


def saved(site: Flask) -> list[tuple[int, str, tuple[str, ...]]]:
    return [(r.attempt_id, r.question_id, tuple(r.chosen)) for r in rows(site, learning.Response)]


def token_of(browser: Browser) -> str:
    browser.go("/account")
    return str(browser.page.form("everywhere")["fields"]["csrf_token"])


@pytest.mark.parametrize("how", ["idle", "signed out elsewhere", "signed out here", "old token"])
def test_an_answer_sent_too_late_is_saved_after_signing_in_again(site: Flask, paper: CarriedAnswer, how: str) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        browser = another(site)
        token = token_of(browser)
        if how == "idle":
            clock.shift(timedelta(minutes=61))
        elif how == "signed out elsewhere":
            elsewhere = another(site)
            elsewhere.go("/account")
            elsewhere.send("everywhere")
        elif how == "signed out here":
            browser.client.post("/sign-out", data={"csrf_token": token})
        page = send_answer(browser, paper, "old" if how == "old token" else token)
        assert (page.status, page.heading) == (403, "Sign in")
        assert "has not been saved yet" in page.main
        assert saved(site) == []
        page = browser.send("sign-in", identifier="100001", password="wrong at first")
        assert "has not been saved yet" in page.main
        page = browser.send("sign-in", identifier="100001", password=PASSWORD)
        assert page.address == f"/modules/{SLUG}/assessment/{paper.at['attempt_id']}/1"
        assert page.checked() == list(paper.fields["chosen"])
        assert saved(site) == [row_of(paper)]


def test_somebody_else_signing_in_gets_nothing_of_the_answer(site: Flask, paper: CarriedAnswer) -> None:
    browser = another(site)
    send_answer(browser, paper)
    page = browser.send("sign-in", identifier="100002", password=PASSWORD)
    assert page.address == "/"
    assert saved(site) == []


def test_an_answer_whose_sender_nobody_knows_is_not_carried(site: Flask, paper: CarriedAnswer) -> None:
    page = send_answer(Browser(site), paper)
    assert page.heading == "Sign in"
    assert "has not been saved yet" not in page.main
    assert not [i for i in page.all("input") if i.get("name") == "carried"]


def test_an_answer_from_a_browser_that_lost_its_cookie_goes_to_whose_page_it_was(
    site: Flask, paper: CarriedAnswer
) -> None:
    with site.app_context():
        whose = carried_answer.whose(paper.person_id)
    for person, expected in (("100002", []), ("100001", [row_of(paper)])):
        browser = Browser(site)
        page = send_answer(browser, paper, whose=whose)
        assert "has not been saved yet" in page.main
        assert saved(site) == []
        browser.send("sign-in", identifier=person, password=PASSWORD)
        assert saved(site) == expected


@pytest.mark.parametrize("change_of", ["altered", "another's salt", "nonsense", "expired"])
def test_who_lost_their_cookie_is_known_by_a_signed_page_of_today_only(
    site: Flask, paper: CarriedAnswer, change_of: str
) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        with site.app_context():
            good, other = carried_answer.whose(paper.person_id), pack(paper)
        bad = {"altered": "A" + good[1:], "another's salt": other, "nonsense": "1", "expired": good}[change_of]
        if change_of == "expired":
            clock.shift(timedelta(hours=24, seconds=2))
        page = send_answer(Browser(site), paper, whose=bad)
        assert page.heading == "Sign in"
        assert "has not been saved yet" not in page.main


def test_an_answer_to_a_knowledge_check_that_met_the_end_of_a_session_is_kept_and_told(
    site: Flask, paper: CarriedAnswer, signed_up: Town
) -> None:
    assert signed_up.version is not None
    lesson = signed_up.version.lessons[0]
    place, screen = next((n, screen) for n, screen in enumerate(lesson.screens, 1) if screen.check)
    key = list(whole_key(signed_up.version.question(screen.check)))
    browser = another(site)
    browser.go(f"/modules/{SLUG}/lessons/{lesson.id}/{place}")
    change(site, lambda session, now: end_all_sessions(session, person_id=signed_up.amina, now=now))
    page = browser.send("check", chosen=key)
    assert "has not been saved yet" in page.main
    assert rows(site, learning.CheckAnswer) == []
    page = browser.send("sign-in", identifier="100001", password=PASSWORD)
    assert page.heading.startswith("Correct: ")
    assert [(row.question_id, row.chosen) for row in rows(site, learning.CheckAnswer)] == [(screen.check, key)]


def test_an_answer_to_the_attempt_of_somebody_else_is_not_saved(site: Flask, paper: CarriedAnswer) -> None:
    browser = another(site, "100002")
    send_answer(browser, paper)
    assert browser.send("sign-in", identifier="100002", password=PASSWORD).address == "/"
    assert saved(site) == []


@pytest.mark.parametrize("change_of", ["altered", "other salt", "nonsense", "expired"])
def test_an_altered_or_old_answer_is_dropped_and_signing_in_works(
    site: Flask, paper: CarriedAnswer, change_of: str
) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        with site.app_context():
            good = pack(paper)
            other = carried_answer.URLSafeTimedSerializer(site.config["SECRET_KEY"], salt="x").dumps(list(paper))
        bad = {"altered": "A" + good[1:], "other salt": other, "nonsense": "x.y.z", "expired": good}[change_of]
        if change_of == "expired":
            clock.shift(timedelta(hours=24, seconds=2))
        browser = Browser(site)
        browser.go("/sign-in")
        assert browser.send("sign-in", identifier="100001", password=PASSWORD, carried=bad).address == "/"
    assert saved(site) == []


def test_a_carried_answer_reads_back_as_it_was(site: Flask, paper: CarriedAnswer) -> None:
    with site.app_context():
        assert unpack(pack(paper)) == paper


def test_an_answer_that_can_no_longer_be_saved_does_not_keep_its_sender_out(site: Flask, paper: CarriedAnswer) -> None:
    browser = another(site)
    send_answer(browser, paper)
    change(
        site, lambda session, now: submit_attempt(
            session, person_id=paper.person_id, attempt_id=paper.at["attempt_id"], council_name="Marlshire", now=now,
            day=now.date(),
        ),
    )  # fmt: skip
    assert browser.send("sign-in", identifier="100001", password=PASSWORD).address == "/"
    assert saved(site) == []


def test_a_sign_in_page_that_was_open_too_long_comes_back_with_its_answer(site: Flask, paper: CarriedAnswer) -> None:
    browser = another(site)
    send_answer(browser, paper)
    page = browser.send("sign-in", identifier="100001", password=PASSWORD, csrf_token="old")
    assert page.status == 400
    assert "Enter your password again" in page.main
    browser.send("sign-in", identifier="100001", password=PASSWORD)
    assert saved(site) == [row_of(paper)]


# Safety of every page


def routes(site: Flask) -> list[Any]:
    return [rule for rule in site.url_map.iter_rules() if rule.endpoint != "static"]


def address_of(site: Flask, rule: Any) -> str:
    values = {name: 1 if "int" in str(type(c)).lower() else "x" for name, c in rule._converters.items()}
    with site.test_request_context():
        return str(
            site.url_map.bind("localhost").build(rule.endpoint, values, method=next(iter(rule.methods - {"OPTIONS"})))
        )


def test_every_unsafe_route_refuses_a_missing_a_wrong_and_somebody_elses_token(
    site: Flask, amina: Browser, signed_up: Town
) -> None:
    foreign = token_of(another(site, "100002"))
    unsafe = [rule for rule in routes(site) if "POST" in rule.methods]
    assert len(unsafe) >= 5
    for rule in unsafe:
        for data in ({}, {"csrf_token": "wrong"}, {"csrf_token": foreign}):
            response = amina.client.post(address_of(site, rule), data=data)
            assert response.status_code == 400, rule
    assert amina.go("/").heading == "Your tasks"  # not even signed out


def test_pages_that_are_not_open_to_all_ask_everybody_to_sign_in(site: Flask) -> None:
    for rule in routes(site):
        is_open = need_of(site.view_functions[rule.endpoint]).is_open
        if "GET" in rule.methods and not is_open:
            response = site.test_client().get(address_of(site, rule))
            assert response.status_code == 303, rule
            assert response.headers["Location"].startswith("/sign-in")


def test_hr_pages_are_for_hr_and_a_refusal_is_recorded(site: Flask, amina: Browser, town: Town) -> None:
    page = amina.go("/hr/policy-questions")
    assert (page.status, page.heading) == (403, "You cannot do this")
    recorded = [e for e in rows(site, AuditEvent) if e.action == "access.refused"]
    assert [(e.actor_id, e.reason) for e in recorded] == [(town.amina, "GET hr.policy_questions")]
    assert another(site, "100003").go("/hr/policy-questions").status == 200


def test_every_answer_has_the_headers_and_personal_pages_are_not_stored(site: Flask, amina: Browser) -> None:
    for address in ("/", "/sign-in/code", "/account", "/no-such-page", "/help"):
        headers = amina.client.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert "Strict-Transport-Security" not in headers


def test_the_policy_lets_exactly_the_inline_script_of_the_pages_run(site: Flask, amina: Browser) -> None:
    page = amina.go("/")
    inline = [s.text or "" for s in page.all("script") if not s.get("src")]
    digests = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline}
    allowed = set(re.findall(r"'sha256-([^']+)'", page.headers["Content-Security-Policy"]))
    assert digests == allowed != set()
    assert not re.search(r'\s(style|on\w+)="', page.text)


def test_over_https_the_cookie_is_secure_and_browsers_are_told_to_stay(database_url: str) -> None:
    site = create_app(settings_for(database_url, public_url="https://learning.example"))
    response = site.test_client().get("/sign-in", base_url="https://learning.example")
    cookie = response.headers["Set-Cookie"]
    assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=Lax"))
    assert response.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1", "", "localhost@evil.example"])
def test_other_hosts_are_refused(site: Flask, host: str) -> None:
    response = site.test_client().get("/sign-in", headers={"Host": host})
    assert response.status_code == 400
    assert "evil" not in response.text


def test_the_demonstration_answers_on_this_machine_under_any_port(database_url: str) -> None:
    site = create_app(settings_for(database_url, is_demo=True, public_url="http://demo.example"))
    for host, status in (("demo.example", 200), ("127.0.0.1:8000", 200), ("localhost:9", 200), ("evil.example", 400)):
        assert site.test_client().get("/sign-in", headers={"Host": host}).status_code == status


def test_personas_are_listed_in_the_demonstration_only(site: Flask, database_url: str) -> None:
    demo = create_app(settings_for(database_url, is_demo=True))
    assert "amina-reads-2026" in Browser(demo).go("/sign-in").main
    assert "amina-reads-2026" not in Browser(site).go("/sign-in").main


@pytest.mark.parametrize(("trusted", "remote"), [(0, "127.0.0.1"), (1, "3.3.3.3"), (2, "2.2.2.2")])
def test_addresses_are_believed_of_as_many_proxies_as_are_trusted(database_url: str, trusted: int, remote: str) -> None:
    site = create_app(settings_for(database_url, trusted_proxies=trusted))
    seen: list[str | None] = []

    @site.before_request
    def note() -> None:
        seen.append(request.remote_addr)

    site.test_client().get("/help", headers={"X-Forwarded-For": "1.1.1.1, 2.2.2.2, 3.3.3.3"})
    assert seen == [remote]


def test_wrong_addresses_and_methods_have_plain_pages(site: Flask, amina: Browser) -> None:
    assert (amina.go("/no-such-page").status, amina.page.heading) == (404, "Page not found")
    assert amina.client.get("/sign-out").status_code == 405
    assert set(amina.client.get("/sign-out").headers["Allow"].split(", ")) == {"OPTIONS", "POST"}
    assert Browser(site).go("/no-such-page").heading == "Page not found"


def test_a_form_that_is_too_large_is_refused_calmly(site: Flask) -> None:
    response = site.test_client().post("/sign-in", data={"identifier": "a" * 3_000_000})
    assert response.status_code == 413
    assert "too large" in response.text


def test_a_commit_that_fails_is_told_as_not_saved_and_the_form_can_be_sent_again(
    site: Flask, paper: CarriedAnswer, amina: Browser
) -> None:
    token = token_of(amina)

    def fail(*_: Any) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk full"))

    with site.app_context():
        engine = db.engine
    event.listen(engine, "commit", fail)
    page = amina._read(
        amina.client.post(
            f"/modules/{SLUG}/acknowledgement/question", data={"csrf_token": token, "question": "May I post?"}
        )
    )
    event.remove(engine, "commit", fail)
    assert (page.status, page.heading) == (503, "This was not saved")
    assert "May I post?" in page.main
    again = page.form("question")
    assert again["fields"]["question"] == "May I post?"
    assert again["fields"]["csrf_token"]
    assert "Content-Security-Policy" in page.headers
    assert rows(site, learning.PolicyQuestion) == []
    assert amina.send("question").status == 200
    assert [row.question for row in rows(site, learning.PolicyQuestion)] == ["May I post?"]


def test_passwords_never_come_back_in_a_page(site: Flask, signed_up: Town) -> None:
    def fail(*_: Any) -> None:
        raise OperationalError("COMMIT", {}, Exception("gone"))

    with site.app_context():
        engine = db.engine
    browser = Browser(site)
    browser.go("/sign-in")
    event.listen(engine, "commit", fail)
    page = browser.send("sign-in", identifier="100001", password=PASSWORD)
    event.remove(engine, "commit", fail)
    assert page.status == 503
    assert PASSWORD not in page.text


def test_without_a_database_the_page_is_calm(site: Flask, amina: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: Any, **__: Any) -> None:
        raise OperationalError("SELECT", {}, Exception("connection refused"))

    monkeypatch.setattr("elearning.web.access.session_viewer", gone)
    page = amina.go("/")
    assert (page.status, page.heading) == (503, "Sorry, the site cannot do this at the moment")


def test_a_crash_is_a_plain_page_and_nothing_of_it_is_told_or_logged_but_where_it_was(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    site = create_app(settings_for(database_url))

    @site.get("/crash")
    def crash() -> str:
        raise RuntimeError("amina.yusuf@marlshire.example")

    open_to_all(crash)
    caplog.set_level("DEBUG")
    response = site.test_client().get("/crash?secret=query-value")
    assert response.status_code == 500
    assert "something went wrong" in response.text
    assert "amina" not in response.text + caplog.text
    assert "query-value" not in caplog.text
    assert "RuntimeError" in caplog.text


def test_logs_name_nobody(site: Flask, amina: Browser, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    another(site, "amina.yusuf@marlshire.example")
    amina.go("/record?who=amina.yusuf")
    amina.go("/modules/amina")
    with amina.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    lowered = caplog.text.lower()
    assert '"page": "learner.record"' in caplog.text
    assert all(word not in lowered for word in ("amina", "yusuf", "100001", PASSWORD, token.lower(), "127.0.0.1"))


def test_a_token_that_was_made_up_or_signed_elsewhere_opens_nothing(site: Flask, signed_up: Town) -> None:
    token = change(site, lambda session, now: open_session(session, person_id=signed_up.amina, now=now))
    browser = Browser(site)
    for cookie in ("nonsense", token, "eyJfdXNlcl9pZCI6IjEifQ.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"):
        browser.client.set_cookie("session", cookie)
        assert browser.go("/").heading == "Sign in"
