"""Reference pages and pictures as learners meet them: found, of the version that is theirs, kept by their browsers."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from elearning import clock
from elearning.domain.beside_lessons import Link, Section
from elearning.domain.modules import ChangeClass, ModuleVersion, Screen
from elearning.extensions import db
from elearning.models.modules import Picture
from elearning.services.modules import publish_version
from elearning.transaction import begin_writing
from tests import builders
from tests.acts import Learner
from tests.builders import DRAWING, DRAWN, SYSTEM, Town
from tests.guards.visiting import change, visitor
from tests.web.browsing import Browser

MODULE = "/modules/small"
SCREENS = (
    Screen("first", "First", "![A square](pictures/square.svg \"Four sides\")\n\nSee [the words](reference-words.md#a)."),
    Screen("second", "Second", "Back to [the square](01-one.md#first).", check="check-1"),
)  # fmt: skip


def version(**changes: object) -> ModuleVersion:
    plain = builders.small_version()
    (lesson,) = plain.lessons
    links = (
        Link("01-one.md#first", lesson="lesson-1", screen="first"),
        Link("reference-words.md#a", reference="words", anchor="a"),
    )
    return replace(plain, lessons=(replace(lesson, screens=SCREENS),), links=links, **{**builders.BESIDE, **changes})


@pytest.fixture
def amina(site: Flask, town: Town) -> Browser:
    with site.app_context():
        begin_writing(db.session)
        module_id = builders.publish(db.session(), version())
        builders.assign(db.session(), module_id=module_id, person_ids=[town.amina], due_on=date(2030, 1, 1))
        db.session.commit()
    browser = Browser(site)
    browser.client = visitor(site, town.amina)
    return browser


def test_a_reference_page_is_found_from_the_module_and_from_the_end_of_a_lesson(amina: Browser) -> None:
    address = amina.go(MODULE).link("Words")
    assert amina.go(f"{MODULE}/lessons/lesson-1/2").link("Words") == address
    assert "Look things up" not in amina.go(f"{MODULE}/lessons/lesson-1/1").main
    page = amina.go(address)
    assert (page.status, page.heading) == (200, "Words")
    assert "What the words mean." in page.main
    assert [heading.get("id") for heading in page.all("h2") if heading.get("class") == "govuk-heading-m"] == ["a"]
    assert page.all("img")[0].get("alt") == "A square"
    assert amina.go(f"{MODULE}/reference/nothing").status == 404
    assert amina.go("/modules/none/reference/words").status == 404


def test_a_picture_is_shown_with_its_words_and_size_and_served_by_its_digest(amina: Browser) -> None:
    (image,) = amina.go(f"{MODULE}/lessons/lesson-1/1").all("img")
    assert {name: image.get(name) for name in ("alt", "width", "height")} == {
        "alt": "A square", "width": "40", "height": "30",
    }  # fmt: skip
    assert "Four sides" in amina.page.main
    answer = amina.client.get(str(image.get("src")))
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "image/svg+xml", DRAWING)
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    again = amina.client.get(str(image.get("src")), headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for other in ("0" * 64, DRAWN.digest[:-1], "%2e%2e", "square.svg"):
        assert amina.client.get(f"/pictures/{other}").status_code == 404


def test_nobody_sees_a_picture_or_a_page_without_signing_in(amina: Browser, site: Flask) -> None:
    for address in (f"/pictures/{DRAWN.digest}", f"{MODULE}/reference/words"):
        assert site.test_client().get(address).headers["Location"].startswith("/sign-in")


def test_links_between_files_lead_to_the_screens_and_sections_that_they_name(amina: Browser) -> None:
    assert amina.go(f"{MODULE}/lessons/lesson-1/1").link("the words") == f"{MODULE}/reference/words#a"
    assert amina.go(f"{MODULE}/lessons/lesson-1/2").link("the square") == f"{MODULE}/lessons/lesson-1/1"


def test_who_has_begun_a_version_looks_things_up_in_that_version(amina: Browser, site: Flask, town: Town) -> None:
    change(site, lambda session: Learner(session, town.amina, version(), clock.now()).read())
    page = replace(builders.LOOKED_UP, title="Newer words", sections=(Section("a", "A", "Nothing."),))
    newer = version(references=(page,))
    change(site, lambda session: publish_again(session, newer))
    assert amina.go(f"{MODULE}/reference/words").heading == "Words"
    dev = Browser(site)
    dev.client = visitor(site, town.dev)
    assert dev.go(f"{MODULE}/reference/words").heading == "Newer words"


def publish_again(session: object, newer: ModuleVersion, pictures: dict[str, bytes] | None = None) -> int:
    return publish_version(
        session, newer, change=ChangeClass.TYPO, reason="Better", actor=SYSTEM, now=clock.now(), pictures=pictures  # type: ignore[arg-type]
    ).number  # fmt: skip


def test_a_picture_is_kept_once_for_all_versions_and_never_without_its_bytes(amina: Browser, site: Flask) -> None:
    change(site, lambda session: publish_again(session, version(title="Other")))
    with site.app_context():
        assert db.session.scalar(select(func.count()).select_from(Picture).where(Picture.digest == DRAWN.digest)) == 1
    other = replace(DRAWN, name="other.svg", digest=hashlib.sha256(b"other").hexdigest())
    for pictures in ({}, {other.digest: b"not it"}):
        with pytest.raises(ValueError, match=r"other\.svg were not handed over"):
            change(site, lambda session, p=pictures: publish_again(session, version(pictures=(DRAWN, other)), p))
