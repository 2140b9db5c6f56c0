"""The history by months on PostgreSQL."""
from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"

MONTHS_AHEAD = 13
#: Rows of a clock that was wrong by ages stay in the net.
YEARS = range(2000, 3000)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _set_aside()
        _create_parent()
        for month in _months():
            _create_month(month)
        op.execute("CREATE TABLE history_event_rest PARTITION OF history_event DEFAULT")
        op.execute("INSERT INTO history_event SELECT * FROM history_event_unparted")
        op.drop_table("history_event_unparted")


def _set_aside() -> None:
    op.rename_table("history_event", "history_event_unparted")
    op.execute("ALTER TABLE history_event_unparted RENAME CONSTRAINT pk_history_event TO pk_history_event_unparted")
    op.execute(
        "ALTER TABLE history_event_unparted "
        "RENAME CONSTRAINT fk_history_event_instance_id TO fk_history_event_unparted_instance_id"
    )


def _create_parent() -> None:
    op.create_table(
        "history_event",
        sa.Column("instance_id", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("on_behalf_of", sa.String(length=36), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.Column("element_id", sa.String(length=255), nullable=True),
        sa.Column("task_id", sa.String(length=36), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_history_event_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "sequence", "happened_at", name=op.f("pk_history_event")),
        postgresql_partition_by="RANGE (happened_at)",
    )


def _months() -> list[dt.date]:
    """Those that have rows, and this one with those ahead of it."""
    query = sa.text("SELECT DISTINCT date_trunc('month', happened_at, 'UTC') FROM history_event_unparted")
    used = [moment.astimezone(dt.UTC).date() for moment in op.get_bind().execute(query).scalars()]
    now = dt.datetime.now(dt.UTC)
    ahead = [_month(now.year * 12 + now.month - 1 + offset) for offset in range(MONTHS_AHEAD + 1)]
    return sorted({*(day for day in used if day.year in YEARS), *ahead})


def _create_month(first: dt.date) -> None:
    after = _month(first.year * 12 + first.month)
    op.execute(
        f"CREATE TABLE history_event_{first:%Y_%m} PARTITION OF history_event "
        f"FOR VALUES FROM ('{first} 00:00:00+00') TO ('{after} 00:00:00+00')"
    )


def _month(number: int) -> dt.date:
    return dt.date(number // 12, number % 12 + 1, 1)
