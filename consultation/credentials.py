"""Remembers verified passwords for some minutes, because argon2 costs a tenth of a second on every request."""
from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import threading
from collections import OrderedDict


class CredentialCache:
    """Which (login, password, password hash) were verified lately; thread-safe and bounded.

    Only keyed digests are kept, so that a memory dump shows no password. The stored hash is part of the digest:
    a changed password misses at once, in every process.
    """

    def __init__(
        self, secret: bytes, lifetime: dt.timedelta = dt.timedelta(minutes=5), capacity: int = 10_000
    ) -> None:
        """``secret``: the application's secret key; the oldest of more than ``capacity`` entries is dropped."""
        if not secret:
            raise ValueError("a secret key is needed")
        self._secret = secret
        self._lifetime = lifetime
        self._capacity = capacity
        self._lock = threading.Lock()
        self._entries: OrderedDict[bytes, tuple[str, dt.datetime]] = OrderedDict()

    def remember(self, login: str, password: str, encoded: str, at: dt.datetime) -> None:
        """Note that the password was verified against the encoded hash at ``at``."""
        digest = self._digest(login, password, encoded)
        with self._lock:
            self._entries[digest] = (login, at)
            self._entries.move_to_end(digest)
            while len(self._entries) > self._capacity:
                self._entries.popitem(last=False)

    def recalls(self, login: str, password: str, encoded: str, at: dt.datetime) -> bool:
        """Whether exactly this was verified within the lifetime before ``at``."""
        digest = self._digest(login, password, encoded)
        with self._lock:
            entry = self._entries.get(digest)
            if entry is None:
                return False
            if dt.timedelta(0) <= at - entry[1] < self._lifetime:
                return True
            del self._entries[digest]
            return False

    def forget(self, login: str) -> None:
        """Drop what is remembered of one account, e.g. when it is locked or its password changes."""
        with self._lock:
            for digest in [digest for digest, entry in self._entries.items() if entry[0] == login]:
                del self._entries[digest]

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._entries.clear()

    def __len__(self) -> int:
        with self._lock:
            return len(self._entries)

    def _digest(self, login: str, password: str, encoded: str) -> bytes:
        # Logins and hashes hold no NUL (ASCII, checked on creation), so the three parts cannot be shifted.
        text = "\0".join((login, encoded, password)).encode("utf-8", "surrogatepass")
        return hmac.digest(self._secret, text, hashlib.sha256)
