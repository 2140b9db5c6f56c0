"""The tables of cases: what people see of a root process instance, and the running numbers."""
from __future__ import annotations

import sqlalchemy as sa

from engine.database import UtcDateTime, metadata

#: Written out, for a bound value would not be seen to imply the condition of a partial index.
OPEN = sa.text("status IN ('active', 'suspended')")

case_files = sa.Table(
    "case_file",
    metadata,
    sa.Column("instance_id", sa.ForeignKey("instance.id"), primary_key=True),
    sa.Column("number", sa.String(32), nullable=False, unique=True),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("organisation", sa.ForeignKey("organisation.code"), nullable=False),
    sa.Column("category", sa.String(64)),
    sa.Column("catalogue_item", sa.String(8)),
    sa.Column("stage", sa.String(32)),
    sa.Column("outcome", sa.String(32)),
    #: The instance's: active, completed, cancelled, …
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime),
    sa.Index("ix_case_file_newest", "started_at", "instance_id"),
    #: A list narrowed by one of these columns, of the whole county or of one place, is one range (case_ranges).
    *(
        sa.Index("_".join(("ix_case_file", *columns)), *columns, "started_at", "instance_id")
        for columns in (
            ("organisation",), ("stage",), ("category",), ("organisation", "stage"), ("organisation", "category"),
            ("organisation", "stage", "category"),
        )
    ),
    #: What is going on: lists of it, and counts (case_counts).
    sa.Index("ix_case_file_open_newest", "started_at", "instance_id", sqlite_where=OPEN, postgresql_where=OPEN),
    sa.Index("ix_case_file_open_organisation", "organisation", "started_at", "instance_id",
             sqlite_where=OPEN, postgresql_where=OPEN),
    sa.Index("ix_case_file_open", "organisation", "stage", sqlite_where=OPEN, postgresql_where=OPEN),
)

#: What cases are found by (case_search), apart from the file, which every other step writes anew.
case_texts = sa.Table(
    "case_text",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("instance_id", sa.ForeignKey("instance.id"), nullable=False, unique=True),
    sa.Column("content", sa.Text, nullable=False),
)

case_counters = sa.Table(
    "case_counter",
    metadata,
    #: Year and organisation number, e.g. ``2026-0203``.
    sa.Column("series", sa.String(28), primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
)
