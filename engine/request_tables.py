"""The table of requests that bear a key."""
from __future__ import annotations

import sqlalchemy as sa

from engine.database import UtcDateTime, metadata
from engine.tables import Id

request_key = sa.Table(
    "request_key",
    metadata,
    sa.Column("person_id", Id, primary_key=True),
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    #: What the use case answers a repetition from.
    sa.Column("result", sa.JSON, nullable=False),
    #: What the request was answered, where the use case does not answer a repetition itself.
    sa.Column("answer", sa.JSON(none_as_null=True)),
    sa.Column("recorded_at", UtcDateTime, nullable=False),
    sa.Index("ix_request_key_recorded", "recorded_at"),
)
