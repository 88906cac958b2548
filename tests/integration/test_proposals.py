"""A second person's approval, and fresh acknowledgements of the policy: services, queries and commands."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearning import clock, create_app
from elearning.domain.access import Actor, Scope
from elearning.domain.module_plain import digest
from elearning.domain.modules import ChangeClass
from elearning.domain.publications import Change
from elearning.domain.refusals import NotAllowed, NotFound, Stale
from elearning.domain.reports import Asked
from elearning.models import modules
from elearning.queries import policy_requests, publications
from elearning.services.learning import PolicyWords
from elearning.services.modules import publish_version
from elearning.services.policy_requests import acknowledge_again, ask_again
from elearning.services.proposals import approve, decline, propose
from elearning.settings import ROOT
from tests.acts import Learner
from tests.builders import SLUG, SYSTEM, Town, shipped_version, small_version
from tests.conftest import settings_for
from tests.guards.visiting import change as changing
from tests.integration.test_cli import run

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
SHIPPED = shipped_version()
NEW = replace(SHIPPED, summary="Another summary.")
MATERIAL = Change(ChangeClass.MATERIAL, "New rules", ("lesson-2",), date(2026, 6, 30))


def proposed(session: Session, town: Town) -> int:
    return propose(session, NEW, MATERIAL, actor=Actor(town.efa), now=NOW)


def versions(session: Session) -> int:
    return session.query(modules.ModuleVersion).count()


def test_nothing_is_published_until_a_second_person_approves(session: Session, town: Town) -> None:
    proposal_id = proposed(session, town)
    assert versions(session) == 1
    assert proposed(session, town) == proposal_id
    with pytest.raises(NotAllowed, match="yourself"):
        approve(session, proposal_id, files_digest=digest(NEW), actor=Actor(town.efa), now=LATER)
    for who in (Actor(town.amina), SYSTEM):
        with pytest.raises(NotAllowed):
            approve(session, proposal_id, files_digest=digest(NEW), actor=who, now=LATER)
    assert approve(session, proposal_id, files_digest=digest(NEW), actor=Actor(town.carys), now=LATER) == 2
    (told,) = publications.versions_of(session, SLUG).publications[1:]
    assert (told.change, told.reason, told.lessons, told.refresher_by) == (
        "material", "New rules", ("lesson-2",), date(2026, 6, 30),
    )  # fmt: skip
    (waiting,) = publications.proposals(session, Asked(date(2026, 3, 2), LATER))
    assert (waiting.decision, waiting.decided_by, waiting.proposed_by) == ("approved", "Carys Morgan", "Efa Rhys")
    with pytest.raises(Stale, match="approved already"):
        decline(session, proposal_id, reason="No", actor=Actor(town.carys), now=LATER)


def test_a_proposal_that_is_no_longer_what_it_was_is_refused(session: Session, town: Town) -> None:
    proposal_id = proposed(session, town)
    with pytest.raises(Stale, match="files have changed"):
        approve(session, proposal_id, files_digest=digest(SHIPPED), actor=Actor(town.carys), now=LATER)
    publish_version(
        session, replace(SHIPPED, title="Newer"), change=ChangeClass.TYPO, reason="A comma", actor=SYSTEM, now=LATER
    )
    with pytest.raises(Stale, match="Another version"):
        approve(session, proposal_id, files_digest=digest(NEW), actor=Actor(town.carys), now=LATER)
    assert versions(session) == 2


def test_it_is_declined_with_a_reason_or_taken_back(session: Session, town: Town) -> None:
    first = proposed(session, town)
    with pytest.raises(NotAllowed, match="Say why"):
        decline(session, first, reason=" ", actor=Actor(town.carys), now=LATER)
    decline(session, first, reason="Not yet", actor=Actor(town.carys), now=LATER)
    second = proposed(session, town)
    assert second != first
    decline(session, second, reason="My mistake", actor=Actor(town.efa), now=LATER)
    assert versions(session) == 1
    with pytest.raises(NotFound):
        decline(session, 999, reason="No", actor=Actor(town.carys), now=LATER)
    with pytest.raises(NotAllowed, match="Nothing has changed"):
        propose(session, SHIPPED, MATERIAL, actor=Actor(town.efa), now=LATER)


# Fresh acknowledgements

POLICY = PolicyWords("Social Media Policy", "4.0", date(2026, 3, 1), ())
SHOWN = replace(POLICY, statements=("I know where the policy is.",))


def ask(session: Session, town: Town, people: list[int]) -> int:
    return ask_again(
        session, module_id=town.module_id, policy=POLICY, due_by=date(2026, 4, 1), reason="New rules",
        person_ids=people, actor=Actor(town.carys), now=NOW,
    )  # fmt: skip


def test_only_those_in_post_who_hold_the_module_are_asked(session: Session, town: Town) -> None:
    Learner(session, town.amina, SHIPPED, NOW - timedelta(days=9)).complete()
    Learner(session, town.dev, SHIPPED, NOW - timedelta(days=9)).read()
    asked = Asked(NOW.date(), NOW)
    assert policy_requests.holders(session, module_id=town.module_id, asked=asked) == (town.amina,)
    assert policy_requests.holders(session, module_id=town.module_id, asked=Asked(date(2027, 6, 1), NOW)) == ()


def test_requests_are_counted_apart_and_touch_no_completion(session: Session, town: Town) -> None:
    learner = Learner(session, town.amina, SHIPPED, NOW - timedelta(days=9))
    learner.complete()
    request_id = ask(session, town, [town.amina, town.ben, town.dev])
    before = learner.completions()
    (own,) = policy_requests.own_requests(session, Scope(frozenset({town.amina})))
    assert (own.request_id, own.due_by, own.reason) == (request_id, date(2026, 4, 1), "New rules")
    for _ in range(2):
        acknowledge_again(session, person_id=town.amina, request_id=request_id, policy=SHOWN, now=LATER)
    Learner(session, town.ben, SHIPPED, LATER).complete()  # acknowledges on the way
    asked = Asked(NOW.date(), LATER)
    found = policy_requests.request_of(session, request_id, asked)
    assert (found.asked, found.done, found.not_done, found.left) == (3, 2, 1, 0)
    people = policy_requests.people_asked(session, request_id, asked)
    assert [(one.name, one.done_at) for one in people] == [
        ("Dev Patel", None), ("Amina Yusuf", LATER), ("Ben Okafor", LATER),
    ]  # fmt: skip
    assert policy_requests.own_requests(session, Scope(frozenset({town.amina}))) == ()
    assert learner.completions() == before
    with pytest.raises(NotFound):
        acknowledge_again(session, person_id=town.efa, request_id=request_id, policy=SHOWN, now=LATER)
    with pytest.raises(NotFound):
        policy_requests.own_request(session, Scope(frozenset({town.efa})), request_id)
    with pytest.raises(NotFound):
        policy_requests.request_of(session, 999, asked)


def test_a_request_is_refused_where_it_makes_no_sense(session: Session, town: Town) -> None:
    ask(session, town, [town.amina])
    with pytest.raises(NotAllowed) as refused:
        ask_again(
            session, module_id=town.module_id, policy=POLICY, due_by=date(2026, 3, 1), reason=" ", person_ids=(),
            actor=SYSTEM, now=NOW,
        )  # fmt: skip
    assert len(refused.value.reasons) == 4


# Commands


@pytest.fixture
def writable(site: Flask, database_url: str, tmp_path: Path) -> tuple[Flask, Path]:
    """A site whose files may be changed, with another summary in them."""
    content, quizzes = tmp_path / "content" / "modules", tmp_path / "quizzes"
    shutil.copytree(ROOT / "content" / "modules", content)
    shutil.copytree(ROOT / "quizzes", quizzes)
    module = content / SLUG / "module.yaml"
    lesson = content / SLUG / "02-three-hats.md"
    lesson.write_text(lesson.read_text(encoding="utf-8") + "\nSomething new.\n", encoding="utf-8")
    assert module.exists()
    app = create_app(settings_for(database_url, content_dir=content, quizzes_dir=quizzes))
    app.testing = True
    return app, content


def test_a_material_change_by_command_waits_for_a_second_person(writable: tuple[Flask, Path], town: Town) -> None:
    site, _ = writable
    said = ("--change", "material", "--reason", "New rules")
    unclear = run(site, "content", "publish", SLUG, *said, "--actor", "100005")
    assert (unclear.code, "--equivalent" in unclear.err) == (1, True)
    in_june = ("--refresher-by", (clock.today() + timedelta(days=60)).isoformat())
    dry = run(site, "content", "publish", SLUG, *said, *in_june, "--dry-run")
    assert "Lessons touched: lesson-2." in dry.out
    assert "Asked for a refresher: 0 by" in dry.out
    waits = run(site, "content", "publish", SLUG, *said, *in_june, "--lessons", "lesson-2", "--actor", "100005")
    assert (waits.code, "waits for a second person" in waits.out) == (0, True)
    number = waits.out.split("proposal ")[1].split()[0]
    own = run(site, "content", "approve", number, "--actor", "100005")
    assert (own.code, "yourself" in own.err) == (1, True)
    assert "version 2 is published" in run(site, "content", "approve", number, "--actor", "100003").out
    gone = run(site, "content", "withdraw", SLUG, "--version", "2", "--reason", "Wrong", "--actor", "100005")
    assert "Version 1 is begun instead" in gone.out


def test_a_typo_by_command_waits_for_nobody(writable: tuple[Flask, Path], town: Town) -> None:
    site, _ = writable
    typo = ("content", "publish", SLUG, "--change", "typo", "--reason", "A comma", "--actor", "100005")
    refused = run(site, *typo, "--equivalent")
    assert (refused.code, "Only a material" in refused.err) == (1, True)
    assert "version 2 is published" in run(site, *typo).out


def test_a_proposal_is_declined_by_command(writable: tuple[Flask, Path], town: Town) -> None:
    site, _ = writable
    run(site, "content", "publish", SLUG, "--change", "law", "--reason", "The Act", "--equivalent", "--actor", "100005")
    assert "declined" in run(site, "content", "decline", "1", "--reason", "Not yet", "--actor", "100003").out
    assert run(site, "content", "approve", "1", "--actor", "100003").code == 1


def test_the_policy_is_asked_about_by_command(site: Flask, town: Town) -> None:
    by = (clock.today() + timedelta(days=30)).isoformat()
    words = ("policy", "ask", SLUG, "--by", by, "--reason", "New rules", "--actor", "100003")
    assert run(site, "policy", "status").out == "Nobody was asked.\n"
    assert run(site, *words).code == 1
    changing(site, lambda session: Learner(session, town.amina, SHIPPED, clock.now()).complete())
    assert "1 people hold" in run(site, *words, "--dry-run").out
    assert "1 people are asked" in run(site, *words).out
    assert "1 asked, 0 done, 1 not done" in run(site, "policy", "status").out


def test_small_modules_state_what_is_acknowledged(session: Session, town: Town) -> None:
    small = small_version()
    publish_version(session, small, change=None, reason="", actor=SYSTEM, now=NOW)
    module_id = publications.versions_of(session, small.slug).module_id
    assert module_id is not None
    assert policy_requests.statements_of(session, module_id) == ("Small", ("I know it.",))
