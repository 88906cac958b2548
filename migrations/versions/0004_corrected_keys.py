"""Keys found to be mistaken, and the results that became better by their correction."""

import sqlalchemy as sa
from alembic import op

from elearning import orm

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

EVIDENCE = {
    "sqlite": [
        "CREATE TRIGGER key_corrections_keep_update BEFORE UPDATE ON key_corrections WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: key_corrections'); END",
        "CREATE TRIGGER key_corrections_keep_delete BEFORE DELETE ON key_corrections BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: key_corrections'); END",
        "CREATE TRIGGER result_corrections_keep_update BEFORE UPDATE ON result_corrections WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: result_corrections'); END",
        "CREATE TRIGGER result_corrections_keep_delete BEFORE DELETE ON result_corrections BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: result_corrections'); END",
    ],
    "postgresql": [
        "CREATE TRIGGER key_corrections_keep_update BEFORE UPDATE ON key_corrections FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('key_corrections')",
        "CREATE TRIGGER key_corrections_keep_delete BEFORE DELETE ON key_corrections FOR EACH ROW EXECUTE FUNCTION refuse_change('key_corrections')",
        "CREATE TRIGGER key_corrections_keep_truncate BEFORE TRUNCATE ON key_corrections FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('key_corrections')",
        "CREATE TRIGGER result_corrections_keep_update BEFORE UPDATE ON result_corrections FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('result_corrections')",
        "CREATE TRIGGER result_corrections_keep_delete BEFORE DELETE ON result_corrections FOR EACH ROW EXECUTE FUNCTION refuse_change('result_corrections')",
        "CREATE TRIGGER result_corrections_keep_truncate BEFORE TRUNCATE ON result_corrections FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('result_corrections')",
    ],
}
"""Fixed for ever: what this migration made, whatever models/evidence.py says later."""


def _recorded(table: str) -> list:
    """The columns and constraints that both tables have."""
    return [
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f(f"fk_{table}_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def upgrade() -> None:
    """Add the tables, and protect them."""
    op.create_table(
        "key_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(length=80), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["module_versions.id"], name=op.f("fk_key_corrections_version_id")),
        *_recorded("key_corrections"),
    )
    op.create_index(
        "ix_key_corrections_version_id_question_id", "key_corrections", ["version_id", "question_id"], unique=False
    )
    op.create_table(
        "result_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("key_ids", sa.JSON(), nullable=False),
        sa.CheckConstraint("score >= 0", name=op.f("ck_result_corrections_score_not_negative")),
        sa.ForeignKeyConstraint(["result_id"], ["results.id"], name=op.f("fk_result_corrections_result_id")),
        *_recorded("result_corrections"),
    )
    op.create_index("ix_result_corrections_result_id", "result_corrections", ["result_id"], unique=False)
    for statement in EVIDENCE[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Evidence is never taken away."""
    raise RuntimeError("There is no way back from a migration: restore a backup.")
