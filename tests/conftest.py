"""What tests share: a fresh copy of a migrated database with the personas in it, the site on it, and a browser's client."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache

from elearning import clock, create_app
from elearning.council import read_council
from elearning.extensions import db
from elearning.orm import WRITES
from elearning.settings import DEMO_COUNCIL, Settings
from tests import builders, databases, kinds
from tests.builders import Town

pytest.register_assert_rewrite(
    "tests.guards.route_checks", "tests.integration.race_checks", "tests.integration.facts_checks"
)


def pytest_configure(config: pytest.Config) -> None:
    """Do not even begin without what is required."""
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


@pytest.fixture
def database_url(template: tuple[str, Town], tmp_path: Path) -> Iterator[str]:
    """A copy of the template for one test."""
    with databases.copy_of(template[0], tmp_path) as url:
        yield url


@pytest.fixture
def app(database_url: str) -> Iterator[Flask]:
    """The site on a database of its own."""
    app = create_app(settings_for(database_url))
    app.testing = True
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates, compiled once for all tests."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("compiled")))


@pytest.fixture
def site(database_url: str, compiled: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The site with no context pushed, so that each request is as alone as on a server."""
    site = create_app(settings_for(database_url))
    site.testing = True
    site.jinja_env.bytecode_cache = compiled
    yield site
    with site.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Any:
    """A session in a transaction that may write, on the site's database."""
    session = db.session()
    session.connection(execution_options={WRITES: True})
    yield session
    session.rollback()


@pytest.fixture
def town(template: tuple[str, Town]) -> Town:
    """Who is who in the town."""
    return template[1]
