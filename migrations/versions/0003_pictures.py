"""The pictures of modules, kept once under the digest of their bytes."""

import sqlalchemy as sa
from alembic import op

from elearning import orm

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

EVIDENCE = {
    "sqlite": [
        "CREATE TRIGGER pictures_keep_update BEFORE UPDATE ON pictures WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: pictures'); END",
        "CREATE TRIGGER pictures_keep_delete BEFORE DELETE ON pictures BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: pictures'); END",
    ],
    "postgresql": [
        "CREATE TRIGGER pictures_keep_update BEFORE UPDATE ON pictures FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('pictures')",
        "CREATE TRIGGER pictures_keep_delete BEFORE DELETE ON pictures FOR EACH ROW EXECUTE FUNCTION refuse_change('pictures')",
        "CREATE TRIGGER pictures_keep_truncate BEFORE TRUNCATE ON pictures FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('pictures')",
    ],
}
"""Fixed for ever: what this migration made, whatever models/evidence.py says later."""


def upgrade() -> None:
    """Add the table, and protect it."""
    op.create_table(
        "pictures",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_pictures_recorded_by")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_pictures")),
    )
    for statement in EVIDENCE[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Evidence is never taken away."""
    raise RuntimeError("There is no way back from a migration: restore a backup.")
