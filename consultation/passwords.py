"""Passwords as argon2id hashes; checking one costs the same whether or not the account exists."""
from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.errors import InvalidRequest

MIN_LENGTH = 8
#: Longer passwords are refused unread: hashing megabytes would be a way to keep the server busy.
MAX_LENGTH = 256

HASHER = PasswordHasher()

#: The hash of a random password that nobody knows, with HASHER's parameters.
_NOBODYS_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$1Nx2VZGp32EKRcegXh/JZg$"
    "dCP4lBKE0vSHHq1uAE+XYMR3XAb/9j0ftqghVVS+zrM"
)


def hash_password(password: str, hasher: PasswordHasher = HASHER) -> str:
    """The encoded argon2id hash. Raises InvalidRequest for a password that is too short or too long."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise InvalidRequest(f"密码要有{MIN_LENGTH}到{MAX_LENGTH}个字符，请改正。")
    return hasher.hash(password)


def password_matches(encoded: str | None, password: str) -> bool:
    """Whether the password belongs to the hash; None (no such account) costs the same work and is False."""
    if len(password) > MAX_LENGTH:
        return False
    try:
        HASHER.verify(encoded or _NOBODYS_HASH, password)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False
    return encoded is not None
