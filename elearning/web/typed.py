"""What was typed into an address, as a page may repeat it."""

import re

from flask import request

LONGEST = 200
"""Characters of one argument that are taken notice of: no name, day or number is longer."""

_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def typed(name: str) -> str:
    """An argument of the address; characters that no page may hold, such as NUL, are marked as unreadable."""
    return _UNREADABLE.sub("\ufffd", request.args.get(name, "").strip()[:LONGEST])
