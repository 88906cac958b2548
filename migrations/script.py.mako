"""${message}."""

import sqlalchemy as sa
from alembic import op

from elearning import orm

${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """${message}."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Evidence is never taken away: restore a backup instead."""
    raise RuntimeError("There is no way back from a migration: restore a backup.")
