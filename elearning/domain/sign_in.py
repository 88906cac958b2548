"""Signing in, as rules: passwords, one-time codes, limits, when a session is over. Keeps no secret, reads no clock."""

import hashlib
import hmac
import unicodedata
from datetime import datetime, timedelta

from elearning.domain.common_passwords import is_common

WINDOW = timedelta(minutes=5)
"""Wrong guesses are counted over this long."""

ACCOUNT_LIMIT = 10
"""Wrong guesses at one account in the window, whatever identifier was typed and wherever they came from."""

ADDRESS_LIMIT = 100
"""Wrong guesses from one address in the window. A whole council may sit behind one address: on the morning when all
are asked to begin, dozens of honest slips come from it."""

SHORTEST_PASSWORD = 8

CODE_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""Nothing that is read or heard wrongly (0 and O, 1, I and L), and no vowels, so that no code is a word."""

CODE_LENGTH = 8
CODE_LASTS = timedelta(minutes=60)

TOUCH_EVERY = timedelta(minutes=5)
"""A session's last use is written down no more often than this."""


def is_over(
    *, started_at: datetime, last_used_at: datetime, now: datetime, idle: timedelta, absolute: timedelta
) -> bool:
    """Whether a session has been idle, or has lasted, as long as the settings allow."""
    return now - last_used_at >= idle or now - started_at >= absolute


def is_touch_due(*, last_used_at: datetime, now: datetime, idle: timedelta) -> bool:
    """Whether to write down that a session is in use. Where the idle limit is short, four times within it."""
    return now - last_used_at >= min(TOUCH_EVERY, idle / 4)


def ready_password(typed: str) -> str:
    """A password in the one form that is hashed: keyboards differ in how they compose an é."""
    return unicodedata.normalize("NFC", typed)


def reasons_against(password: str, *, council_name: str = "") -> tuple[str, ...]:
    """Why a password may not be chosen, in plain English; none if it may. The council's name counts as common."""
    if len(ready_password(password)) < SHORTEST_PASSWORD:
        return (f"Your password must be at least {SHORTEST_PASSWORD} characters",)
    if is_common(password, also=frozenset(council_name.casefold().split())):
        return ("That password is easy to guess. Choose another, such as three words that do not belong together",)
    return ()


def normalise_code(typed: str) -> str:
    """A one-time code as it is compared: capitals, without hyphens and spaces."""
    return "".join(character for character in typed.upper() if character.isalnum())


def printed_code(code: str) -> str:
    """A one-time code as it is handed over: in two halves."""
    half = len(code) // 2
    return f"{code[:half]}-{code[half:]}"


def token_key(token: str) -> str:
    """What is kept of a session's token. The token is random and long, so its plain digest cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed(secret: str, purpose: str, value: object) -> str:
    """A keyed digest of something that could be guessed from its plain digest: an account, an address, a code."""
    return hmac.new(secret.encode(), f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()


def account_key(secret: str, *, person_id: int | None, identifier: str) -> str:
    """What wrong guesses are counted under: the person, or what was typed if it names nobody."""
    if person_id is not None:
        return keyed(secret, "person", person_id)
    return keyed(secret, "nobody", "".join(identifier.split()).casefold())


def code_key(secret: str, *, person_id: int, code: str) -> str:
    """What is kept of a one-time code."""
    return keyed(secret, "code", f"{person_id}:{normalise_code(code)}")
