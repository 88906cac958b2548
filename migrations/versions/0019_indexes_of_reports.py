"""Indexes that hold all that a report of many people reads, and one by which the last completion of somebody is found."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them; the third takes the place of one without the last day."""
    op.create_index(
        "ix_completions_told",
        "completions",
        ["expires_on", "module_id", "version_id", "completed_on", "person_id", "recorded_at", "superseded_at"],
    )
    op.create_index(
        "ix_assignments_told",
        "assignments",
        ["module_id", "true_from", "true_to", "due_on", "person_id", "recorded_at", "superseded_at"],
    )
    op.create_index(
        "ix_completions_person_id_module_id_expires_on", "completions", ["person_id", "module_id", "expires_on"]
    )
    op.drop_index("ix_completions_person_id_module_id", "completions")


def downgrade() -> None:
    """There is no way back."""
    raise RuntimeError("There is no way back from a migration: restore a backup.")
