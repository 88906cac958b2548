"""What authors meet: their modules as they stand in the files. Nothing here shows a learner's data."""

from elearning.web.author import check, coverage, modules
from elearning.web.author.blueprint import blueprint

__all__ = ["blueprint", "check", "coverage", "modules"]
