"""What HR meets: compliance, people and what is done for them, HR's file, exports, who looked, policy questions."""

from elearning.web.hr import policy_questions
from elearning.web.hr.blueprint import blueprint

__all__ = ["blueprint", "policy_questions"]
