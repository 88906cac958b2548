"""Who looked at whose data, HR files that wait for a decision, and indexes that reports need."""

import sqlalchemy as sa
from alembic import op

from elearning import orm

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

EVIDENCE = {
    "sqlite": [
        "CREATE TRIGGER access_subjects_keep_update BEFORE UPDATE ON access_subjects WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: access_subjects'); END",
        "CREATE TRIGGER access_subjects_keep_delete BEFORE DELETE ON access_subjects BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: access_subjects'); END",
        "CREATE TRIGGER accesses_keep_update BEFORE UPDATE ON accesses WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: accesses'); END",
        "CREATE TRIGGER accesses_keep_delete BEFORE DELETE ON accesses BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: accesses'); END",
    ],
    "postgresql": [
        "CREATE TRIGGER access_subjects_keep_update BEFORE UPDATE ON access_subjects FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('access_subjects')",
        "CREATE TRIGGER access_subjects_keep_delete BEFORE DELETE ON access_subjects FOR EACH ROW EXECUTE FUNCTION refuse_change('access_subjects')",
        "CREATE TRIGGER access_subjects_keep_truncate BEFORE TRUNCATE ON access_subjects FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('access_subjects')",
        "CREATE TRIGGER accesses_keep_update BEFORE UPDATE ON accesses FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('accesses')",
        "CREATE TRIGGER accesses_keep_delete BEFORE DELETE ON accesses FOR EACH ROW EXECUTE FUNCTION refuse_change('accesses')",
        "CREATE TRIGGER accesses_keep_truncate BEFORE TRUNCATE ON accesses FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('accesses')",
    ],
}
"""Fixed for ever: what this migration made, whatever models/evidence.py says later."""


def upgrade() -> None:
    """Add the tables, and protect what is evidence."""
    op.create_table(
        "accesses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", orm.Instant(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("actor_id IS NOT NULL OR actor_name <> ''", name=op.f("ck_accesses_has_actor")),
        sa.CheckConstraint("kind IN ('person', 'team', 'list', 'export')", name=op.f("ck_accesses_kind_known")),
        sa.CheckConstraint("people >= 0", name=op.f("ck_accesses_people_not_negative")),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_accesses_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accesses")),
    )
    op.create_index("ix_accesses_at", "accesses", ["at"], unique=False)
    op.create_index(op.f("ix_accesses_actor_id"), "accesses", ["actor_id"], unique=False)
    op.create_table(
        "access_subjects",
        sa.Column("access_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["access_id"], ["accesses.id"], name=op.f("fk_access_subjects_access_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_access_subjects_person_id")),
        sa.PrimaryKeyConstraint("access_id", "person_id", name=op.f("pk_access_subjects")),
    )
    op.create_index("ix_access_subjects_person_id", "access_subjects", ["person_id"], unique=False)
    op.create_table(
        "staged_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staged_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("staged_by", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["staged_by"], ["people.id"], name=op.f("fk_staged_files_staged_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staged_files")),
    )
    op.create_index("ix_exemptions_person_id_module_id", "exemptions", ["person_id", "module_id"], unique=False)
    op.create_index("ix_revocations_completion_id", "revocations", ["completion_id"], unique=False)
    op.create_index("ix_unit_names_unit_id", "unit_names", ["unit_id"], unique=False)
    op.create_index("ix_unit_places_unit_id", "unit_places", ["unit_id"], unique=False)
    op.create_index("ix_leaves_person_id", "leaves", ["person_id"], unique=False)
    for statement in EVIDENCE[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Evidence is never taken away."""
    raise RuntimeError("There is no way back from a migration: restore a backup.")
