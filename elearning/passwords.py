"""Passwords to hashes and back to yes or no, by Argon2id. 64 MiB and 0.13 s each: never with a transaction open.

For web and cli, outside both because a command gives the demonstration its passwords.
"""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from elearning.domain.sign_in import ready_password

_hasher = PasswordHasher()

_NOBODYS_HASH = (
    f"$argon2id$v=19$m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    f"${'bm9ib2R5cyBzYWx0Li4'}A${'A' * 43}"
)
"""Of the same cost as a real one and the password of nobody, so that an account that is not there takes as long."""


def hash_password(password: str) -> str:
    """The hash to keep of a password, salted afresh."""
    return _hasher.hash(ready_password(password))


def is_password(hash: str | None, password: str) -> bool:
    """Whether this is the password of the hash. Without a hash it takes as long and is never right."""
    try:
        _hasher.verify(hash or _NOBODYS_HASH, ready_password(password))
    except (VerificationError, InvalidHashError):
        return False
    return hash is not None
