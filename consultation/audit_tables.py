"""The tables of the audit log: security events, apart from the history of cases."""
from __future__ import annotations

import sqlalchemy as sa

from engine.compact import Digest
from engine.database import UtcDateTime, metadata

audit_events = sa.Table(
    "audit_event",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("type", sa.String(40), nullable=False),
    sa.Column("happened_at", UtcDateTime, nullable=False),
    #: Who did it; None: nobody who was recognised, e.g. a failed sign-in, or the command line.
    sa.Column("person_id", sa.Integer),
    sa.Column("login", sa.String(64)),
    sa.Column("address", sa.String(64)),
    #: What it was done to: ``account:yang``, ``organisation:649902``, ``case:2026-0203-001``.
    sa.Column("subject", sa.String(160)),
    sa.Column("data", sa.Text, nullable=False),
    sa.Column("previous_hash", Digest(64), nullable=False),
    sa.Column("hash", Digest(64), nullable=False),
    sa.Index("ix_audit_event_happened", "happened_at", "sequence"),
    sa.Index("ix_audit_event_type", "type", "sequence"),
    sa.Index("ix_audit_event_login", "login", "sequence"),
    sa.Index("ix_audit_event_subject", "subject", "sequence"),
)

#: One row: the end of the chain. Whoever appends locks it, so that there is one chain whoever writes.
audit_heads = sa.Table(
    "audit_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("hash", Digest(64), nullable=False),
)
