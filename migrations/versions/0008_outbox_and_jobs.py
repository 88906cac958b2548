"""The outbox and its ledger, background jobs, and self-audits."""

import sqlalchemy as sa
from alembic import op

from elearning import orm

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

EVIDENCE = {
    "sqlite": [
        "CREATE TRIGGER message_occasions_keep_update BEFORE UPDATE ON message_occasions WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: message_occasions'); END",
        "CREATE TRIGGER message_occasions_keep_delete BEFORE DELETE ON message_occasions BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: message_occasions'); END",
        "CREATE TRIGGER message_states_keep_update BEFORE UPDATE ON message_states WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: message_states'); END",
        "CREATE TRIGGER message_states_keep_delete BEFORE DELETE ON message_states BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: message_states'); END",
        "CREATE TRIGGER messages_keep_update BEFORE UPDATE ON messages WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: messages'); END",
        "CREATE TRIGGER messages_keep_delete BEFORE DELETE ON messages BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: messages'); END",
        "CREATE TRIGGER self_audits_keep_update BEFORE UPDATE ON self_audits WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: self_audits'); END",
        "CREATE TRIGGER self_audits_keep_delete BEFORE DELETE ON self_audits BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: self_audits'); END",
        "CREATE TRIGGER withheld_reminders_keep_update BEFORE UPDATE ON withheld_reminders WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: withheld_reminders'); END",
        "CREATE TRIGGER withheld_reminders_keep_delete BEFORE DELETE ON withheld_reminders BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: withheld_reminders'); END",
    ],
    "postgresql": [
        "CREATE TRIGGER message_occasions_keep_update BEFORE UPDATE ON message_occasions FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('message_occasions')",
        "CREATE TRIGGER message_occasions_keep_delete BEFORE DELETE ON message_occasions FOR EACH ROW EXECUTE FUNCTION refuse_change('message_occasions')",
        "CREATE TRIGGER message_occasions_keep_truncate BEFORE TRUNCATE ON message_occasions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('message_occasions')",
        "CREATE TRIGGER message_states_keep_update BEFORE UPDATE ON message_states FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('message_states')",
        "CREATE TRIGGER message_states_keep_delete BEFORE DELETE ON message_states FOR EACH ROW EXECUTE FUNCTION refuse_change('message_states')",
        "CREATE TRIGGER message_states_keep_truncate BEFORE TRUNCATE ON message_states FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('message_states')",
        "CREATE TRIGGER messages_keep_update BEFORE UPDATE ON messages FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('messages')",
        "CREATE TRIGGER messages_keep_delete BEFORE DELETE ON messages FOR EACH ROW EXECUTE FUNCTION refuse_change('messages')",
        "CREATE TRIGGER messages_keep_truncate BEFORE TRUNCATE ON messages FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('messages')",
        "CREATE TRIGGER self_audits_keep_update BEFORE UPDATE ON self_audits FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('self_audits')",
        "CREATE TRIGGER self_audits_keep_delete BEFORE DELETE ON self_audits FOR EACH ROW EXECUTE FUNCTION refuse_change('self_audits')",
        "CREATE TRIGGER self_audits_keep_truncate BEFORE TRUNCATE ON self_audits FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('self_audits')",
        "CREATE TRIGGER withheld_reminders_keep_update BEFORE UPDATE ON withheld_reminders FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('withheld_reminders')",
        "CREATE TRIGGER withheld_reminders_keep_delete BEFORE DELETE ON withheld_reminders FOR EACH ROW EXECUTE FUNCTION refuse_change('withheld_reminders')",
        "CREATE TRIGGER withheld_reminders_keep_truncate BEFORE TRUNCATE ON withheld_reminders FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('withheld_reminders')",
    ],
}
"""Fixed for ever: what this migration made, whatever models/evidence.py says later."""


def upgrade() -> None:
    """Add the tables, and protect what is evidence."""
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("made_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("due_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(length=40), nullable=False),
        sa.Column("leased_until", orm.Instant(timezone=True), nullable=True),
        sa.Column("finished_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("key", name=op.f("uq_jobs_key")),
    )
    op.create_index(
        "ix_jobs_waiting",
        "jobs",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "workers",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("started_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("seen_at", orm.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_workers")),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('reminder', 'digest')", name=op.f("ck_messages_kind_known")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_messages_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_messages_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("person_id", "kind", "day", name=op.f("uq_messages_person_id_kind_day")),
    )
    op.create_index("ix_messages_day", "messages", ["day"], unique=False)
    op.create_table(
        "self_audits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_self_audits_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_audits")),
    )
    op.create_index(op.f("ix_self_audits_day"), "self_audits", ["day"], unique=False)
    op.create_table(
        "withheld_reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('no mailbox', 'enough messages this week', 'on leave')",
            name=op.f("ck_withheld_reminders_reason_known"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_withheld_reminders_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_withheld_reminders_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withheld_reminders")),
        sa.UniqueConstraint(
            "person_id", "occasion", "reason", name=op.f("uq_withheld_reminders_person_id_occasion_reason")
        ),
    )
    op.create_index("ix_withheld_reminders_day", "withheld_reminders", ["day"], unique=False)
    op.create_table(
        "message_occasions",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_occasions_message_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_message_occasions_person_id")),
        sa.PrimaryKeyConstraint("message_id", "occasion", name=op.f("pk_message_occasions")),
        sa.UniqueConstraint("person_id", "occasion", name=op.f("uq_message_occasions_person_id_occasion")),
    )
    op.create_table(
        "message_states",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", orm.Instant(timezone=True), nullable=False),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.CheckConstraint("actor_name <> ''", name=op.f("ck_message_states_has_actor")),
        sa.CheckConstraint(
            "state IN ('sent', 'failed', 'given up', 'withdrawn')", name=op.f("ck_message_states_state_known")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_states_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_states")),
    )
    op.create_index("ix_message_states_message_id", "message_states", ["message_id"], unique=False)
    op.create_index(
        "uq_message_states_final",
        "message_states",
        ["message_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'failed'"),
        postgresql_where=sa.text("state <> 'failed'"),
    )
    for statement in EVIDENCE[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Evidence is never taken away."""
    raise RuntimeError("There is no way back from a migration: restore a backup.")
