"""Where a person is sent after signing in: a page of this site, whatever the address they came with says."""

import re

from flask import url_for

_LOCAL = re.compile(r"/(?![/\\])[A-Za-z0-9/_.~%?=&:+-]*")


def local_address(wanted: str | None) -> str:
    """The address if it is a path of this site, otherwise the task list."""
    if wanted and len(wanted) <= 500 and _LOCAL.fullmatch(wanted):
        return wanted
    return url_for("learner.tasks")
