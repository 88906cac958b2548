"""What `content preview` shows: the files as a learner will see them. It has no database and signs nobody in."""

from elearning.web.preview.blueprint import blueprint, init_preview
from elearning.web.preview.lessons import screen
from elearning.web.preview.modules import module

__all__ = ["blueprint", "init_preview", "module", "screen"]
