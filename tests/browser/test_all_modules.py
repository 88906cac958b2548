"""All five modules from the task list to the certificate, by keys alone, with JavaScript and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from elearning.domain.answer_keys import whole_key
from elearning.domain.modules import Kind, ModuleVersion, Question
from elearning.extensions import db
from elearning.transaction import begin_writing
from tests.acts import Learner
from tests.browser.conftest import Served
from tests.browser.keyboard import Keyboard
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
    keys.follow("main form button", most=2 * 15 + 2)  # a link at every answer stands before the button


def finish(keys: Keyboard, version: ModuleVersion) -> None:
    """From the result of a pass to the certificate, by way of the policy where the module asks for it."""
    assert heading(keys.page) == "You passed"
    keys.follow("main a.govuk-button")
    if version.acknowledgement:
        keys.follow("main form button")
    assert heading(keys.page) == "Module completed"


def take_module(served: Served, chrome: Browser, slug: str, *, script: bool) -> Keyboard:
    """The whole of one module by keys alone."""
    version = version_for(served, slug)
    page = served.page(chrome, "amina", java_script_enabled=script, viewport=DESK if script else PHONE)
    keys = Keyboard(page)
    begin(keys, slug)
    seen = read_everything(keys, version)
    assert seen == [f"{lesson.id}/{n}" for lesson in version.lessons for n in range(1, len(lesson.screens) + 1)]
    take_assessment(keys, version)
    finish(keys, version)
    assert page.said == []  # type: ignore[attr-defined]
    print(f"\n{slug} script={script}: {sum(keys.pressed.values())} keys {dict(keys.pressed)}; longest {keys.most}")
    return keys


def test_the_core_module_is_taken_with_keys_alone_on_a_phone_without_javascript(
    served: Served, chrome: Browser
) -> None:
    keys = take_module(served, chrome, SLUG, script=False)
    keys.come_to("main a[href$='.pdf']")
    with keys.page.expect_download() as download:
        keys.key("Enter")
    assert download.value.suggested_filename.startswith("certificate-")


def test_a_role_module_is_taken_with_keys_alone(served: Served, chrome: Browser) -> None:
    take_module(served, chrome, "social-media-ambassadors", script=True)


@pytest.mark.heavy
@pytest.mark.parametrize("slug", [SLUG, *ROLES])
@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_every_module_is_taken_with_keys_alone(served: Served, chrome: Browser, slug: str, script: bool) -> None:
    take_module(served, chrome, slug, script=script)
