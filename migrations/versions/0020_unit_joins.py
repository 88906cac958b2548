"""That one unit is another from a day on."""

import sqlalchemy as sa
from alembic import op

from elearning import orm

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

EVIDENCE = {
    "sqlite": [
        "CREATE TRIGGER unit_joins_keep_update BEFORE UPDATE ON unit_joins WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.unit_id IS NOT OLD.unit_id OR NEW.into_id IS NOT OLD.into_id OR NEW.true_from IS NOT OLD.true_from OR NEW.true_to IS NOT OLD.true_to OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: unit_joins'); END",
        "CREATE TRIGGER unit_joins_keep_delete BEFORE DELETE ON unit_joins BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: unit_joins'); END",
    ],
    "postgresql": [
        "CREATE TRIGGER unit_joins_keep_update BEFORE UPDATE ON unit_joins FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.into_id IS DISTINCT FROM OLD.into_id OR NEW.true_from IS DISTINCT FROM OLD.true_from OR NEW.true_to IS DISTINCT FROM OLD.true_to OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('unit_joins')",
        "CREATE TRIGGER unit_joins_keep_delete BEFORE DELETE ON unit_joins FOR EACH ROW EXECUTE FUNCTION refuse_change('unit_joins')",
        "CREATE TRIGGER unit_joins_keep_truncate BEFORE TRUNCATE ON unit_joins FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('unit_joins')",
    ],
}
"""Fixed for ever: what this migration made, whatever models/evidence.py says later."""

LIVE = "superseded_at IS NULL AND true_to IS NULL"


def upgrade() -> None:
    """Add the table, and protect what is evidence."""
    op.create_table(
        "unit_joins",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("true_from", sa.Date(), nullable=False),
        sa.Column("true_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(superseded_at IS NULL) = (superseded_by IS NULL)", name=op.f("ck_unit_joins_superseding_whole")),
        sa.CheckConstraint("true_to IS NULL OR true_to >= true_from", name=op.f("ck_unit_joins_days_in_order")),
        sa.CheckConstraint("unit_id <> into_id", name=op.f("ck_unit_joins_two_units")),
        sa.ForeignKeyConstraint(["into_id"], ["units.id"], name=op.f("fk_unit_joins_into_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_unit_joins_recorded_by")),
        sa.ForeignKeyConstraint(["superseded_by"], ["audit_events.id"], name=op.f("fk_unit_joins_superseded_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_joins_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_joins")),
    )
    op.create_index("ix_unit_joins_unit_id", "unit_joins", ["unit_id"])
    op.create_index(
        "uq_unit_joins_live",
        "unit_joins",
        ["unit_id"],
        unique=True,
        sqlite_where=sa.text(LIVE),
        postgresql_where=sa.text(LIVE),
    )
    for statement in EVIDENCE[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Evidence is never taken away."""
    raise RuntimeError("There is no way back from a migration: restore a backup.")
