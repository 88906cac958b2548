"""Passwords to hashes and back to yes or no, by Argon2id. 64 MiB and 0.13 s each: never with a transaction open.

For web and cli, outside both because a command gives the demonstration its passwords.
"""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from elearning.domain.sign_in import ready_password

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The hash to keep of a password, salted afresh."""
    return _hasher.hash(ready_password(password))


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("the password of nobody")


def prepare() -> None:
    """Have the hash of nobody's password ready, so that the first wrong account takes no longer than the next."""
    _nobodys_hash()


def is_password(hash: str | None, password: str) -> bool:
    """Whether this is the password of the hash. Without a hash it takes as long and is never right."""
    try:
        _hasher.verify(hash or _nobodys_hash(), ready_password(password))
    except (VerificationError, InvalidHashError):
        return False
    return hash is not None
