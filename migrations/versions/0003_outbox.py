"""Messages and signals on their way, what starts cases by itself, and incidents that belong to no case."""
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.add_column(sa.Column("correlation", sa.String(length=255), nullable=True))
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.alter_column("instance_id", existing_type=sa.String(length=36), nullable=True)
    _create_start_subscription()
    _create_outbox()


def _create_start_subscription() -> None:
    op.create_table(
        "start_subscription",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("process_key", sa.String(length=255), nullable=False),
        sa.Column("definition_id", sa.String(length=36), nullable=False),
        sa.Column("element_id", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rounds_left", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["definition_id"], ["definition.id"], name=op.f("fk_start_subscription_definition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_start_subscription")),
    )
    with op.batch_alter_table("start_subscription", schema=None) as batch_op:
        batch_op.create_index("ix_start_subscription_due", ["due_at"], unique=False)
        batch_op.create_index("ix_start_subscription_process", ["process_key"], unique=False)
        batch_op.create_index("ix_start_subscription_kind_name", ["kind", "name"], unique=False)


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("sender_id", sa.String(length=36), nullable=True),
        sa.Column("element_id", sa.String(length=255), nullable=True),
        sa.Column("actor", sa.JSON(), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("business_key", sa.String(length=255), nullable=True),
        sa.Column("correlation", sa.String(length=255), nullable=True),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("receiver_id", sa.String(length=36), nullable=True),
        sa.Column("definition_id", sa.String(length=36), nullable=True),
        sa.Column("start_event", sa.String(length=255), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("hops", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["definition_id"], ["definition.id"], name=op.f("fk_outbox_definition_id")),
        sa.ForeignKeyConstraint(["receiver_id"], ["instance.id"], name=op.f("fk_outbox_receiver_id")),
        sa.ForeignKeyConstraint(["sender_id"], ["instance.id"], name=op.f("fk_outbox_sender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_next", ["attempts", "created_at", "place"], unique=False)
        batch_op.create_index("ix_outbox_sender", ["sender_id"], unique=False)
