"""What tests share: a fresh copy of a migrated database with the personas in it, the site on it, and a browser's client."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from hypothesis import settings as examples
from jinja2 import FileSystemBytecodeCache

from elearning import clock, create_app
from elearning.council import read_council
from elearning.extensions import db
from elearning.orm import WRITES
from elearning.settings import DEMO_COUNCIL, Settings
from tests import builders, databases, held_day, kinds
from tests.builders import Town

pytest.register_assert_rewrite(
    "tests.guards.route_checks", "tests.integration.race_checks", "tests.integration.facts_checks"
)


clock.now = held_day.holding(clock.now)  # before any test is collected; a test that moves the clock moves it on top

examples.register_profile("house", deadline=None)
examples.load_profile("house")  # no test fails because the machine is busy


def pytest_configure(config: pytest.Config) -> None:
    """Do not even begin without what is required; compile each template once for all runs."""
    if config.pluginmanager.has_plugin("cacheprovider"):
        Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(str(config.cache.mkdir("templates")))}
    try:
        faults = kinds.faults()
    except ValueError as fault:
        raise pytest.UsageError(str(fault)) from fault
    if faults:
        raise pytest.UsageError(*faults)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what this machine has nothing to run with; the end of the run says so."""
    missing = {name for name, kind in kinds.KINDS.items() if not kind.is_there()}
    for item in items:
        kind = kinds.kind_of(item.keywords, item.nodeid)
        if kind in missing:
            item.add_marker(pytest.mark.skip(reason=kinds.KINDS[kind].how))


def _skipped(config: pytest.Config) -> list[str | None]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if reporter else []
    return [kinds.kind_of(report.keywords, report.nodeid) for report in reports]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A required test that was skipped is a failure of the run."""
    is_worker = hasattr(session.config, "workerinput")
    if not is_worker and kinds.skipped_though_required(_skipped(session.config)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say plainly which kinds of tests were not run, and how to get them."""
    skipped = _skipped(config)
    for name in kinds.skipped_though_required(skipped):
        terminalreporter.write_line(f"Failed: a test of {name} was skipped, and {kinds.REQUIRE} asks for it.", red=True)
    for line in kinds.not_run(skipped):
        terminalreporter.write_line(line, yellow=True)


def settings_for(url: str, **changes: Any) -> Settings:
    """Settings of a test's site."""
    values = {
        "is_demo": False, "secret_key": "a secret that only the tests know, 0123456789", "database_url": url,
        "public_url": "http://localhost", "council": read_council(DEMO_COUNCIL),
    }  # fmt: skip
    return Settings(**{**values, **changes})


def found(url: str, *, due_on: date) -> Town:
    """Migrate a database and found the town in it."""
    app = create_app(settings_for(url))
    with app.app_context():
        upgrade()
        db.session().connection(execution_options={WRITES: True})
        town = builders.found_town(db.session(), due_on=due_on)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return town


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Town]]:
    """A database with the town in it, made once."""
    url = databases.new_url(tmp_path_factory.mktemp("template"))
    yield url, found(url, due_on=clock.today() + timedelta(days=30))
    databases.drop(url)


@pytest.fixture(scope="session")
def standing_url(template: tuple[str, Town], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the one database that tests are given one after another, each time as good as new."""
    with databases.copy_of(template[0], tmp_path_factory.mktemp("standing")) as url:
        yield url


@pytest.fixture
def database_url(template: tuple[str, Town], standing_url: str) -> str:
    """The town's database as it was founded. Always at one address, so that sites can stand from test to test."""
    databases.overwrite(standing_url, template[0])
    return standing_url


@contextmanager
def lent(site: Flask) -> Iterator[Flask]:
    """A site that stood before and stands afterwards: its connections closed, its configuration as it was."""
    config = dict(site.config)
    yield site
    site.config.clear()
    site.config.update(config)
    with site.app_context():
        db.session.remove()
        db.engine.dispose()


def _founded(url: str) -> Flask:
    site = create_app(settings_for(url))
    site.testing = True
    return site


@pytest.fixture(scope="session")
def standing_app(standing_url: str) -> Flask:
    """The site of tests that talk to its inside; made once, because making one takes longer than most tests."""
    return _founded(standing_url)


@pytest.fixture(scope="session")
def standing_site(standing_url: str) -> Flask:
    """The site of tests that visit it. Not the one above: a context pushed there would be shared by every request."""
    return _founded(standing_url)


@pytest.fixture
def app(database_url: str, standing_app: Flask) -> Iterator[Flask]:
    """The site on the town's database, its context pushed."""
    with lent(standing_app) as app, app.app_context():
        yield app


@pytest.fixture
def site(database_url: str, standing_site: Flask) -> Iterator[Flask]:
    """The site with no context pushed, so that each request is as alone as on a server."""
    with lent(standing_site) as site:
        yield site


@pytest.fixture
def session(app: Flask) -> Any:
    """A session in a transaction that may write, on the site's database."""
    session = db.session()
    session.connection(execution_options={WRITES: True})
    yield session
    session.rollback()


@pytest.fixture
def town(template: tuple[str, Town]) -> Town:
    """Who is who in the town; a copy, because tests add people to theirs."""
    return replace(template[1], ids=dict(template[1].ids))
