"""What HR meets: compliance, people and what is done for them, HR's file, files and reports, who looked, questions."""

from elearning.web.hr import (
    accesses,
    acknowledgements,
    adjustments,
    committee,
    compliance,
    exemptions,
    export,
    leave,
    never_signed_in,
    people_file,
    people_list,
    person,
    policy_questions,
    proposal_people,
    replays,
    revocations,
    sign_in_codes,
)
from elearning.web.hr.blueprint import blueprint

__all__ = [
    "accesses",
    "acknowledgements",
    "adjustments",
    "blueprint",
    "committee",
    "compliance",
    "exemptions",
    "export",
    "leave",
    "never_signed_in",
    "people_file",
    "people_list",
    "person",
    "policy_questions",
    "proposal_people",
    "replays",
    "revocations",
    "sign_in_codes",
]
