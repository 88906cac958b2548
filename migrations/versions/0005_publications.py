"""Refreshers, withdrawals, proposals of publications, and fresh acknowledgements of the policy."""

import sqlalchemy as sa
from alembic import op

from elearning import orm

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

EVIDENCE = {
    "sqlite": [
        "CREATE TRIGGER policy_acknowledgements_keep_update BEFORE UPDATE ON policy_acknowledgements WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: policy_acknowledgements'); END",
        "CREATE TRIGGER policy_acknowledgements_keep_delete BEFORE DELETE ON policy_acknowledgements BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: policy_acknowledgements'); END",
        "CREATE TRIGGER policy_request_people_keep_update BEFORE UPDATE ON policy_request_people WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: policy_request_people'); END",
        "CREATE TRIGGER policy_request_people_keep_delete BEFORE DELETE ON policy_request_people BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: policy_request_people'); END",
        "CREATE TRIGGER policy_requests_keep_update BEFORE UPDATE ON policy_requests WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.module_id IS NOT OLD.module_id OR NEW.policy_title IS NOT OLD.policy_title OR NEW.policy_version IS NOT OLD.policy_version OR NEW.policy_date IS NOT OLD.policy_date OR NEW.asked_on IS NOT OLD.asked_on OR NEW.due_by IS NOT OLD.due_by OR NEW.reason IS NOT OLD.reason OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: policy_requests'); END",
        "CREATE TRIGGER policy_requests_keep_delete BEFORE DELETE ON policy_requests BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: policy_requests'); END",
        "CREATE TRIGGER proposal_decisions_keep_update BEFORE UPDATE ON proposal_decisions WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: proposal_decisions'); END",
        "CREATE TRIGGER proposal_decisions_keep_delete BEFORE DELETE ON proposal_decisions BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: proposal_decisions'); END",
        "CREATE TRIGGER proposals_keep_update BEFORE UPDATE ON proposals WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: proposals'); END",
        "CREATE TRIGGER proposals_keep_delete BEFORE DELETE ON proposals BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: proposals'); END",
        "CREATE TRIGGER refresher_asks_keep_update BEFORE UPDATE ON refresher_asks WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.version_id IS NOT OLD.version_id OR NEW.published_on IS NOT OLD.published_on OR NEW.due_by IS NOT OLD.due_by OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: refresher_asks'); END",
        "CREATE TRIGGER refresher_asks_keep_delete BEFORE DELETE ON refresher_asks BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: refresher_asks'); END",
        "CREATE TRIGGER refreshers_done_keep_update BEFORE UPDATE ON refreshers_done WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS NOT OLD.person_id OR NEW.module_id IS NOT OLD.module_id OR NEW.enrolment_id IS NOT OLD.enrolment_id OR NEW.version_id IS NOT OLD.version_id OR NEW.made_at IS NOT OLD.made_at OR NEW.done_on IS NOT OLD.done_on OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: refreshers_done'); END",
        "CREATE TRIGGER refreshers_done_keep_delete BEFORE DELETE ON refreshers_done BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: refreshers_done'); END",
        "CREATE TRIGGER withdrawals_keep_update BEFORE UPDATE ON withdrawals WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.version_id IS NOT OLD.version_id OR NEW.reason IS NOT OLD.reason OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: withdrawals'); END",
        "CREATE TRIGGER withdrawals_keep_delete BEFORE DELETE ON withdrawals BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: withdrawals'); END",
    ],
    "postgresql": [
        "CREATE TRIGGER policy_acknowledgements_keep_update BEFORE UPDATE ON policy_acknowledgements FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('policy_acknowledgements')",
        "CREATE TRIGGER policy_acknowledgements_keep_delete BEFORE DELETE ON policy_acknowledgements FOR EACH ROW EXECUTE FUNCTION refuse_change('policy_acknowledgements')",
        "CREATE TRIGGER policy_acknowledgements_keep_truncate BEFORE TRUNCATE ON policy_acknowledgements FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('policy_acknowledgements')",
        "CREATE TRIGGER policy_request_people_keep_update BEFORE UPDATE ON policy_request_people FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('policy_request_people')",
        "CREATE TRIGGER policy_request_people_keep_delete BEFORE DELETE ON policy_request_people FOR EACH ROW EXECUTE FUNCTION refuse_change('policy_request_people')",
        "CREATE TRIGGER policy_request_people_keep_truncate BEFORE TRUNCATE ON policy_request_people FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('policy_request_people')",
        "CREATE TRIGGER policy_requests_keep_update BEFORE UPDATE ON policy_requests FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.module_id IS DISTINCT FROM OLD.module_id OR NEW.policy_title IS DISTINCT FROM OLD.policy_title OR NEW.policy_version IS DISTINCT FROM OLD.policy_version OR NEW.policy_date IS DISTINCT FROM OLD.policy_date OR NEW.asked_on IS DISTINCT FROM OLD.asked_on OR NEW.due_by IS DISTINCT FROM OLD.due_by OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('policy_requests')",
        "CREATE TRIGGER policy_requests_keep_delete BEFORE DELETE ON policy_requests FOR EACH ROW EXECUTE FUNCTION refuse_change('policy_requests')",
        "CREATE TRIGGER policy_requests_keep_truncate BEFORE TRUNCATE ON policy_requests FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('policy_requests')",
        "CREATE TRIGGER proposal_decisions_keep_update BEFORE UPDATE ON proposal_decisions FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('proposal_decisions')",
        "CREATE TRIGGER proposal_decisions_keep_delete BEFORE DELETE ON proposal_decisions FOR EACH ROW EXECUTE FUNCTION refuse_change('proposal_decisions')",
        "CREATE TRIGGER proposal_decisions_keep_truncate BEFORE TRUNCATE ON proposal_decisions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('proposal_decisions')",
        "CREATE TRIGGER proposals_keep_update BEFORE UPDATE ON proposals FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('proposals')",
        "CREATE TRIGGER proposals_keep_delete BEFORE DELETE ON proposals FOR EACH ROW EXECUTE FUNCTION refuse_change('proposals')",
        "CREATE TRIGGER proposals_keep_truncate BEFORE TRUNCATE ON proposals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('proposals')",
        "CREATE TRIGGER refresher_asks_keep_update BEFORE UPDATE ON refresher_asks FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.version_id IS DISTINCT FROM OLD.version_id OR NEW.published_on IS DISTINCT FROM OLD.published_on OR NEW.due_by IS DISTINCT FROM OLD.due_by OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('refresher_asks')",
        "CREATE TRIGGER refresher_asks_keep_delete BEFORE DELETE ON refresher_asks FOR EACH ROW EXECUTE FUNCTION refuse_change('refresher_asks')",
        "CREATE TRIGGER refresher_asks_keep_truncate BEFORE TRUNCATE ON refresher_asks FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('refresher_asks')",
        "CREATE TRIGGER refreshers_done_keep_update BEFORE UPDATE ON refreshers_done FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS DISTINCT FROM OLD.person_id OR NEW.module_id IS DISTINCT FROM OLD.module_id OR NEW.enrolment_id IS DISTINCT FROM OLD.enrolment_id OR NEW.version_id IS DISTINCT FROM OLD.version_id OR NEW.made_at IS DISTINCT FROM OLD.made_at OR NEW.done_on IS DISTINCT FROM OLD.done_on OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('refreshers_done')",
        "CREATE TRIGGER refreshers_done_keep_delete BEFORE DELETE ON refreshers_done FOR EACH ROW EXECUTE FUNCTION refuse_change('refreshers_done')",
        "CREATE TRIGGER refreshers_done_keep_truncate BEFORE TRUNCATE ON refreshers_done FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('refreshers_done')",
        "CREATE TRIGGER withdrawals_keep_update BEFORE UPDATE ON withdrawals FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.version_id IS DISTINCT FROM OLD.version_id OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('withdrawals')",
        "CREATE TRIGGER withdrawals_keep_delete BEFORE DELETE ON withdrawals FOR EACH ROW EXECUTE FUNCTION refuse_change('withdrawals')",
        "CREATE TRIGGER withdrawals_keep_truncate BEFORE TRUNCATE ON withdrawals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('withdrawals')",
    ],
}
"""Fixed for ever: what this migration made, whatever models/evidence.py says later."""


def upgrade() -> None:
    """Add the tables and the columns, and protect what is evidence."""
    op.create_table(
        "policy_requests",
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("policy_title", sa.String(length=200), nullable=False),
        sa.Column("policy_version", sa.String(length=40), nullable=False),
        sa.Column("policy_date", sa.Date(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_by", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(superseded_at IS NULL) = (superseded_by IS NULL)", name=op.f("ck_policy_requests_superseding_whole")),
        sa.CheckConstraint("due_by >= asked_on", name=op.f("ck_policy_requests_days_in_order")),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_policy_requests_module_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_policy_requests_recorded_by")),
        sa.ForeignKeyConstraint(["superseded_by"], ["audit_events.id"], name=op.f("fk_policy_requests_superseded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_requests")),
    )
    op.create_index("ix_policy_requests_module_id", "policy_requests", ["module_id"], unique=False)
    op.create_table(
        "policy_acknowledgements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("policy_title", sa.String(length=200), nullable=False),
        sa.Column("policy_version", sa.String(length=40), nullable=False),
        sa.Column("policy_date", sa.Date(), nullable=False),
        sa.Column("statements", sa.JSON(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_policy_acknowledgements_person_id")),
        sa.ForeignKeyConstraint(["request_id"], ["policy_requests.id"], name=op.f("fk_policy_acknowledgements_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_acknowledgements")),
        sa.UniqueConstraint("request_id", "person_id", name=op.f("uq_policy_acknowledgements_request_id_person_id"))
    )
    op.create_table(
        "policy_request_people",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_policy_request_people_person_id")),
        sa.ForeignKeyConstraint(["request_id"], ["policy_requests.id"], name=op.f("fk_policy_request_people_request_id")),
        sa.PrimaryKeyConstraint("request_id", "person_id", name=op.f("pk_policy_request_people")),
    )
    op.create_index("ix_policy_request_people_person_id", "policy_request_people", ["person_id"], unique=False)
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("base_version_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("change", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("lessons", sa.JSON(), nullable=False),
        sa.Column("refresher_by", sa.Date(), nullable=True),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("change IN ('first', 'typo', 'clarification', 'material', 'law')", name=op.f("ck_proposals_change_known")),
        sa.ForeignKeyConstraint(["base_version_id"], ["module_versions.id"], name=op.f("fk_proposals_base_version_id")),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_proposals_module_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["people.id"], name=op.f("fk_proposals_proposed_by")),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_proposals_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    op.create_index("ix_proposals_module_id", "proposals", ["module_id"], unique=False)
    op.create_table(
        "refresher_asks",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("due_by", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(superseded_at IS NULL) = (superseded_by IS NULL)", name=op.f("ck_refresher_asks_superseding_whole")),
        sa.CheckConstraint("due_by >= published_on", name=op.f("ck_refresher_asks_days_in_order")),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_refresher_asks_recorded_by")),
        sa.ForeignKeyConstraint(["superseded_by"], ["audit_events.id"], name=op.f("fk_refresher_asks_superseded_by")),
        sa.ForeignKeyConstraint(["version_id"], ["module_versions.id"], name=op.f("fk_refresher_asks_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresher_asks")),
    )
    op.create_index("uq_refresher_asks_live", "refresher_asks", ["version_id"], unique=True, sqlite_where=sa.text("superseded_at IS NULL"), postgresql_where=sa.text("superseded_at IS NULL"))
    op.create_table(
        "withdrawals",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(superseded_at IS NULL) = (superseded_by IS NULL)", name=op.f("ck_withdrawals_superseding_whole")),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_withdrawals_recorded_by")),
        sa.ForeignKeyConstraint(["superseded_by"], ["audit_events.id"], name=op.f("fk_withdrawals_superseded_by")),
        sa.ForeignKeyConstraint(["version_id"], ["module_versions.id"], name=op.f("fk_withdrawals_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawals")),
    )
    op.create_index("uq_withdrawals_live", "withdrawals", ["version_id"], unique=True, sqlite_where=sa.text("superseded_at IS NULL"), postgresql_where=sa.text("superseded_at IS NULL"))
    op.create_table(
        "proposal_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("decision IN ('approved', 'declined')", name=op.f("ck_proposal_decisions_decision_known")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_decisions_proposal_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_proposal_decisions_recorded_by")),
        sa.ForeignKeyConstraint(["version_id"], ["module_versions.id"], name=op.f("fk_proposal_decisions_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_decisions")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_proposal_decisions_proposal_id"))
    )
    op.create_table(
        "refreshers_done",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("made_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(superseded_at IS NULL) = (superseded_by IS NULL)", name=op.f("ck_refreshers_done_superseding_whole")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"], name=op.f("fk_refreshers_done_enrolment_id")),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_refreshers_done_module_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_refreshers_done_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_refreshers_done_recorded_by")),
        sa.ForeignKeyConstraint(["superseded_by"], ["audit_events.id"], name=op.f("fk_refreshers_done_superseded_by")),
        sa.ForeignKeyConstraint(["version_id"], ["module_versions.id"], name=op.f("fk_refreshers_done_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refreshers_done")),
    )
    op.create_index("ix_refreshers_done_person_id_module_id", "refreshers_done", ["person_id", "module_id"], unique=False)
    op.create_index("uq_refreshers_done_enrolment_live", "refreshers_done", ["enrolment_id"], unique=True, sqlite_where=sa.text("superseded_at IS NULL"), postgresql_where=sa.text("superseded_at IS NULL"))
    op.add_column("enrolments", sa.Column("refreshes", sa.Integer(), nullable=True))
    op.add_column("enrolments", sa.Column("lessons", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("module_versions", sa.Column("touches", sa.JSON(none_as_null=True), nullable=True))
    for statement in EVIDENCE[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Evidence is never taken away."""
    raise RuntimeError("There is no way back from a migration: restore a backup.")
