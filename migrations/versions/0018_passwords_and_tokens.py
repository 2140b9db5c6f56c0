"""Passwords that have to be changed, and tokens that only read."""
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"


def upgrade() -> None:
    op.add_column("account", sa.Column("must_change", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("access_token", sa.Column("reads_only", sa.Boolean(), server_default=sa.false(), nullable=False))
