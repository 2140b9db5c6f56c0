"""The queue of jobs on PostgreSQL: procrastinate's tables, of the version that requirements.lock names."""
from __future__ import annotations

from alembic import op

from engine.procrastinate_jobs import create_queue

revision: str = "0006"
down_revision: str | None = "0005"


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        create_queue(connection)
