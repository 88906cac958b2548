"""Argon2id. Hashing takes a tenth of a second and 64 MiB: called by the edge, and never with a transaction open."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_hasher = PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher.hash("the password of nobody at all")


def hash_password(password: str) -> str:
    """The hash that is kept of a password."""
    return _hasher.hash(password)


def is_password(hash: str | None, password: str) -> bool:
    """Whether this is the password of the hash. Takes the same time where there is no hash."""
    try:
        return _hasher.verify(hash or _nobodys(), password) and hash is not None
    except (Argon2Error, InvalidHashError):
        return False
