"""What authors meet: their modules as they stand in the files. What answers say about questions names nobody."""

from elearning.web.author import (
    check,
    coverage,
    key_corrections,
    modules,
    proposals,
    publishing,
    questions,
    withdrawing,
)
from elearning.web.author.blueprint import blueprint

__all__ = [
    "blueprint", "check", "coverage", "key_corrections", "modules", "proposals", "publishing", "questions",
    "withdrawing",
]  # fmt: skip
