"""Efa publishes on a page, Carys approves, Amina does her refresher; and Carys asks for fresh acknowledgements."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from elearning import clock, create_app
from elearning.extensions import db
from elearning.models.modules import ModuleVersion
from elearning.models.publications import RefresherDone
from elearning.settings import ROOT
from tests.acts import Learner
from tests.builders import SLUG, Town
from tests.conftest import settings_for
from tests.guards.visiting import change, visitor
from tests.web.browsing import Browser
from tests.web.test_learner_journey import answer_all

PUBLISH = f"/author/publications/{SLUG}"
BY = clock.today() + timedelta(days=40)
TYPED = f"{BY.day}/{BY.month}/{BY.year}"
SAID = {"kind": "material", "reason": "New rules for lesson 2", "lessons": ["lesson-2"], "asks": "refresher",
        "refresher_by": TYPED}  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """The shipped files, in which one paragraph of lesson 2 is new."""
    shutil.copytree(ROOT / "content" / "modules", tmp_path / "content" / "modules")
    shutil.copytree(ROOT / "quizzes", tmp_path / "quizzes")
    lesson = tmp_path / "content" / "modules" / SLUG / "02-three-hats.md"
    lesson.write_text(lesson.read_text(encoding="utf-8") + "\nSomething new to know.\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def writable(database_url: str, files: Path) -> Flask:
    """A site on those files."""
    site = create_app(
        settings_for(database_url, content_dir=files / "content" / "modules", quizzes_dir=files / "quizzes")
    )
    site.testing = True
    return site


def as_person(site: Flask, town: Town, who: str) -> Browser:
    browser = Browser(site)
    browser.client = visitor(site, town.ids[who])
    return browser


def hold(site: Flask, town: Town, *names: str) -> None:
    """Let people hold a completion of version 1."""
    assert town.version is not None
    version = town.version
    for who in names:
        change(site, lambda session, who=who: Learner(session, town.ids[who], version, clock.now()).complete())


def versions(site: Flask) -> int:
    with site.app_context():
        return db.session.query(ModuleVersion).count()


def propose(efa: Browser) -> str:
    efa.go(PUBLISH)
    efa.send(step="check", **SAID)
    efa.page.form()["fields"].pop("step", None)
    return efa.send(step="do", **{"lessons": ["lesson-2"]}).address.split("?")[0]


def test_an_author_sees_difference_and_effect_before_anything_is_saved(writable: Flask, town: Town) -> None:
    hold(writable, town, "amina", "ben", "carys", "dev", "efa")
    efa = as_person(writable, town, "efa")
    page = efa.go("/author/publications")
    assert "Version 1" in page.main
    assert "Differ" in page.main
    page = efa.go(page.link("See what differs"))
    assert "Something new to know." in page.main
    assert page.checked() == ["lesson-2"]
    page = efa.send(step="check", **SAID)
    assert page.heading == "Check what publishing would do"
    assert "5 people, by" in page.main
    assert "100.0% (5 of 5)" in page.main
    assert "0.0% (0 of 5)" in page.main
    assert "See who they are" not in page.main
    assert versions(writable) == 1


def test_small_numbers_are_not_shown_to_authors(writable: Flask, town: Town) -> None:
    hold(writable, town, "amina")
    efa = as_person(writable, town, "efa")
    efa.go(PUBLISH)
    assert "Fewer than 5 people, by" in efa.send(step="check", **SAID).main


def test_a_second_person_approves_what_they_see_and_the_learner_does_the_refresher(writable: Flask, town: Town) -> None:
    hold(writable, town, "amina")
    efa = as_person(writable, town, "efa")
    address = propose(efa)
    assert "Nothing is published yet" in efa.page.main
    assert "You proposed this" in efa.page.main
    assert "yourself" in efa.send(decision="approve").main
    carys = as_person(writable, town, "carys")
    page = carys.go(address)
    assert "Something new to know." in page.main
    assert "1 person, by" in page.main
    assert "Amina Yusuf" in carys.go(page.link("See who they are")).main
    carys.go(address)
    assert carys.send(decision="decline").title.startswith("Error: ")
    assert "Approved by Carys Morgan" in carys.send(decision="approve").main
    assert versions(writable) == 2
    do_the_refresher(as_person(writable, town, "amina"), town)
    with writable.app_context():
        assert db.session.query(RefresherDone).count() == 1


def do_the_refresher(amina: Browser, town: Town) -> None:
    page = amina.go("/")
    assert "what changed since you passed" in page.main
    page = amina.go(page.link("Start: what changed since you passed"))
    assert page.heading == "What changed since you passed"
    assert "New rules for lesson 2" in page.main
    amina.send("refresher")
    while "/lessons/lesson-2/" in amina.page.address:
        amina.send("continue")
    assert amina.page.heading == "Short assessment"
    amina.send("assessment")
    answer_all(amina, town, right=True)
    amina.send("submit")
    assert amina.page.heading == "You passed"
    assert amina.go(amina.page.link("Your certificate")).heading == "Refresher done"
    assert "from version 1 to version 2" in amina.go("/record").main
    assert "Completed" in amina.go("/").main


def test_a_proposal_that_is_stale_is_shown_again_and_refused(writable: Flask, town: Town, files: Path) -> None:
    address = propose(as_person(writable, town, "efa"))
    lesson = files / "content" / "modules" / SLUG / "02-three-hats.md"
    lesson.write_text(lesson.read_text(encoding="utf-8") + "\nEven newer.\n", encoding="utf-8")
    carys = as_person(writable, town, "carys")
    assert "have changed since this was proposed" in carys.go(address).main
    assert "Propose it again" in carys.send(decision="approve").main
    assert versions(writable) == 1
    assert "Declined by Carys Morgan" in carys.send(decision="decline", reason="Newer files").main


def test_files_that_change_between_looking_and_confirming_are_not_published(
    writable: Flask, town: Town, files: Path
) -> None:
    efa = as_person(writable, town, "efa")
    efa.go(PUBLISH)
    efa.send(step="check", kind="typo", reason="A comma", lessons=[])
    lesson = files / "content" / "modules" / SLUG / "02-three-hats.md"
    lesson.write_text(lesson.read_text(encoding="utf-8") + "\nEven newer.\n", encoding="utf-8")
    page = efa.send(step="do")
    assert "The files have changed since you looked" in page.main
    assert "Even newer." in page.main
    assert versions(writable) == 1


def test_a_typo_is_published_at_once_and_can_be_withdrawn(writable: Flask, town: Town) -> None:
    efa = as_person(writable, town, "efa")
    efa.go(PUBLISH)
    efa.send(step="check", kind="typo", reason="A comma", lessons=[])
    assert "Nobody. Everybody stays" in efa.page.main
    assert "Whoever begins the module now" in efa.send(step="do").main
    assert versions(writable) == 2
    assert "nothing to publish" in efa.go(PUBLISH).main
    efa.go(f"{PUBLISH}/versions/2/withdraw")
    assert "Whoever begins afterwards meets version 1" in efa.page.main
    assert efa.send(reason="").title.startswith("Error: ")
    page = efa.send(reason="Said the wrong day")
    assert "Version 2, withdrawn" in page.main
    assert "by Efa Rhys" in page.main
    assert "Said the wrong day" in page.main
    assert "withdrawn already" in efa.go(f"{PUBLISH}/versions/2/withdraw").main
    assert efa.go(f"{PUBLISH}/versions/9/withdraw").status == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": ""}, "Choose the kind of change"),
        ({"reason": " "}, "Say why"),
        ({"asks": ""}, "Choose whether old completions count"),
        ({"refresher_by": ""}, "Enter the day"),
        ({"refresher_by": "1/1/2020"}, "today or later"),
        ({"refresher_by": "soon"}, "Refresher by"),
        ({"lessons": []}, "Name the lessons"),
        ({"kind": "typo", "lessons": ["lesson-2"], "asks": "", "refresher_by": ""}, ""),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    writable: Flask, town: Town, changes: dict[str, object], said: str
) -> None:
    efa = as_person(writable, town, "efa")
    efa.go(PUBLISH)
    page = efa.send(step="check", **{**SAID, **changes})
    if not said:
        assert page.heading == "Check what publishing would do"
        return
    assert (page.status, page.title.startswith("Error: ")) == (400, True)
    assert said in page.main
    if "reason" not in changes:
        assert "New rules for lesson 2" in page.text


def test_hr_asks_for_fresh_acknowledgements_and_sees_who_gave_them(site: Flask, town: Town) -> None:
    hold(site, town, "amina", "dev")
    carys = as_person(site, town, "carys")
    carys.go(carys.go("/hr/acknowledgements").link("Ask for version"))
    assert carys.send(step="check", module=SLUG, due_by="", reason="").title.startswith("Error: ")
    assert "today or later" in carys.send(step="check", module=SLUG, due_by="1/1/2020", reason="New").main
    page = carys.send(step="check", module=SLUG, due_by=TYPED, reason="The rules for messages are new")
    assert "2 people in post who hold" in page.main
    page = carys.send(step="do")
    assert "2 asked on" in page.main
    assert "0 done, 2 not done" in page.main
    address = page.address
    amina = as_person(site, town, "amina")
    page = amina.go(amina.go("/").link("Acknowledge"))
    assert "The rules for messages are new" in page.main
    amina.send()
    assert amina.page.heading == "Policy acknowledged"
    assert "Acknowledge" not in amina.go("/").main
    page = carys.go(address)
    assert "1 done, 1 not done" in page.main
    csv = carys.client.get(page.link("Download everybody")).get_data(as_text=True).splitlines()
    assert csv[1].startswith("100004,Dev Patel,not done,,yes")
    assert csv[2].startswith("100001,Amina Yusuf,done,")
    carys.go("/hr/acknowledgements/new")
    carys.send(step="check", module=SLUG, due_by=TYPED, reason="Again")
    assert "already" in carys.send(step="do").main
