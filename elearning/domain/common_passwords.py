"""Which passwords are the first that anybody would guess: words, seasons, keyboard runs, dates. Knows no person."""

import re
import unicodedata
from collections.abc import Iterator

_GUESSED_FIRST = """
abc access account admin administrator adult album amazing angel animal apple april arsenal august autumn away baby
banana bank banter batman beautiful birthday biscuit black blue boss bubbles budget business butterfly butter camera
captain care carer cat changeit changeme charlie chelsea children chocolate christmas city coffee committee company
computer cookie council councillor county cricket daddy day december default demo desk diamond digital district dog
dolphin donut dragon easter elearning email england english everton facebook family february finance flower football
forever forgot forgotten freedom friday friend friends george ginger gold golden google government green guest happy
hello help holiday home house icecream iloveyou instagram internet ireland it january job july june jesus kitten
learn learning letme letmein library liverpool local login logon london love loveyou lovely ltd magic manager
march master may media mine mobile module monday money monkey month mummy music my myself name new newpassword
news nothing november now nurse october office oldpassword orange pa pass passcode passphrase password passwd
peanut people phone pizza please pokemon princess private public purple pw qwe rainbow red rose rugby safe saturday
school scotland secret secure security september service shadow share sharepoint silver silly simple smile snow
snoopy soccer social spring staff star starwars start summer sunday sunshine super superman support sweet system
tea teacher team teams temp temporary test tester testing this thursday tiger today top tottenham training
trustno tuesday twitter unit united user village wales wednesday week welcome whatever white windows winter word work
worker working yellow yes you your yourpassword youtube zoom
"""
_WORDS = frozenset(_GUESSED_FIRST.split())

_RUNS = tuple(
    run + "\0" + run[::-1]
    for run in (
        "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujmikolp",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "qweasdzxc",
        "!\"£$%^&*()_+", "!@#$%^&*()_+",
    )
)  # fmt: skip

_PRETENDERS = str.maketrans("@4310$57!|€", "aaeiossttie")
"""Digits and signs that people put for letters."""

_WORD_COST = 5
_DEAR = 14
"""What is not common costs this much: a word 5, a run or a year 1, any other digit or sign 1. So two words with a few
digits are common and three words are not."""

_LONGEST_COMMON = 40
_REPEATED = re.compile(r"(.{1,4})\1+.{0,3}", re.DOTALL)
_YEAR = re.compile(r"(19|20)\d\d")
_PARTED = re.compile(r"[\s._-]+")


def _is_run(piece: str) -> bool:
    return len(piece) >= 3 and (piece == piece[0] * len(piece) or any(piece in run for run in _RUNS))


def _pieces(plain: str, read: str, start: int, words: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where a word, a run along the keyboard, a year or a sign that begins here may end, and what it costs."""
    if not plain[start].isalpha():
        yield start + 1, 1
    if _YEAR.match(plain, start):
        yield start + 4, 1
    for end in range(start + 2, len(plain) + 1):
        if _is_run(plain[start:end]):
            yield end, 1
        elif plain[start:end] in words or read[start:end] in words:
            yield end, _WORD_COST


def _cost(plain: str, words: frozenset[str]) -> int:
    """The least that the pieces of a text cost, or a great deal if letters of no piece are left over."""
    read = plain.translate(_PRETENDERS)
    least = [0] + [_DEAR] * len(plain)
    for start in range(len(plain)):
        if least[start] >= _DEAR:
            continue
        for end, cost in _pieces(plain, read, start, words):
            least[end] = min(least[end], least[start] + cost)
    return least[len(plain)]


def is_common(password: str, *, also: frozenset[str] = frozenset()) -> bool:
    """Whether a password of at least 8 characters is of a kind that is tried first.

    `also` are words that are common here, in lower case: those of the council's name.
    """
    text = unicodedata.normalize("NFKC", password).casefold().strip()
    if len(text) > _LONGEST_COMMON:
        return len(set(text)) <= 2
    if (text.isdecimal() and len(text) < 12) or _REPEATED.fullmatch(text):
        return True
    words = _WORDS | also
    return min(_cost(text, words), _cost(_PARTED.sub("", text), words)) < _DEAR
