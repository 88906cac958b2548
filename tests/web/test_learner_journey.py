"""Amina's whole way without JavaScript: reads, leaves, answers, fails, passes, acknowledges, holds a certificate."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from elearning.domain.answer_keys import whole_key, wrong_response
from elearning.domain.certificates import new_number
from elearning.domain.modules import Kind, Question
from elearning.extensions import db
from elearning.models.certificates import Certificate, CertificateGuess
from elearning.models.learning import Completion, PolicyQuestion, Response, Result
from elearning.passwords import hash_password
from elearning.services.completions import revoke
from elearning.services.sign_in import set_password
from elearning.transaction import begin_writing
from elearning.web.public import GUESS_LIMIT
from tests.acts import Learner
from tests.answering import lists_to_choose
from tests.builders import SLUG, SYSTEM, Town
from tests.web.browsing import Browser

PASSWORD = "three words apart"
HASH = hash_password(PASSWORD)
MODULE = f"/modules/{SLUG}"


@pytest.fixture
def amina(site: Flask, town: Town) -> Browser:
    """Amina's browser, signed in with her e-mail address."""
    with site.app_context():
        now = begin_writing(db.session)
        for name in ("amina", "carys"):
            set_password(db.session(), person_id=town.ids[name], hash=HASH, now=now)
        db.session.commit()
    return another(site)


def another(site: Flask, who: str = "amina.yusuf@marlshire.example") -> Browser:
    browser = Browser(site)
    browser.sign_in(who, PASSWORD)
    return browser


def count(site: Flask, table: type[Any]) -> int:
    with site.app_context():
        return db.session.scalars(select(func.count()).select_from(table)).one()


def read_all_lessons(browser: Browser) -> None:
    browser.go(browser.go("/").link("Start:"))
    while "/lessons/" in browser.page.address:
        browser.send("continue")


def answer_all(browser: Browser, town: Town, *, right: bool) -> None:
    """Answer the fifteen questions of the paper in front, all right or all wrong."""
    assert town.version is not None
    while "Question" in browser.page.title:
        question = town.version.question(browser.page.form()["fields"]["question_id"])
        answer(browser, question, whole_key(question) if right else wrong_response(question))


def answer(browser: Browser, question: Question, response: tuple[str, ...]) -> None:
    """Answer one question of whatever kind as its page asks it, a story to its end."""
    if question.kind is Kind.SCENARIO:
        for said in response:
            browser.send(chosen=said)
        browser.send(action="skip")
        return
    lists = lists_to_choose(question, response)
    browser.send(chosen=[lists[label] for label in browser.page.selects()] if lists else list(response))


def pass_the_assessment(browser: Browser, town: Town) -> None:
    read_all_lessons(browser)
    browser.send("assessment")
    answer_all(browser, town, right=True)
    browser.send("submit")


def complete(browser: Browser, town: Town) -> str:
    """The whole way; returns the certificate's number."""
    pass_the_assessment(browser, town)
    browser.go(browser.page.link("Go on to the policy"))
    acknowledge(browser)
    return browser.page.link("See it as a page").rsplit("/", 1)[1]


def acknowledge(browser: Browser) -> None:
    token = browser.page.form("/question")["fields"]["csrf_token"]
    browser._read(browser.client.post(f"{MODULE}/acknowledgement", data={"csrf_token": token}))


def test_the_first_thing_is_one_button_and_under_it_why_and_by_when(amina: Browser) -> None:
    page = amina.go("/")
    assert page.link("Start: lesson 1, about 3 minutes") == f"{MODULE}/lessons/lesson-1/1"
    assert "Not started" in page.main
    assert "Why: everyone in post must complete it" in page.main
    assert "Do it by" in page.main
    assert "It takes about 44 minutes" in page.main


def test_reading_goes_on_where_it_stopped_on_another_device(site: Flask, amina: Browser) -> None:
    amina.go(amina.go("/").link("Start:"))
    amina.send("continue")
    stopped = amina.send("continue").address
    elsewhere = another(site, "100001")
    assert elsewhere.page.link("Continue: lesson 1") == stopped
    assert "In progress" in elsewhere.page.main


def test_a_knowledge_check_gives_feedback_on_every_option_and_can_be_repeated(amina: Browser, town: Town) -> None:
    assert town.version is not None
    lesson = town.version.lessons[0]
    place, screen = next((n, s) for n, s in enumerate(lesson.screens, 1) if s.check)
    question = town.version.question(screen.check or "")
    address = f"{MODULE}/lessons/lesson-1/{place}"
    amina.go(address)
    assert amina.send("check").title.startswith("Error: ")
    wrong = next(option for option in question.options if not option.is_key)
    page = amina.send("check", chosen=wrong.id)
    assert page.title.startswith("Not quite")
    assert page.heading.startswith("Not quite")
    amina.go(page.link("Try the question again"))
    page = amina.send("check", chosen=sorted(question.keys))
    assert page.heading.startswith("Correct")
    assert all(option.text.split()[0] in page.main for option in question.options)


def test_a_fail_names_what_to_revisit_and_hides_the_key(site: Flask, amina: Browser, town: Town) -> None:
    read_all_lessons(amina)
    amina.send("assessment")
    answer_all(amina, town, right=False)
    page = amina.send("submit")
    assert page.heading == "Not passed yet"
    assert "You had 0 of 15 right" in page.main
    assert page.link("The law in plain English") == f"{MODULE}/lessons/lesson-3/1"
    assert "Right answer" not in page.text
    assert count(site, Completion) == 0


def test_the_key_is_in_no_page_of_an_open_attempt(amina: Browser, town: Town) -> None:
    assert town.version is not None
    read_all_lessons(amina)
    amina.send("assessment")
    question = town.version.question(amina.page.form()["fields"]["question_id"])
    assert not any(option.feedback in amina.page.text for option in question.options)
    assert "is_key" not in amina.page.text


def test_a_skipped_question_is_asked_about_once_and_the_saved_answer_is_shown(amina: Browser, town: Town) -> None:
    read_all_lessons(amina)
    first = amina.send("assessment").address
    amina.send(action="skip")
    answer_all(amina, town, right=True)
    assert amina.page.heading == "Check your answers"
    assert "Not answered yet" in amina.page.main
    assert "1 question has no answer" in amina.send("submit").main
    amina.go(amina.page.link("Answer question 1"))
    assert town.version is not None
    question = town.version.question(amina.page.form()["fields"]["question_id"])
    answer(amina, question, whole_key(question))
    assert amina.page.heading == "Check your answers"
    assert "Not answered yet" not in amina.page.main
    assert amina.go(first).checked() or not question.options  # other kinds are looked at in test_question_pages


def go_to_options(browser: Browser, town: Town) -> list[str]:
    """Skip to the first question of the paper that is answered by options, and say which are right."""
    assert town.version is not None
    while True:
        question = town.version.question(browser.page.form()["fields"]["question_id"])
        if question.options:
            return list(question.keys)
        browser.send(action="skip")


def test_an_answer_may_change_until_the_submission_and_not_after(site: Flask, amina: Browser, town: Town) -> None:
    read_all_lessons(amina)
    first = amina.send("assessment").address
    answer_all(amina, town, right=False)
    amina.go(first)
    answer_all(amina, town, right=True)
    kept = count(site, Response)
    assert kept >= 30  # both answers to each of fifteen questions, and each choice of a story
    tab = another(site)
    tab.go(first)
    amina.send("submit")
    assert amina.page.heading == "You passed"
    tab.send(chosen="a")
    assert tab.page.heading == "You passed"
    assert count(site, Response) == kept


def test_a_pass_waits_for_its_acknowledgement_and_says_one_step_left(site: Flask, amina: Browser, town: Town) -> None:
    pass_the_assessment(amina, town)
    page = amina.go("/")
    assert "In progress" in page.main
    assert "One step left" in page.main
    assert count(site, Completion) == 0
    amina.go(page.link("Continue: acknowledge the policy"))
    assert amina.send("question").title.startswith("Error: ")
    amina.send("question", question="May I  <b>post</b> holiday photos?")
    assert "This step stays open" in amina.page.main
    assert count(site, PolicyQuestion) == 1
    acknowledge(amina)
    assert amina.page.heading == "Module completed"


def test_a_question_about_the_policy_reaches_hr_as_it_was_typed(site: Flask, amina: Browser, town: Town) -> None:
    pass_the_assessment(amina, town)
    amina.go(f"{MODULE}/acknowledgement")
    amina.send("question", question="<script>alert(1)</script> really?")
    page = another(site, "100003").go("/hr/policy-questions")
    assert "<script>alert(1)</script> really?" in page.main
    assert "Amina Yusuf" in page.main


def test_the_certificate_exists_at_once_and_is_the_same_at_every_download(
    site: Flask, amina: Browser, town: Town
) -> None:
    number = complete(amina, town)
    assert "Amina Yusuf" in amina.go(f"/certificates/{number}").main
    first = amina.client.get(f"/certificates/{number}.pdf")
    assert first.data.startswith(b"%PDF-")
    assert amina.client.get(f"/certificates/{number}.pdf").data == first.data
    assert number in amina.go("/record").main
    assert count(site, Certificate) == count(site, Completion) == 1
    assert count(site, Result) == 1


def test_anyone_may_check_a_certificate_and_learns_no_more_than_the_paper_says(
    site: Flask, amina: Browser, town: Town
) -> None:
    number = complete(amina, town)
    stranger = Browser(site)
    page = stranger.go(f"/check/{number.lower().replace('-', ' ')}")
    assert page.heading == "This certificate is valid"
    assert "Amina Yusuf" in page.main
    assert "100001" not in page.text
    assert "amina.yusuf" not in page.text
    assert 'content="noindex' in page.text
    wrong = ("A" if number[0] != "A" else "B") + number[1:]
    assert stranger.go(f"/check/{wrong}").heading == "No such certificate"
    with site.app_context():
        now = begin_writing(db.session)
        revoke(db.session(), number=number, reason="Test.", true_from=None, actor=SYSTEM, now=now)
        db.session.commit()
    assert stranger.go(f"/check/{number}").heading == "This certificate is revoked"
    assert "Start: lesson 1" in amina.go("/").main


def test_guessing_certificate_numbers_is_limited(site: Flask, amina: Browser) -> None:
    stranger = Browser(site)
    with site.app_context():
        now = begin_writing(db.session)
        from_here = CertificateGuess(address_key="somebody else", at=now)
        db.session.add(from_here)
        db.session.commit()
    for guess in range(GUESS_LIMIT):
        assert stranger.go(f"/check/{new_number(lambda bits, guess=guess: guess)}").status == 404
    page = stranger.go(f"/check/{new_number(lambda bits: 12345)}")
    assert page.status == 429
    assert page.heading == "Too many numbers tried"


def test_after_completing_the_lessons_can_be_read_again_and_nothing_is_recorded(
    site: Flask, amina: Browser, town: Town
) -> None:
    complete(amina, town)
    before = count(site, Completion)
    amina.go(f"{MODULE}/lessons/lesson-1/1")
    amina.send("continue")
    assert amina.page.status == 200
    assert count(site, Completion) == before
    assert "Completed" in amina.go("/").main
    assert "Valid until" in amina.page.main


def test_an_answer_posted_after_the_session_ended_is_saved_after_signing_in(
    site: Flask, amina: Browser, town: Town
) -> None:
    read_all_lessons(amina)
    amina.send("assessment")
    key = go_to_options(amina, town)
    question = amina.page.address
    elsewhere = another(site)
    elsewhere.go("/account")
    elsewhere.send("everywhere")
    amina.send(chosen=key)
    assert amina.page.heading == "Sign in"
    amina.send("sign-in", identifier="100001", password=PASSWORD)
    assert amina.page.address == question
    assert sorted(amina.page.checked()) == sorted(key)


@pytest.mark.parametrize(("days_ago", "said"), [(400, "expired"), (340, "superseded")])
def test_an_earlier_certificate_says_what_became_of_it_and_names_no_other(
    site: Flask, amina: Browser, town: Town, days_ago: int, said: str
) -> None:
    assert town.version is not None
    with site.app_context():
        now = begin_writing(db.session)
        for moment in (now - timedelta(days=days_ago), now):
            learner = Learner(db.session(), town.ids["amina"], town.version, moment)
            learner.read()
            attempt = learner.start()
            learner.answer(attempt)
            learner.submit(attempt)
            learner.acknowledge()
        earlier, later = db.session.scalars(select(Certificate.number).order_by(Certificate.id)).all()
        db.session.commit()
    stranger = Browser(site)
    assert stranger.go(f"/check/{earlier}").heading == f"This certificate is {said}"
    assert later not in stranger.page.text
    assert stranger.go(f"/check/{later}").heading == "This certificate is valid"
