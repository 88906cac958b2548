"""Nudges: messages of one more kind, which a line manager asks for."""

import sqlalchemy as sa
from alembic import op

from elearning import orm

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KINDS = "kind IN ('reminder', 'digest', 'nudge')"

EVIDENCE = [
    "CREATE TRIGGER messages_keep_update BEFORE UPDATE ON messages WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: messages'); END",
    "CREATE TRIGGER messages_keep_delete BEFORE DELETE ON messages BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: messages'); END",
]
"""The triggers of the table as migration 0008 made them: SQLite loses them with the table that it copies."""


def upgrade() -> None:
    """Let a message be a nudge. PostgreSQL changes the constraint; SQLite has to copy the table."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_messages_kind_known"), "messages", type_="check")
        op.create_check_constraint(op.f("ck_messages_kind_known"), "messages", KINDS)
        return
    op.create_table(
        "messages_with_nudges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.CheckConstraint(KINDS, name=op.f("ck_messages_kind_known")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_messages_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_messages_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("person_id", "kind", "day", name=op.f("uq_messages_person_id_kind_day")),
    )
    columns = "id, person_id, kind, day, subject, text, recorded_at, recorded_by"
    op.execute(sa.text(f"INSERT INTO messages_with_nudges ({columns}) SELECT {columns} FROM messages"))
    op.drop_table("messages")
    op.rename_table("messages_with_nudges", "messages")
    op.create_index("ix_messages_day", "messages", ["day"])
    for statement in EVIDENCE:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Evidence is never taken away."""
    raise RuntimeError("There is no way back from a migration: restore a backup.")
