"""The table of sign-ins that failed."""
from __future__ import annotations

import sqlalchemy as sa

from engine.database import UtcDateTime, metadata

#: By login and address; with an empty address for a login from anywhere, with an empty login for an address.
#: A login need not exist: how long one has to wait must not tell whether it does.
sign_in_failures = sa.Table(
    "sign_in_failure",
    metadata,
    sa.Column("login", sa.String(64), primary_key=True),
    sa.Column("address", sa.String(64), primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("last_at", UtcDateTime, nullable=False),
    sa.Column("held_until", UtcDateTime),
    sa.Index("ix_sign_in_failure_last", "last_at"),
)
