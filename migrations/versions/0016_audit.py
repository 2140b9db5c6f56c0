"""The audit log, and the sign-ins that failed."""
from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0016"
down_revision: str | None = "0015"

#: A chain begins with this as the hash before the first event.
GENESIS = bytes(32)


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    digest = sa.String(length=64) if sqlite else postgresql.BYTEA()
    op.create_table(
        "audit_event",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("login", sa.String(length=64), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.Column("subject", sa.String(length=160), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("previous_hash", digest, nullable=False),
        sa.Column("hash", digest, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_event")),
    )
    for name, columns in (
        ("happened", ["happened_at", "sequence"]), ("type", ["type", "sequence"]), ("login", ["login", "sequence"]),
        ("subject", ["subject", "sequence"]),
    ):  # fmt: skip
        op.create_index(f"ix_audit_event_{name}", "audit_event", columns)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", digest, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.get_bind().execute(
        sa.insert(sa.table("audit_head", sa.column("id"), sa.column("sequence"), sa.column("hash", sa.LargeBinary)))
        .values(id=1, sequence=0, hash=GENESIS)
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("login", "address", name=op.f("pk_sign_in_failure")),
    )
    op.create_index("ix_sign_in_failure_last", "sign_in_failure", ["last_at"])
