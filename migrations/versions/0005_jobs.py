"""Jobs with leases: when timers, deliveries and whatever else there is are taken next; and what takes a step back."""
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_by", sa.String(length=255), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index("ix_job_run", "job", ["run_at"])
    op.add_column("instance", sa.Column("undo", sa.LargeBinary(), nullable=True))
    op.add_column("timer_job", sa.Column("run_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbox", sa.Column("run_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE timer_job SET run_at = due_at WHERE attempts = 0")
    op.execute("UPDATE outbox SET run_at = created_at WHERE attempts = 0")
    op.drop_index("ix_timer_job_due", "timer_job")
    op.create_index("ix_timer_job_run", "timer_job", ["run_at"])
    op.drop_index("ix_outbox_next", "outbox")
    op.create_index("ix_outbox_next", "outbox", ["run_at", "place"])
