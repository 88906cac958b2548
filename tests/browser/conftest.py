"""A site on a port of its own, and real Chromium in front of it."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from elearning import create_app
from elearning.extensions import db
from elearning.services.sign_in import open_session
from elearning.transaction import begin_writing
from tests.builders import Town
from tests.conftest import settings_for
from tests.kinds import chromium

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


class Served:
    """A site that answers on a port, and the cookies of people who are signed in to it."""

    def __init__(self, site: Flask, address: str, town: Town) -> None:
        self.site, self.address, self.town = site, address, town

    def cookie(self, who: str) -> Any:
        """The session cookie of somebody signed in, as the browser keeps it."""
        with self.site.app_context():
            now = begin_writing(db.session)
            token = open_session(db.session(), person_id=self.town.ids[who], now=now)
            db.session.commit()
        with self.site.test_request_context():
            signer = self.site.session_interface.get_signing_serializer(self.site)  # type: ignore[attr-defined]
            value = signer.dumps({"_user_id": token, "_fresh": True})
        return {"name": "session", "value": value, "url": self.address}

    def page(self, chrome: Browser, who: str | None = None, **options: Any) -> Page:
        """A page of a browser of its own, signed in as somebody or nobody. What the console says is in `said`."""
        context = chrome.new_context(base_url=self.address, **options)
        if who:
            context.add_cookies([self.cookie(who)])
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.said = said  # type: ignore[attr-defined]
        page.set_default_timeout(60_000)  # a machine that is busy is slow, not wrong
        return page


@pytest.fixture
def served(database_url: str, town: Town) -> Iterator[Served]:
    """The site with the town in it, on a free port."""
    server = make_server("127.0.0.1", 0, Flask("later"), threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    site = create_app(settings_for(database_url, public_url=address))
    server.app = site
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Served(site, address, town)
    server.shutdown()
    thread.join()
    with site.app_context():
        db.engine.dispose()
