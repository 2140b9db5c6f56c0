"""Work that external workers fetch, and who may fetch it."""
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"


def upgrade() -> None:
    op.create_table(
        "external_task",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("instance_id", sa.String(length=36), nullable=False),
        sa.Column("definition_id", sa.String(length=36), nullable=False),
        sa.Column("element_id", sa.String(length=255), nullable=False),
        sa.Column("topic", sa.String(length=255), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("worker_id", sa.String(length=255), nullable=True),
        sa.Column("locked_by", sa.String(length=36), nullable=True),
        sa.Column("lock_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retries", sa.Integer(), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("error_details", sa.Text(), nullable=True),
        sa.Column("submission_id", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["definition_id"], ["definition.id"], name=op.f("fk_external_task_definition_id")),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_external_task_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_task")),
    )
    with op.batch_alter_table("external_task", schema=None) as batch_op:
        batch_op.create_index("ix_external_task_topic", ["topic", "status", "priority"], unique=False)
        batch_op.create_index("ix_external_task_instance", ["instance_id", "status"], unique=False)

    op.create_table(
        "external_task_worker",
        sa.Column("task_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("group_name", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["external_task.id"], name=op.f("fk_external_task_worker_task_id")),
        sa.PrimaryKeyConstraint("task_id", "key", name=op.f("pk_external_task_worker")),
    )
    with op.batch_alter_table("external_task_worker", schema=None) as batch_op:
        batch_op.create_index("ix_external_task_worker_key", ["key", "task_id"], unique=False)
