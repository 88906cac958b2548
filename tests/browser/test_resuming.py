"""What interrupts a learner at the keyboard: a session that ends, a lost cookie, two tabs, a dead connection, a killed server."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page
from sqlalchemy import select, update

from elearning import create_app
from elearning.domain.answer_keys import whole_key, wrong_response
from elearning.domain.modules import Kind, ModuleVersion, Question
from elearning.extensions import db
from elearning.models import learning as tables
from elearning.models.sign_in import SignInSession
from elearning.passwords import hash_password
from elearning.services.sign_in import set_password
from elearning.settings import DEMO_COUNCIL, ROOT
from elearning.transaction import begin_writing
from tests.browser.conftest import Served
from tests.browser.keyboard import Keyboard
from tests.browser.test_all_modules import answer_questions, heading, submit
from tests.browser.test_every_page import MODULE, learn
from tests.builders import Town
from tests.conftest import settings_for

pytestmark = pytest.mark.browser

PASSWORD = "three words apart"
HASH = hash_password(PASSWORD)


def version_of(served: Served) -> ModuleVersion:
    assert served.town.version is not None
    return served.town.version


def shown(page: Page, served: Served) -> Question:
    return version_of(served).question(page.input_value("[name=question_id]"))


def saved(served: Served) -> dict[str, tuple[str, ...]]:
    """The last answer saved for each question."""
    with served.site.app_context():
        rows = db.session.scalars(select(tables.Response).order_by(tables.Response.id)).all()
        return {row.question_id: tuple(row.chosen) for row in rows}


def with_password(served: Served) -> None:
    with served.site.app_context():
        now = begin_writing(db.session)
        set_password(db.session(), person_id=served.town.ids["amina"], hash=HASH, now=now)
        db.session.commit()


def end_sessions(served: Served) -> None:
    """Nobody was there for two hours."""
    with served.site.app_context():
        now = begin_writing(db.session)
        db.session.execute(update(SignInSession).values(last_used_at=now - timedelta(hours=2)))
        db.session.commit()


def sign_in(keys: Keyboard) -> None:
    """Type who it is and the password, and press Enter in the field."""
    assert heading(keys.page) == "Sign in"
    keys.come_to("main #identifier")
    keys.page.keyboard.type("100001")
    keys.come_to("main #password")
    keys.page.keyboard.type(PASSWORD)
    with keys.page.expect_navigation():
        keys.key("Enter")


def at_question(served: Served, chrome: Browser, place: int, **options: Any) -> tuple[Keyboard, int]:
    """Amina at one question of an open attempt, with those before it answered."""
    attempt = learn(served, "amina", "open")
    keys = Keyboard(served.page(chrome, "amina", **options))
    keys.page.goto(f"{MODULE}/assessment/{attempt}/1")
    answer_questions(keys, version_of(served), upto=place - 1)
    return keys, attempt


@pytest.mark.parametrize("how", ["the session expires", "the cookie is lost"])
def test_an_answer_that_meets_a_lost_session_is_there_after_signing_in_again(
    served: Served, chrome: Browser, how: str
) -> None:
    with_password(served)
    keys, attempt = at_question(served, chrome, 4, java_script_enabled=False)
    page, before = keys.page, saved(served)
    question = shown(page, served)
    assert question.kind is not Kind.SCENARIO
    keys.answer(question, whole_key(question))
    if how == "the cookie is lost":
        page.context.clear_cookies()
    else:
        end_sessions(served)
    keys.follow("main form button")
    assert "your answer has not been saved yet" in page.inner_text("main")
    assert saved(served) == before
    sign_in(keys)
    assert page.url.partition("#")[0].endswith(f"/assessment/{attempt}/4")
    assert set(saved(served)[question.id]) == set(whole_key(question))
    assert {**saved(served), **before} == saved(served)
    answer_questions(keys, version_of(served), upto=1)
    assert page.title().startswith("Question 5 of")


def test_two_tabs_write_over_nothing_and_the_second_to_submit_sees_the_result(served: Served, chrome: Browser) -> None:
    one, _ = at_question(served, chrome, 1)
    two = Keyboard(one.page.context.new_page())
    two.page.goto(f"{one.page.url.partition('#')[0]}")
    version = version_of(served)
    answer_questions(one, version, upto=3)  # the first tab goes on to question 4
    question = shown(two.page, served)  # the second still shows question 1, as it was before
    assert two.page.title().startswith("Question 1 of")
    two.follow("main form button[value=skip]")
    assert set(saved(served)[question.id]) == set(whole_key(question)), "skipping in an old tab takes nothing away"
    answer_questions(two, version)  # the second goes on to the end
    assert heading(two.page) == "Check your answers"
    answer_questions(one, version, give=wrong_response, upto=1)  # and the first changes its mind about question 4
    submit(two)
    assert heading(two.page) == "You passed"
    assert "14 of 15 right" in two.page.inner_text("main"), "what was saved last is what counts"
    handed_in = saved(served)
    question = shown(one.page, served)
    one.answer(question, wrong_response(question))
    if question.kind is not Kind.SCENARIO:
        one.follow("main form button")
    assert heading(one.page) == "You passed"
    assert saved(served) == handed_in


@pytest.mark.parametrize("then", ["back", "reload"])
def test_a_connection_that_drops_as_an_answer_is_sent_loses_nothing(served: Served, chrome: Browser, then: str) -> None:
    keys, _ = at_question(served, chrome, 3)
    page, before = keys.page, saved(served)
    question = shown(page, served)
    keys.answer(question, whole_key(question))
    page.context.set_offline(True)
    keys.come_to("main form button")
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"), page.expect_navigation():
        keys.key("Enter")
    page.context.set_offline(False)
    getattr(page, "reload" if then == "reload" else "go_back")()
    if then == "back":  # the choice is still in the page
        assert page.title().startswith("Question 3 of")
        keys.follow("main form button")
    assert page.title().startswith("Question 4 of")
    assert {**before, question.id: saved(served)[question.id]} == saved(served)
    assert set(saved(served)[question.id]) == set(whole_key(question))


class Process:
    """The site in a process of its own, as it is served in earnest, that can be killed and started again."""

    def __init__(self, database_url: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.settings = settings_for(database_url, public_url=self.address)
        self.running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        of_site = {
            "ELEARNING_MODE": "production", "SECRET_KEY": self.settings.secret_key, "PUBLIC_URL": self.address,
            "DATABASE_URL": self.settings.database_url, "COUNCIL_FILE": str(DEMO_COUNCIL), "JOBS": "worker",
        }  # fmt: skip
        command = [sys.executable, "-m", "waitress", f"--listen=127.0.0.1:{self.port}", "app:app"]
        self.running = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **of_site}, stderr=subprocess.DEVNULL)
        for _ in range(1200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self.running.poll() is None, "the site did not start"
            time.sleep(0.05)
        raise AssertionError("the site never answered")

    def kill(self) -> None:
        """End it without a word of warning."""
        if self.running:
            self.running.send_signal(signal.SIGKILL)
            self.running.wait()
            self.running = None


@pytest.fixture
def killable(database_url: str, town: Town) -> Iterator[tuple[Process, Served]]:
    process = Process(database_url)
    process.start()
    site = create_app(process.settings)
    yield process, Served(site, process.address, town)
    process.kill()
    with site.app_context():
        db.engine.dispose()


def ready_to_send(keys: Keyboard, served: Served) -> str:
    """Answer stories until there is a question that one key sends; fill it in, with the focus on the button. Its place."""
    while shown(keys.page, served).kind is Kind.SCENARIO:
        answer_questions(keys, version_of(served), upto=1)
    question = shown(keys.page, served)
    keys.answer(question, whole_key(question))
    keys.come_to("main form button")
    return place_in(keys.page)


def place_in(page: Page) -> str:
    return page.title().partition(" of ")[0]


def after(place: str) -> str:
    return f"Question {int(place.split()[1]) + 1}"


@pytest.mark.heavy
def test_a_server_that_is_killed_between_and_during_answers_loses_none_that_it_took(
    killable: tuple[Process, Served], chrome: Browser
) -> None:
    process, served = killable
    keys, _ = at_question(served, chrome, 3)
    page, taken = keys.page, saved(served)
    process.kill()  # between two answers
    process.start()
    page.reload()
    assert (saved(served), place_in(page)) == (taken, "Question 3")
    place, taken = ready_to_send(keys, served), saved(served)
    process.kill()  # before an answer is sent
    with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"), page.expect_navigation():
        keys.key("Enter")
    process.start()
    page.reload()
    assert place_in(page) == after(place), "to send it again is enough"
    assert taken.items() < saved(served).items()
    place, taken = ready_to_send(keys, served), saved(served)
    with contextlib.suppress(Error), page.expect_navigation():
        keys.key("Enter")
        process.kill()  # while an answer is on its way
    process.start()
    page.reload()
    assert taken.items() <= saved(served).items()
    assert place_in(page) in (place, after(place))
    answer_questions(keys, version_of(served))
    submit(keys)
    assert "15 of 15 right" in page.inner_text("main")
