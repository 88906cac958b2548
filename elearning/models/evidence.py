"""The triggers that keep evidence as it was: text made from one list of tables, for both databases."""

from sqlalchemy import Table

from elearning.orm import Base

SUPERSEDING = ("superseded_at", "superseded_by")

WORKING_TABLES = frozenset(
    {
        "passwords",
        "sign_in_codes",
        "sign_in_sessions",
        "sign_in_attempts",
        "certificate_guesses",
        "staged_files",
        "jobs",
        "workers",
        "export_files",
        "export_parts",
        "saved_views",
    }
)
"""Tables whose rows may change and go. Every other table is evidence."""

REFUSAL = "evidence is never changed or deleted"


def evidence_tables() -> list[Table]:
    """Every table whose rows are kept for ever, in the order of their names."""
    tables = [t for t in Base.metadata.tables.values() if t.name not in WORKING_TABLES]
    return sorted(tables, key=lambda table: table.name)


def trigger_names(table: Table) -> tuple[str, ...]:
    """The names of a table's triggers on the database of either kind."""
    return (f"{table.name}_keep_update", f"{table.name}_keep_delete")


def _may_supersede(table: Table) -> bool:
    return "superseded_at" in table.columns


def _only_superseded(table: Table, *, differs: str) -> str:
    """The condition under which an UPDATE is refused."""
    if not _may_supersede(table):
        return "1 = 1"
    others = [c.name for c in table.columns if c.name not in SUPERSEDING]
    changed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in others)
    return f"OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR {changed}"


def sqlite_triggers(table: Table) -> list[str]:
    """CREATE TRIGGER statements for SQLite."""
    update, delete = trigger_names(table)
    raise_it = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}: {table.name}'); END"
    return [
        f"CREATE TRIGGER {update} BEFORE UPDATE ON {table.name} "
        f"WHEN {_only_superseded(table, differs='IS NOT')} {raise_it}",
        f"CREATE TRIGGER {delete} BEFORE DELETE ON {table.name} {raise_it}",
    ]


def postgresql_triggers(table: Table) -> list[str]:
    """The refusing function (made once, harmless to make again) and the triggers for PostgreSQL, TRUNCATE included."""
    update, delete = trigger_names(table)
    condition = _only_superseded(table, differs="IS DISTINCT FROM").replace("1 = 1", "true")
    refuse = f"EXECUTE FUNCTION refuse_change('{table.name}')"
    return [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}: %', TG_ARGV[0]; END $$",
        f"CREATE TRIGGER {update} BEFORE UPDATE ON {table.name} FOR EACH ROW WHEN ({condition}) {refuse}",
        f"CREATE TRIGGER {delete} BEFORE DELETE ON {table.name} FOR EACH ROW {refuse}",
        f"CREATE TRIGGER {table.name}_keep_truncate BEFORE TRUNCATE ON {table.name} FOR EACH STATEMENT {refuse}",
    ]


def triggers(table: Table, dialect: str) -> list[str]:
    """The statements that protect one evidence table on the named dialect."""
    return sqlite_triggers(table) if dialect == "sqlite" else postgresql_triggers(table)
