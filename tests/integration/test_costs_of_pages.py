"""PostgreSQL reads the few rows that an index leads to, and whoever has set its costs keeps them."""

from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text

from elearning.orm import prepare_engine


def _cost(engine: Engine, **options: Any) -> str:
    other = create_engine(engine.url, **options)
    prepare_engine(other)
    with other.connect() as connection:
        found = connection.scalar(text("SHOW random_page_cost"))
    other.dispose()
    return str(found)


def test_pages_cost_alike_unless_somebody_has_said_what_they_cost(engine: Engine) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no such cost")
    assert _cost(engine) == "1.1"
    assert _cost(engine, connect_args={"options": "-c random_page_cost=2.5"}) == "2.5"
