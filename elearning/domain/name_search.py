"""Names as they are searched and put in order: without regard to case, accents or the kind of an apostrophe."""

import unicodedata
from functools import lru_cache

_ALIKE = str.maketrans(
    {
        "ł": "l", "đ": "d", "ø": "o", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ŧ": "t",
        "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "–": "-",
    }
)  # fmt: skip
"""Letters that are no letter with an accent to Unicode, but that people type as one; marks that keyboards vary."""


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """The form in which names are searched and put in order: "Núñez" and "NUNEZ" are alike, white space is folded."""
    if text.isascii():
        return " ".join(text.lower().split())
    alike = unicodedata.normalize("NFKC", text).casefold().translate(_ALIKE)
    apart = unicodedata.normalize("NFKD", alike)
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())


def searched_words(text: str) -> tuple[str, ...]:
    """What somebody typed as the words that must each be found, folded; nothing of what no name can hold."""
    return tuple(folded("".join(letter if letter.isprintable() else " " for letter in text)).split())
