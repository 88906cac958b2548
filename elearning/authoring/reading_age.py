"""How old a reader must be to read a text with ease: the Flesch-Kincaid grade, and the age that goes with it.

The formula counts words, sentences and syllables, and knows nothing of what the words mean: it advises, and judges no
text alone. J. P. Kincaid and others, 1975; a school year's pupils are five years older than its number.
"""

import re

from elearning.authoring.prose import sentences

OLDEST = 11
"""Years: the house style asks for a reading age of 9 to 11 (brief 0.5)."""
FEWEST_WORDS = 20
"""In shorter texts one long word decides, so that no age is said."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouyà-öø-ýœæ]+")
_SILENT = re.compile(r"(?:[^laeiouy]es|[^laeiouydt]ed|[^laeiouy]e)$")
_APART = re.compile(
    r"i(?:a(?!l)|[ou](?!ns?$|us))|eo(?![up])|ua|uou|ying|eing|(?<![cfrt])ien|^scien|crea(?=t)|^reac(?=t)|area|idea|uiet"
)


def syllables(word: str) -> int:
    """About how many syllables an English word has: its groups of vowels, less a silent e; at least one."""
    lower = word.casefold().replace("’", "'").removesuffix("'s")
    count = len(_VOWELS.findall(lower)) - bool(_SILENT.search(lower)) + len(_APART.findall(lower))
    return max(1, count)


def reading_age(text: str) -> int | None:
    """The age in whole years, rounded down; None for a text too short to say."""
    words = _WORD.findall(text)
    if len(words) < FEWEST_WORDS:
        return None
    paragraphs = [paragraph for paragraph in text.split("\n") if paragraph.strip()]
    ends = sum(sum(1 for sentence in sentences(paragraph) if sentence.words) for paragraph in paragraphs)
    grade = 0.39 * len(words) / max(1, ends) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return max(5, int(grade + 5))
