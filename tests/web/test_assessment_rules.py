"""In the browser without JavaScript: a test-out, a time limit, help from the manager, other modules, follow-ups."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from elearning import clock
from elearning.domain.answer_keys import whole_key, wrong_response
from elearning.domain.modules import Assessment, FollowUp, ModuleVersion
from elearning.extensions import db
from elearning.models.follow_ups import FollowUp as Asked
from elearning.models.learning import Result
from tests import builders
from tests.acts import Learner
from tests.builders import Town
from tests.guards.visiting import change, visitor
from tests.web.browsing import Browser, words

RULE = Assessment(minutes=1, pass_mark=1, draw={"lesson-1": 2}, test_out=2)
SMALL = "/modules/small"


def publish(site: Flask, town: Town, **changes: Any) -> ModuleVersion:
    """A small module, open to all and asked of nobody."""
    version = builders.small_version(**{"assessment": RULE, **changes})
    change(site, lambda session: builders.publish(session, version))
    return version


def browser(site: Flask, town: Town, who: str) -> Browser:
    found = Browser(site)
    found.client = visitor(site, town.ids[who])
    return found


def answer_all(page: Browser, version: ModuleVersion, *, right: bool) -> None:
    while page.page.title.startswith("Question"):
        question = version.question(page.page.form()["fields"]["question_id"])
        page.send(chosen=list(whole_key(question) if right else wrong_response(question)))
    page.send("submit")


def learn(site: Flask, town: Town, version: ModuleVersion, *, fails: int = 0, days_ago: int = 0) -> None:
    """Amina reads all and fails so often; or completes the module, some days ago."""

    def act(session: Any) -> None:
        learner = Learner(session, town.amina, version, clock.now() - timedelta(days=days_ago))
        if days_ago:
            learner.complete()
            return
        learner.read()
        for _ in range(fails):
            learner.take(right=False, seed=None)

    change(site, act)


def test_whoever_knows_it_tests_out_and_is_told_what_nobody_else_is(site: Flask, town: Town) -> None:
    version = publish(site, town)
    amina = browser(site, town, "amina")
    amina.go(amina.go(SMALL).link("Take the test-out"))
    assert "Your line manager is not shown your score" in amina.page.main
    amina.send()
    assert amina.page.title.startswith("Question 1 of 2 – Test-out")
    assert amina.go("/").link("Go on with the test-out") == f"{SMALL}/test-out", (
        "the next visit begins where this one ended"
    )
    amina.go(f"{SMALL}/test-out")
    amina.send()
    answer_all(amina, version, right=True)
    assert amina.page.heading == "You have tested out"
    assert "Lesson 1: One" in amina.page.main
    assert "Right answer, and you chose it" in amina.page.main
    assert "acknowledge the policy" in amina.page.main
    module = amina.go(SMALL).main
    assert "Tested out" in module
    assert "Do you know this already?" not in module


def test_a_test_out_that_shows_little_gives_feedback_and_no_key(site: Flask, town: Town) -> None:
    version = publish(site, town)
    amina = browser(site, town, "amina")
    amina.go(f"{SMALL}/test-out")
    amina.send()
    answer_all(amina, version, right=False)
    assert amina.page.heading == "What you know already"
    assert "Why a." in amina.page.main
    assert "Why b." not in amina.page.main
    assert "Only you see this score" in amina.page.main
    assert "It can be taken once" in amina.go(f"{SMALL}/test-out").main


def test_after_the_time_the_page_says_so_and_what_was_saved_counts(
    site: Flask, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = publish(site, town, assessment=replace(RULE, test_out=None, time_limit=10))
    learn(site, town, version)
    amina = browser(site, town, "amina")
    assert "You have 10 minutes" in amina.go(f"{SMALL}/assessment").main
    amina.send()
    assert "Hand in by" in amina.page.main
    question = version.question(amina.page.form()["fields"]["question_id"])
    second = amina.send(chosen=list(whole_key(question))).address
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert amina.go(second).heading == "The time is over"
    assert amina.send("submit").heading == "You passed"
    with site.app_context():
        assert db.session.scalars(select(Result.score)).one() == 1


def test_after_three_fails_the_manager_reads_exactly_what_was_shown_until_the_module_is_done(
    site: Flask, town: Town
) -> None:
    version = publish(site, town)
    learn(site, town, version, fails=3)
    amina, ben = browser(site, town, "amina"), browser(site, town, "ben")
    assert "asked for help" not in ben.go("/team").main
    told = "Amina Yusuf has asked for help with “Small”, on "
    page = amina.go(amina.go(f"{SMALL}/assessment").link("Ask my line manager for help"))
    assert told in page.main
    assert "It is read by Ben Okafor" in page.main
    amina.send()
    assert "You have asked for help" in amina.page.main
    assert told in ben.go("/team").main
    person = ben.go(ben.page.link("See how to help")).main
    assert told in person
    for never in ("3 times", "Failed", "of 2 right", "score of"):
        assert never not in person
    assert told not in browser(site, town, "efa").go("/team").main, "another manager, or none"

    def finish(session: Any) -> None:
        learner = Learner(session, town.amina, version, clock.now())
        learner.take()
        learner.acknowledge()

    change(site, finish)
    assert "asked for help" not in ben.go("/team").main


def test_other_modules_are_listed_apart_and_one_that_waits_says_for_which(site: Flask, town: Town) -> None:
    publish(site, town)
    publish(site, town, slug="more", title="More", requires=("small",))
    amina = browser(site, town, "amina")
    main = amina.go("/").main
    assert main.index("What you must do") < main.index("Other modules you can take") < main.index("Your choice")
    page = amina.go("/modules/more")
    assert page.link("Small") == SMALL
    assert "Start:" not in page.main
    assert not [link for link in page.all("a") if "/modules/more/lessons" in str(link.get("href"))], (
        "it leads to a refusal"
    )
    assert "Cannot start yet" in page.main
    assert amina.go("/modules/more/lessons/lesson-1/1").status == 403
    assert "Complete “Small” first" in amina.page.main
    assert "Complete “Small” first" in amina.go("/modules/more/test-out").main


def test_a_follow_up_is_offered_answered_and_thanked_for(site: Flask, town: Town) -> None:
    version = publish(site, town, follow_up=FollowUp((3, 14), 2, ()))
    learn(site, town, version, days_ago=4)
    amina = browser(site, town, "amina")
    assert "A 90-second refresher, if you like" in amina.go("/").main
    amina.send("start")
    for _ in range(2):
        assert amina.send().title.startswith("Error: "), "nothing was chosen"
        amina.send(chosen="a")
        assert "Why a." in amina.page.main
        assert "Why b." in amina.page.main
        amina.go(amina.page.link("Continue"))
    assert amina.page.heading == "That is all for today"
    assert "90-second" not in amina.go("/").main
    assert "small" not in browser(site, town, "ben").go("/team").main.lower(), "a manager sees nothing of it"


def test_a_follow_up_can_be_put_off(site: Flask, town: Town) -> None:
    version = publish(site, town, follow_up=FollowUp((3,), 2, ()))
    learn(site, town, version, days_ago=4)
    amina = browser(site, town, "amina")
    amina.go("/")
    form = next(f for f in amina.page.all("form") if "/wish" in str(f.get("action")))
    token = next(i.get("value") for i in form.iter() if i.get("name") == "csrf_token")
    amina._read(amina.client.post(str(form.get("action")), data={"csrf_token": token, "wish": "snooze"}))
    assert "90-second" not in amina.page.main
    with site.app_context():
        assert db.session.scalars(select(Asked.id)).all() == []


def test_hr_records_and_reviews_an_adjustment_and_the_person_is_told_what_they_have(site: Flask, town: Town) -> None:
    version = publish(site, town, assessment=replace(RULE, test_out=None, time_limit=20))
    learn(site, town, version)
    carys, amina, ben = (browser(site, town, who) for who in ("carys", "amina", "ben"))
    carys.go(carys.go(f"/hr/people/{town.amina}").link("Record a reasonable adjustment"))
    given = {"what": "percent", "note": "agreed in March", "first_on": "1/1/2026", "review_on": "1/6/2026"}
    assert "Enter how much" in carys.send(**given).main
    assert "agreed in March" in carys.page.text, "what was typed is kept"
    page = carys.send(amount="50", **given)
    assert "The adjustment is recorded" in page.main
    assert "Extra time (50 per cent)" in page.main
    assert "You have 30 minutes" in amina.go(f"{SMALL}/assessment").main
    assert "Amina Yusuf" in carys.go("/hr/adjustments").main
    carys.go(carys.go(f"/hr/people/{town.amina}").link("Review it"))
    assert "Enter the next review date" in carys.send(how="keep", reason="goes on").main
    assert "review of the adjustment is recorded" in carys.send(how="keep", on="1/6/2030", reason="goes on").main
    assert "No review is due" in carys.go("/hr/adjustments").main
    corrected = next(t for t in carys.go(f"/hr/people/{town.amina}").all("table") if "later ones replaced" in words(t))
    assert "Adjustment: Extra time (50 per cent), review by 1 June 2026" in words(corrected)
    assert "goes on" in words(corrected)
    for address in ("/team", f"/team/people/{town.amina}", "/team.csv"):
        assert "agreed in March" not in ben.go(address).text
        assert "xtra time" not in ben.page.text
    assert ben.go(f"/hr/people/{town.amina}").status == 403


def test_two_tabs_answer_one_paper_and_lose_nothing(site: Flask, town: Town) -> None:
    version = publish(site, town, assessment=replace(RULE, test_out=None))
    learn(site, town, version)
    one, other = browser(site, town, "amina"), browser(site, town, "amina")
    first = one.go(f"{SMALL}/assessment") and one.send()
    assert other.go(f"{SMALL}/assessment") and other.send().address == first.address, "the same paper in both"
    question = version.question(one.page.form()["fields"]["question_id"])
    one.send(chosen=list(whole_key(question)))
    other.send(chosen=list(wrong_response(question)))
    assert one.go(first.address).checked() == list(wrong_response(question)), "the later answer counts"
    answer_all(one, version, right=True)
    assert one.page.heading == "You passed"
    assert other.send().heading == "You passed", "the other tab is led to the result"
