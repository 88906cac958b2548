"""What a learner meets: tasks, lessons, the assessment, the acknowledgement, the record."""

from elearning.web.learner import acknowledgement, assessment, lessons, tasks
from elearning.web.learner.blueprint import blueprint

__all__ = ["acknowledgement", "assessment", "blueprint", "lessons", "tasks"]
