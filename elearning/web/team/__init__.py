"""What a line manager meets: the team and its people, as pages and files; nudges; conversations after completions."""

from elearning.web.team import conversations, files, no_module, pages
from elearning.web.team.blueprint import blueprint

__all__ = ["blueprint", "conversations", "files", "no_module", "pages"]
