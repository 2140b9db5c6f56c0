"""Idempotency keys for every write: what was answered, and the order in which keys are forgotten."""
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"


def upgrade() -> None:
    op.add_column("request_key", sa.Column("answer", sa.JSON(), nullable=True))
    op.create_index("ix_request_key_recorded", "request_key", ["recorded_at"])
