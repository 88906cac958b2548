"""Rules for some people only, terms that follow one another, and what posts bring with them."""

import sqlalchemy as sa
from alembic import op

from elearning import orm

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

EVIDENCE = {
    "sqlite": [
        "CREATE TRIGGER audiences_keep_update BEFORE UPDATE ON audiences WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.module_id IS NOT OLD.module_id OR NEW.name IS NOT OLD.name OR NEW.fixed_due_on IS NOT OLD.fixed_due_on OR NEW.days_after_start IS NOT OLD.days_after_start OR NEW.notice_days IS NOT OLD.notice_days OR NEW.who IS NOT OLD.who OR NEW.continues_id IS NOT OLD.continues_id OR NEW.true_from IS NOT OLD.true_from OR NEW.true_to IS NOT OLD.true_to OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: audiences'); END",
        "CREATE TRIGGER audiences_keep_delete BEFORE DELETE ON audiences BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: audiences'); END",
        "CREATE TRIGGER post_taggings_keep_update BEFORE UPDATE ON post_taggings WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.post_id IS NOT OLD.post_id OR NEW.tag IS NOT OLD.tag OR NEW.true_from IS NOT OLD.true_from OR NEW.true_to IS NOT OLD.true_to OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: post_taggings'); END",
        "CREATE TRIGGER post_taggings_keep_delete BEFORE DELETE ON post_taggings BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: post_taggings'); END",
    ],
    "postgresql": [
        "CREATE TRIGGER audiences_keep_update BEFORE UPDATE ON audiences FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.module_id IS DISTINCT FROM OLD.module_id OR NEW.name IS DISTINCT FROM OLD.name OR NEW.fixed_due_on IS DISTINCT FROM OLD.fixed_due_on OR NEW.days_after_start IS DISTINCT FROM OLD.days_after_start OR NEW.notice_days IS DISTINCT FROM OLD.notice_days OR NEW.who IS DISTINCT FROM OLD.who OR NEW.continues_id IS DISTINCT FROM OLD.continues_id OR NEW.true_from IS DISTINCT FROM OLD.true_from OR NEW.true_to IS DISTINCT FROM OLD.true_to OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('audiences')",
        "CREATE TRIGGER audiences_keep_delete BEFORE DELETE ON audiences FOR EACH ROW EXECUTE FUNCTION refuse_change('audiences')",
        "CREATE TRIGGER audiences_keep_truncate BEFORE TRUNCATE ON audiences FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('audiences')",
        "CREATE TRIGGER post_taggings_keep_update BEFORE UPDATE ON post_taggings FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.post_id IS DISTINCT FROM OLD.post_id OR NEW.tag IS DISTINCT FROM OLD.tag OR NEW.true_from IS DISTINCT FROM OLD.true_from OR NEW.true_to IS DISTINCT FROM OLD.true_to OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('post_taggings')",
        "CREATE TRIGGER post_taggings_keep_delete BEFORE DELETE ON post_taggings FOR EACH ROW EXECUTE FUNCTION refuse_change('post_taggings')",
        "CREATE TRIGGER post_taggings_keep_truncate BEFORE TRUNCATE ON post_taggings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('post_taggings')",
    ],
}
"""Fixed for ever: what this migration made, whatever models/evidence.py says later."""


def upgrade() -> None:
    """Add the columns and the table, and protect them; the triggers of audiences name every column, so they are new."""
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        op.execute("DROP TRIGGER audiences_keep_update")
        op.execute("DROP TRIGGER audiences_keep_delete")
    else:
        for trigger in ("update", "delete", "truncate"):
            op.execute(f"DROP TRIGGER audiences_keep_{trigger} ON audiences")
    op.add_column("audiences", sa.Column("who", sa.Text(), nullable=True))
    op.execute(
        "ALTER TABLE audiences ADD COLUMN continues_id INTEGER "
        "CONSTRAINT fk_audiences_continues_id REFERENCES audiences (id)"
    )
    op.create_table(
        "post_taggings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=40), nullable=False),
        sa.Column("true_from", sa.Date(), nullable=False),
        sa.Column("true_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (superseded_by IS NULL)", name=op.f("ck_post_taggings_superseding_whole")
        ),
        sa.CheckConstraint("true_to IS NULL OR true_to >= true_from", name=op.f("ck_post_taggings_days_in_order")),
        sa.CheckConstraint(
            "tag IN ('runs-an-account', 'works-with-people-at-risk')", name=op.f("ck_post_taggings_tag_known")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_taggings_post_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_post_taggings_recorded_by")),
        sa.ForeignKeyConstraint(["superseded_by"], ["audit_events.id"], name=op.f("fk_post_taggings_superseded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_taggings")),
    )
    op.create_index("ix_post_taggings_post_id", "post_taggings", ["post_id"], unique=False)
    op.create_index(
        "uq_post_taggings_live", "post_taggings", ["post_id", "tag", "true_from"], unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"), postgresql_where=sa.text("superseded_at IS NULL"),
    )
    for statement in EVIDENCE[dialect]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Evidence is never taken away."""
    raise RuntimeError("There is no way back from a migration: restore a backup.")
