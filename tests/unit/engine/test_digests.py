"""The digest under which a personal value enters the history."""
from __future__ import annotations

from engine.digests import digest


def test_a_digest_needs_its_salt() -> None:
    assert digest("a", b"value") != digest("b", b"value") != digest("b", b"valu")
    assert len(digest("a", b"")) == 64
