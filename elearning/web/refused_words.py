"""A page that was refused, in words: the record keeps its method and its endpoint, which mean nothing to HR."""

_PAGES = {
    "hr.compliance": "Asked for compliance of the council",
    "hr.trend": "Asked for the trend by month",
    "hr.without_manager": "Asked for people with no manager in post",
    "hr.people": "Asked for the list of people",
    "hr.person": "Asked for HR’s page of one person",
    "hr.export": "Asked for the export",
    "hr.export_csv": "Asked for the export as CSV",
    "hr.export_xlsx": "Asked for the export as XLSX",
    "hr.never_signed_in": "Asked for who never signed in",
    "hr.never_signed_in_csv": "Asked for who never signed in, as CSV",
    "hr.accesses": "Asked for who looked at whose data",
    "hr.people_of_access": "Asked for the people of a recorded access",
    "hr.policy_questions": "Asked for questions about the policy",
    "hr.people_file": "Asked for HR’s file",
    "hr.preview_people_file": "Asked for the preview of an HR file",
    "hr.people_file_problems": "Asked for the problems of an HR file",
    "hr.people_file_run": "Asked for an HR file that was applied",
    "hr.people_file_template": "Asked for the template of HR’s file",
    "hr.stage_people_file": "Tried to upload an HR file",
    "hr.apply_people_file": "Tried to apply an HR file",
    "hr.discard_people_file": "Tried to discard an HR file",
    "hr.new_exemption": "Tried to grant an exemption",
    "hr.save_exemption": "Tried to grant an exemption",
    "hr.ending_exemption": "Tried to end an exemption",
    "hr.save_end_of_exemption": "Tried to end an exemption",
    "hr.new_leave": "Tried to record leave",
    "hr.save_leave": "Tried to record leave",
    "hr.one_leave": "Tried to correct a record of leave",
    "hr.save_correction_of_leave": "Tried to correct a record of leave",
    "hr.revoking": "Tried to revoke a certificate",
    "hr.save_revocation": "Tried to revoke a certificate",
    "hr.asking_for_code": "Tried to give a one-time sign-in code",
    "hr.give_code": "Tried to give a one-time sign-in code",
}
_AUDIENCES = {"hr": "Asked for a page of HR", "author": "Asked for a page of the authors"}


def refused_words(recorded: str) -> str:
    """'GET hr.compliance' in words. What is not known here is told by whose page it is."""
    endpoint = recorded.partition(" ")[2]
    by_audience = _AUDIENCES.get(endpoint.partition(".")[0], "Asked for a page that is not theirs")
    return _PAGES.get(endpoint, by_audience)
