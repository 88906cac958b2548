"""Column mappings of HR's files, the undoing of one, and what was said of a file that waits."""

import sqlalchemy as sa
from alembic import op

from elearning import orm

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

EVIDENCE = {
    "sqlite": [
        "CREATE TRIGGER column_mappings_keep_update BEFORE UPDATE ON column_mappings WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: column_mappings'); END",
        "CREATE TRIGGER column_mappings_keep_delete BEFORE DELETE ON column_mappings BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: column_mappings'); END",
        "CREATE TRIGGER import_undos_keep_update BEFORE UPDATE ON import_undos WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: import_undos'); END",
        "CREATE TRIGGER import_undos_keep_delete BEFORE DELETE ON import_undos BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: import_undos'); END",
    ],
    "postgresql": [
        "CREATE TRIGGER column_mappings_keep_update BEFORE UPDATE ON column_mappings FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('column_mappings')",
        "CREATE TRIGGER column_mappings_keep_delete BEFORE DELETE ON column_mappings FOR EACH ROW EXECUTE FUNCTION refuse_change('column_mappings')",
        "CREATE TRIGGER column_mappings_keep_truncate BEFORE TRUNCATE ON column_mappings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('column_mappings')",
        "CREATE TRIGGER import_undos_keep_update BEFORE UPDATE ON import_undos FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('import_undos')",
        "CREATE TRIGGER import_undos_keep_delete BEFORE DELETE ON import_undos FOR EACH ROW EXECUTE FUNCTION refuse_change('import_undos')",
        "CREATE TRIGGER import_undos_keep_truncate BEFORE TRUNCATE ON import_undos FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('import_undos')",
    ],
}
"""Fixed for ever: what this migration made, whatever models/evidence.py says later."""


def upgrade() -> None:
    """Add the tables, and protect them."""
    op.create_table(
        "column_mappings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("headings_sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_column_mappings_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_mappings")),
    )
    op.create_index(op.f("ix_column_mappings_headings_sha256"), "column_mappings", ["headings_sha256"], unique=False)
    op.create_table(
        "import_undos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["import_runs.id"], name=op.f("fk_import_undos_run_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_import_undos_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_undos")),
        sa.UniqueConstraint("run_id", name=op.f("uq_import_undos_run_id")),
    )
    op.drop_table("staged_files")  # working data of a day: sent again in a minute
    op.create_table(
        "staged_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staged_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("staged_by", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("mapping_id", sa.Integer(), nullable=True),
        sa.Column("new_people", sa.Text(), server_default="", nullable=False),
        sa.Column("same_people", sa.Text(), server_default="", nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["mapping_id"], ["column_mappings.id"], name=op.f("fk_staged_files_mapping_id")),
        sa.ForeignKeyConstraint(["staged_by"], ["people.id"], name=op.f("fk_staged_files_staged_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staged_files")),
    )
    for statement in EVIDENCE[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Evidence is never taken away."""
    raise RuntimeError("There is no way back from a migration: restore a backup.")
