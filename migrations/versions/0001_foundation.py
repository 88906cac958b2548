"""The foundation: people and posts, modules, learning, certificates, sign-in, and the triggers that keep evidence."""

import sqlalchemy as sa
from alembic import op

from elearning import orm

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

EVIDENCE = {
    "sqlite": [
        "CREATE TRIGGER acknowledgements_keep_update BEFORE UPDATE ON acknowledgements WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: acknowledgements'); END",
        "CREATE TRIGGER acknowledgements_keep_delete BEFORE DELETE ON acknowledgements BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: acknowledgements'); END",
        "CREATE TRIGGER assignments_keep_update BEFORE UPDATE ON assignments WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS NOT OLD.person_id OR NEW.module_id IS NOT OLD.module_id OR NEW.audience_id IS NOT OLD.audience_id OR NEW.due_on IS NOT OLD.due_on OR NEW.reason IS NOT OLD.reason OR NEW.true_from IS NOT OLD.true_from OR NEW.true_to IS NOT OLD.true_to OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: assignments'); END",
        "CREATE TRIGGER assignments_keep_delete BEFORE DELETE ON assignments BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: assignments'); END",
        "CREATE TRIGGER attempts_keep_update BEFORE UPDATE ON attempts WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: attempts'); END",
        "CREATE TRIGGER attempts_keep_delete BEFORE DELETE ON attempts BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: attempts'); END",
        "CREATE TRIGGER audiences_keep_update BEFORE UPDATE ON audiences WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.module_id IS NOT OLD.module_id OR NEW.name IS NOT OLD.name OR NEW.fixed_due_on IS NOT OLD.fixed_due_on OR NEW.days_after_start IS NOT OLD.days_after_start OR NEW.notice_days IS NOT OLD.notice_days OR NEW.true_from IS NOT OLD.true_from OR NEW.true_to IS NOT OLD.true_to OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: audiences'); END",
        "CREATE TRIGGER audiences_keep_delete BEFORE DELETE ON audiences BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: audiences'); END",
        "CREATE TRIGGER audit_events_keep_update BEFORE UPDATE ON audit_events WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: audit_events'); END",
        "CREATE TRIGGER audit_events_keep_delete BEFORE DELETE ON audit_events BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: audit_events'); END",
        "CREATE TRIGGER certificate_files_keep_update BEFORE UPDATE ON certificate_files WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: certificate_files'); END",
        "CREATE TRIGGER certificate_files_keep_delete BEFORE DELETE ON certificate_files BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: certificate_files'); END",
        "CREATE TRIGGER certificates_keep_update BEFORE UPDATE ON certificates WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: certificates'); END",
        "CREATE TRIGGER certificates_keep_delete BEFORE DELETE ON certificates BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: certificates'); END",
        "CREATE TRIGGER check_answers_keep_update BEFORE UPDATE ON check_answers WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: check_answers'); END",
        "CREATE TRIGGER check_answers_keep_delete BEFORE DELETE ON check_answers BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: check_answers'); END",
        "CREATE TRIGGER completions_keep_update BEFORE UPDATE ON completions WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS NOT OLD.person_id OR NEW.module_id IS NOT OLD.module_id OR NEW.enrolment_id IS NOT OLD.enrolment_id OR NEW.version_id IS NOT OLD.version_id OR NEW.made_at IS NOT OLD.made_at OR NEW.completed_on IS NOT OLD.completed_on OR NEW.expires_on IS NOT OLD.expires_on OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: completions'); END",
        "CREATE TRIGGER completions_keep_delete BEFORE DELETE ON completions BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: completions'); END",
        "CREATE TRIGGER employee_numbers_keep_update BEFORE UPDATE ON employee_numbers WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS NOT OLD.person_id OR NEW.number IS NOT OLD.number OR NEW.true_from IS NOT OLD.true_from OR NEW.true_to IS NOT OLD.true_to OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: employee_numbers'); END",
        "CREATE TRIGGER employee_numbers_keep_delete BEFORE DELETE ON employee_numbers BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: employee_numbers'); END",
        "CREATE TRIGGER enrolments_keep_update BEFORE UPDATE ON enrolments WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: enrolments'); END",
        "CREATE TRIGGER enrolments_keep_delete BEFORE DELETE ON enrolments BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: enrolments'); END",
        "CREATE TRIGGER exemptions_keep_update BEFORE UPDATE ON exemptions WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS NOT OLD.person_id OR NEW.module_id IS NOT OLD.module_id OR NEW.reason_code IS NOT OLD.reason_code OR NEW.note IS NOT OLD.note OR NEW.approver_id IS NOT OLD.approver_id OR NEW.true_from IS NOT OLD.true_from OR NEW.true_to IS NOT OLD.true_to OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: exemptions'); END",
        "CREATE TRIGGER exemptions_keep_delete BEFORE DELETE ON exemptions BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: exemptions'); END",
        "CREATE TRIGGER holdings_keep_update BEFORE UPDATE ON holdings WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS NOT OLD.person_id OR NEW.post_id IS NOT OLD.post_id OR NEW.true_from IS NOT OLD.true_from OR NEW.true_to IS NOT OLD.true_to OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: holdings'); END",
        "CREATE TRIGGER holdings_keep_delete BEFORE DELETE ON holdings BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: holdings'); END",
        "CREATE TRIGGER import_runs_keep_update BEFORE UPDATE ON import_runs WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: import_runs'); END",
        "CREATE TRIGGER import_runs_keep_delete BEFORE DELETE ON import_runs BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: import_runs'); END",
        "CREATE TRIGGER leaves_keep_update BEFORE UPDATE ON leaves WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS NOT OLD.person_id OR NEW.true_from IS NOT OLD.true_from OR NEW.true_to IS NOT OLD.true_to OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: leaves'); END",
        "CREATE TRIGGER leaves_keep_delete BEFORE DELETE ON leaves BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: leaves'); END",
        "CREATE TRIGGER lesson_progress_keep_update BEFORE UPDATE ON lesson_progress WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: lesson_progress'); END",
        "CREATE TRIGGER lesson_progress_keep_delete BEFORE DELETE ON lesson_progress BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: lesson_progress'); END",
        "CREATE TRIGGER module_versions_keep_update BEFORE UPDATE ON module_versions WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: module_versions'); END",
        "CREATE TRIGGER module_versions_keep_delete BEFORE DELETE ON module_versions BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: module_versions'); END",
        "CREATE TRIGGER modules_keep_update BEFORE UPDATE ON modules WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: modules'); END",
        "CREATE TRIGGER modules_keep_delete BEFORE DELETE ON modules BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: modules'); END",
        "CREATE TRIGGER people_keep_update BEFORE UPDATE ON people WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: people'); END",
        "CREATE TRIGGER people_keep_delete BEFORE DELETE ON people BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: people'); END",
        "CREATE TRIGGER person_emails_keep_update BEFORE UPDATE ON person_emails WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS NOT OLD.person_id OR NEW.email IS NOT OLD.email OR NEW.true_from IS NOT OLD.true_from OR NEW.true_to IS NOT OLD.true_to OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: person_emails'); END",
        "CREATE TRIGGER person_emails_keep_delete BEFORE DELETE ON person_emails BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: person_emails'); END",
        "CREATE TRIGGER person_names_keep_update BEFORE UPDATE ON person_names WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS NOT OLD.person_id OR NEW.name IS NOT OLD.name OR NEW.known_as IS NOT OLD.known_as OR NEW.true_from IS NOT OLD.true_from OR NEW.true_to IS NOT OLD.true_to OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: person_names'); END",
        "CREATE TRIGGER person_names_keep_delete BEFORE DELETE ON person_names BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: person_names'); END",
        "CREATE TRIGGER policy_questions_keep_update BEFORE UPDATE ON policy_questions WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: policy_questions'); END",
        "CREATE TRIGGER policy_questions_keep_delete BEFORE DELETE ON policy_questions BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: policy_questions'); END",
        "CREATE TRIGGER post_details_keep_update BEFORE UPDATE ON post_details WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.post_id IS NOT OLD.post_id OR NEW.reference IS NOT OLD.reference OR NEW.title IS NOT OLD.title OR NEW.unit_id IS NOT OLD.unit_id OR NEW.staff_group IS NOT OLD.staff_group OR NEW.manager_id IS NOT OLD.manager_id OR NEW.manager_post_id IS NOT OLD.manager_post_id OR NEW.true_from IS NOT OLD.true_from OR NEW.true_to IS NOT OLD.true_to OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: post_details'); END",
        "CREATE TRIGGER post_details_keep_delete BEFORE DELETE ON post_details BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: post_details'); END",
        "CREATE TRIGGER posts_keep_update BEFORE UPDATE ON posts WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: posts'); END",
        "CREATE TRIGGER posts_keep_delete BEFORE DELETE ON posts BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: posts'); END",
        "CREATE TRIGGER responses_keep_update BEFORE UPDATE ON responses WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: responses'); END",
        "CREATE TRIGGER responses_keep_delete BEFORE DELETE ON responses BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: responses'); END",
        "CREATE TRIGGER results_keep_update BEFORE UPDATE ON results WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: results'); END",
        "CREATE TRIGGER results_keep_delete BEFORE DELETE ON results BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: results'); END",
        "CREATE TRIGGER revocations_keep_update BEFORE UPDATE ON revocations WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.completion_id IS NOT OLD.completion_id OR NEW.reason IS NOT OLD.reason OR NEW.true_from IS NOT OLD.true_from OR NEW.true_to IS NOT OLD.true_to OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: revocations'); END",
        "CREATE TRIGGER revocations_keep_delete BEFORE DELETE ON revocations BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: revocations'); END",
        "CREATE TRIGGER role_grants_keep_update BEFORE UPDATE ON role_grants WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS NOT OLD.person_id OR NEW.role IS NOT OLD.role OR NEW.true_from IS NOT OLD.true_from OR NEW.true_to IS NOT OLD.true_to OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: role_grants'); END",
        "CREATE TRIGGER role_grants_keep_delete BEFORE DELETE ON role_grants BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: role_grants'); END",
        "CREATE TRIGGER unit_names_keep_update BEFORE UPDATE ON unit_names WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.unit_id IS NOT OLD.unit_id OR NEW.name IS NOT OLD.name OR NEW.true_from IS NOT OLD.true_from OR NEW.true_to IS NOT OLD.true_to OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: unit_names'); END",
        "CREATE TRIGGER unit_names_keep_delete BEFORE DELETE ON unit_names BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: unit_names'); END",
        "CREATE TRIGGER unit_places_keep_update BEFORE UPDATE ON unit_places WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.unit_id IS NOT OLD.unit_id OR NEW.kind IS NOT OLD.kind OR NEW.parent_id IS NOT OLD.parent_id OR NEW.true_from IS NOT OLD.true_from OR NEW.true_to IS NOT OLD.true_to OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.recorded_by IS NOT OLD.recorded_by BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: unit_places'); END",
        "CREATE TRIGGER unit_places_keep_delete BEFORE DELETE ON unit_places BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: unit_places'); END",
        "CREATE TRIGGER units_keep_update BEFORE UPDATE ON units WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: units'); END",
        "CREATE TRIGGER units_keep_delete BEFORE DELETE ON units BEGIN SELECT RAISE(ABORT, 'evidence is never changed or deleted: units'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'evidence is never changed or deleted: %', TG_ARGV[0]; END $$",
        "CREATE TRIGGER acknowledgements_keep_update BEFORE UPDATE ON acknowledgements FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('acknowledgements')",
        "CREATE TRIGGER acknowledgements_keep_delete BEFORE DELETE ON acknowledgements FOR EACH ROW EXECUTE FUNCTION refuse_change('acknowledgements')",
        "CREATE TRIGGER acknowledgements_keep_truncate BEFORE TRUNCATE ON acknowledgements FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('acknowledgements')",
        "CREATE TRIGGER assignments_keep_update BEFORE UPDATE ON assignments FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS DISTINCT FROM OLD.person_id OR NEW.module_id IS DISTINCT FROM OLD.module_id OR NEW.audience_id IS DISTINCT FROM OLD.audience_id OR NEW.due_on IS DISTINCT FROM OLD.due_on OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.true_from IS DISTINCT FROM OLD.true_from OR NEW.true_to IS DISTINCT FROM OLD.true_to OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('assignments')",
        "CREATE TRIGGER assignments_keep_delete BEFORE DELETE ON assignments FOR EACH ROW EXECUTE FUNCTION refuse_change('assignments')",
        "CREATE TRIGGER assignments_keep_truncate BEFORE TRUNCATE ON assignments FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('assignments')",
        "CREATE TRIGGER attempts_keep_update BEFORE UPDATE ON attempts FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('attempts')",
        "CREATE TRIGGER attempts_keep_delete BEFORE DELETE ON attempts FOR EACH ROW EXECUTE FUNCTION refuse_change('attempts')",
        "CREATE TRIGGER attempts_keep_truncate BEFORE TRUNCATE ON attempts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('attempts')",
        "CREATE TRIGGER audiences_keep_update BEFORE UPDATE ON audiences FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.module_id IS DISTINCT FROM OLD.module_id OR NEW.name IS DISTINCT FROM OLD.name OR NEW.fixed_due_on IS DISTINCT FROM OLD.fixed_due_on OR NEW.days_after_start IS DISTINCT FROM OLD.days_after_start OR NEW.notice_days IS DISTINCT FROM OLD.notice_days OR NEW.true_from IS DISTINCT FROM OLD.true_from OR NEW.true_to IS DISTINCT FROM OLD.true_to OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('audiences')",
        "CREATE TRIGGER audiences_keep_delete BEFORE DELETE ON audiences FOR EACH ROW EXECUTE FUNCTION refuse_change('audiences')",
        "CREATE TRIGGER audiences_keep_truncate BEFORE TRUNCATE ON audiences FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('audiences')",
        "CREATE TRIGGER audit_events_keep_update BEFORE UPDATE ON audit_events FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('audit_events')",
        "CREATE TRIGGER audit_events_keep_delete BEFORE DELETE ON audit_events FOR EACH ROW EXECUTE FUNCTION refuse_change('audit_events')",
        "CREATE TRIGGER audit_events_keep_truncate BEFORE TRUNCATE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('audit_events')",
        "CREATE TRIGGER certificate_files_keep_update BEFORE UPDATE ON certificate_files FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('certificate_files')",
        "CREATE TRIGGER certificate_files_keep_delete BEFORE DELETE ON certificate_files FOR EACH ROW EXECUTE FUNCTION refuse_change('certificate_files')",
        "CREATE TRIGGER certificate_files_keep_truncate BEFORE TRUNCATE ON certificate_files FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('certificate_files')",
        "CREATE TRIGGER certificates_keep_update BEFORE UPDATE ON certificates FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('certificates')",
        "CREATE TRIGGER certificates_keep_delete BEFORE DELETE ON certificates FOR EACH ROW EXECUTE FUNCTION refuse_change('certificates')",
        "CREATE TRIGGER certificates_keep_truncate BEFORE TRUNCATE ON certificates FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('certificates')",
        "CREATE TRIGGER check_answers_keep_update BEFORE UPDATE ON check_answers FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('check_answers')",
        "CREATE TRIGGER check_answers_keep_delete BEFORE DELETE ON check_answers FOR EACH ROW EXECUTE FUNCTION refuse_change('check_answers')",
        "CREATE TRIGGER check_answers_keep_truncate BEFORE TRUNCATE ON check_answers FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('check_answers')",
        "CREATE TRIGGER completions_keep_update BEFORE UPDATE ON completions FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS DISTINCT FROM OLD.person_id OR NEW.module_id IS DISTINCT FROM OLD.module_id OR NEW.enrolment_id IS DISTINCT FROM OLD.enrolment_id OR NEW.version_id IS DISTINCT FROM OLD.version_id OR NEW.made_at IS DISTINCT FROM OLD.made_at OR NEW.completed_on IS DISTINCT FROM OLD.completed_on OR NEW.expires_on IS DISTINCT FROM OLD.expires_on OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('completions')",
        "CREATE TRIGGER completions_keep_delete BEFORE DELETE ON completions FOR EACH ROW EXECUTE FUNCTION refuse_change('completions')",
        "CREATE TRIGGER completions_keep_truncate BEFORE TRUNCATE ON completions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('completions')",
        "CREATE TRIGGER employee_numbers_keep_update BEFORE UPDATE ON employee_numbers FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS DISTINCT FROM OLD.person_id OR NEW.number IS DISTINCT FROM OLD.number OR NEW.true_from IS DISTINCT FROM OLD.true_from OR NEW.true_to IS DISTINCT FROM OLD.true_to OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('employee_numbers')",
        "CREATE TRIGGER employee_numbers_keep_delete BEFORE DELETE ON employee_numbers FOR EACH ROW EXECUTE FUNCTION refuse_change('employee_numbers')",
        "CREATE TRIGGER employee_numbers_keep_truncate BEFORE TRUNCATE ON employee_numbers FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('employee_numbers')",
        "CREATE TRIGGER enrolments_keep_update BEFORE UPDATE ON enrolments FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('enrolments')",
        "CREATE TRIGGER enrolments_keep_delete BEFORE DELETE ON enrolments FOR EACH ROW EXECUTE FUNCTION refuse_change('enrolments')",
        "CREATE TRIGGER enrolments_keep_truncate BEFORE TRUNCATE ON enrolments FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('enrolments')",
        "CREATE TRIGGER exemptions_keep_update BEFORE UPDATE ON exemptions FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS DISTINCT FROM OLD.person_id OR NEW.module_id IS DISTINCT FROM OLD.module_id OR NEW.reason_code IS DISTINCT FROM OLD.reason_code OR NEW.note IS DISTINCT FROM OLD.note OR NEW.approver_id IS DISTINCT FROM OLD.approver_id OR NEW.true_from IS DISTINCT FROM OLD.true_from OR NEW.true_to IS DISTINCT FROM OLD.true_to OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('exemptions')",
        "CREATE TRIGGER exemptions_keep_delete BEFORE DELETE ON exemptions FOR EACH ROW EXECUTE FUNCTION refuse_change('exemptions')",
        "CREATE TRIGGER exemptions_keep_truncate BEFORE TRUNCATE ON exemptions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('exemptions')",
        "CREATE TRIGGER holdings_keep_update BEFORE UPDATE ON holdings FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS DISTINCT FROM OLD.person_id OR NEW.post_id IS DISTINCT FROM OLD.post_id OR NEW.true_from IS DISTINCT FROM OLD.true_from OR NEW.true_to IS DISTINCT FROM OLD.true_to OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('holdings')",
        "CREATE TRIGGER holdings_keep_delete BEFORE DELETE ON holdings FOR EACH ROW EXECUTE FUNCTION refuse_change('holdings')",
        "CREATE TRIGGER holdings_keep_truncate BEFORE TRUNCATE ON holdings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('holdings')",
        "CREATE TRIGGER import_runs_keep_update BEFORE UPDATE ON import_runs FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('import_runs')",
        "CREATE TRIGGER import_runs_keep_delete BEFORE DELETE ON import_runs FOR EACH ROW EXECUTE FUNCTION refuse_change('import_runs')",
        "CREATE TRIGGER import_runs_keep_truncate BEFORE TRUNCATE ON import_runs FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('import_runs')",
        "CREATE TRIGGER leaves_keep_update BEFORE UPDATE ON leaves FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS DISTINCT FROM OLD.person_id OR NEW.true_from IS DISTINCT FROM OLD.true_from OR NEW.true_to IS DISTINCT FROM OLD.true_to OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('leaves')",
        "CREATE TRIGGER leaves_keep_delete BEFORE DELETE ON leaves FOR EACH ROW EXECUTE FUNCTION refuse_change('leaves')",
        "CREATE TRIGGER leaves_keep_truncate BEFORE TRUNCATE ON leaves FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('leaves')",
        "CREATE TRIGGER lesson_progress_keep_update BEFORE UPDATE ON lesson_progress FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('lesson_progress')",
        "CREATE TRIGGER lesson_progress_keep_delete BEFORE DELETE ON lesson_progress FOR EACH ROW EXECUTE FUNCTION refuse_change('lesson_progress')",
        "CREATE TRIGGER lesson_progress_keep_truncate BEFORE TRUNCATE ON lesson_progress FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('lesson_progress')",
        "CREATE TRIGGER module_versions_keep_update BEFORE UPDATE ON module_versions FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('module_versions')",
        "CREATE TRIGGER module_versions_keep_delete BEFORE DELETE ON module_versions FOR EACH ROW EXECUTE FUNCTION refuse_change('module_versions')",
        "CREATE TRIGGER module_versions_keep_truncate BEFORE TRUNCATE ON module_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('module_versions')",
        "CREATE TRIGGER modules_keep_update BEFORE UPDATE ON modules FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('modules')",
        "CREATE TRIGGER modules_keep_delete BEFORE DELETE ON modules FOR EACH ROW EXECUTE FUNCTION refuse_change('modules')",
        "CREATE TRIGGER modules_keep_truncate BEFORE TRUNCATE ON modules FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('modules')",
        "CREATE TRIGGER people_keep_update BEFORE UPDATE ON people FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('people')",
        "CREATE TRIGGER people_keep_delete BEFORE DELETE ON people FOR EACH ROW EXECUTE FUNCTION refuse_change('people')",
        "CREATE TRIGGER people_keep_truncate BEFORE TRUNCATE ON people FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('people')",
        "CREATE TRIGGER person_emails_keep_update BEFORE UPDATE ON person_emails FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS DISTINCT FROM OLD.person_id OR NEW.email IS DISTINCT FROM OLD.email OR NEW.true_from IS DISTINCT FROM OLD.true_from OR NEW.true_to IS DISTINCT FROM OLD.true_to OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('person_emails')",
        "CREATE TRIGGER person_emails_keep_delete BEFORE DELETE ON person_emails FOR EACH ROW EXECUTE FUNCTION refuse_change('person_emails')",
        "CREATE TRIGGER person_emails_keep_truncate BEFORE TRUNCATE ON person_emails FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('person_emails')",
        "CREATE TRIGGER person_names_keep_update BEFORE UPDATE ON person_names FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS DISTINCT FROM OLD.person_id OR NEW.name IS DISTINCT FROM OLD.name OR NEW.known_as IS DISTINCT FROM OLD.known_as OR NEW.true_from IS DISTINCT FROM OLD.true_from OR NEW.true_to IS DISTINCT FROM OLD.true_to OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('person_names')",
        "CREATE TRIGGER person_names_keep_delete BEFORE DELETE ON person_names FOR EACH ROW EXECUTE FUNCTION refuse_change('person_names')",
        "CREATE TRIGGER person_names_keep_truncate BEFORE TRUNCATE ON person_names FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('person_names')",
        "CREATE TRIGGER policy_questions_keep_update BEFORE UPDATE ON policy_questions FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('policy_questions')",
        "CREATE TRIGGER policy_questions_keep_delete BEFORE DELETE ON policy_questions FOR EACH ROW EXECUTE FUNCTION refuse_change('policy_questions')",
        "CREATE TRIGGER policy_questions_keep_truncate BEFORE TRUNCATE ON policy_questions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('policy_questions')",
        "CREATE TRIGGER post_details_keep_update BEFORE UPDATE ON post_details FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.post_id IS DISTINCT FROM OLD.post_id OR NEW.reference IS DISTINCT FROM OLD.reference OR NEW.title IS DISTINCT FROM OLD.title OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.staff_group IS DISTINCT FROM OLD.staff_group OR NEW.manager_id IS DISTINCT FROM OLD.manager_id OR NEW.manager_post_id IS DISTINCT FROM OLD.manager_post_id OR NEW.true_from IS DISTINCT FROM OLD.true_from OR NEW.true_to IS DISTINCT FROM OLD.true_to OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('post_details')",
        "CREATE TRIGGER post_details_keep_delete BEFORE DELETE ON post_details FOR EACH ROW EXECUTE FUNCTION refuse_change('post_details')",
        "CREATE TRIGGER post_details_keep_truncate BEFORE TRUNCATE ON post_details FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('post_details')",
        "CREATE TRIGGER posts_keep_update BEFORE UPDATE ON posts FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('posts')",
        "CREATE TRIGGER posts_keep_delete BEFORE DELETE ON posts FOR EACH ROW EXECUTE FUNCTION refuse_change('posts')",
        "CREATE TRIGGER posts_keep_truncate BEFORE TRUNCATE ON posts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('posts')",
        "CREATE TRIGGER responses_keep_update BEFORE UPDATE ON responses FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('responses')",
        "CREATE TRIGGER responses_keep_delete BEFORE DELETE ON responses FOR EACH ROW EXECUTE FUNCTION refuse_change('responses')",
        "CREATE TRIGGER responses_keep_truncate BEFORE TRUNCATE ON responses FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('responses')",
        "CREATE TRIGGER results_keep_update BEFORE UPDATE ON results FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('results')",
        "CREATE TRIGGER results_keep_delete BEFORE DELETE ON results FOR EACH ROW EXECUTE FUNCTION refuse_change('results')",
        "CREATE TRIGGER results_keep_truncate BEFORE TRUNCATE ON results FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('results')",
        "CREATE TRIGGER revocations_keep_update BEFORE UPDATE ON revocations FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.completion_id IS DISTINCT FROM OLD.completion_id OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.true_from IS DISTINCT FROM OLD.true_from OR NEW.true_to IS DISTINCT FROM OLD.true_to OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('revocations')",
        "CREATE TRIGGER revocations_keep_delete BEFORE DELETE ON revocations FOR EACH ROW EXECUTE FUNCTION refuse_change('revocations')",
        "CREATE TRIGGER revocations_keep_truncate BEFORE TRUNCATE ON revocations FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('revocations')",
        "CREATE TRIGGER role_grants_keep_update BEFORE UPDATE ON role_grants FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.person_id IS DISTINCT FROM OLD.person_id OR NEW.role IS DISTINCT FROM OLD.role OR NEW.true_from IS DISTINCT FROM OLD.true_from OR NEW.true_to IS DISTINCT FROM OLD.true_to OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('role_grants')",
        "CREATE TRIGGER role_grants_keep_delete BEFORE DELETE ON role_grants FOR EACH ROW EXECUTE FUNCTION refuse_change('role_grants')",
        "CREATE TRIGGER role_grants_keep_truncate BEFORE TRUNCATE ON role_grants FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('role_grants')",
        "CREATE TRIGGER unit_names_keep_update BEFORE UPDATE ON unit_names FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.name IS DISTINCT FROM OLD.name OR NEW.true_from IS DISTINCT FROM OLD.true_from OR NEW.true_to IS DISTINCT FROM OLD.true_to OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('unit_names')",
        "CREATE TRIGGER unit_names_keep_delete BEFORE DELETE ON unit_names FOR EACH ROW EXECUTE FUNCTION refuse_change('unit_names')",
        "CREATE TRIGGER unit_names_keep_truncate BEFORE TRUNCATE ON unit_names FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('unit_names')",
        "CREATE TRIGGER unit_places_keep_update BEFORE UPDATE ON unit_places FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR NEW.superseded_by IS NULL OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.parent_id IS DISTINCT FROM OLD.parent_id OR NEW.true_from IS DISTINCT FROM OLD.true_from OR NEW.true_to IS DISTINCT FROM OLD.true_to OR NEW.id IS DISTINCT FROM OLD.id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.recorded_by IS DISTINCT FROM OLD.recorded_by) EXECUTE FUNCTION refuse_change('unit_places')",
        "CREATE TRIGGER unit_places_keep_delete BEFORE DELETE ON unit_places FOR EACH ROW EXECUTE FUNCTION refuse_change('unit_places')",
        "CREATE TRIGGER unit_places_keep_truncate BEFORE TRUNCATE ON unit_places FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('unit_places')",
        "CREATE TRIGGER units_keep_update BEFORE UPDATE ON units FOR EACH ROW WHEN (true) EXECUTE FUNCTION refuse_change('units')",
        "CREATE TRIGGER units_keep_delete BEFORE DELETE ON units FOR EACH ROW EXECUTE FUNCTION refuse_change('units')",
        "CREATE TRIGGER units_keep_truncate BEFORE TRUNCATE ON units FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('units')",
    ],
}
"""The text of the triggers as they were at this migration; elearning/models/evidence.py makes today's."""


def upgrade() -> None:
    """Make every table, then protect the evidence."""
    op.create_table(
        "certificate_guesses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_key", sa.String(length=64), nullable=False),
        sa.Column("at", orm.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_guesses")),
    )
    op.create_index(
        "ix_certificate_guesses_address_key_at", "certificate_guesses", ["address_key", "at"], unique=False
    )
    op.create_table(
        "modules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_modules")),
        sa.UniqueConstraint("slug", name=op.f("uq_modules_slug")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_table(
        "posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_key", sa.String(length=64), nullable=False),
        sa.Column("address_key", sa.String(length=64), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("at", orm.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index(
        "ix_sign_in_attempts_account_key_at", "sign_in_attempts", ["account_key", "at"], unique=False
    )
    op.create_index(
        "ix_sign_in_attempts_address_key_at", "sign_in_attempts", ["address_key", "at"], unique=False
    )
    op.create_table(
        "units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
    )
    op.create_table(
        "audit_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", orm.Instant(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.CheckConstraint(
            "actor_id IS NOT NULL OR actor_name <> ''", name=op.f("ck_audit_events_has_actor")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_audit_events_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
    )
    op.create_index(op.f("ix_audit_events_actor_id"), "audit_events", ["actor_id"], unique=False)
    op.create_index("ix_audit_events_subject", "audit_events", ["subject", "subject_id"], unique=False)
    op.create_table(
        "passwords",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=200), nullable=False),
        sa.Column("changed_at", orm.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_passwords_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_passwords")),
    )
    op.create_table(
        "policy_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("contact", sa.String(length=60), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_policy_questions_module_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_policy_questions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_questions")),
    )
    op.create_table(
        "sign_in_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_key", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("started_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("last_used_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("ended_at", orm.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sign_in_sessions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_sessions")),
        sa.UniqueConstraint("token_key", name=op.f("uq_sign_in_sessions_token_key")),
    )
    op.create_index("ix_sign_in_sessions_person_id", "sign_in_sessions", ["person_id"], unique=False)
    op.create_table(
        "audiences",
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("fixed_due_on", sa.Date(), nullable=True),
        sa.Column("days_after_start", sa.Integer(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("true_from", sa.Date(), nullable=False),
        sa.Column("true_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (superseded_by IS NULL)", name=op.f("ck_audiences_superseding_whole")
        ),
        sa.CheckConstraint(
            "days_after_start >= 0 AND notice_days >= 0", name=op.f("ck_audiences_days_not_negative")
        ),
        sa.CheckConstraint(
            "true_to IS NULL OR true_to >= true_from", name=op.f("ck_audiences_days_in_order")
        ),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_audiences_module_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_audiences_recorded_by")),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["audit_events.id"], name=op.f("fk_audiences_superseded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audiences")),
    )
    op.create_index(
        "uq_audiences_live",
        "audiences",
        ["module_id", "name"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL AND true_to IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL AND true_to IS NULL"),
    )
    op.create_table(
        "employee_numbers",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("true_from", sa.Date(), nullable=False),
        sa.Column("true_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (superseded_by IS NULL)",
            name=op.f("ck_employee_numbers_superseding_whole"),
        ),
        sa.CheckConstraint(
            "true_to IS NULL OR true_to >= true_from", name=op.f("ck_employee_numbers_days_in_order")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_employee_numbers_person_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["audit_events.id"], name=op.f("fk_employee_numbers_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["audit_events.id"], name=op.f("fk_employee_numbers_superseded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employee_numbers")),
    )
    op.create_index(op.f("ix_employee_numbers_number"), "employee_numbers", ["number"], unique=False)
    op.create_index("ix_employee_numbers_person_id", "employee_numbers", ["person_id"], unique=False)
    op.create_index(
        "uq_employee_numbers_number_live",
        "employee_numbers",
        ["number"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL AND true_to IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL AND true_to IS NULL"),
    )
    op.create_index(
        "uq_employee_numbers_person_live",
        "employee_numbers",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL AND true_to IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL AND true_to IS NULL"),
    )
    op.create_table(
        "exemptions",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("reason_code", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("approver_id", sa.Integer(), nullable=False),
        sa.Column("true_from", sa.Date(), nullable=False),
        sa.Column("true_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (superseded_by IS NULL)", name=op.f("ck_exemptions_superseding_whole")
        ),
        sa.CheckConstraint("approver_id <> person_id", name=op.f("ck_exemptions_not_own_approver")),
        sa.CheckConstraint("true_to IS NOT NULL", name=op.f("ck_exemptions_has_end")),
        sa.CheckConstraint(
            "true_to IS NULL OR true_to >= true_from", name=op.f("ck_exemptions_days_in_order")
        ),
        sa.ForeignKeyConstraint(["approver_id"], ["people.id"], name=op.f("fk_exemptions_approver_id")),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_exemptions_module_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_exemptions_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_exemptions_recorded_by")),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["audit_events.id"], name=op.f("fk_exemptions_superseded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemptions")),
    )
    op.create_index(
        "uq_exemptions_live",
        "exemptions",
        ["person_id", "module_id", "true_from"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "holdings",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("true_from", sa.Date(), nullable=False),
        sa.Column("true_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (superseded_by IS NULL)", name=op.f("ck_holdings_superseding_whole")
        ),
        sa.CheckConstraint("true_to IS NULL OR true_to >= true_from", name=op.f("ck_holdings_days_in_order")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_holdings_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_holdings_post_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_holdings_recorded_by")),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["audit_events.id"], name=op.f("fk_holdings_superseded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holdings")),
    )
    op.create_index("ix_holdings_person_id", "holdings", ["person_id"], unique=False)
    op.create_index("ix_holdings_post_id", "holdings", ["post_id"], unique=False)
    op.create_index(
        "uq_holdings_live",
        "holdings",
        ["person_id", "post_id", "true_from"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "import_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("joiners", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("leavers", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["audit_events.id"], name=op.f("fk_import_runs_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_runs")),
    )
    op.create_table(
        "leaves",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("true_from", sa.Date(), nullable=False),
        sa.Column("true_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (superseded_by IS NULL)", name=op.f("ck_leaves_superseding_whole")
        ),
        sa.CheckConstraint("true_to IS NULL OR true_to >= true_from", name=op.f("ck_leaves_days_in_order")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_leaves_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_leaves_recorded_by")),
        sa.ForeignKeyConstraint(["superseded_by"], ["audit_events.id"], name=op.f("fk_leaves_superseded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaves")),
    )
    op.create_index(
        "uq_leaves_live",
        "leaves",
        ["person_id", "true_from"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "module_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("window_days", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("change", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "change IN ('first', 'typo', 'clarification', 'material', 'law')",
            name=op.f("ck_module_versions_change_known"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_module_versions_number_from_one")),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_module_versions_module_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["audit_events.id"], name=op.f("fk_module_versions_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_versions")),
        sa.UniqueConstraint("module_id", "number", name=op.f("uq_module_versions_module_id_number")),
    )
    op.create_table(
        "person_emails",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("true_from", sa.Date(), nullable=False),
        sa.Column("true_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (superseded_by IS NULL)",
            name=op.f("ck_person_emails_superseding_whole"),
        ),
        sa.CheckConstraint(
            "true_to IS NULL OR true_to >= true_from", name=op.f("ck_person_emails_days_in_order")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_emails_person_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["audit_events.id"], name=op.f("fk_person_emails_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["audit_events.id"], name=op.f("fk_person_emails_superseded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_emails")),
    )
    op.create_index(op.f("ix_person_emails_email"), "person_emails", ["email"], unique=False)
    op.create_index("ix_person_emails_person_id", "person_emails", ["person_id"], unique=False)
    op.create_index(
        "uq_person_emails_email_live",
        "person_emails",
        ["email"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL AND true_to IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL AND true_to IS NULL"),
    )
    op.create_index(
        "uq_person_emails_person_live",
        "person_emails",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL AND true_to IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL AND true_to IS NULL"),
    )
    op.create_table(
        "person_names",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("known_as", sa.String(length=200), nullable=False),
        sa.Column("true_from", sa.Date(), nullable=False),
        sa.Column("true_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (superseded_by IS NULL)",
            name=op.f("ck_person_names_superseding_whole"),
        ),
        sa.CheckConstraint(
            "true_to IS NULL OR true_to >= true_from", name=op.f("ck_person_names_days_in_order")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_names_person_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["audit_events.id"], name=op.f("fk_person_names_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["audit_events.id"], name=op.f("fk_person_names_superseded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_names")),
    )
    op.create_index("ix_person_names_person_id", "person_names", ["person_id"], unique=False)
    op.create_index(
        "uq_person_names_live",
        "person_names",
        ["person_id", "true_from"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "post_details",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("staff_group", sa.String(length=80), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("manager_post_id", sa.Integer(), nullable=True),
        sa.Column("true_from", sa.Date(), nullable=False),
        sa.Column("true_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (superseded_by IS NULL)",
            name=op.f("ck_post_details_superseding_whole"),
        ),
        sa.CheckConstraint(
            "manager_id IS NULL OR manager_post_id IS NULL", name=op.f("ck_post_details_one_manager")
        ),
        sa.CheckConstraint(
            "manager_post_id IS NULL OR manager_post_id <> post_id",
            name=op.f("ck_post_details_not_own_manager"),
        ),
        sa.CheckConstraint(
            "true_to IS NULL OR true_to >= true_from", name=op.f("ck_post_details_days_in_order")
        ),
        sa.ForeignKeyConstraint(["manager_id"], ["people.id"], name=op.f("fk_post_details_manager_id")),
        sa.ForeignKeyConstraint(
            ["manager_post_id"], ["posts.id"], name=op.f("fk_post_details_manager_post_id")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_details_post_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["audit_events.id"], name=op.f("fk_post_details_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["audit_events.id"], name=op.f("fk_post_details_superseded_by")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_post_details_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_details")),
    )
    op.create_index(op.f("ix_post_details_manager_id"), "post_details", ["manager_id"], unique=False)
    op.create_index(
        op.f("ix_post_details_manager_post_id"), "post_details", ["manager_post_id"], unique=False
    )
    op.create_index("ix_post_details_post_id", "post_details", ["post_id"], unique=False)
    op.create_index(op.f("ix_post_details_unit_id"), "post_details", ["unit_id"], unique=False)
    op.create_index(
        "uq_post_details_live",
        "post_details",
        ["post_id", "true_from"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_index(
        "uq_post_details_reference_live",
        "post_details",
        ["reference"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL AND true_to IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL AND true_to IS NULL"),
    )
    op.create_table(
        "role_grants",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("true_from", sa.Date(), nullable=False),
        sa.Column("true_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "role IN ('hr', 'author', 'administrator')", name=op.f("ck_role_grants_role_known")
        ),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (superseded_by IS NULL)", name=op.f("ck_role_grants_superseding_whole")
        ),
        sa.CheckConstraint(
            "true_to IS NULL OR true_to >= true_from", name=op.f("ck_role_grants_days_in_order")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_role_grants_person_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["audit_events.id"], name=op.f("fk_role_grants_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["audit_events.id"], name=op.f("fk_role_grants_superseded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grants")),
    )
    op.create_index(
        "uq_role_grants_live",
        "role_grants",
        ["person_id", "role"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL AND true_to IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL AND true_to IS NULL"),
    )
    op.create_table(
        "sign_in_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_key", sa.String(length=64), nullable=False),
        sa.Column("made_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("expires_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("used_at", orm.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["audit_events.id"], name=op.f("fk_sign_in_codes_made_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sign_in_codes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_codes")),
    )
    op.create_index("ix_sign_in_codes_person_id", "sign_in_codes", ["person_id"], unique=False)
    op.create_table(
        "unit_names",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("true_from", sa.Date(), nullable=False),
        sa.Column("true_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (superseded_by IS NULL)", name=op.f("ck_unit_names_superseding_whole")
        ),
        sa.CheckConstraint(
            "true_to IS NULL OR true_to >= true_from", name=op.f("ck_unit_names_days_in_order")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["audit_events.id"], name=op.f("fk_unit_names_recorded_by")),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["audit_events.id"], name=op.f("fk_unit_names_superseded_by")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_names_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_names")),
    )
    op.create_index(
        "uq_unit_names_live",
        "unit_names",
        ["unit_id", "true_from"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "unit_places",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("true_from", sa.Date(), nullable=False),
        sa.Column("true_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('directorate', 'service', 'team')", name=op.f("ck_unit_places_kind_known")
        ),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (superseded_by IS NULL)", name=op.f("ck_unit_places_superseding_whole")
        ),
        sa.CheckConstraint(
            "parent_id IS NULL OR parent_id <> unit_id", name=op.f("ck_unit_places_not_own_parent")
        ),
        sa.CheckConstraint(
            "true_to IS NULL OR true_to >= true_from", name=op.f("ck_unit_places_days_in_order")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name=op.f("fk_unit_places_parent_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["audit_events.id"], name=op.f("fk_unit_places_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["audit_events.id"], name=op.f("fk_unit_places_superseded_by")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_places_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_places")),
    )
    op.create_index(
        "uq_unit_places_live",
        "unit_places",
        ["unit_id", "true_from"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "assignments",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("audience_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("true_from", sa.Date(), nullable=False),
        sa.Column("true_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (superseded_by IS NULL)", name=op.f("ck_assignments_superseding_whole")
        ),
        sa.CheckConstraint(
            "true_to IS NULL OR true_to >= true_from", name=op.f("ck_assignments_days_in_order")
        ),
        sa.ForeignKeyConstraint(["audience_id"], ["audiences.id"], name=op.f("fk_assignments_audience_id")),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_assignments_module_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_assignments_person_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["audit_events.id"], name=op.f("fk_assignments_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["audit_events.id"], name=op.f("fk_assignments_superseded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index(
        "ix_assignments_person_id_module_id", "assignments", ["person_id", "module_id"], unique=False
    )
    op.create_index(
        "uq_assignments_live",
        "assignments",
        ["person_id", "audience_id", "true_from"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "enrolments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_enrolments_module_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_enrolments_person_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["module_versions.id"], name=op.f("fk_enrolments_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
        sa.UniqueConstraint(
            "person_id", "module_id", "number", name=op.f("uq_enrolments_person_id_module_id_number")
        ),
    )
    op.create_table(
        "acknowledgements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("policy_title", sa.String(length=200), nullable=False),
        sa.Column("policy_version", sa.String(length=40), nullable=False),
        sa.Column("policy_date", sa.Date(), nullable=False),
        sa.Column("statements", sa.JSON(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_acknowledgements_enrolment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgements")),
        sa.UniqueConstraint("enrolment_id", name=op.f("uq_acknowledgements_enrolment_id")),
    )
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"], name=op.f("fk_attempts_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint("enrolment_id", "number", name=op.f("uq_attempts_enrolment_id_number")),
    )
    op.create_table(
        "check_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(length=80), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_check_answers_enrolment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_answers")),
    )
    op.create_index("ix_check_answers_enrolment_id", "check_answers", ["enrolment_id"], unique=False)
    op.create_table(
        "completions",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("made_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (superseded_by IS NULL)", name=op.f("ck_completions_superseding_whole")
        ),
        sa.CheckConstraint("expires_on >= completed_on", name=op.f("ck_completions_expires_after")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_completions_enrolment_id")
        ),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_completions_module_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_completions_person_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["audit_events.id"], name=op.f("fk_completions_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["audit_events.id"], name=op.f("fk_completions_superseded_by")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["module_versions.id"], name=op.f("fk_completions_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_completions")),
    )
    op.create_index(
        "ix_completions_person_id_module_id", "completions", ["person_id", "module_id"], unique=False
    )
    op.create_index(
        "uq_completions_enrolment_live",
        "completions",
        ["enrolment_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "lesson_progress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.String(length=60), nullable=False),
        sa.Column("screen_id", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_lesson_progress_enrolment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_progress")),
        sa.UniqueConstraint(
            "enrolment_id",
            "lesson_id",
            "screen_id",
            name=op.f("uq_lesson_progress_enrolment_id_lesson_id_screen_id"),
        ),
    )
    op.create_table(
        "certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("completion_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("holder_name", sa.String(length=200), nullable=False),
        sa.Column("module_title", sa.String(length=200), nullable=False),
        sa.Column("council_name", sa.String(length=200), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["completion_id"], ["completions.id"], name=op.f("fk_certificates_completion_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["audit_events.id"], name=op.f("fk_certificates_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("completion_id", name=op.f("uq_certificates_completion_id")),
        sa.UniqueConstraint("number", name=op.f("uq_certificates_number")),
    )
    op.create_table(
        "responses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(length=80), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_responses_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responses")),
    )
    op.create_index("ix_responses_attempt_id", "responses", ["attempt_id"], unique=False)
    op.create_table(
        "results",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("out_of", sa.Integer(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("score >= 0 AND score <= out_of", name=op.f("ck_results_score_in_range")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_results_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_results")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_results_attempt_id")),
    )
    op.create_table(
        "revocations",
        sa.Column("completion_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("true_from", sa.Date(), nullable=False),
        sa.Column("true_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.Column("superseded_at", orm.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (superseded_by IS NULL)", name=op.f("ck_revocations_superseding_whole")
        ),
        sa.CheckConstraint(
            "true_to IS NULL OR true_to >= true_from", name=op.f("ck_revocations_days_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["completion_id"], ["completions.id"], name=op.f("fk_revocations_completion_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["audit_events.id"], name=op.f("fk_revocations_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["audit_events.id"], name=op.f("fk_revocations_superseded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocations")),
    )
    op.create_index(
        "uq_revocations_completion_live",
        "revocations",
        ["completion_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL AND true_to IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL AND true_to IS NULL"),
    )
    op.create_table(
        "certificate_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", orm.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_certificate_files_certificate_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_files")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_certificate_files_certificate_id")),
    )

    for statement in EVIDENCE[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Evidence is never taken away."""
    raise RuntimeError("There is no way back from a migration: restore a backup.")
