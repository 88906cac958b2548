"""A migrated database is what the models say, its triggers included."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine, inspect, text

from elearning import create_app
from elearning.extensions import db
from elearning.models.evidence import evidence_tables, trigger_names, triggers
from elearning.orm import Base
from elearning.settings import ROOT
from tests.conftest import settings_for


def _triggers(engine: Engine) -> dict[str, str]:
    """Every trigger of the database with the text that made it."""
    if engine.dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
    with engine.connect() as connection:
        return {name: sql for name, sql in connection.execute(text(query))}


def test_migrations_make_what_the_models_say(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = [d for d in compare_metadata(context, Base.metadata) if "alembic_version" not in str(d)]
    assert differences == []


def test_every_check_constraint_is_in_the_database(app: Flask) -> None:
    found = inspect(db.engine)
    for table in Base.metadata.sorted_tables:
        wanted = {str(c.name) for c in table.constraints if type(c).__name__ == "CheckConstraint"}
        there = {str(c["name"]) for c in found.get_check_constraints(table.name)}
        assert wanted <= there, table.name


def test_every_evidence_table_is_protected_by_todays_triggers(app: Flask) -> None:
    there = _triggers(db.engine)
    if db.engine.dialect.name == "sqlite":
        wanted = {sql.split()[2]: sql for table in evidence_tables() for sql in triggers(table, "sqlite")}
        assert there == wanted
    else:
        suffixes = {
            name for table in evidence_tables() for name in (*trigger_names(table), f"{table.name}_keep_truncate")
        }
        assert set(there) == suffixes


def test_the_head_is_in_its_one_line_file(app: Flask) -> None:
    head = (ROOT / "migrations" / "head.txt").read_text(encoding="ascii").strip()
    newest = max(path.name[:4] for path in (ROOT / "migrations" / "versions").glob("[0-9]*.py"))
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == head == newest


def test_messages_and_what_they_tell_outlive_the_copying_of_their_table_on_sqlite(tmp_path: Path) -> None:
    site = create_app(settings_for(f"sqlite:///{tmp_path / 'filled.sqlite3'}"))
    with site.app_context():
        upgrade(revision="0010")
        with db.engine.begin() as connection:
            for statement in (
                "INSERT INTO people (id) VALUES (1)",
                "INSERT INTO audit_events (id, at, actor_name, action, subject, reason) "
                "VALUES (1, '2026-11-02 09:00:00', 'x', 'x', '', '')",
                "INSERT INTO messages (id, person_id, kind, day, subject, text, recorded_at, recorded_by) "
                "VALUES (1, 1, 'reminder', '2026-11-02', 'S', 'T', '2026-11-02 09:00:00', 1)",
                "INSERT INTO message_occasions (message_id, occasion, person_id) VALUES (1, 'due:1:0:2026-11-02', 1)",
            ):
                connection.exec_driver_sql(statement)
        upgrade()
        with db.engine.connect() as connection:
            both = "SELECT subject, occasion FROM messages JOIN message_occasions ON message_id = messages.id"
            assert connection.execute(text(both)).all() == [("S", "due:1:0:2026-11-02")]
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        db.engine.dispose()
