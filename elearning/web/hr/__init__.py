"""What HR meets: compliance, people and what is done for them, HR's file, exports, who looked, policy questions."""

from elearning.web.hr import (
    accesses,
    adjustments,
    compliance,
    exemptions,
    export,
    leave,
    never_signed_in,
    people_file,
    people_list,
    person,
    policy_questions,
    replays,
    revocations,
    sign_in_codes,
)
from elearning.web.hr.blueprint import blueprint

__all__ = [
    "accesses",
    "adjustments",
    "blueprint",
    "compliance",
    "exemptions",
    "export",
    "leave",
    "never_signed_in",
    "people_file",
    "people_list",
    "person",
    "policy_questions",
    "replays",
    "revocations",
    "sign_in_codes",
]
