"""The note by which a learner asks their line manager for help: when it is offered, and what it says. Pure."""

from datetime import date

from elearning.domain.calendar import british_date
from elearning.domain.learning import Progress

FAILS = 3
"""Fails of one assessment after which the note is offered (brief D.4)."""


def may_ask_for_help(progress: Progress) -> bool:
    """Whether the note is offered."""
    return not progress.has_passed and progress.attempts_submitted >= FAILS


def help_note(*, name: str, title: str, day: date) -> str:
    """What the manager reads: who asks for help with what, and nothing about answers or scores."""
    return f"{name} has asked for help with “{title}”, on {british_date(day)}."
