"""Text that no spreadsheet runs when it opens a CSV file: tamed by one apostrophe, so that the original comes back.

Whoever reads such a file takes exactly one leading apostrophe away from a cell that has one.
"""

import re
import string
from functools import lru_cache
from unicodedata import category, normalize

_PLAIN_START = frozenset(string.ascii_letters + string.digits)
_STARTERS = frozenset("=+-@\N{MINUS SIGN}'")
_RUNNING = frozenset("\t\r\n")
_UNSEEN = frozenset("ZCM")
"""Letters of Unicode's categories that no reader sees: separators, controls and formats, marks."""

_NO_TEXT = re.compile("[\0\ud800-\udfff\ufffe\uffff]")
_LOST = "\N{REPLACEMENT CHARACTER}"


def tamed(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet might run it, or if it begins with one already.

    A formula begins with = + - @, in full width and other forms too, behind whatever cannot be seen; a tab or the end
    of a line in front counts as well. What no file of text can hold (NUL, half a surrogate pair, U+FFFE, U+FFFF)
    becomes the replacement character; everything else stays as it was typed.
    """
    if not text or (text[0] in _PLAIN_START and text.isprintable()):
        return text
    return _tamed(text)


@lru_cache(maxsize=4096)
def _tamed(text: str) -> str:
    text = _NO_TEXT.sub(_LOST, text)
    return f"'{text}" if text[0] == "'" or _may_run(text) else text


def _may_run(text: str) -> bool:
    for character in text:
        if character in _RUNNING:
            return True
        if category(character)[0] not in _UNSEEN:
            return normalize("NFKC", character)[0] in _STARTERS
    return False
