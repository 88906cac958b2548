"""Runs the migrations in one transaction each, on the site's own engine."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from elearning import models  # noqa: F401 - fills the metadata
from elearning.orm import WRITES, Base


def _foreign_keys(connection: Connection, state: str) -> None:
    """Within a transaction the pragma does nothing, and says nothing: it goes to the driver, before one begins."""
    driver = connection.connection.driver_connection
    assert driver is not None
    assert not driver.in_transaction
    driver.execute(f"PRAGMA foreign_keys={state}")


def run() -> None:
    """Bring the database to the head: a failed migration leaves nothing behind, on SQLite too."""
    engine = current_app.extensions["migrate"].db.engine
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if is_sqlite:  # a migration that copies a table would be refused by foreign keys; checked afterwards
            _foreign_keys(connection, "OFF")
        connection = connection.execution_options(**{WRITES: True})
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=True,
            user_module_prefix="orm.",
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if is_sqlite:
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                raise RuntimeError(f"The migration left rows that point nowhere: {broken[:5]}")
            connection.rollback()
            _foreign_keys(connection, "ON")


run()
