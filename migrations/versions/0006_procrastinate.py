"""The queue of jobs on PostgreSQL."""
from __future__ import annotations

revision: str = "0006"
down_revision: str | None = "0005"


def upgrade() -> None:
    pass
