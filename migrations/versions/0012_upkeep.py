"""When the daily upkeep is next: at once."""
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"


def upgrade() -> None:
    op.create_table(
        "upkeep",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_upkeep")),
    )
    # In the form that SQLite keeps a moment in, too.
    op.execute("INSERT INTO upkeep (name, run_at) VALUES ('upkeep', '1970-01-01 00:00:00.000000')")
