"""`python -m docs.screenshots`: the pictures of the README, taken in Chromium of the demonstration."""

import tempfile
import threading
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from elearning import create_app
from elearning.cli.demo.history import tell
from elearning.cli.demo.people_file import people_file
from elearning.cli.demo.personas import PERSONAS, set_passwords
from elearning.council import read_council
from elearning.domain.calendar import london_date
from elearning.extensions import db
from elearning.settings import DEMO_COUNCIL, Settings
from elearning.transaction import committed
from tests.browser.conftest import FLAGS
from tests.builders import SLUG
from tests.kinds import chromium

IMAGES = Path(__file__).parent / "images"
MODULE = f"/modules/{SLUG}"
DESKTOP, PHONE = {"width": 1100, "height": 760}, {"width": 320, "height": 640}


def load(site: Flask, settings: Settings) -> None:
    """A small Marlshire, with everything that the personas have done."""
    with site.app_context():
        upgrade()
        with committed(db.session) as now:
            tell(db.session(), settings=settings, hr_file=people_file(60).encode(), today=london_date(now), now=now)
        set_passwords(db.session)


def sign_in(chrome: Browser, address: str, number: str, viewport: dict[str, int]) -> Page:
    """A browser in which a persona is signed in."""
    page = chrome.new_context(base_url=address, viewport=viewport).new_page()  # type: ignore[arg-type]
    persona = next(persona for persona in PERSONAS if persona.number == number)
    page.goto("/sign-in")
    page.fill("[name=identifier]", persona.identifier)
    page.fill("[name=password]", persona.password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    return page


def take(page: Page, name: str, address: str = "") -> None:
    """One picture of the whole page, or of where it stands."""
    if address:
        page.goto(address)
    page.screenshot(path=IMAGES / f"{name}.png", full_page=True)


def take_all(chrome: Browser, address: str) -> None:
    """Every picture that the README shows."""
    amina = sign_in(chrome, address, "100001", DESKTOP)
    take(amina, "tasks")
    amina.get_by_role("button", name="Continue: lesson 2").click()
    while not amina.locator("table, .app-remember").count():
        amina.get_by_role("button", name="Continue").click()
    take(amina, "lesson")
    while not amina.get_by_role("button", name="Check my answer").count():
        amina.get_by_role("button", name="Continue").click()
    amina.locator("input[name=chosen]").first.check()
    amina.get_by_role("button", name="Check my answer").click()
    take(amina, "feedback")
    phone = sign_in(chrome, address, "100001", PHONE)
    take(phone, "tasks-phone")
    take(phone, "lesson-phone", f"{MODULE}/lessons/lesson-1/2")
    ben = sign_in(chrome, address, "100002", DESKTOP)
    ben.goto("/record")
    ben.get_by_role("link", name="Certificate of").first.click()
    take(ben, "certificate")
    take(ben, "check", "/check/" + ben.url.rsplit("/", 1)[1])
    take(ben, "team", "/team")
    ben.get_by_role("main").get_by_role("link", name="Amina").first.click()
    take(ben, "team-person")
    carys = sign_in(chrome, address, "100003", DESKTOP)
    take(carys, "hr-compliance", "/hr")
    take(carys, "hr-people", "/hr/people?part=not+compliant&sort=standing")


def main() -> None:
    """Serve the demonstration on a free port and take the pictures."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = make_server("127.0.0.1", 0, Flask("later"), threaded=True)
        address = f"http://127.0.0.1:{server.server_port}"
        settings = Settings(
            is_demo=True, secret_key="for pictures only, and for nothing else", public_url=address,
            database_url=f"sqlite:///{folder}/pictures.sqlite3", council=read_council(DEMO_COUNCIL),
        )  # fmt: skip
        site = server.app = create_app(settings)
        load(site, settings)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        chrome = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        take_all(chrome, address)
        chrome.close()
        server.shutdown()


if __name__ == "__main__":
    main()
