"""Certificates: the number printed on one, and what one is worth on a day.

Numbers are made here from chance that is passed in; nothing here reads a clock, a file or a table.
"""

import unicodedata
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from elearning.domain.compliance import Span

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 characters: no I, L, O (read as 1 and 0) and no U (so no number spells a word)."""

RANDOM_CHARACTERS = 15
RANDOM_BITS = RANDOM_CHARACTERS * 5
GROUP = 4
LONGEST_TYPED = 60
"""A number is 15 characters by chance (75 bits) and a check character, in four groups of four."""

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_READ_AS = str.maketrans("OIL", "011")
_MODULUS = 0b100101


class Validity(StrEnum):
    """What a certificate is worth on a day. Where two apply, the first named here is said (RULE-24)."""

    REVOKED = "revoked"
    REPLACED = "replaced"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    VALID = "valid"


class CertificateFacts(NamedTuple):
    """What the truth about a certificate depends on. All days are British days."""

    completed_on: date
    expires_on: date
    """The last day on which it is valid, that day included: the end of its completion, which may come before the day
    that is printed on it while a refresher is asked and not done (RULE-10)."""
    revoked: tuple[Span, ...] = ()
    """The spans for which its completion is revoked, both days included; an open one has not been lifted (RULE-15)."""
    replaced_on: date | None = None
    """The day on which another was issued for the same completion, to mend its wording."""
    superseded_on: date | None = None
    """The day from which a later completion by the same person governs."""


def validity(facts: CertificateFacts, day: date) -> Validity:
    """The truth of a certificate on a day: revoked, replaced, expired, superseded, in that order (RULE-24)."""
    if any(span.first_on <= day and (span.last_on is None or day <= span.last_on) for span in facts.revoked):
        return Validity.REVOKED
    if facts.replaced_on is not None and facts.replaced_on <= day:
        return Validity.REPLACED
    if day > facts.expires_on:
        return Validity.EXPIRED
    if facts.superseded_on is not None and facts.superseded_on <= day:
        return Validity.SUPERSEDED
    return Validity.VALID


def new_number(random_bits: Callable[[int], int]) -> str:
    """A new certificate number, as it is printed and kept: "7K3M-Q2XA-90TD-RW5B".

    `random_bits` gives that many unguessable bits as a whole number (`secrets.randbits` in earnest). The number
    carries no meaning: not the person, nor the date, nor how many there are.
    """
    chance = random_bits(RANDOM_BITS)
    characters = "".join(ALPHABET[chance >> shift & 31] for shift in range(RANDOM_BITS - 5, -1, -5))
    return _grouped(characters + _check_character(characters))


def normalise(text: str) -> str | None:
    """The number that somebody typed or read aloud, as it is printed; None if no such number can exist.

    Forgives case, spaces, any kind of hyphen, the letter O for 0, and I or L for 1. Any one wrong character and
    any two characters exchanged are caught by the check character, without asking the database.
    """
    if len(text) > LONGEST_TYPED:
        return None
    folded = unicodedata.normalize("NFKC", text).upper().translate(_READ_AS)
    characters = "".join(one for one in folded if not _is_separator(one))
    if len(characters) != RANDOM_CHARACTERS + 1 or not set(characters) <= _VALUES.keys():
        return None
    return _grouped(characters) if _check_character(characters[:-1]) == characters[-1] else None


def _is_separator(character: str) -> bool:
    """Spaces, hyphens and dashes, and the invisible characters that come along when text is copied."""
    return character.isspace() or unicodedata.category(character) in {"Pd", "Cf", "Cc"} or character in "\u2212_."


def _check_character(characters: str) -> str:
    """The character that makes the whole number a multiple of x in the field of 32 elements.

    Each place weighs a different power of x, and the field has no divisors of zero: so one wrong character always
    changes the sum, and so does an exchange of any two that differ, next to each other or not.
    """
    total = 0
    for character in characters:
        total = _times_x(total) ^ _VALUES[character]
    return ALPHABET[_times_x(total)]


def _times_x(value: int) -> int:
    doubled = value << 1
    return doubled ^ _MODULUS if doubled & 32 else doubled


def _grouped(characters: str) -> str:
    return "-".join(characters[start : start + GROUP] for start in range(0, len(characters), GROUP))
