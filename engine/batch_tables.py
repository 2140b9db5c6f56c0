"""The tables of work on many instances at once."""
from __future__ import annotations

import sqlalchemy as sa

from engine.database import UtcDateTime, metadata
from engine.tables import Id, Name

batch = sa.Table(
    "batch",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),
    #: engine.moves.batches: where to, and who asked; without a route the moves of batch ``reverts`` are taken back.
    sa.Column("route", sa.JSON),
    sa.Column("reverts", Id),
    sa.Column("person_id", Id),
    sa.Column("person_name", Name),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

batch_item = sa.Table(
    "batch_item",
    metadata,
    sa.Column("batch_id", sa.ForeignKey("batch.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("instance_id", sa.ForeignKey("instance.id"), nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    #: What was said: findings of a move, or why there was none.
    sa.Column("findings", sa.JSON, nullable=False),
)
