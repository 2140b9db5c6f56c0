"""Idempotency keys for every write."""
from __future__ import annotations

revision: str = "0010"
down_revision: str | None = "0009"


def upgrade() -> None:
    pass
