"""Ben records the day of a conversation and corrects it; Carys sees the share by service, and nobody any words of it."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning import clock
from elearning.domain.access import Actor
from elearning.models.learning import Completion
from elearning.services.conversations import record_conversation
from tests import builders
from tests.acts import Learner
from tests.builders import Town
from tests.guards.visiting import change, rows
from tests.web import council
from tests.web.browsing import Browser, words
from tests.web.test_hr_compliance import number, signed_in, table

TODAY = clock.today()


@pytest.fixture
def amina(site: Flask, town: Town) -> int:
    """Amina has completed a module today; the id of the completion."""

    def act(session: Session) -> int:
        version = builders.small_version("done", title="Bribery")
        module = builders.publish(session, version)
        builders.assign(session, module_id=module, person_ids=[town.amina, town.dev], due_on=TODAY + timedelta(30))
        Learner(session, town.amina, version, clock.now()).complete()
        return session.scalars(select(Completion.id).where(Completion.person_id == town.amina)).one()

    return change(site, act)  # type: ignore[no-any-return]


@pytest.fixture
def ben(site: Flask, town: Town) -> Browser:
    """Ben, signed in."""
    return signed_in(site, town.ben)


def day(back: int) -> str:
    """A day so many days ago, as it is typed."""
    on = TODAY - timedelta(back)
    return f"{on.day}/{on.month}/{on.year}"


def test_a_manager_records_the_day_corrects_it_and_takes_it_away(
    site: Flask, town: Town, ben: Browser, amina: int
) -> None:
    page = ben.go(f"/team/people/{town.amina}")
    assert "Not recorded" in page.main
    ben.go(page.link("Record"))
    page = ben.send(held_on=day(0))
    assert page.address.startswith(f"/team/people/{town.amina}")
    assert "Held on " in page.main
    ben.go(page.link("Correct"))
    page = ben.send(how="never", reason="")
    assert (page.status, "Say why it is corrected" in page.main) == (400, True)
    page = ben.send(how="never", reason="Meant somebody else")
    assert "Not recorded" in page.main
    (kept,) = rows(site)["conversations"]
    assert None not in kept, "what was recorded wrongly stays, superseded"


def test_a_day_before_the_completion_or_to_come_is_refused_and_what_was_typed_stays(
    site: Flask, town: Town, ben: Browser, amina: int
) -> None:
    ben.go(f"/team/people/{town.amina}/completions/{amina}/conversation")
    for typed, said in (
        (day(1), "not before it"),
        (day(-1), "today or before"),
        ("31/2/2026", "Day of the"),
        ("", "Enter the day"),
    ):
        page = ben.send(held_on=typed)
        assert (page.status, said in page.main, f'value="{typed}"' in page.text) == (400, True, True), typed
    assert rows(site)["conversations"] == []


def test_the_same_day_twice_is_one_record(site: Flask, town: Town, ben: Browser, amina: int) -> None:
    for _ in range(2):
        change(
            site,
            lambda session: record_conversation(
                session, town.amina, amina, held_on=TODAY, actor=Actor(town.ben), now=clock.now()
            ),
        )
    assert len(rows(site)["conversations"]) == 1


@pytest.mark.parametrize("who", ["dev", "amina", "carys", "efa"])
def test_nobody_but_their_managers_records_a_conversation(site: Flask, town: Town, amina: int, who: str) -> None:
    browser = signed_in(site, town.ids[who])
    assert browser.go(f"/team/people/{town.amina}/completions/{amina}/conversation").status == 404


def test_a_completion_of_somebody_else_is_not_found_under_ones_own_person(
    site: Flask, town: Town, ben: Browser, amina: int
) -> None:
    assert ben.go(f"/team/people/{town.amina}/completions/{amina + 99}/conversation").status == 404


def test_hr_sees_the_share_by_service_and_each_number_leads_to_its_people(site: Flask, town: Town) -> None:
    ids = council.settle(site, town)
    change(site, lambda session: Learner(session, ids["ray"], town.version, clock.now()).complete())
    carys = signed_in(site, town.carys)
    page = carys.go("/hr/conversations?since=1/1/2020")
    cells = table(page, "By service")
    assert list(cells) == ["Roads", "No service", "Marlshire County Council"]
    assert [number(cell) for cell in cells["Roads"][1:]] == [0, 0, 0, 1, 1], "Mo, today: still in time"
    assert words(cells["Roads"][0]) == "None due yet"
    completion = change(site, lambda session: _completion_of(session, ids["mo"]))
    change(
        site,
        lambda session: record_conversation(
            session, ids["mo"], completion, held_on=TODAY, actor=Actor(town.ben), now=clock.now()
        ),
    )
    page = carys.go("/hr/conversations?since=1/1/2020")
    assert words(table(page, "By service")["Roads"][0]) == "100.0 % 1 of 1"
    walked = 0
    for link in page.all("a"):
        if "/hr/conversations/people" in str(link.get("href")):
            counted = int(re.match(r"\d+", words(link))[0])  # type: ignore[index]
            assert f"{counted} completion" in carys.go(str(link.get("href"))).main
            walked += 1
    assert walked == 11
    late = carys.go(f"/hr/conversations?since=1/1/2020&as_at={(TODAY + timedelta(60)).isoformat()}")
    assert words(table(late, "By service")["No service"][0]) == "0.0 % 0 of 1", "Ray's month is over by then"


def _completion_of(session: Session, person_id: int) -> int:
    return session.scalars(select(Completion.id).where(Completion.person_id == person_id)).one()


def test_days_and_words_that_are_none_are_explained(site: Flask, town: Town) -> None:
    carys = signed_in(site, town.carys)
    page = carys.go("/hr/conversations?since=31/2/2026")
    assert (page.status, "There is a problem" in page.main) == (400, True)
    for address in ("?module=none", "/people?outcome=x", "/people?unit=999", "/people?page=9"):
        assert carys.go("/hr/conversations" + address).status == 404
