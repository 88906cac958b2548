"""Databases for tests: migrated once, then copied for each test, on SQLite or the PostgreSQL of TEST_DATABASE_URL."""

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from tests import rows_kept

_numbers = itertools.count()


def server_url() -> str | None:
    """The PostgreSQL to test on, if one was asked for."""
    return os.environ.get("TEST_DATABASE_URL")


def _administer(statement: str) -> None:
    url = make_url(server_url() or "").set(database="postgres")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def new_url(folder: Path) -> str:
    """The address of a database that does not exist yet, or is empty."""
    name = f"elearning_{os.getpid()}_{next(_numbers)}"
    if server_url() is None:
        return f"sqlite:///{folder / name}.sqlite3"
    _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _administer(f'CREATE DATABASE "{name}"')
    return _address(name)


def _address(name: str) -> str:
    """A database of the server. A test does not outlive the server, so that its commits need not wait for the disk."""
    url = make_url(server_url() or "").set(database=name)
    return url.update_query_dict({"options": "-csynchronous_commit=off"}).render_as_string(hide_password=False)


@contextmanager
def copy_of(template: str, folder: Path) -> Iterator[str]:
    """A copy of a database that nobody is connected to; dropped afterwards."""
    name = f"elearning_{os.getpid()}_{next(_numbers)}"
    if server_url() is None:
        target = folder / f"{name}.sqlite3"
        shutil.copy(template.removeprefix("sqlite:///"), target)
        yield f"sqlite:///{target}"
        return
    _administer(f'CREATE DATABASE "{name}" TEMPLATE "{make_url(template).database}"')
    try:
        yield _address(name)
    finally:
        _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def drop(url: str) -> None:
    """Remove a database that was made for a test."""
    if server_url() is not None:
        _administer(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')


def overwrite(url: str, template: str) -> None:
    """Make a database the same as another again.

    A connection that somebody forgot to close keeps the file that it had: on SQLite the copy is another file under the
    same name, and SQLite leaves alone what has been moved from under it.
    """
    if server_url() is not None:
        if not rows_kept.put_back(url, template):
            drop(url)
            _administer(f'CREATE DATABASE "{make_url(url).database}" TEMPLATE "{make_url(template).database}"')
            rows_kept.keep(url, template)
        return
    target = Path(url.removeprefix("sqlite:///"))
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    fresh = target.with_name(target.name + "-fresh")
    shutil.copy(template.removeprefix("sqlite:///"), fresh)
    fresh.replace(target)
