"""Which staff group a file of figures that is made in the background is of; empty is everybody. Working data."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("export_files", sa.Column("staff_group", sa.String(length=80), server_default="", nullable=False))


def downgrade() -> None:
    """There is no way back."""
    raise RuntimeError("There is no way back from a migration: restore a backup.")
