"""Work on many instances at once, with a report."""
from __future__ import annotations

revision: str = "0007"
down_revision: str | None = "0006"


def upgrade() -> None:
    pass
