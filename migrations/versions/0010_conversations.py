"""Conversations after completions: on which day each was held."""

import sqlalchemy as sa
from alembic import op

from elearning import orm

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

EVIDENCE = {
    "sqlite": [
        "CREATE TRIGGER conversations_keep_update BEFORE UPDATE ON conversations WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.completion_id IS NOT OLD.completion_id OR NEW.held_on IS NOT OLD.held_on OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: conversations'); END",
        "CREATE TRIGGER conversations_keep_delete BEFORE DELETE ON conversations BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: conversations'); END",
    ],
    "postgresql": [
        "CREATE TRIGGER conversations_keep_update BEFORE UPDATE ON conversations FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.completion_id IS DISTINCT FROM OLD.completion_id OR NEW.held_on IS DISTINCT FROM OLD.held_on OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('conversations')",
        "CREATE TRIGGER conversations_keep_delete BEFORE DELETE ON conversations FOR EACH ROW EXECUTE FUNCTION refuse_change('conversations')",
        "CREATE TRIGGER conversations_keep_truncate BEFORE TRUNCATE ON conversations FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('conversations')",
    ],
}
"""Fixed for ever: what this migration made, whatever models/evidence.py says later."""


def upgrade() -> None:
    """Add the table, and protect what is evidence."""
    op.create_table(
        "conversations",
        sa.Column("completion_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (superseded_by IS NULL)", name=op.f("ck_conversations_superseding_whole")
        ),
        sa.ForeignKeyConstraint(["completion_id"], ["completions.id"], name=op.f("fk_conversations_completion_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_conversations_recorded_by")),
        sa.ForeignKeyConstraint(["superseded_by"], ["audit_events.id"], name=op.f("fk_conversations_superseded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    op.create_index(
        "uq_conversations_live",
        "conversations",
        ["completion_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    for statement in EVIDENCE[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Evidence is never taken away."""
    raise RuntimeError("There is no way back from a migration: restore a backup.")
