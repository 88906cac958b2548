"""What a line manager meets: the team and its people, as pages and files; nudges; more time; conversations."""

from elearning.web.team import conversations, delegates, files, more_time, no_module, nudges, pages
from elearning.web.team.blueprint import blueprint

__all__ = ["blueprint", "conversations", "delegates", "files", "more_time", "no_module", "nudges", "pages"]
