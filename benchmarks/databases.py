"""Databases of the benchmarks' own, made empty and dropped after: SQLite in a folder, or on a PostgreSQL server."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine, make_url, text

from elearning import create_app
from elearning.settings import from_environment

SERVER = "BENCH_POSTGRESQL_URL"
"""The variable that names a server on which databases may be made, such as postgresql+psycopg://postgres@127.0.0.1/."""

KINDS = ("SQLite", "PostgreSQL")


def kinds() -> tuple[str, ...]:
    """The kinds of database there are to measure on."""
    return KINDS if os.environ.get(SERVER) else KINDS[:1]


@contextmanager
def new_database(kind: str, name: str, folder: Path) -> Iterator[str]:
    """The address of an empty database, which is gone afterwards."""
    if kind == "SQLite":
        path = folder / f"{name}.sqlite3"
        yield f"sqlite:///{path}"
        for file in folder.glob(f"{path.name}*"):
            file.unlink()
        return
    server, full_name = make_url(os.environ[SERVER]), f"elearning_bench_{name}_{os.getpid()}"
    _administer(f'CREATE DATABASE "{full_name}"')
    try:
        yield server.set(database=full_name).render_as_string(hide_password=False)
    finally:
        _administer(f'DROP DATABASE IF EXISTS "{full_name}" WITH (FORCE)')


def _administer(statement: str) -> None:
    engine = create_engine(make_url(os.environ[SERVER]).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def opened(url: str) -> Flask:
    """A site on a database."""
    environ = {
        "ELEARNING_MODE": "demo", "SECRET_KEY": "only for benchmarks, and for nothing else at all",
        "DATABASE_URL": url, "PUBLIC_URL": "http://127.0.0.1",
    }  # fmt: skip
    return create_app(from_environment(environ))


def migrated(url: str) -> Flask:
    """A site on a database, with every table made by the migrations."""
    app = opened(url)
    with app.app_context():
        upgrade()
    return app
