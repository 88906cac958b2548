"""A test-out and a role-like module from beginning to end, with the keyboard alone and without JavaScript."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from elearning.domain.modules import Assessment, Kind, ModuleVersion
from elearning.extensions import db
from elearning.transaction import begin_writing
from tests.browser.conftest import Served
from tests.browser.keyboard import Keyboard
from tests.browser.test_all_modules import answer_questions
from tests.builders import publish, small_version
from tests.questions_of_kinds import question_of

pytestmark = pytest.mark.browser

KINDS = (Kind.SINGLE, Kind.MULTIPLE, Kind.MATCHING, Kind.ORDERING, Kind.SHORT_ANSWER, Kind.SCENARIO)


def module(slug: str, **rules: object) -> ModuleVersion:
    """A module whose every attempt asks one question of each of these kinds."""
    basis = small_version(slug)
    objectives = {f"R1-{n}": "do it" for n in range(1, len(KINDS) + 1)}
    lesson = replace(basis.lessons[0], objectives=tuple(objectives), checks=(), screens=basis.lessons[0].screens[:1])
    bank = tuple(
        question_of(kind, f"r1-{n}", lesson="lesson-1", objective=f"R1-{n}") for n, kind in enumerate(KINDS, 1)
    )
    rule = Assessment(1, len(KINDS), dict.fromkeys(objectives, 1), **rules)  # type: ignore[arg-type]
    return replace(basis, objectives=objectives, lessons=(lesson,), bank=bank, assessment=rule, title=slug.capitalize())


def begin(served: Served, *versions: ModuleVersion) -> None:
    with served.site.app_context():
        now = begin_writing(db.session)
        for version in versions:
            publish(db.session(), version, at=now)
        db.session.commit()


def test_a_test_out_and_the_module_after_it_need_neither_pointer_nor_javascript(
    served: Served, chrome: Browser
) -> None:
    first = module("first", test_out=len(KINDS))
    role = replace(module("role", at_least=((Kind.SCENARIO, 1),)), requires=("first",))
    begin(served, first, role)
    keys = Keyboard(served.page(chrome, "amina", java_script_enabled=False, viewport={"width": 320, "height": 700}))
    page = keys.page
    page.goto("/modules/role")
    keys.follow("main a[href='/modules/first']")
    keys.follow("main a[href$='/test-out']")
    keys.follow("main form button")
    answer_questions(keys, first)
    keys.follow("main form button")
    assert page.locator("h1").inner_text() == "You have tested out"
    keys.follow("main a.govuk-button")
    keys.follow("main form button")
    assert page.locator("h1").inner_text() == "Module completed"
    page.goto("/modules/role")
    keys.follow("main a.govuk-button")
    while "/lessons/" in page.url:
        keys.follow("main form button")
    keys.follow("main form button")
    answer_questions(keys, role)
    keys.follow("main form button")
    assert page.locator("h1").inner_text() == "You passed"
    keys.follow("main a.govuk-button")
    keys.follow("main form button")
    assert page.locator("h1").inner_text() == "Module completed"
