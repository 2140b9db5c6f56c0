"""The history by months on PostgreSQL."""
from __future__ import annotations

revision: str = "0008"
down_revision: str | None = "0007"


def upgrade() -> None:
    pass
