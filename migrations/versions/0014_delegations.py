"""That somebody stands in for a line manager, until a day."""

import sqlalchemy as sa
from alembic import op

from elearning import orm

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

EVIDENCE = {
    "sqlite": [
        "CREATE TRIGGER delegations_keep_update BEFORE UPDATE ON delegations WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.manager_id IS NOT OLD.manager_id OR NEW.delegate_id IS NOT OLD.delegate_id OR NEW.true_from IS NOT OLD.true_from OR NEW.true_to IS NOT OLD.true_to OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: delegations'); END",
        "CREATE TRIGGER delegations_keep_delete BEFORE DELETE ON delegations BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: delegations'); END",
    ],
    "postgresql": [
        "CREATE TRIGGER delegations_keep_update BEFORE UPDATE ON delegations FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.manager_id IS DISTINCT FROM OLD.manager_id OR NEW.delegate_id IS DISTINCT FROM OLD.delegate_id OR NEW.true_from IS DISTINCT FROM OLD.true_from OR NEW.true_to IS DISTINCT FROM OLD.true_to OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('delegations')",
        "CREATE TRIGGER delegations_keep_delete BEFORE DELETE ON delegations FOR EACH ROW EXECUTE FUNCTION refuse_change('delegations')",
        "CREATE TRIGGER delegations_keep_truncate BEFORE TRUNCATE ON delegations FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('delegations')",
    ],
}
"""Fixed for ever: what this migration made, whatever models/evidence.py says later."""


def upgrade() -> None:
    """Add the table, and protect what is evidence."""
    op.create_table(
        "delegations",
        sa.Column("manager_id", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.Column("true_from", sa.Date(), nullable=False),
        sa.Column("true_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (superseded_by IS NULL)", name=op.f("ck_delegations_superseding_whole")
        ),
        sa.CheckConstraint("true_to IS NULL OR true_to >= true_from", name=op.f("ck_delegations_days_in_order")),
        sa.CheckConstraint("true_to IS NOT NULL", name=op.f("ck_delegations_has_end")),
        sa.CheckConstraint("manager_id <> delegate_id", name=op.f("ck_delegations_not_own_delegate")),
        sa.ForeignKeyConstraint(["manager_id"], ["people.id"], name=op.f("fk_delegations_manager_id")),
        sa.ForeignKeyConstraint(["delegate_id"], ["people.id"], name=op.f("fk_delegations_delegate_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_delegations_recorded_by")),
        sa.ForeignKeyConstraint(["superseded_by"], ["audit_events.id"], name=op.f("fk_delegations_superseded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
    )
    op.create_index("ix_delegations_manager_id", "delegations", ["manager_id"])
    op.create_index("ix_delegations_delegate_id", "delegations", ["delegate_id"])
    op.create_index(
        "uq_delegations_live",
        "delegations",
        ["manager_id", "delegate_id", "true_from"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    for statement in EVIDENCE[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Evidence is never taken away."""
    raise RuntimeError("There is no way back from a migration: restore a backup.")
