"""The tables of work that external workers fetch."""
from __future__ import annotations

import sqlalchemy as sa

from engine.compact import RandomId
from engine.database import UtcDateTime, metadata
from engine.tables import Id, Name

#: A worker's own name for itself; the person whose credentials it uses stands beside it.
WORKER_ID_LENGTH = 255

external_task = sa.Table(
    "external_task",
    metadata,
    sa.Column("id", RandomId, primary_key=True),
    sa.Column("instance_id", sa.ForeignKey("instance.id"), nullable=False),
    sa.Column("definition_id", sa.ForeignKey("definition.id"), nullable=False),
    sa.Column("element_id", Name, nullable=False),
    sa.Column("topic", Name, nullable=False),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("scopes", sa.JSON, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("worker_id", sa.String(WORKER_ID_LENGTH)),
    sa.Column("locked_by", Id),
    sa.Column("lock_until", UtcDateTime),
    sa.Column("retries", sa.Integer),
    sa.Column("error_message", sa.Text),
    sa.Column("error_details", sa.Text),
    sa.Column("submission_id", RandomId),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime),
    sa.Index("ix_external_task_topic", "topic", "status", "priority"),
    sa.Index("ix_external_task_instance", "instance_id", "status"),
)

external_task_worker = sa.Table(
    "external_task_worker",
    metadata,
    sa.Column("task_id", sa.ForeignKey("external_task.id"), primary_key=True),
    sa.Column("key", sa.String(160), primary_key=True),
    sa.Column("group_name", sa.String(160), nullable=False),
    sa.Index("ix_external_task_worker_key", "key", "task_id"),
)
