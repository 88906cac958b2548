"""Completions brought from elsewhere: without an enrolment, with where they are from."""

import sqlalchemy as sa
from alembic import op

from elearning import orm

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

EVIDENCE = {
    "sqlite": [
        "CREATE TRIGGER prior_learning_keep_update BEFORE UPDATE ON prior_learning WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.completion_id IS NOT OLD.completion_id OR NEW.provider IS NOT OLD.provider OR NEW.reference IS NOT OLD.reference OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: prior_learning'); END",
        "CREATE TRIGGER prior_learning_keep_delete BEFORE DELETE ON prior_learning BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: prior_learning'); END",
    ],
    "postgresql": [
        "CREATE TRIGGER prior_learning_keep_update BEFORE UPDATE ON prior_learning FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.completion_id IS DISTINCT FROM OLD.completion_id OR NEW.provider IS DISTINCT FROM OLD.provider OR NEW.reference IS DISTINCT FROM OLD.reference OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('prior_learning')",
        "CREATE TRIGGER prior_learning_keep_delete BEFORE DELETE ON prior_learning FOR EACH ROW EXECUTE FUNCTION refuse_change('prior_learning')",
        "CREATE TRIGGER prior_learning_keep_truncate BEFORE TRUNCATE ON prior_learning FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('prior_learning')",
    ],
}
"""Fixed for ever: what this migration made, whatever models/evidence.py says later."""


COMPLETIONS_SQLITE = [
    'CREATE TABLE completions_now ( person_id INTEGER NOT NULL, module_id INTEGER NOT NULL, enrolment_id INTEGER, version_id INTEGER NOT NULL, made_at DATETIME NOT NULL, completed_on DATE NOT NULL, expires_on DATE NOT NULL, id INTEGER NOT NULL, recorded_at DATETIME NOT NULL, superseded_at DATETIME, recorded_by INTEGER NOT NULL, superseded_by INTEGER, CONSTRAINT pk_completions PRIMARY KEY (id), CONSTRAINT ck_completions_superseding_whole CHECK ((superseded_at IS NULL) = (superseded_by IS NULL)), CONSTRAINT ck_completions_expires_after CHECK (expires_on >= completed_on), CONSTRAINT fk_completions_person_id FOREIGN KEY(person_id) REFERENCES people (id), CONSTRAINT fk_completions_module_id FOREIGN KEY(module_id) REFERENCES modules (id), CONSTRAINT fk_completions_enrolment_id FOREIGN KEY(enrolment_id) REFERENCES enrolments (id), CONSTRAINT fk_completions_version_id FOREIGN KEY(version_id) REFERENCES module_versions (id), CONSTRAINT fk_completions_recorded_by FOREIGN KEY(recorded_by) REFERENCES audit_events (id), CONSTRAINT fk_completions_superseded_by FOREIGN KEY(superseded_by) REFERENCES audit_events (id) )',
    'INSERT INTO completions_now (person_id, module_id, enrolment_id, version_id, made_at, completed_on, expires_on, id, recorded_at, superseded_at, recorded_by, superseded_by) SELECT person_id, module_id, enrolment_id, version_id, made_at, completed_on, expires_on, id, recorded_at, superseded_at, recorded_by, superseded_by FROM completions',
    'DROP TABLE completions',
    'ALTER TABLE completions_now RENAME TO completions',
    'CREATE INDEX ix_completions_person_id_module_id ON completions (person_id, module_id)',
    'CREATE UNIQUE INDEX uq_completions_enrolment_live ON completions (enrolment_id) WHERE superseded_at IS NULL',
    "CREATE TRIGGER completions_keep_update BEFORE UPDATE ON completions WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS NOT OLD.person_id OR NEW.module_id IS NOT OLD.module_id OR NEW.enrolment_id IS NOT OLD.enrolment_id OR NEW.version_id IS NOT OLD.version_id OR NEW.made_at IS NOT OLD.made_at OR NEW.completed_on IS NOT OLD.completed_on OR NEW.expires_on IS NOT OLD.expires_on OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: completions'); END",
    "CREATE TRIGGER completions_keep_delete BEFORE DELETE ON completions BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: completions'); END",
]
"""SQLite cannot let a column be empty that was not, so the table is made anew; foreign keys are checked afterwards."""


def upgrade() -> None:
    """Let a completion be without an enrolment, and add where it is from."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in COMPLETIONS_SQLITE:
            op.execute(sa.text(statement.replace(":", "\\:")))
    else:
        op.alter_column("completions", "enrolment_id", existing_type=sa.Integer(), nullable=True)
    op.create_table('prior_learning',
    sa.Column('completion_id', sa.Integer(), nullable=False),
    sa.Column('provider', sa.String(length=200), nullable=False),
    sa.Column('reference', sa.String(length=1000), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', orm.Instant(timezone=True), nullable=False),
    sa.Column('superseded_at', orm.Instant(timezone=True), nullable=True),
    sa.Column('recorded_by', sa.Integer(), nullable=False),
    sa.Column('superseded_by', sa.Integer(), nullable=True),
    sa.CheckConstraint('(superseded_at IS NULL) = (superseded_by IS NULL)', name=op.f('ck_prior_learning_superseding_whole')),
    sa.ForeignKeyConstraint(['completion_id'], ['completions.id'], name=op.f('fk_prior_learning_completion_id')),
    sa.ForeignKeyConstraint(['recorded_by'], ['audit_events.id'], name=op.f('fk_prior_learning_recorded_by')),
    sa.ForeignKeyConstraint(['superseded_by'], ['audit_events.id'], name=op.f('fk_prior_learning_superseded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_prior_learning'))
    )
    op.create_index('uq_prior_learning_live', 'prior_learning', ['completion_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    for statement in EVIDENCE[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Evidence is never taken away."""
    raise RuntimeError("There is no way back from a migration: restore a backup.")

