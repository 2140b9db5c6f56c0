"""Salted digests: under them personal values enter the history chain, so that erasing a value leaves it whole."""
from __future__ import annotations

import hashlib


def digest(salt: str, content: bytes) -> str:
    """SHA-256 of the salt and the content, in hexadecimal (design.md 4)."""
    return hashlib.sha256(salt.encode() + content).hexdigest()
