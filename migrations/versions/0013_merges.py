"""That two people's records are one person's."""

import sqlalchemy as sa
from alembic import op

from elearning import orm

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

EVIDENCE = {
    "sqlite": [
        "CREATE TRIGGER merges_keep_update BEFORE UPDATE ON merges WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.kept_id IS NOT OLD.kept_id OR NEW.merged_id IS NOT OLD.merged_id OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: merges'); END",
        "CREATE TRIGGER merges_keep_delete BEFORE DELETE ON merges BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: merges'); END",
    ],
    "postgresql": [
        "CREATE TRIGGER merges_keep_update BEFORE UPDATE ON merges FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.kept_id IS DISTINCT FROM OLD.kept_id OR NEW.merged_id IS DISTINCT FROM OLD.merged_id OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('merges')",
        "CREATE TRIGGER merges_keep_delete BEFORE DELETE ON merges FOR EACH ROW EXECUTE FUNCTION refuse_change('merges')",
        "CREATE TRIGGER merges_keep_truncate BEFORE TRUNCATE ON merges FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('merges')",
    ],
}
"""Fixed for ever: what this migration made, whatever models/evidence.py says later."""


def upgrade() -> None:
    """Add the table, and protect what is evidence."""
    op.create_table(
        "merges",
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(superseded_at IS NULL) = (superseded_by IS NULL)", name=op.f("ck_merges_superseding_whole")),
        sa.CheckConstraint("kept_id <> merged_id", name=op.f("ck_merges_two_records")),
        sa.ForeignKeyConstraint(["kept_id"], ["people.id"], name=op.f("fk_merges_kept_id")),
        sa.ForeignKeyConstraint(["merged_id"], ["people.id"], name=op.f("fk_merges_merged_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_merges_recorded_by")),
        sa.ForeignKeyConstraint(["superseded_by"], ["audit_events.id"], name=op.f("fk_merges_superseded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    op.create_index("ix_merges_kept_id", "merges", ["kept_id"])
    op.create_index(
        "uq_merges_live",
        "merges",
        ["merged_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    for statement in EVIDENCE[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Evidence is never taken away."""
    raise RuntimeError("There is no way back from a migration: restore a backup.")
