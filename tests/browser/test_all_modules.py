"""All five modules from the task list to the certificate, by keys alone, with JavaScript and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from elearning.domain.answer_keys import whole_key, wrong_response
from elearning.domain.modules import Kind, ModuleVersion, Question
from elearning.extensions import db
from elearning.transaction import begin_writing
from tests.acts import Learner
from tests.browser.conftest import Served
from tests.browser.keyboard import STOPS_AT_MOST, Keyboard
from tests.browser.test_every_page import MODULE, learn
from tests.builders import SLUG, publish, shipped_version

pytestmark = pytest.mark.browser

ROLES = (
    "line-managers-and-social-media", "running-a-council-account", "social-media-ambassadors",
    "working-with-children-and-adults-at-risk",
)  # fmt: skip
PHONE, DESK = {"width": 320, "height": 700}, {"width": 1280, "height": 800}
Answer = Callable[[Question], tuple[str, ...]]


def version_for(served: Served, slug: str, who: str = "amina") -> ModuleVersion:
    """The module, open to this person: the core is assigned, and is completed before a role module."""
    core = served.town.version
    assert core is not None
    if slug == SLUG:
        return core
    version = shipped_version(slug)
    with served.site.app_context():
        now = begin_writing(db.session)
        publish(db.session(), version, at=now)
        learner = Learner(db.session(), served.town.ids[who], core, now)
        learner.read()
        learner.take()
        learner.acknowledge()
        db.session.commit()
    return version


def heading(page: Page) -> str:
    return page.locator("h1").inner_text().replace("\u00a0", " ")


def begin(keys: Keyboard, slug: str) -> None:
    """From the task list to the first screen: by its button, or by the module's own page."""
    keys.page.goto("/")
    if slug == SLUG:
        keys.follow("main a.govuk-button")
        return
    keys.follow(f"main a[href='/modules/{slug}']")
    keys.follow("main a.govuk-button")


def read_everything(keys: Keyboard, version: ModuleVersion) -> list[str]:
    """Every screen and every knowledge check, in order; the addresses of the screens that were read."""
    page, seen = keys.page, []
    screens = {f"{each.id}/{n}": screen for each in version.lessons for n, screen in enumerate(each.screens, 1)}
    while "/lessons/" in page.url:
        seen.append(page.url.partition("/lessons/")[2].partition("?")[0].partition("#")[0])
        screen = screens[seen[-1]]
        assert screen.title in heading(page)
        if screen.check:
            check(keys, version.question(screen.check))
        keys.follow("main form[action$='/continue'] button")
    return seen


def check(keys: Keyboard, question: Question) -> None:
    """One knowledge check, answered rightly, with its feedback."""
    keys.answer(question, whole_key(question))
    if question.kind is not Kind.SCENARIO:
        keys.follow("main form button")
    assert heading(keys.page).startswith("Correct: ")
    assert keys.page.locator("main .app-feedback__why").count()


def answer_questions(keys: Keyboard, version: ModuleVersion, give: Answer = whole_key, upto: int = 100) -> None:
    """The questions of the open attempt from the one that is shown, up to a number of them."""
    page = keys.page
    while upto and page.locator("[name=question_id]").count():
        question = version.question(page.input_value("[name=question_id]"))
        keys.answer(question, give(question))
        keys.follow("main form button")
        upto -= 1


def take_assessment(keys: Keyboard, version: ModuleVersion, give: Answer = whole_key) -> None:
    """Start the assessment, answer it, check the answers and submit them."""
    keys.follow("main form button")
    answer_questions(keys, version, give)
    assert heading(keys.page) == "Check your answers"
    assert keys.page.locator("main .govuk-summary-list__row").count() == version.assessment.questions
    submit(keys)


def submit(keys: Keyboard) -> None:
    keys.follow("main form button", most=20)  # a link at every answer stands before the button


def finish(keys: Keyboard, version: ModuleVersion) -> None:
    """From the result of a pass to the certificate, by way of the policy where the module asks for it."""
    assert heading(keys.page) == "You passed"
    keys.follow("main a.govuk-button")
    if version.acknowledgement:
        keys.follow("main form button")
    assert heading(keys.page) == "Module completed"


def read_module(keys: Keyboard, version: ModuleVersion) -> None:
    """From the task list through every screen of every lesson."""
    begin(keys, version.slug)
    seen = read_everything(keys, version)
    assert seen == [f"{lesson.id}/{n}" for lesson in version.lessons for n in range(1, len(lesson.screens) + 1)]
    assert heading(keys.page) == "Final assessment"


def take_module(served: Served, chrome: Browser, slug: str, *, script: bool) -> Keyboard:
    """The whole of one module by keys alone."""
    version = version_for(served, slug)
    page = served.page(chrome, "amina", java_script_enabled=script, viewport=DESK if script else PHONE)
    keys = Keyboard(page)
    read_module(keys, version)
    take_assessment(keys, version)
    finish(keys, version)
    assert page.said == []  # type: ignore[attr-defined]
    print(f"\n{slug}, script={script}: {keys.pressed.total()} keys, {dict(keys.pressed)}; longest way {keys.most}")
    return keys


def test_the_core_module_is_taken_with_keys_alone_on_a_phone_without_javascript(
    served: Served, chrome: Browser
) -> None:
    keys = take_module(served, chrome, SLUG, script=False)
    keys.come_to("main a[href$='.pdf']")
    with keys.page.expect_download() as download:
        keys.key("Enter")
    assert download.value.suggested_filename.startswith("certificate-")


def test_who_fails_a_role_module_reads_what_is_asked_again_and_passes_with_keys_alone(
    served: Served, chrome: Browser
) -> None:
    version = version_for(served, "social-media-ambassadors")
    keys = Keyboard(served.page(chrome, "amina", viewport=DESK))
    page = keys.page
    read_module(keys, version)
    take_assessment(keys, version, wrong_response)
    assert heading(page) == "Not passed yet"
    again = page.locator("main h3 a").all_inner_texts()
    assert [each.partition(": ")[2] for each in again] == [lesson.title for lesson in version.lessons]
    keys.follow("main h3 a[href*='lesson-3']")
    third = next(lesson for lesson in version.lessons if lesson.id == "lesson-3")
    assert [seen.partition("/")[0] for seen in read_everything(keys, version)] == ["lesson-3"] * len(third.screens)
    assert heading(page) == "Final assessment"
    take_assessment(keys, version)
    finish(keys, version)
    assert page.said == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_who_sends_nothing_is_told_at_once_and_led_to_the_field(served: Served, chrome: Browser, script: bool) -> None:
    version = served.town.version
    assert version is not None
    attempt = learn(served, "amina", "open")
    keys = Keyboard(served.page(chrome, "amina", java_script_enabled=script, viewport=PHONE))
    page, kinds = keys.page, set()
    page.goto(f"{MODULE}/assessment/{attempt}/1")
    while page.locator("[name=question_id]").count():
        question = version.question(page.input_value("[name=question_id]"))
        if question.kind not in kinds:
            kinds.add(question.kind)
            keys.follow("main form button")
            assert page.title().startswith("Error: ")
            assert keys.focus_is_on("#error-summary")
            keys.come_to("main #error-summary a")
            keys.key("Enter")
            assert keys.focus_is_on("main [name=chosen]")
            if question.kind is Kind.SCENARIO:
                keys.choose(whole_key(question)[0])
                keys.follow("main form button")
                assert keys.focus_is_on("#what-follows")
        keys.follow("main form button[value=skip]")
    assert {Kind.SINGLE, Kind.SCENARIO} < kinds
    keys.follow("main form button", most=2 * version.assessment.questions)
    assert keys.focus_is_on("#confirm")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<style>a:focus { outline: 0 }</style><a href=#x>On</a>", "cannot be told"),
        ("<a href=#x style='position: absolute; left: -900px'>On</a>", "out of view"),
        ("<a href=#x>On</a><p style='position: fixed; inset: 0; background: #fff'>Cookies</p>", "covered"),
        ("<a tabindex=-1 href=#x>On</a>", "never came"),
        ("<a href=#>Other</a>" * STOPS_AT_MOST + "<a href=#x>On</a>", "never came"),
    ],
)
def test_a_page_that_keys_cannot_use_is_told(chrome: Browser, body: str, told: str) -> None:
    page = chrome.new_page()
    page.set_content(f"<main>{body}</main>")
    with pytest.raises(AssertionError, match=told):
        Keyboard(page).come_to("main a[href='#x']")
    page.close()


@pytest.mark.heavy
@pytest.mark.parametrize("slug", [SLUG, *ROLES])
@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_every_module_is_taken_with_keys_alone(served: Served, chrome: Browser, slug: str, script: bool) -> None:
    take_module(served, chrome, slug, script=script)
