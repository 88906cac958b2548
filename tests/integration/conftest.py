"""What tests of many histories share: tables and their triggers alone, with no site on them."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from elearning.models.evidence import evidence_tables, triggers
from elearning.orm import WRITES, Base, prepare_engine
from tests import databases


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """An empty database with every table and trigger; the tests of a module roll back what they write in it."""
    url = databases.new_url(tmp_path_factory.mktemp("tables"))
    engine = create_engine(url)
    prepare_engine(engine)
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        Base.metadata.create_all(connection)
        for table in evidence_tables():
            for statement in triggers(table, engine.dialect.name):
                connection.execute(text(statement))
    yield engine
    engine.dispose()
    databases.drop(url)
