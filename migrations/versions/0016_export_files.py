"""Files of figures that are made in the background, and their pieces. Working data: no triggers."""

import sqlalchemy as sa
from alembic import op

from elearning import orm

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "export_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("known_on", orm.Instant(timezone=True), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("module_id", sa.Integer(), nullable=True),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("who", sa.String(length=600), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("begun_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("times_begun", sa.Integer(), nullable=False),
        sa.Column("finished_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("kept_until", orm.Instant(timezone=True), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_export_files_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_files")),
    )
    op.create_index("ix_export_files_asked_by", "export_files", ["asked_by"])
    op.create_table(
        "export_parts",
        sa.Column("export_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["export_id"], ["export_files.id"], name=op.f("fk_export_parts_export_id")),
        sa.PrimaryKeyConstraint("export_id", "number", name=op.f("pk_export_parts")),
    )


def downgrade() -> None:
    """There is no way back."""
    raise RuntimeError("There is no way back from a migration: restore a backup.")
