"""The table that says when the daily upkeep is next."""
from __future__ import annotations

import sqlalchemy as sa

from engine.database import UtcDateTime, metadata

upkeep = sa.Table(
    "upkeep",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("run_at", UtcDateTime, nullable=False),
)
