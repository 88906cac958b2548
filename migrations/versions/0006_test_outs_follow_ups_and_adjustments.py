"""Test-outs, time limits, notes that ask for help, follow-ups, and reasonable adjustments."""

import sqlalchemy as sa
from alembic import op

from elearning import orm

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

EVIDENCE = {
    "sqlite": [
        "CREATE TRIGGER adjustments_keep_update BEFORE UPDATE ON adjustments WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS NOT OLD.person_id OR NEW.kind IS NOT OLD.kind OR NEW.amount IS NOT OLD.amount OR NEW.unit IS NOT OLD.unit OR NEW.note IS NOT OLD.note OR NEW.review_on IS NOT OLD.review_on OR NEW.true_from IS NOT OLD.true_from OR NEW.true_to IS NOT OLD.true_to OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: adjustments'); END",
        "CREATE TRIGGER adjustments_keep_delete BEFORE DELETE ON adjustments BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: adjustments'); END",
        "CREATE TRIGGER follow_up_answers_keep_update BEFORE UPDATE ON follow_up_answers WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: follow_up_answers'); END",
        "CREATE TRIGGER follow_up_answers_keep_delete BEFORE DELETE ON follow_up_answers BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: follow_up_answers'); END",
        "CREATE TRIGGER follow_up_wishes_keep_update BEFORE UPDATE ON follow_up_wishes WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: follow_up_wishes'); END",
        "CREATE TRIGGER follow_up_wishes_keep_delete BEFORE DELETE ON follow_up_wishes BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: follow_up_wishes'); END",
        "CREATE TRIGGER follow_ups_keep_update BEFORE UPDATE ON follow_ups WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: follow_ups'); END",
        "CREATE TRIGGER follow_ups_keep_delete BEFORE DELETE ON follow_ups BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: follow_ups'); END",
        "CREATE TRIGGER help_requests_keep_update BEFORE UPDATE ON help_requests WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: help_requests'); END",
        "CREATE TRIGGER help_requests_keep_delete BEFORE DELETE ON help_requests BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: help_requests'); END",
        "CREATE TRIGGER tested_out_lessons_keep_update BEFORE UPDATE ON tested_out_lessons WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: tested_out_lessons'); END",
        "CREATE TRIGGER tested_out_lessons_keep_delete BEFORE DELETE ON tested_out_lessons BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: tested_out_lessons'); END",
    ],
    "postgresql": [
        "CREATE TRIGGER adjustments_keep_update BEFORE UPDATE ON adjustments FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS DISTINCT FROM OLD.person_id OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.amount IS DISTINCT FROM OLD.amount OR NEW.unit IS DISTINCT FROM OLD.unit OR NEW.note IS DISTINCT FROM OLD.note OR NEW.review_on IS DISTINCT FROM OLD.review_on OR NEW.true_from IS DISTINCT FROM OLD.true_from OR NEW.true_to IS DISTINCT FROM OLD.true_to OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('adjustments')",
        "CREATE TRIGGER adjustments_keep_delete BEFORE DELETE ON adjustments FOR EACH ROW EXECUTE FUNCTION refuse_change('adjustments')",
        "CREATE TRIGGER adjustments_keep_truncate BEFORE TRUNCATE ON adjustments FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('adjustments')",
        "CREATE TRIGGER follow_up_answers_keep_update BEFORE UPDATE ON follow_up_answers FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('follow_up_answers')",
        "CREATE TRIGGER follow_up_answers_keep_delete BEFORE DELETE ON follow_up_answers FOR EACH ROW EXECUTE FUNCTION refuse_change('follow_up_answers')",
        "CREATE TRIGGER follow_up_answers_keep_truncate BEFORE TRUNCATE ON follow_up_answers FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('follow_up_answers')",
        "CREATE TRIGGER follow_up_wishes_keep_update BEFORE UPDATE ON follow_up_wishes FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('follow_up_wishes')",
        "CREATE TRIGGER follow_up_wishes_keep_delete BEFORE DELETE ON follow_up_wishes FOR EACH ROW EXECUTE FUNCTION refuse_change('follow_up_wishes')",
        "CREATE TRIGGER follow_up_wishes_keep_truncate BEFORE TRUNCATE ON follow_up_wishes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('follow_up_wishes')",
        "CREATE TRIGGER follow_ups_keep_update BEFORE UPDATE ON follow_ups FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('follow_ups')",
        "CREATE TRIGGER follow_ups_keep_delete BEFORE DELETE ON follow_ups FOR EACH ROW EXECUTE FUNCTION refuse_change('follow_ups')",
        "CREATE TRIGGER follow_ups_keep_truncate BEFORE TRUNCATE ON follow_ups FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('follow_ups')",
        "CREATE TRIGGER help_requests_keep_update BEFORE UPDATE ON help_requests FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('help_requests')",
        "CREATE TRIGGER help_requests_keep_delete BEFORE DELETE ON help_requests FOR EACH ROW EXECUTE FUNCTION refuse_change('help_requests')",
        "CREATE TRIGGER help_requests_keep_truncate BEFORE TRUNCATE ON help_requests FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('help_requests')",
        "CREATE TRIGGER tested_out_lessons_keep_update BEFORE UPDATE ON tested_out_lessons FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('tested_out_lessons')",
        "CREATE TRIGGER tested_out_lessons_keep_delete BEFORE DELETE ON tested_out_lessons FOR EACH ROW EXECUTE FUNCTION refuse_change('tested_out_lessons')",
        "CREATE TRIGGER tested_out_lessons_keep_truncate BEFORE TRUNCATE ON tested_out_lessons FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('tested_out_lessons')",
    ],
}
"""Fixed for ever: what this migration made, whatever models/evidence.py says later."""


def upgrade() -> None:
    """Add the tables, say what each attempt is for, and protect what is evidence."""
    op.create_table(
        "adjustments",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("true_from", sa.Date(), nullable=False),
        sa.Column("true_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (superseded_by IS NULL)", name=op.f("ck_adjustments_superseding_whole")
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_adjustments_amount_not_negative")),
        sa.CheckConstraint("true_to IS NULL OR true_to >= true_from", name=op.f("ck_adjustments_days_in_order")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_adjustments_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_adjustments_recorded_by")),
        sa.ForeignKeyConstraint(["superseded_by"], ["audit_events.id"], name=op.f("fk_adjustments_superseded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustments")),
    )
    op.create_index("ix_adjustments_person_id", "adjustments", ["person_id"], unique=False)
    op.create_index(
        "uq_adjustments_live",
        "adjustments",
        ["person_id", "kind", "true_from"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )

    op.create_table(
        "help_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"], name=op.f("fk_help_requests_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_requests")),
        sa.UniqueConstraint("enrolment_id", name=op.f("uq_help_requests_enrolment_id")),
    )
    op.create_table(
        "follow_up_wishes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("completion_id", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.Date(), nullable=True),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["completion_id"], ["completions.id"], name=op.f("fk_follow_up_wishes_completion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_wishes")),
    )
    op.create_index("ix_follow_up_wishes_completion_id", "follow_up_wishes", ["completion_id"], unique=False)

    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("completion_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["completion_id"], ["completions.id"], name=op.f("fk_follow_ups_completion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint("completion_id", "place", name=op.f("uq_follow_ups_completion_id_place")),
    )
    op.create_table(
        "tested_out_lessons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_tested_out_lessons_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tested_out_lessons")),
        sa.UniqueConstraint("attempt_id", "lesson_id", name=op.f("uq_tested_out_lessons_attempt_id_lesson_id")),
    )
    op.create_table(
        "follow_up_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(length=80), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_ups.id"], name=op.f("fk_follow_up_answers_follow_up_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_answers")),
    )
    op.create_index("ix_follow_up_answers_follow_up_id", "follow_up_answers", ["follow_up_id"], unique=False)

    op.execute(
        "ALTER TABLE attempts ADD COLUMN purpose VARCHAR(10) DEFAULT 'final' NOT NULL "
        "CONSTRAINT ck_attempts_purpose_known CHECK (purpose IN ('final', 'test_out'))"
    )
    op.add_column("attempts", sa.Column("hand_in_by", orm.Instant(timezone=True), nullable=True))
    for statement in EVIDENCE[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Evidence is never taken away."""
    raise RuntimeError("There is no way back from a migration: restore a backup.")
