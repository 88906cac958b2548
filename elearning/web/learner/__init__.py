"""What a learner meets: tasks, lessons, the assessment, the acknowledgement, the record."""

from elearning.web.learner import (
    acknowledgement,
    assessment,
    beside_lessons,
    due_dates,
    follow_ups,
    handbook,
    help_note,
    lessons,
    more_time,
    own_timeline,
    policy_requests,
    refreshers,
    replays,
    tasks,
)
from elearning.web.learner.blueprint import blueprint

__all__ = [
    "acknowledgement", "assessment", "beside_lessons", "blueprint", "due_dates", "follow_ups", "handbook", "help_note",
    "lessons", "more_time", "own_timeline", "policy_requests", "refreshers", "replays", "tasks",
]  # fmt: skip
