"""A test-out and a role-like module from beginning to end, with the keyboard alone and without JavaScript."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page

from elearning.domain.answer_keys import whole_key
from elearning.domain.modules import Assessment, Kind, ModuleVersion
from elearning.extensions import db
from elearning.transaction import begin_writing
from tests.answering import lists_to_choose
from tests.browser.conftest import Served
from tests.browser.test_journeys import press_until
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


def enter(page: Page, selector: str) -> None:
    """Come to a button or link with Tab, press Enter, and be on the next page."""
    press_until(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page: Page, value: str) -> None:
    """Choose a radio button or a checkbox by keys: Tab to the group, then arrows or Space."""
    here = f"input[name=chosen][value='{value}']"
    if page.locator(here).get_attribute("type") == "checkbox":
        press_until(page, here)
        page.keyboard.press("Space")
        return
    press_until(page, "input[name=chosen]")
    page.keyboard.press("Space")
    for _ in range(6):
        if page.locator(here).is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"The arrows never came to {value} on {page.url}")


def answer_by_keys(page: Page, version: ModuleVersion) -> None:
    """Answer every question of the open attempt rightly."""
    while page.locator("[name=question_id]").count():
        question = version.question(page.input_value("[name=question_id]"))
        response = whole_key(question)
        lists = lists_to_choose(question, response)
        for number, label in enumerate(lists):
            field = page.get_by_label(label, exact=True)
            press_until(page, f"#{field.get_attribute('id')}")
            words = field.locator(f"option[value='{lists[label]}']").inner_text()
            page.keyboard.type(words)
            assert field.input_value() == lists[label], (number, words)
        if question.kind is Kind.SHORT_ANSWER:
            press_until(page, "input#chosen")
            page.keyboard.type(response[0])
        if question.kind is Kind.SCENARIO:
            for said in response:
                choose(page, said)
                enter(page, "main form button")
        elif not lists and question.options:
            for key in response:
                choose(page, key)
        enter(page, "main form button")


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
    page = served.page(chrome, "amina", java_script_enabled=False, viewport={"width": 320, "height": 700})
    page.goto("/modules/role")
    enter(page, "main a[href='/modules/first']")
    enter(page, "main a[href$='/test-out']")
    enter(page, "main form button")
    answer_by_keys(page, first)
    enter(page, "main form button")
    assert page.locator("h1").inner_text() == "You have tested out"
    enter(page, "main a.govuk-button")
    enter(page, "main form button")
    assert page.locator("h1").inner_text() == "Module completed"
    page.goto("/modules/role")
    enter(page, "main a.govuk-button")
    while "/lessons/" in page.url:
        enter(page, "main form button")
    enter(page, "main form button")
    answer_by_keys(page, role)
    enter(page, "main form button")
    assert page.locator("h1").inner_text() == "You passed"
    enter(page, "main a.govuk-button")
    enter(page, "main form button")
    assert page.locator("h1").inner_text() == "Module completed"
