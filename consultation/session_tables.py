"""The table of sessions: who is signed in on which browser."""
from __future__ import annotations

import sqlalchemy as sa

from engine.compact import Digest, RandomId
from engine.database import UtcDateTime, metadata

sessions = sa.Table(
    "session",
    metadata,
    sa.Column("id", RandomId, primary_key=True),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False),
    #: Of the secret in the browser's cookie, which is kept nowhere else.
    sa.Column("digest", Digest(64), nullable=False, unique=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("seen_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime),
    sa.Column("address", sa.String(64)),
    #: What the browser calls itself.
    sa.Column("agent", sa.String(200)),
    sa.Index("ix_session_account", "account_id", "ended_at"),
    sa.Index("ix_session_seen", "seen_at"),
)
