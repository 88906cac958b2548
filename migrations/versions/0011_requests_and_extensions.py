"""Requests for exemptions and for more time, what was decided, and the extensions that were granted."""

import sqlalchemy as sa
from alembic import op

from elearning import orm

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

EVIDENCE = {
    "sqlite": [
        "CREATE TRIGGER exemption_requests_keep_update BEFORE UPDATE ON exemption_requests WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.module_id IS NOT OLD.module_id OR NEW.reason_code IS NOT OLD.reason_code OR NEW.note IS NOT OLD.note OR NEW.first_on IS NOT OLD.first_on OR NEW.last_on IS NOT OLD.last_on OR NEW.asked_by IS NOT OLD.asked_by OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: exemption_requests'); END",
        "CREATE TRIGGER exemption_requests_keep_delete BEFORE DELETE ON exemption_requests BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: exemption_requests'); END",
        "CREATE TRIGGER extension_requests_keep_update BEFORE UPDATE ON extension_requests WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS NOT OLD.person_id OR NEW.module_id IS NOT OLD.module_id OR NEW.due_on IS NOT OLD.due_on OR NEW.wished_on IS NOT OLD.wished_on OR NEW.reason IS NOT OLD.reason OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: extension_requests'); END",
        "CREATE TRIGGER extension_requests_keep_delete BEFORE DELETE ON extension_requests BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: extension_requests'); END",
        "CREATE TRIGGER exemption_decisions_keep_update BEFORE UPDATE ON exemption_decisions WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.request_id IS NOT OLD.request_id OR NEW.outcome IS NOT OLD.outcome OR NEW.reason IS NOT OLD.reason OR NEW.decided_by IS NOT OLD.decided_by OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: exemption_decisions'); END",
        "CREATE TRIGGER exemption_decisions_keep_delete BEFORE DELETE ON exemption_decisions BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: exemption_decisions'); END",
        "CREATE TRIGGER exemption_request_people_keep_update BEFORE UPDATE ON exemption_request_people WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: exemption_request_people'); END",
        "CREATE TRIGGER exemption_request_people_keep_delete BEFORE DELETE ON exemption_request_people BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: exemption_request_people'); END",
        "CREATE TRIGGER extension_decisions_keep_update BEFORE UPDATE ON extension_decisions WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.request_id IS NOT OLD.request_id OR NEW.outcome IS NOT OLD.outcome OR NEW.reason IS NOT OLD.reason OR NEW.decided_by IS NOT OLD.decided_by OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: extension_decisions'); END",
        "CREATE TRIGGER extension_decisions_keep_delete BEFORE DELETE ON extension_decisions BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: extension_decisions'); END",
        "CREATE TRIGGER extensions_keep_update BEFORE UPDATE ON extensions WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS NOT OLD.person_id OR NEW.module_id IS NOT OLD.module_id OR NEW.request_id IS NOT OLD.request_id OR NEW.due_on IS NOT OLD.due_on OR NEW.true_from IS NOT OLD.true_from OR NEW.true_to IS NOT OLD.true_to OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: extensions'); END",
        "CREATE TRIGGER extensions_keep_delete BEFORE DELETE ON extensions BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: extensions'); END",
    ],
    "postgresql": [
        "CREATE TRIGGER exemption_requests_keep_update BEFORE UPDATE ON exemption_requests FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.module_id IS DISTINCT FROM OLD.module_id OR NEW.reason_code IS DISTINCT FROM OLD.reason_code OR NEW.note IS DISTINCT FROM OLD.note OR NEW.first_on IS DISTINCT FROM OLD.first_on OR NEW.last_on IS DISTINCT FROM OLD.last_on OR NEW.asked_by IS DISTINCT FROM OLD.asked_by OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('exemption_requests')",
        "CREATE TRIGGER exemption_requests_keep_delete BEFORE DELETE ON exemption_requests FOR EACH ROW EXECUTE FUNCTION refuse_change('exemption_requests')",
        "CREATE TRIGGER exemption_requests_keep_truncate BEFORE TRUNCATE ON exemption_requests FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('exemption_requests')",
        "CREATE TRIGGER extension_requests_keep_update BEFORE UPDATE ON extension_requests FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS DISTINCT FROM OLD.person_id OR NEW.module_id IS DISTINCT FROM OLD.module_id OR NEW.due_on IS DISTINCT FROM OLD.due_on OR NEW.wished_on IS DISTINCT FROM OLD.wished_on OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('extension_requests')",
        "CREATE TRIGGER extension_requests_keep_delete BEFORE DELETE ON extension_requests FOR EACH ROW EXECUTE FUNCTION refuse_change('extension_requests')",
        "CREATE TRIGGER extension_requests_keep_truncate BEFORE TRUNCATE ON extension_requests FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('extension_requests')",
        "CREATE TRIGGER exemption_decisions_keep_update BEFORE UPDATE ON exemption_decisions FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.request_id IS DISTINCT FROM OLD.request_id OR NEW.outcome IS DISTINCT FROM OLD.outcome OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.decided_by IS DISTINCT FROM OLD.decided_by OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('exemption_decisions')",
        "CREATE TRIGGER exemption_decisions_keep_delete BEFORE DELETE ON exemption_decisions FOR EACH ROW EXECUTE FUNCTION refuse_change('exemption_decisions')",
        "CREATE TRIGGER exemption_decisions_keep_truncate BEFORE TRUNCATE ON exemption_decisions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('exemption_decisions')",
        "CREATE TRIGGER exemption_request_people_keep_update BEFORE UPDATE ON exemption_request_people FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('exemption_request_people')",
        "CREATE TRIGGER exemption_request_people_keep_delete BEFORE DELETE ON exemption_request_people FOR EACH ROW EXECUTE FUNCTION refuse_change('exemption_request_people')",
        "CREATE TRIGGER exemption_request_people_keep_truncate BEFORE TRUNCATE ON exemption_request_people FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('exemption_request_people')",
        "CREATE TRIGGER extension_decisions_keep_update BEFORE UPDATE ON extension_decisions FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.request_id IS DISTINCT FROM OLD.request_id OR NEW.outcome IS DISTINCT FROM OLD.outcome OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.decided_by IS DISTINCT FROM OLD.decided_by OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('extension_decisions')",
        "CREATE TRIGGER extension_decisions_keep_delete BEFORE DELETE ON extension_decisions FOR EACH ROW EXECUTE FUNCTION refuse_change('extension_decisions')",
        "CREATE TRIGGER extension_decisions_keep_truncate BEFORE TRUNCATE ON extension_decisions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('extension_decisions')",
        "CREATE TRIGGER extensions_keep_update BEFORE UPDATE ON extensions FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS DISTINCT FROM OLD.person_id OR NEW.module_id IS DISTINCT FROM OLD.module_id OR NEW.request_id IS DISTINCT FROM OLD.request_id OR NEW.due_on IS DISTINCT FROM OLD.due_on OR NEW.true_from IS DISTINCT FROM OLD.true_from OR NEW.true_to IS DISTINCT FROM OLD.true_to OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('extensions')",
        "CREATE TRIGGER extensions_keep_delete BEFORE DELETE ON extensions FOR EACH ROW EXECUTE FUNCTION refuse_change('extensions')",
        "CREATE TRIGGER extensions_keep_truncate BEFORE TRUNCATE ON extensions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('extensions')",
    ],
}
"""Fixed for ever: what this migration made, whatever models/evidence.py says later."""


def upgrade() -> None:
    """Add the tables, and protect what is evidence."""
    op.create_table('exemption_requests',
    sa.Column('module_id', sa.Integer(), nullable=False),
    sa.Column('reason_code', sa.String(length=40), nullable=False),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.Column('first_on', sa.Date(), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', orm.Instant(timezone=True), nullable=False),
    sa.Column('superseded_at', orm.Instant(timezone=True), nullable=True),
    sa.Column('recorded_by', sa.Integer(), nullable=False),
    sa.Column('superseded_by', sa.Integer(), nullable=True),
    sa.CheckConstraint('(superseded_at IS NULL) = (superseded_by IS NULL)', name=op.f('ck_exemption_requests_superseding_whole')),
    sa.CheckConstraint('last_on >= first_on', name=op.f('ck_exemption_requests_days_in_order')),
    sa.ForeignKeyConstraint(['asked_by'], ['people.id'], name=op.f('fk_exemption_requests_asked_by')),
    sa.ForeignKeyConstraint(['module_id'], ['modules.id'], name=op.f('fk_exemption_requests_module_id')),
    sa.ForeignKeyConstraint(['recorded_by'], ['audit_events.id'], name=op.f('fk_exemption_requests_recorded_by')),
    sa.ForeignKeyConstraint(['superseded_by'], ['audit_events.id'], name=op.f('fk_exemption_requests_superseded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exemption_requests'))
    )
    op.create_index('ix_exemption_requests_module_id', 'exemption_requests', ['module_id'], unique=False)
    op.create_table('extension_requests',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('wished_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=1000), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', orm.Instant(timezone=True), nullable=False),
    sa.Column('superseded_at', orm.Instant(timezone=True), nullable=True),
    sa.Column('recorded_by', sa.Integer(), nullable=False),
    sa.Column('superseded_by', sa.Integer(), nullable=True),
    sa.CheckConstraint('(superseded_at IS NULL) = (superseded_by IS NULL)', name=op.f('ck_extension_requests_superseding_whole')),
    sa.ForeignKeyConstraint(['module_id'], ['modules.id'], name=op.f('fk_extension_requests_module_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_extension_requests_person_id')),
    sa.ForeignKeyConstraint(['recorded_by'], ['audit_events.id'], name=op.f('fk_extension_requests_recorded_by')),
    sa.ForeignKeyConstraint(['superseded_by'], ['audit_events.id'], name=op.f('fk_extension_requests_superseded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_extension_requests'))
    )
    op.create_index('ix_extension_requests_person_id', 'extension_requests', ['person_id'], unique=False)
    op.create_table('exemption_decisions',
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.String(length=1000), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', orm.Instant(timezone=True), nullable=False),
    sa.Column('superseded_at', orm.Instant(timezone=True), nullable=True),
    sa.Column('recorded_by', sa.Integer(), nullable=False),
    sa.Column('superseded_by', sa.Integer(), nullable=True),
    sa.CheckConstraint("outcome IN ('agreed', 'declined', 'withdrawn')", name=op.f('ck_exemption_decisions_outcome_known')),
    sa.CheckConstraint('(superseded_at IS NULL) = (superseded_by IS NULL)', name=op.f('ck_exemption_decisions_superseding_whole')),
    sa.ForeignKeyConstraint(['decided_by'], ['people.id'], name=op.f('fk_exemption_decisions_decided_by')),
    sa.ForeignKeyConstraint(['recorded_by'], ['audit_events.id'], name=op.f('fk_exemption_decisions_recorded_by')),
    sa.ForeignKeyConstraint(['request_id'], ['exemption_requests.id'], name=op.f('fk_exemption_decisions_request_id')),
    sa.ForeignKeyConstraint(['superseded_by'], ['audit_events.id'], name=op.f('fk_exemption_decisions_superseded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exemption_decisions'))
    )
    op.create_index('ix_exemption_decisions_recorded_by', 'exemption_decisions', ['recorded_by'], unique=False)
    op.create_index('uq_exemption_decisions_live', 'exemption_decisions', ['request_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('exemption_request_people',
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_exemption_request_people_person_id')),
    sa.ForeignKeyConstraint(['request_id'], ['exemption_requests.id'], name=op.f('fk_exemption_request_people_request_id')),
    sa.PrimaryKeyConstraint('request_id', 'person_id', name=op.f('pk_exemption_request_people'))
    )
    op.create_index('ix_exemption_request_people_person_id', 'exemption_request_people', ['person_id'], unique=False)
    op.create_table('extension_decisions',
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.String(length=1000), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', orm.Instant(timezone=True), nullable=False),
    sa.Column('superseded_at', orm.Instant(timezone=True), nullable=True),
    sa.Column('recorded_by', sa.Integer(), nullable=False),
    sa.Column('superseded_by', sa.Integer(), nullable=True),
    sa.CheckConstraint("outcome IN ('agreed', 'declined', 'withdrawn')", name=op.f('ck_extension_decisions_outcome_known')),
    sa.CheckConstraint('(superseded_at IS NULL) = (superseded_by IS NULL)', name=op.f('ck_extension_decisions_superseding_whole')),
    sa.ForeignKeyConstraint(['decided_by'], ['people.id'], name=op.f('fk_extension_decisions_decided_by')),
    sa.ForeignKeyConstraint(['recorded_by'], ['audit_events.id'], name=op.f('fk_extension_decisions_recorded_by')),
    sa.ForeignKeyConstraint(['request_id'], ['extension_requests.id'], name=op.f('fk_extension_decisions_request_id')),
    sa.ForeignKeyConstraint(['superseded_by'], ['audit_events.id'], name=op.f('fk_extension_decisions_superseded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_extension_decisions'))
    )
    op.create_index('uq_extension_decisions_live', 'extension_decisions', ['request_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('extensions',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('true_from', sa.Date(), nullable=False),
    sa.Column('true_to', sa.Date(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', orm.Instant(timezone=True), nullable=False),
    sa.Column('superseded_at', orm.Instant(timezone=True), nullable=True),
    sa.Column('recorded_by', sa.Integer(), nullable=False),
    sa.Column('superseded_by', sa.Integer(), nullable=True),
    sa.CheckConstraint('(superseded_at IS NULL) = (superseded_by IS NULL)', name=op.f('ck_extensions_superseding_whole')),
    sa.CheckConstraint('true_to IS NOT NULL AND true_to > due_on', name=op.f('ck_extensions_later_than_before')),
    sa.CheckConstraint('true_to IS NULL OR true_to >= true_from', name=op.f('ck_extensions_days_in_order')),
    sa.ForeignKeyConstraint(['module_id'], ['modules.id'], name=op.f('fk_extensions_module_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_extensions_person_id')),
    sa.ForeignKeyConstraint(['recorded_by'], ['audit_events.id'], name=op.f('fk_extensions_recorded_by')),
    sa.ForeignKeyConstraint(['request_id'], ['extension_requests.id'], name=op.f('fk_extensions_request_id')),
    sa.ForeignKeyConstraint(['superseded_by'], ['audit_events.id'], name=op.f('fk_extensions_superseded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_extensions'))
    )
    op.create_index('ix_extensions_person_id_module_id', 'extensions', ['person_id', 'module_id'], unique=False)
    op.create_index('uq_extensions_live', 'extensions', ['request_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    for statement in EVIDENCE[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Evidence is never taken away."""
    raise RuntimeError("There is no way back from a migration: restore a backup.")

