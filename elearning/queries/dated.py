"""Moved: import from elearning.models.dated."""

from elearning.models.dated import holds, known

__all__ = ["holds", "known"]
