"""Every kind of question as its pages ask it, without JavaScript: answered, left half done, come back to, checked, handed in."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from elearning.domain.answer_keys import whole_key, wrong_response
from elearning.domain.modules import Assessment, Kind, Question
from elearning.extensions import db
from elearning.models.learning import Response, Result
from elearning.passwords import hash_password
from elearning.services.sign_in import set_password
from elearning.transaction import begin_writing
from tests.answering import lists_to_choose
from tests.builders import Town, assign, publish
from tests.questions_of_kinds import every_kind, question_of
from tests.web.browsing import Browser, Page, words

PASSWORD = "three words apart"
HASH = hash_password(PASSWORD)
MODULE = "/modules/kinds"


VERSION = every_kind()


@pytest.fixture
def amina(site: Flask, town: Town) -> Browser:
    with site.app_context():
        now = begin_writing(db.session)
        set_password(db.session(), person_id=town.ids["amina"], hash=HASH, now=now)
        module_id = publish(db.session(), VERSION)
        assign(db.session(), module_id=module_id, person_ids=[town.ids["amina"]], due_on=date(2030, 1, 1))
        db.session.commit()
    return another(site)


def another(site: Flask) -> Browser:
    browser = Browser(site)
    browser.sign_in("100001", PASSWORD)
    return browser


def check_page(kind: Kind) -> str:
    return f"{MODULE}/lessons/lesson-1/{list(Kind).index(kind) + 1}"


def begin(browser: Browser) -> None:
    for place in range(1, len(Kind) + 1):
        browser.go(f"{MODULE}/lessons/lesson-1/{place}")
        browser.send("continue")
    browser.go(f"{MODULE}/assessment")
    browser.send("assessment")


def question_in(page: Page) -> Question:
    return VERSION.question(page.form()["fields"]["question_id"])


def go_to(browser: Browser, kind: Kind) -> Page:
    """Open the question of this kind in the attempt that is open."""
    base = browser.page.address.rsplit("/", 1)[0]
    for place in range(1, len(Kind) + 1):
        browser.go(f"{base}/{place}")
        if question_in(browser.page).kind is kind:
            return browser.page
    raise AssertionError(kind)


def fields(page: Page, question: Question, response: tuple[str, ...]) -> list[str]:
    lists = lists_to_choose(question, response)
    return [lists[label] for label in page.selects()] if lists else list(response)


def answer(browser: Browser, question: Question, response: tuple[str, ...]) -> Page:
    if question.kind is not Kind.SCENARIO:
        return browser.send(chosen=fields(browser.page, question, response))
    for said in response:
        browser.send(chosen=said)
    return browser.send(action="skip")


def answer_everything(browser: Browser, *, right: bool) -> None:
    while "Question" in browser.page.title:
        question = question_in(browser.page)
        answer(browser, question, whole_key(question) if right else wrong_response(question))


def saved(site: Flask) -> dict[str, list[str]]:
    with site.app_context():
        rows = db.session.execute(select(Response.question_id, Response.chosen).order_by(Response.id))
        return {question_id: list(chosen) for question_id, chosen in rows}


def chosen_in(page: Page) -> list[str]:
    """What the page's drop-down lists have chosen, in their order."""
    found = []
    for select_ in page.selects().values():
        options = [option for option in select_ if option.get("selected") is not None]
        found.append(str(options[0].get("value")) if options else "")
    return found


@pytest.mark.parametrize(("right", "score"), [(True, 8), (False, 0)])
def test_every_kind_is_asked_answered_and_marked(site: Flask, amina: Browser, right: bool, score: int) -> None:
    begin(amina)
    answer_everything(amina, right=right)
    assert amina.page.heading == "Check your answers"
    assert "Not answered yet" not in amina.page.main
    amina.send("submit")
    assert f"{score} of 8 right" in amina.page.main
    assert amina.page.heading == ("You passed" if right else "Not passed yet")
    with site.app_context():
        marks = db.session.scalars(select(Result.marks)).one()
        assert set(marks.values()) == {int(right)}


def test_the_check_page_says_each_answer_in_words(amina: Browser) -> None:
    begin(amina)
    answer_everything(amina, right=True)
    for said in ("ICT Runs the filters", "1. Stop", "4. Act", "purposeful", "72 hours", "Decline and explain",
                 "Report it today", "Text a", "Text c"):  # fmt: skip
        assert said in amina.page.main, said


def test_the_key_is_on_no_page_of_an_open_attempt(amina: Browser) -> None:
    begin(amina)
    for kind in Kind:
        page = go_to(amina, kind)
        question = question_in(page)
        for secret in (
            "is_key",
            "purposful",
            "with purpose",
            "Because of",
            "Why",
            "Yes, that is it",
            "They understand",
        ):
            assert secret not in page.text, (kind, secret)
        if kind is Kind.ORDERING:
            assert list(page.selects()) != ["Stop", "Trace it", "Compare it", "Act"]
            assert not any(f'value="{step}"' in page.text for step in "abcd"), "a step's id says its place"
        if kind is Kind.MATCHING:
            values = [[option.get("value") for option in select_] for select_ in page.selects().values()]
            assert all(each == values[0] for each in values), "every list offers the same"
            assert lists_to_choose(question, whole_key(question))["ICT"] in values[0]


def test_half_a_matching_and_a_doubled_place_are_saved_named_and_come_back(site: Flask, amina: Browser) -> None:
    begin(amina)
    question = question_in(go_to(amina, Kind.MATCHING))
    half = whole_key(question)[:2]
    page = amina.send(chosen=fields(amina.page, question, half))
    assert page.title.startswith("Error: ")
    assert "Your answer is saved, but it is not finished. 1 item has no match yet." in page.main
    assert page.link("1 item has no match yet") == "#chosen-3"
    assert saved(site)[question.id] == list(half)
    page = go_to(amina, Kind.ORDERING)
    ordering = question_in(page)
    doubled = ["1", "2", "2", "4"]
    assert "2 steps have place 2" in amina.send(chosen=doubled).main
    elsewhere = another(site)
    elsewhere.go(page.address.rsplit("/", 1)[0] + "/check")
    assert "2 steps have place 2" in elsewhere.page.main
    assert "1 item has no match yet" in elsewhere.page.main
    assert "Not finished yet" in elsewhere.page.main
    elsewhere.go(page.address)
    assert chosen_in(elsewhere.page) == doubled
    assert "8 questions have no whole answer" in elsewhere.go(page.address.rsplit("/", 1)[0] + "/check?confirm=1").main
    elsewhere.go(page.address + "?check=1")
    assert answer(elsewhere, ordering, whole_key(ordering)).heading == "Check your answers"


@pytest.mark.parametrize(
    ("kind", "sent", "said"),
    [
        (Kind.SINGLE, [], "Choose an answer, or skip this question"),
        (Kind.MULTIPLE, [], "Choose at least one answer, or skip this question"),
        (Kind.MATCHING, ["", "", ""], "Choose a match for each item, or skip this question"),
        (Kind.ORDERING, ["", "", "", ""], "Choose a place for each step, or skip this question"),
        (Kind.SHORT_ANSWER, ["  "], "Enter your answer, or skip this question"),
        (Kind.NUMBER, [""], "Enter a number, or skip this question"),
        (Kind.NUMBER, ["about three"], "Your answer is not a number"),
        (Kind.SCENARIO, [], "Choose what to do, or skip this question"),
        (Kind.SCENARIO, ["d9=a"], "Choose what to do, or skip this question"),
    ],
)
def test_an_answer_that_is_missing_is_an_error_that_leads_to_its_field(
    site: Flask, amina: Browser, kind: Kind, sent: list[str], said: str
) -> None:
    begin(amina)
    question = question_in(go_to(amina, kind))
    page = amina.send(chosen=sent)
    assert page.title.startswith("Error: ")
    link = page.link(said)
    assert any(element.get("id") == link[1:] for tag in ("input", "select") for element in page.all(tag))
    assert (question.id in saved(site)) == (sent == ["about three"])
    assert "about three" in page.text or sent != ["about three"]


def test_a_story_goes_on_from_each_choice_and_says_nothing_of_right_and_wrong(site: Flask, amina: Browser) -> None:
    begin(amina)
    address = go_to(amina, Kind.SCENARIO).address
    assert "They ask somebody else" not in amina.page.main
    page = amina.send(chosen="d1=c")
    assert page.address.startswith(address)
    assert "You chose: Say nothing" in page.main
    assert "They ask somebody else." in page.main
    assert "Their latest post worries you." in page.main
    assert not any(word in page.main for word in ("Right", "Correct", "Not this one", "wrong"))
    elsewhere = another(site)
    elsewhere.go(address)
    assert "They ask somebody else." in elsewhere.page.main, "goes on where it stopped, on any device"
    page = elsewhere.send(chosen="d2=b")
    assert "The story ends here." in page.main
    assert "Everybody reads it." in page.main
    assert saved(site)["q-scenario"] == ["d1=c", "d2=b"]


def test_a_decision_can_be_taken_again_until_the_attempt_is_handed_in(site: Flask, amina: Browser) -> None:
    begin(amina)
    go_to(amina, Kind.SCENARIO)
    amina.send(chosen="d1=c")
    page = amina.send(chosen="d2=a")
    page = amina.go(page.link("Change this decision: A child"))
    assert page.checked() == ["d1=c"]
    assert "They ask somebody else" not in page.main
    amina.send(chosen="d1=c")
    assert saved(site)["q-scenario"] == ["d1=c", "d2=a"], "the same decision again forgets nothing"
    amina.go(amina.page.link("Change this decision: A child"))
    page = amina.send(chosen="d1=a")
    assert "The story ends here." in page.main
    assert "They see your family." in page.main
    assert saved(site)["q-scenario"] == ["d1=a"]


def test_what_was_typed_is_shown_again_as_typed_and_never_runs(site: Flask, amina: Browser) -> None:
    begin(amina)
    address = go_to(amina, Kind.SHORT_ANSWER).address
    amina.send(chosen="<b>**me**</b>\x00 & you")
    page = amina.go(address)
    assert [i.get("value") for i in page.all("input") if i.get("id") == "chosen"] == ["<b>**me**</b> & you"]
    check = amina.go(address.rsplit("/", 1)[0] + "/check")
    assert "<b>**me**</b> & you" in check.main
    assert saved(site)["q-short-answer"] == ["<b>**me**</b> & you"]


def test_an_answer_of_lists_posted_after_the_session_ended_is_saved_after_signing_in(
    site: Flask, amina: Browser
) -> None:
    begin(amina)
    page = go_to(amina, Kind.ORDERING)
    question = question_in(page)
    elsewhere = another(site)
    elsewhere.go("/account")
    elsewhere.send("everywhere")
    amina.send(chosen=fields(page, question, whole_key(question)))
    assert amina.page.heading == "Sign in"
    amina.send("sign-in", identifier="100001", password=PASSWORD)
    assert amina.page.address == page.address
    assert sorted(saved(site)[question.id]) == sorted(whole_key(question))


@pytest.mark.parametrize("kind", list(Kind))
def test_a_knowledge_check_of_every_kind_gives_feedback_on_everything(amina: Browser, kind: Kind) -> None:
    question = VERSION.question(f"check-{kind.value.replace('_', '-')}")
    for response, verdict in ((whole_key(question), "Correct"), (wrong_response(question), "Not quite")):
        page = amina.go(check_page(kind))
        if kind is Kind.SCENARIO:
            for said in response:
                page = amina._read(amina.client.post(
                    page.form("check")["action"], data={
                        **page.form("check")["fields"], "chosen": said,
                        "before": [i.get("value") for i in page.all("input") if i.get("name") == "before"],
                    },
                ))  # fmt: skip
        else:
            page = amina.send("check", chosen=fields(page, question, response))
        assert page.heading.startswith(verdict), (kind, response)
        assert page.link("Try the question again") == check_page(kind)
        assert_feedback(page, question, is_right=verdict == "Correct")


def assert_feedback(page: Page, question: Question, *, is_right: bool) -> None:
    wanted = {
        Kind.MATCHING: ["ICT looks after the network.", "HR writes and advises.", "ICT goes with “Runs the filters”"],
        Kind.ORDERING: ["Nothing is lost by a pause.", "Now you know.", "The right order is:"],
        Kind.SHORT_ANSWER: ["Yes, that is it."] if is_right else ["Not quite.", "The answer: purposeful"],
        Kind.NUMBER: ["Yes, that is it."] if is_right else ["Not quite.", "The answer: 72 hours"],
        Kind.SCENARIO: ["They see your family.", "Help comes the same day.", "Everybody reads it."],
    }.get(question.kind, [option.feedback for option in question.options])
    for said in wanted:
        assert said in page.main, (question.kind, said)


@pytest.mark.parametrize(
    ("kind", "sent"), [(Kind.MATCHING, ["1", "", ""]), (Kind.ORDERING, ["1", "1", "", ""]), (Kind.NUMBER, ["many"]),
                       (Kind.SCENARIO, []), (Kind.SHORT_ANSWER, [""])],
)  # fmt: skip
def test_a_knowledge_check_that_is_not_whole_is_an_error_and_gives_nothing_away(
    amina: Browser, kind: Kind, sent: list[str]
) -> None:
    amina.go(check_page(kind))
    page = amina.send("check", chosen=sent)
    assert page.title.startswith("Error: ")
    assert "Right answer" not in page.main
    assert "Yes, that is it" not in page.main


@pytest.mark.parametrize("chosen", ["a=99", "d1=z", "zzz", "x" * 500, "<script>alert(1)</script>"])
def test_an_address_with_a_made_up_answer_shows_the_question_itself(amina: Browser, chosen: str) -> None:
    for kind in Kind:
        page = amina.go(f"{check_page(kind)}?" + "&".join(f"chosen={chosen}{n}" for n in range(2)))
        assert page.status == 200
        assert "<script>alert" not in page.text
        assert page.heading.startswith("Screen")


@pytest.mark.parametrize("kind", list(Kind))
def test_every_field_has_a_label_and_every_group_a_legend(amina: Browser, kind: Kind) -> None:
    begin(amina)
    pages = [amina.go(check_page(kind))]
    amina.go(f"{MODULE}/assessment")
    amina.send("assessment")
    pages.append(go_to(amina, kind))
    for page in pages:
        labels = [label.get("for") for label in page.all("label")]
        shown = [i for i in (*page.all("input"), *page.all("select")) if i.get("type") != "hidden"]
        assert shown
        assert sorted(str(i.get("id")) for i in shown) == sorted(map(str, labels))
        assert all(words(legend) for legend in page.all("legend"))
        assert len(page.all("h1")) == 1


def test_partial_credit_passes_who_comes_to_the_pass_mark(site: Flask, town: Town) -> None:
    partial = every_kind(
        slug="partial",
        assessment=Assessment(minutes=5, pass_mark=1, draw={"lesson-1": 2}, partial_credit=True),
        bank=tuple(replace(question_of(Kind.ORDERING), id=f"q-{n}", objective=f"O-{n}") for n in (1, 2)),
    )
    assert partial.assessment.partial_credit
    with site.app_context():
        now = begin_writing(db.session)
        set_password(db.session(), person_id=town.ids["amina"], hash=HASH, now=now)
        module_id = publish(db.session(), partial)
        assign(db.session(), module_id=module_id, person_ids=[town.ids["amina"]], due_on=date(2030, 1, 1))
        db.session.commit()
    browser = another(site)
    for place in range(1, len(Kind) + 1):
        browser.go(f"/modules/partial/lessons/lesson-1/{place}")
        browser.send("continue")
    browser.go("/modules/partial/assessment")
    browser.send("assessment")
    while "Question" in browser.page.title:
        question = partial.question(browser.page.form()["fields"]["question_id"])
        browser.send(chosen=fields(browser.page, question, ("a=1", "b=2", "c=4", "d=3")))
    browser.send("submit")
    assert "1 of 2 right" in browser.page.main
    assert browser.page.heading == "You passed"
